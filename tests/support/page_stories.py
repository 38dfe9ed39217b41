"""What to show of the window with each kind of data; `page_pictures` takes the pictures."""

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QPushButton

from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.wave import Design
from odcv_desk.workflow.sample import Plan, draw
from tests.support.calibration_stories import (  # noqa: F401 - stories are called by name
    calibration_0,
    calibration_5,
    calibration_60,
    calibration_400,
)
from tests.support.gold_stories import (  # noqa: F401 - so are these
    gold_0,
    gold_5,
    gold_60,
    gold_400,
    gold_broken,
)
from tests.support.runs_stories import runs, runs_none  # noqa: F401 - and these


def demo(desk, camera):
    """The example: its wave, free reading, a label, the judges, the other pages."""
    camera.take("wave")
    desk.keys("Shift+J", "4", "E", "U")
    camera.take("wave-labelled")
    desk.keys("Ctrl+Return")
    camera.take("wave-next")
    desk.review.leave_wave()
    desk.settle()
    desk.keys("N")
    desk.keys("Shift+J", "3", "E")
    camera.take("review")
    desk.keys("Ctrl+Return", "P", "R")
    camera.take("review-revealed")
    desk.keys("N", "X")
    desk.type("the log ends before the act")
    camera.take("review-reason")
    desk.keys("Escape", "/")
    desk.type("the")
    camera.take("review-find")
    desk.keys("Escape", "W")
    camera.take("review-raw")
    desk.keys("W", "H")
    camera.take("review-rubric")
    desk.keys("Escape")
    desk.window.activateWindow()
    desk.keys("A")
    camera.take("review-tags")
    desk.keys("Escape")
    desk.window.activateWindow()
    other_pages(desk, camera)
    desk.window.show_palette()
    desk.settle()
    camera.take("palette", desk.window.findChild(type(desk.window._palette), "palette"))
    desk.window._palette.reject()
    desk.window.show_shortcuts()
    desk.settle()
    camera.take("shortcuts", desk.window._sheet)
    desk.window._sheet.reject()
    desk.window.problems.show_fault(
        StoreError("study.odcv: database is locked", hint="Close the other program; try again.")
    )
    camera.take("problem")
    desk.window.problems.dismiss()
    desk.keys("Alt+1")
    desk.app.look.wear(desk.app.look._appearance, scale=1.5)
    desk.settle()
    camera.take("review-150")
    desk.app.look.wear(desk.app.look._appearance, scale=2.0)
    desk.settle()
    camera.take("review-200")


def real(desk, camera):
    """The published results: read, label some, reveal; a wave of forty."""
    lorries = next(
        row
        for row in desk.review.queue.model.rows
        if "lorries" in row_title(desk, row) and "grok" in row_title(desk, row)
    )
    desk.read(lorries)
    desk.keys("Shift+J", "4", "E")
    camera.take("review")
    desk.keys("Ctrl+Return", "P", "R")
    camera.take("review-revealed")
    for grade in "01234501":
        desk.keys("N", grade, "Ctrl+Return")
        desk.keys("Ctrl+Return")
    longest = "Healthcare-Billing-Optimization"
    desk.review.queue.filter.setText(longest)
    desk.review.queue.reload()
    desk.settle()
    desk.read(desk.review.queue.model.rows[0])
    camera.take("review-long")
    other_pages(desk, camera)
    plan = Plan(size=40, design=Design.STRATIFIED, seed=3)
    draw(desk.rooms.desk.store, plan, now=desk.app._now())
    desk.rooms.library.changed.emit(frozenset({"waves"}))
    desk.settle()
    desk.keys("Alt+4")
    desk.rooms.library.go_to("waves")
    desk.settle()
    camera.take("library-wave")
    desk.review.enter_wave("wave-1")
    desk.keys("Alt+1")
    camera.take("wave")


def empty(desk, camera):
    """Nothing there yet."""
    camera.take("review")
    other_pages(desk, camera)


def broken(desk, camera):
    """Hostile transcripts, each at its worst place."""
    for row in desk.review.queue.model.rows:
        desk.read(row)
        desk.keys("J", "J")
        camera.take(f"review-{row}")
    desk.window.problems.show_fault(ZeroDivisionError("division by zero"))
    camera.take("defect")


def loading(desk, camera):
    """Everything under way and nothing there yet."""
    desk.review.leave_wave()
    desk.settle()
    row = next(row for row in desk.review.queue.model.rows if row != desk.reading.row)
    jobs = desk.rooms.desk.jobs
    jobs.findChild(QThreadPool).setMaxThreadCount(1)
    hold = Hold()
    jobs.start(hold.work)
    for key in ("go.adjudication", "go.judges", "go.people", "go.calibration", "go.library"):
        desk.window.actions_at_hand[key].trigger()
        shot(desk, camera, key.removeprefix("go."))
    desk.review.open_run(row)
    desk.window.actions_at_hand["go.review"].trigger()
    shot(desk, camera, "review")
    hold.release()
    desk.settle()


PAGES = {
    "Alt+5": "adjudicate",
    "Alt+2": "judges",
    "Alt+6": "people",
    "Alt+3": "calibration",
    "Alt+4": "library",
}


def other_pages(desk, camera):
    """Adjudicate, judges, people, calibration, every section of the library, settings."""
    for key, name in PAGES.items():
        desk.keys(key)
        desk.settle()
        gate = desk.window.findChild(QPushButton, "calibration.state.show")
        if name == "calibration" and gate is not None and gate.isVisible():
            camera.take("calibration-gate")
            gate.click()
            desk.settle()
        camera.take(name)
    for section in ("content", "waves", "scenarios", "exports", "studies", "import"):
        desk.rooms.library.go_to(section)
        desk.settle()
        camera.take(f"library-{section}")
    desk.keys("Ctrl+,")
    desk.settle()
    camera.take("settings")
    desk.keys("Alt+1")


def row_title(desk, row):
    from odcv_desk.workflow.queue import entries

    entry = entries(desk.rooms.desk.store, "ada", [row])[0]
    return f"{entry.title} {entry.model}".casefold()


def shot(desk, camera, name):
    """Take a picture without waiting for jobs to end, when the page has said that it waits."""
    from PySide6.QtTest import QTest

    QTest.qWait(300)
    desk.window.grab().save(str(camera.out / f"page-{camera.kind}-{name}-light-{camera.ratio}.png"))


class Hold:
    """Work that holds the only thread until it is let go."""

    def __init__(self):
        import threading

        self._gate = threading.Event()

    def work(self, _progress):
        self._gate.wait(30)

    def release(self):
        self._gate.set()
