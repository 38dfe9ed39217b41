import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from odcv_desk.ui.pages.review.active_time import ActiveTime


class Seconds:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Seconds()


@pytest.fixture
def active(qtbot, clock):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    made = ActiveTime(widget, clock=clock)
    made.start(0.0)
    return made


def a_sign(active, kind=QEvent.Type.MouseMove):
    active.eventFilter(QApplication.instance(), QEvent(kind))


def test_time_between_signs_of_life_counts(active, clock):
    clock.now += 20
    a_sign(active)
    clock.now += 15
    assert active.seconds == 35


def test_a_long_gap_counts_as_a_minute(active, clock):
    clock.now += 900
    a_sign(active)
    clock.now += 10
    assert active.seconds == 70


def test_time_in_another_window_does_not_count(active, clock):
    window = active.parent().window()
    clock.now += 5
    active.eventFilter(window, QEvent(QEvent.Type.WindowDeactivate))
    clock.now += 50
    active.eventFilter(window, QEvent(QEvent.Type.WindowActivate))
    clock.now += 7
    assert active.seconds == 12


def test_a_draft_goes_on_from_its_time(active, clock):
    active.start(41.5)
    clock.now += 2
    assert active.seconds == 43.5


def test_after_the_stop_nothing_counts(active, clock):
    clock.now += 4
    active.stop()
    clock.now += 40
    assert active.seconds == 4
