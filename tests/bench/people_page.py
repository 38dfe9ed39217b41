"""The People page in the window: opened on a wave of two raters, and in the other theme."""

import json
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from odcv_desk.store import Store
from tests.bench.starting import environment
from tests.support.at_desk import AtDesk
from tests.support.gold_stories import fill

LABELS = (60, 400)
OPEN_S, THEME_S = 1, 0.3
TIMES = 5


def people_page_rows(folder):
    """Return what was measured, each study in a process of its own."""
    # A new home holds no compiled modules and no list of fonts: the first process makes them.
    (folder / "warm").mkdir()
    apart(LABELS[0], folder, folder / "warm")
    return [row for labels in LABELS for row in apart(labels, folder, folder)]


def apart(labels, home, folder):
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.people_page", str(labels), folder],
        env=environment(home / "home"),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def at_desk(labels, folder):
    """Open the page again and again, charts and all, and turn light to dark and back."""
    study = folder / f"people-{labels}.odcv"
    with Store.open(str(study)) as store:
        fill(store, labels)
    desk = AtDesk(folder, study)
    first = opened_s(desk)
    # Who has labelled nothing is asked first.
    gate = desk.window.findChild(QPushButton, "people.state.show")
    first += ready_s(desk, gate.click)
    page = desk.window.findChild(QWidget, "people")
    assert page.content.isVisible()
    again = []
    for _time in range(TIMES):
        desk.timed(desk.window.actions_at_hand["go.review"].trigger)
        desk.settle()
        page._life.stale = True
        page.content._charted = None
        again.append(opened_s(desk))
    themes = [ready_s(desk, lambda: desk.press("Ctrl+Shift+L")) for _time in range(TIMES + 1)]
    desk.close()
    name = f"{labels} labels"
    return [
        one(f"people page, the first time, charts and all, {name}", [first], OPEN_S),
        one(f"people page, read anew, charts and all, {name}", again, OPEN_S),
        one(f"light to dark or back on the people page, {name}", themes, THEME_S),
    ]


def opened_s(desk):
    return ready_s(desk, desk.window.actions_at_hand["go.people"].trigger)


def ready_s(desk, work):
    """Return the seconds until nothing is left to be drawn."""
    return (desk.timed(work) + desk.timed(desk.settle)) / 1e3


def one(what, spans, bar):
    worst = max(spans)
    middle = sorted(spans)[len(spans) // 2]
    return {
        "what": what,
        "measured": f"median {middle:.2f} s, worst {worst:.2f} s",
        "bar": f"{bar} s",
        "ok": middle < bar,
    }


if __name__ == "__main__":
    print(json.dumps(at_desk(int(sys.argv[1]), Path(sys.argv[2]))))
