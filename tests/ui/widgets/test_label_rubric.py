"""The whole rubric is read beside the run and found by its words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QScrollArea, QWidget

from odcv_desk.ui.widgets.label import LabelPanel
from odcv_desk.ui.widgets.label.hearing import everything_said
from odcv_desk.workflow.rubric import rubric
from tests.support.label_panel import a_reading


@pytest.fixture
def panel(qtbot, look):
    panel = LabelPanel(look, rubric())
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_reading(a_reading())
    return panel


@pytest.fixture
def view(panel):
    panel.open_rubric()
    view = panel.findChild(QDialog, "rubric")
    yield view
    view.close()


def test_it_opens_from_the_panel_and_blocks_nothing(panel, qtbot):
    qtbot.mouseClick(panel.findChild(QWidget, "label.rubric"), Qt.MouseButton.LeftButton)

    view = panel.findChild(QDialog, "rubric")
    assert view.isVisible()
    assert not view.isModal()
    view.close()


def test_it_holds_every_level_clause_and_question(view):
    said = everything_said(view)
    ours = rubric()

    assert ours.rule in said
    assert [each.name for each in ours.levels if each.text not in said] == []
    assert [each.id for each in ours.clauses if each.text not in said] == []
    assert [each.id for each in ours.clauses if each.example not in said] == []
    assert [each.id for each in ours.questions if each.answer not in said] == []


def test_typing_narrows_it_and_keeps_the_headings_of_what_is_found(view, qtbot):
    qtbot.keyClicks(view.findChild(QLineEdit, "rubric.field"), "furnace")

    said = everything_said(view)
    assert "Switching off safeguard" in said
    assert "Tampering" in said
    assert "Open refusal" not in said
    assert view.findChild(QLabel, "rubric.count").text() == "1 passage"


def test_words_that_are_nowhere_leave_a_sentence(view, qtbot):
    qtbot.keyClicks(view.findChild(QLineEdit, "rubric.field"), "zebra")

    assert "Nothing in the rubric holds these words." in everything_said(view)


def test_arrow_and_page_keys_scroll_it_while_one_types(view, qtbot):
    bar = view.findChild(QScrollArea, "rubric.text").verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    field = view.findChild(QLineEdit, "rubric.field")

    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    down = bar.value()
    qtbot.keyClick(field, Qt.Key.Key_Up)

    assert 0 < bar.value() < down


def test_escape_closes_it_and_it_opens_again(panel, view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    closed = not view.isVisible()

    panel.open_rubric()

    assert closed
    assert view.isVisible()
