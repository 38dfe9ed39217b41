import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QVBoxLayout, QWidget

from odcv_desk.ui.widgets.state_view import StateView

ANSWERS = (("again", "Try again"), ("library", "Go to the Library"))


@pytest.fixture
def beside(qtbot, look):
    """Return a state beside a field, a box and a list, in a window in front."""
    window = QWidget()
    window.state = StateView(look, name="state")
    window.field, window.box, window.list = QLineEdit(), QComboBox(), QListView()
    column = QVBoxLayout(window)
    for widget in (window.field, window.box, window.list, window.state):
        column.addWidget(widget)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def focused(window):
    holder = window.focusWidget()
    return "" if holder is None else holder.objectName()


def test_the_first_answer_gets_the_keyboard(beside, qtbot):
    beside.list.setFocus()
    beside.state.say("info", "Nothing here", answers=ANSWERS)

    qtbot.waitUntil(lambda: focused(beside) == "state.again")


def test_it_gets_it_too_where_the_state_is_shown_only_afterwards(beside, qtbot):
    beside.state.hide()
    beside.list.setFocus()
    beside.state.say("info", "Nothing here", answers=ANSWERS)
    beside.state.show()

    qtbot.waitUntil(lambda: focused(beside) == "state.again")


@pytest.mark.parametrize("name", ["field", "box"])
def test_who_types_or_chooses_keeps_the_keyboard(beside, qtbot, name):
    holder = getattr(beside, name)
    holder.setFocus()
    beside.state.say("info", "Nothing here", answers=ANSWERS)
    qtbot.wait(20)

    assert holder.hasFocus()


def test_where_nothing_can_be_answered_the_keyboard_stays(beside, qtbot):
    beside.list.setFocus()
    beside.state.say("info", "Nothing here")
    qtbot.wait(20)

    assert beside.list.hasFocus()
    assert not beside.state.take_focus()
