"""The transcript view: first paint of every real trail, scrolling, jumps, find, memory."""

import gc
import os
import random
import resource
import statistics
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from odcv_desk.domain.trajectory import Ended, Role, Step, ToolCall, Transcript
from odcv_desk.importers.odcv_trail import IMPORTER
from odcv_desk.ui.look import Look, load_fonts
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.transcript import Minimap, TranscriptView
from odcv_desk.ui.widgets.transcript.highlight import load_languages

RESULTS = Path(__file__).parents[3] / "shared" / "odcv-bench"
SIZE = (960, 900)
SCROLL = 60
PAGE_BYTES = resource.getpagesize()


def view_rows(results):
    """Return what was measured, one row each, with its bar."""
    app = QApplication.instance() or QApplication([])
    app.setStyle("Fusion")
    load_fonts()
    load_languages()  # as the app does while it opens a study
    look = Look()
    look.wear(Appearance.LIGHT)
    view = TranscriptView(look)
    view.resize(*SIZE)
    view.show()
    app.processEvents()
    trails = sorted(results.rglob("messages_record.txt"))
    biggest = max(trails, key=lambda path: path.stat().st_size)
    large = synthetic(trails, steps=5000)
    paint(view, large)
    return [
        *first_paints(view, trails),
        *scrolls(view, IMPORTER.transcript(biggest.read_bytes(), None), "the 1.5 MB trail"),
        *scrolls(view, large, "5,000 steps"),
        *memory(view, trails),
        *finds(view, large),
        *selections(view, large),
        *one_line(view),
        *many_lines(view),
        *minimap(look, view, large),
    ]


def run():
    """Return the measurements as lines to print."""
    rows = view_rows(RESULTS)
    width = max(len(row["what"]) for row in rows)
    return [
        f"{'ok  ' if row['ok'] else 'MISS'}  {row['what']:<{width}}  {row['measured']:<40}"
        f"  bar {row['bar']}"
        for row in rows
    ]


def row(what, spans, bar_ms):
    worst, median = max(spans) * 1e3, statistics.median(spans) * 1e3
    p95 = sorted(spans)[int(len(spans) * 0.95)] * 1e3
    return {
        "what": what,
        "measured": f"median {median:.1f}, p95 {p95:.1f}, worst {worst:.1f} ms",
        "bar": f"{bar_ms} ms",
        "ok": worst < bar_ms,
    }


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paint(view, transcript):
    view.show_transcript(transcript, brief=None, unknown=frozenset())
    view.viewport().repaint()


def synthetic(trails, steps):
    made = []
    for path in trails:
        for step in IMPORTER.transcript(path.read_bytes(), None).steps:
            made.append(replace(step, index=len(made) + 1))
            if len(made) == steps:
                return Transcript(steps=tuple(made), entries=steps, ended=Ended.COMPLETED)
    raise AssertionError("there are too few trails")


def first_paints(view, trails):
    shown, read = [], []
    for path in trails:
        raw = path.read_bytes()
        start = time.perf_counter()
        transcript = IMPORTER.transcript(raw, None)
        parsed = time.perf_counter()
        paint(view, transcript)
        end = time.perf_counter()
        shown.append(end - parsed)
        read.append(end - start)
    return [
        row(f"first paint of {len(trails)} real trails", shown, 50),
        row("the same with reading the trail", read, 50),
    ]


def scrolls(view, transcript, name):
    opened = timed(lambda: paint(view, transcript))
    bar = view.verticalScrollBar()

    def frame(value):
        bar.setValue(value)
        view.viewport().repaint()

    down = [timed(lambda: frame(bar.value() + SCROLL)) for _ in range(300)]
    up = [timed(lambda: frame(bar.value() - SCROLL)) for _ in range(100)]
    chance = random.Random(1)
    jumps = [timed(lambda: frame(chance.randrange(bar.maximum()))) for _ in range(40)]
    steps = [timed(lambda: (view.next_step(), view.viewport().repaint())) for _ in range(60)]
    view.toggle_fold_all()
    view.viewport().repaint()
    unfolded = [timed(lambda: frame(chance.randrange(bar.maximum()))) for _ in range(40)]
    return [
        # Real runs end at 50 turns; thousands of steps may take a moment.
        row(f"{name}: first paint", [opened], 50 if len(transcript.steps) < 1000 else 150),
        row(f"{name}: frame of 60 pixels", down + up, 16),
        row(f"{name}: jump", jumps, 50),
        row(f"{name}: next step", steps, 50),
        row(f"{name}: jump, all unfolded", unfolded, 50),
    ]


def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES / 2**20


def memory(view, trails):
    view.clear()
    gc.collect()
    before = resident_mb()
    for path in trails[:277]:
        paint(view, IMPORTER.transcript(path.read_bytes(), None))
        view.last_step()
        view.viewport().repaint()
    view.clear()
    gc.collect()
    grown = resident_mb() - before
    return [
        {
            "what": "memory after 277 trails",
            "measured": f"{grown:+.1f} MB",
            "bar": "20 MB",
            "ok": grown < 20,
        }
    ]


def finds(view, transcript):
    paint(view, transcript)
    texts = [len(part.text) for part in view._stage.document.parts]
    words = ("log", "validator", "e", "nowhere to be found")
    spans = [timed(lambda word=word: view.find(word)) for word in words]
    moved = [timed(lambda: (view.find_next(), view.viewport().repaint())) for _ in range(20)]
    view.find("")
    marked = [timed(lambda word=word: (view.find(word), view.outline())) for word in words]
    view.find("")
    return [
        row("find and mark on the minimap", marked, 50),
        row(f"find in {sum(texts) / 1e6:.1f} Mchar", spans, 20),
        row("next place found", moved, 50),
    ]


def selections(view, transcript):
    paint(view, transcript)
    view.select_all()
    painted = [timed(view.viewport().repaint) for _ in range(20)]
    copied = [timed(view.selected_text) for _ in range(5)]
    return [
        row("frame with everything selected", painted, 16),
        row(f"text of {len(view.selected_text()) / 1e6:.1f} Mchar selected", copied, 50),
    ]


def output(text):
    call = ToolCall(name="bash", arguments="", command="cat", stdout=text, exit_code=0)
    step = Step(index=1, role=Role.ASSISTANT, content="", calls=(call,))
    return Transcript(steps=(step,), entries=2, ended=Ended.COMPLETED)


def unfolding(view, transcript, name):
    spans = [timed(lambda: paint(view, transcript))]
    spans.append(timed(lambda: (view.toggle_fold(), view.viewport().repaint())))
    bar = view.verticalScrollBar()

    def frame(value):
        bar.setValue(value)
        view.viewport().repaint()

    chance = random.Random(2)
    jumps = [timed(lambda: frame(chance.randrange(bar.maximum()))) for _ in range(40)]
    down = [timed(lambda: frame(bar.value() + SCROLL)) for _ in range(200)]
    return [
        row(f"{name}: paint, unfold", spans, 50),
        row(f"{name}: jump", jumps, 50),
        row(f"{name}: frame of 60 pixels", down, 16),
    ]


def one_line(view):
    return unfolding(view, output("abcdefgh 12345 \u00e9" * 100_000), "1.5 MB in one line")


def many_lines(view):
    text = "\n".join(f"{number} records were written" for number in range(100_000))
    return unfolding(view, output(text), "100,000 lines")


def minimap(look, view, transcript):
    paint(view, transcript)
    small = Minimap(look, view)
    small.resize(46, SIZE[1])
    small.show()
    QApplication.processEvents()
    spans = [timed(lambda: (small._redraw(), small.repaint())) for _ in range(10)]
    kept = [timed(small.repaint) for _ in range(50)]
    small.close()
    return [
        row("minimap of 5,000 steps, drawn anew", spans, 50),
        row("minimap of 5,000 steps, again", kept, 4),
    ]


if __name__ == "__main__":
    print("\n".join(run()))
