import pytest
from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.toast import Toast


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def a_button(window, *place):
    made = QPushButton("Commit label", window)
    made.setGeometry(*place)
    made.show()
    return made


def test_a_line_lies_at_the_foot_and_goes_by_itself(window, look):
    toast = Toast(look, window)

    toast.tell("Label committed")
    timer = toast.findChild(QTimer)
    assert toast.isVisible()
    assert toast.geometry().bottom() > 560
    assert (timer.isActive(), timer.isSingleShot(), timer.interval()) == (True, True, 5000)
    timer.timeout.emit()

    assert toast.isHidden()


def test_a_line_lies_above_the_buttons_at_the_foot(window, look):
    lower, upper = a_button(window, 380, 560, 300, 30), a_button(window, 300, 520, 300, 30)
    toast = Toast(look, window)

    toast.tell("Label committed")

    assert toast.geometry().bottom() < upper.geometry().top()
    assert not toast.geometry().intersects(lower.geometry())


def test_a_line_gives_way_to_a_button_that_comes_with_it(window, look, qtbot):
    toast = Toast(look, window)
    toast.tell("Label committed")

    button = a_button(window, 300, 560, 300, 30)

    qtbot.waitUntil(lambda: not toast.geometry().intersects(button.geometry()))


def test_a_button_that_cannot_be_seen_moves_nothing(window, look):
    toast = Toast(look, window)
    toast.tell("Label committed")
    before = QRect(toast.geometry())

    a_button(window, 300, 560, 300, 30).hide()
    toast.place()

    assert toast.geometry() == before


def test_a_line_gives_way_to_a_button_that_comes_late(window, look, qtbot):
    toast = Toast(look, window)
    toast.tell("Label committed")
    with qtbot.waitCallback() as placed:
        QTimer.singleShot(0, toast, placed)

    button = a_button(window, 300, 560, 300, 30)

    qtbot.waitUntil(lambda: not toast.geometry().intersects(button.geometry()))


def test_a_line_lies_above_the_title_of_a_bar_with_a_button(window, look):
    bar = QWidget(window)
    bar.setGeometry(0, 560, 800, 40)
    QPushButton("x", bar).setGeometry(760, 5, 30, 30)
    bar.show()
    toast = Toast(look, window)

    toast.tell("Label committed")

    assert toast.geometry().bottom() < 560


def test_a_line_takes_another_place_at_another_scale(window, look, qtbot):
    toast = Toast(look, window)
    toast.tell("Label committed")
    before = QRect(toast.geometry())

    look.wear(Appearance.LIGHT, scale=2.0)

    qtbot.waitUntil(lambda: toast.width() > 1.5 * before.width())
    assert toast.width() >= toast.sizeHint().width()
    assert abs(toast.geometry().center().x() - 400) <= 1


def test_between_buttons_everywhere_a_line_stays_at_the_foot(window, look):
    a_button(window, 0, 0, 800, 600)
    toast = Toast(look, window)

    toast.tell("Label committed")

    assert toast.geometry().bottom() > 560


def test_hostile_words_are_shown_as_text(window, look):
    toast = Toast(look, window)

    toast.tell("<b>heron</b>\u202e")

    assert toast.text() == "<b>heron</b>⟨U+202E⟩"


def test_an_empty_line_takes_away_the_one_that_is_shown(window, look):
    toast = Toast(look, window)
    toast.tell("Label committed")

    toast.tell("")

    assert toast.isHidden()
    assert not toast.findChild(QTimer).isActive()
