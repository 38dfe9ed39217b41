"""The window as a whole: start, queue, reading run after run, labelling by keys, pages, search."""

import gc
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
from functools import partial
from pathlib import Path

from odcv_desk.ui.models.queue_model import VALUE_ROLE
from odcv_desk.ui.widgets.search_box import SearchBox
from tests.bench.starting import environment, starting_rows
from tests.bench.studies import many_study, real_study
from tests.support.at_desk import AtDesk
from tests.support.studies import a_run, a_trail, an_incoming

FRAME_MS = 16.7
OPEN_MS = 50
LABEL_MS = 100
SEARCH_MS = 50
LABELS = 40
SCROLL = 60
FRAMES = 300
STEPS_ON = 60
WARM = 50
GROWN_MB = 20
LONG = 5_000
PROSE = "The figures of the second quarter do not add up with those of the ledger. " * 4
WORDS = ("validator", "data", "script", "patient", "report")
MANY_WORDS = ("heron", "otter", "incentivized", "look 512", "99999")
PAGES = ("judges", "calibration", "library", "settings", "review")


def window_rows(results, folder, kept):
    """Return what was measured on both studies; `kept` is where the large one stays."""
    real, many = real_study(results, folder), many_study(kept)
    return [
        *starting_rows(real, REAL, folder),
        *starting_rows(many, MANY, folder),
        *apart("real", real, folder),
        *apart("many", many, folder),
        *apart("labelling", real, folder),
    ]


def apart(part, study, folder):
    """Measure a part in a process of its own: windows of before would be dressed and counted."""
    copy = folder / f"copy-for-{part}.odcv"
    shutil.copy(study, copy)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.window", part, copy, folder],
        env=environment(folder / "home"),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def at_desk(part, study, folder):
    """Take the measures of a part at a window."""
    name, measures = PARTS[part]
    desk = AtDesk(folder, study)
    found = [row for measure in measures for row in measure(desk, name)]
    desk.close()
    return found


def queue_rows(desk, name):
    queue = desk.review.queue
    loads, filtered = [], []
    for _time in range(5):
        loads.append(waited(desk, queue.reload, queue.loaded))
        desk.settle()
    paged = [page_ms(desk, place) for place in (250, 400, 150)]
    for text in ("a", "an", "incentivized", "mandated he", ""):
        queue.filter.setText(text)
        filtered.append(
            waited(desk, lambda text=text: queue.filter.textEdited.emit(text), queue.loaded)
        )
        desk.settle()
    queue.clear_filters()
    desk.settle()
    turned = [press_on(desk, "N") for _time in range(STEPS_ON)]
    return [
        spans(f"queue read anew, {name}", loads),
        spans(f"page of the queue, {name}", paged),
        spans(f"queue filtered (120 ms of waiting for more keys in it), {name}", filtered),
        spans(f"frame of the queue, {name}", scrolled(desk, queue.list), FRAME_MS, at=0.95),
        spans(f"n to the next run painted, {name}", turned, OPEN_MS),
    ]


def page_ms(desk, place):
    """Jump to a place of the queue that was not looked at; wait until its runs are shown."""
    view, index = desk.review.queue.list, desk.review.queue.model.index(place, 0)
    return desk.timed(lambda: view.scrollTo(index), lambda: index.data(VALUE_ROLE) is not None)


def press_on(desk, key):
    """Press a key that leads to another run; return the milliseconds until that is painted."""
    before = desk.painted.row

    def moved():
        desk.read_on()
        return desk.painted.row not in (None, before)

    return desk.timed(lambda: desk.press(key), moved)


def waited(desk, work, signal):
    """Return the milliseconds from a deed until a signal was handled and painted."""
    heard = []

    def hear(*_values):
        heard.append(True)

    signal.connect(hear)
    span = desk.timed(work, lambda: heard)
    signal.disconnect(hear)
    return span


def scrolled(desk, view):
    bar = view.verticalScrollBar()
    frames = [desk.timed(lambda: bar.setValue(bar.value() + SCROLL)) for _frame in range(FRAMES)]
    bar.setValue(0)
    desk.settle()
    return frames


def reading_rows(desk, name):
    queue = desk.review.queue
    rows = queue.model.rows
    memory = []
    longest = rows[0], 0
    first = {}
    for number, row in enumerate(rows, start=1):
        first[row] = open_ms(desk, row)
        high = desk.reader.transcript.verticalScrollBar().maximum()
        longest = max(longest, (row, high), key=lambda each: each[1])
        if number in (WARM, len(rows)):
            gc.collect()
            memory.append(resident_mb())
    # Other programs may get in the way of one opening; hardly twice of the same.
    opened = [min(first[row], open_ms(desk, row)) for row in rows]
    desk.read(longest[0])
    transcript = desk.reader.transcript
    frames = scrolled(desk, transcript)
    chance = random.Random(1)
    bar = transcript.verticalScrollBar()
    jumps = [
        desk.timed(lambda: bar.setValue(chance.randrange(bar.maximum()))) for _jump in range(40)
    ]
    grown = memory[-1] - memory[0]
    return [
        spans(f"{len(rows)} runs opened one after another", list(first.values())),
        spans("the same, the better of two times", opened, OPEN_MS, at=1.0),
        spans("frame of 60 pixels in the window, the longest run", frames, FRAME_MS, at=0.95),
        spans("jump in the window, the longest run", jumps, OPEN_MS),
        {
            "what": f"memory grown from {WARM} runs opened to {len(rows)}",
            "measured": f"{grown:+.1f} MB",
            "bar": f"{GROWN_MB} MB",
            "ok": grown < GROWN_MB,
        },
    ]


def open_ms(desk, row):
    """Open a run, past a note on its contents; return the milliseconds until it is painted."""

    def painted():
        desk.read_on()
        return desk.painted.row == row

    desk.painted.row = None
    return desk.timed(lambda: desk.review.open_run(row), painted)


def long_rows(desk, name):
    """Measure a run of 5,000 turns, read, parsed and searched for changes like any other."""
    store, run = desk.review.desk.store, a_run(scenario="Long")
    raw = a_trail(*[f"look {turn} {PROSE}" for turn in range(LONG)])
    store.trajectories.add([an_incoming(run, raw=raw)])
    row = store.trajectories.row_of(run)
    opened = [desk.read(row) for _time in range(3)]
    return [
        spans(f"{LONG:,} turns opened, to transcript painted", opened),
        spans(
            f"frame of 60 pixels, {LONG:,} turns",
            scrolled(desk, desk.reader.transcript),
            FRAME_MS,
            at=0.95,
        ),
    ]


def labelling_rows(desk, name):
    keys, commits = [], []
    for number in range(LABELS):
        keys += [desk.press(key) for key in ("Shift+J", "Shift+J", str(number % 6), "E")]
        commits.append(press_on(desk, "Ctrl+Return"))
    desk.settle()
    told = desk.review.queue._count.text()
    assert told.startswith(f"{LABELS} of"), told
    mine = [label.run for label in desk.review.desk.store.labels.all()][:10]
    revealed = [reveal_ms(desk, desk.review.desk.store.trajectories.row_of(run)) for run in mine]
    return [
        spans(f"a key while labelling {LABELS} runs, painted", keys, LABEL_MS),
        spans(f"commit to next transcript, {LABELS} runs", commits, LABEL_MS),
        spans("reveal of the judges", revealed),
    ]


def reveal_ms(desk, row):
    desk.read(row)
    desk.settle()
    return waited(desk, lambda: desk.press("R"), desk.review.labelling.revealed)


def page_rows(desk, name):
    found = []
    themes = [desk.timed(lambda: desk.press("Ctrl+Shift+L")) for _time in range(6)]
    found.append(spans(f"light to dark or back, {name}", themes))
    for visit in ("first", "again"):
        for page in PAGES:
            action = desk.app.window.actions_at_hand[f"go.{page}"]
            shown = desk.timed(action.trigger)
            ready = shown + desk.timed(desk.settle)
            found.append(
                {
                    "what": f"{page}, {visit}, {name}",
                    "measured": f"shown {shown:.0f} ms, ready {ready:.0f} ms",
                    "bar": "-",
                    "ok": True,
                }
            )
    return found


def search_rows(desk, name, words=WORDS):
    box = desk.window.findChild(SearchBox, "search")
    found = []
    box.setText("warm")
    for word in ("warm", *words):
        box.setFocus()
        box.setText(word)
        asked = box._asked
        found.append(waited(desk, box.start, box.list.model().modelReset))
        assert box._asked == asked + 1
        desk.settle()
    desk.press("Esc")
    return [spans(f"search to list shown, {name}", found[1:], SEARCH_MS)]


def spans(what, given, bar=None, at=0.5):
    """Return a row; `at` says which of the sorted spans must stay under the bar."""
    ordered = sorted(given)
    judged = quantile(ordered, at)
    return {
        "what": what,
        "measured": f"median {statistics.median(ordered):.1f}, p95 {quantile(ordered, 0.95):.1f}, "
        f"p99 {quantile(ordered, 0.99):.1f}, worst {ordered[-1]:.1f} ms",
        "bar": "-" if bar is None else f"{bar} ms",
        "ok": bar is None or judged < bar,
    }


def quantile(ordered, part):
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def resident_mb():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


REAL, MANY = "476 runs", "100,000 runs"
PARTS = {
    "real": (REAL, (queue_rows, reading_rows, long_rows, page_rows, search_rows)),
    "many": (MANY, (queue_rows, page_rows, partial(search_rows, words=MANY_WORDS))),
    "labelling": (REAL, (labelling_rows,)),
}

if __name__ == "__main__":
    part, study, folder = sys.argv[1:]
    print(json.dumps(at_desk(part, study, Path(folder))))
