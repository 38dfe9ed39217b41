"""The pane below the transcript gives its room back where a step changed nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.widgets.diff.pane import DiffPane
from odcv_desk.ui.widgets.diff.rows import Rows
from tests.support.diffs import a_change


@pytest.fixture
def rows(qtbot, look):
    jobs = Jobs()
    reading = QWidget()
    held = QLineEdit(reading)
    made = Rows(look, reading, held, DiffPane(look, jobs))
    made.held, made.pane = held, made.widget(1)
    qtbot.addWidget(made)
    made.resize(700, 800)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    jobs.close()


def step(rows, number, *changes):
    rows.pane.show_step(number, changes, unknown=False)


def test_a_step_without_changes_takes_one_line(rows):
    step(rows, 1)

    assert rows.pane.folded
    assert rows.pane.height() == rows.pane.line_height() < 50
    assert sum(rows.sizes()) + rows.handleWidth() == rows.height()


def test_a_change_opens_the_pane_and_the_next_step_folds_it(rows, look):
    step(rows, 1, a_change())
    opened = rows.pane.height()
    step(rows, 2)

    assert opened == look.px(240)
    assert rows.pane.height() == rows.pane.line_height()


def test_the_height_that_was_chosen_comes_back(rows):
    step(rows, 1, a_change())
    rows.moveSplitter(500, 1)
    chosen = rows.pane.height()
    step(rows, 2)
    step(rows, 3, a_change())

    assert rows.pane.height() == chosen == rows.chosen != 240


def test_a_hidden_pane_comes_back_at_its_height(rows, look):
    step(rows, 1)
    rows.pane.hide()
    step(rows, 2, a_change())
    rows.pane.show()

    assert rows.pane.height() == look.px(240)


def test_nothing_moves_while_the_mouse_is_held_in_the_text(rows, qtbot, look, monkeypatch):
    monkeypatch.setattr(rows.held, "underMouse", lambda: True)
    qtbot.mousePress(rows.held, Qt.MouseButton.LeftButton)
    step(rows, 1, a_change())
    during = rows.pane.height()
    qtbot.mouseRelease(rows.held, Qt.MouseButton.LeftButton)

    assert during == rows.pane.line_height()
    assert rows.pane.height() == look.px(240)


def test_the_keyboard_goes_back_to_the_text_when_the_pane_folds(rows, qtbot):
    step(rows, 1, a_change())
    rows.pane.setFocus()

    with qtbot.waitSignal(rows.pane.left):
        step(rows, 2)
