"""The window goes while work is under way: at once, without a crash, with an intact study."""

import gc
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from tests.support.kills import is_intact
from tests.support.studies import a_results_tree

OFTEN = 30
MANY = tuple(
    (model, variant, f"Bench-{number}")
    for model in ("heron", "wren", "otter")
    for variant in ("mandated", "incentivized")
    for number in range(150)
)
SOON_S = 5.0


def threads():
    """Return how many threads the process has, those of Qt among them."""
    return len(list(Path("/proc/self/task").iterdir()))


def closing_s(desk):
    """Close the window; return the seconds until it was gone."""
    begin = time.perf_counter()
    desk.close()
    span = time.perf_counter() - begin
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    return span


def test_closing_during_an_import_keeps_what_came_in(study, tmp_path, open_desk):
    tree = a_results_tree(tmp_path / "more", MANY)
    desk = open_desk(study)
    desk.window.go(Where.LIBRARY)
    desk.settle()
    desk.rooms.library.bring_in([tree])
    desk.wait(lambda: runs_in(study) > 12)

    assert closing_s(desk) < SOON_S
    assert is_intact(study)
    assert 12 < runs_in(study) < 12 + len(MANY)


def test_closing_during_a_calculation_leaves_at_once(study, open_desk):
    desk = open_desk(study)
    desk.window.go(Where.CALIBRATION)
    desk.wait(lambda: desk.app.jobs.busy)

    assert closing_s(desk) < SOON_S
    assert is_intact(study)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads as Linux does")
def test_windows_that_go_while_they_work_leave_nothing_behind(study, open_desk):
    closing_s(open_desk(study))
    before = threads()
    for number in range(OFTEN):
        desk = open_desk(study)
        desk.window.go(tuple(Where)[number % len(Where)])
        desk.review.open_run(1 + number % 12)
        desk.review.queue.reload()
        assert closing_s(desk) < SOON_S
        del desk
        gc.collect()

    assert threads() <= before + 1
    assert is_intact(study)


def runs_in(study):
    with Store.open(str(study), create=False) as store:
        return len(store.trajectories.ids())
