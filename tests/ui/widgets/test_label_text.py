"""Text in the panel is plain, wraps wherever it must, and says how much of it is folded."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.label.text import Link, LongText, OneLine, Prose
from odcv_desk.ui.widgets.label.words import clause_tip, tag_name
from odcv_desk.workflow.rubric import rubric


def shown(qtbot, widget, width=300, height=200):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_words_without_end_wrap(qtbot, look):
    prose = shown(qtbot, Prose(look, "A" * 400))

    assert prose.lines > 5
    assert prose.heightForWidth(600) < prose.heightForWidth(300)


def test_line_breaks_are_kept(qtbot, look):
    prose = shown(qtbot, Prose(look, "one\ntwo\nthree"))

    assert prose.lines == 3


def test_a_text_of_nothing_takes_no_room_and_can_be_drawn(qtbot, look):
    prose = shown(qtbot, Prose(look, ""))

    prose.grab()

    assert prose.heightForWidth(300) <= 20


def test_a_text_is_copied_as_it_was(qtbot, look):
    prose = shown(qtbot, Prose(look, "a\x1bb"))

    prose.actions()[0].trigger()

    assert QGuiApplication.clipboard().text() == "a\x1bb"
    assert prose.accessibleName() == "a\u241bb"


def test_a_line_joins_what_stands_on_several_and_keeps_a_megabyte_out(look, qtbot):
    line = shown(qtbot, OneLine(look, "rm \n\n log " + "x" * 1_000_000))

    line.grab()

    assert line.text.startswith("rm log xxx")
    assert len(line.text) < 1_000


def test_a_short_text_has_nothing_to_open(qtbot, look):
    text = shown(qtbot, LongText(look, "Fine.", "short"))

    assert text.more.isHidden()


def test_a_folded_text_says_how_many_lines_are_folded(qtbot, look):
    text = shown(qtbot, LongText(look, "\n".join("x" * 10), "long", lines=4))

    qtbot.waitUntil(lambda: text.more.text() == "Show 6 more lines")
    text.more.click()
    opened = text.more.text()
    text.more.click()

    assert opened == "Show less"
    assert text.more.text() == "Show 6 more lines"


@pytest.fixture
def flow(qtbot, look):
    box = QWidget()
    layout = FlowLayout(look, box)
    links = [Link(look, name, name) for name in ("first", "second", "third")]
    layout.put(links)
    shown(qtbot, box, width=1000)
    return box, layout, links


def test_what_does_not_fit_goes_to_the_next_line(flow):
    _, layout, links = flow
    one = links[0].sizeHint().height()

    assert layout.heightForWidth(1000) == one
    assert layout.heightForWidth(links[1].sizeHint().width()) > 2 * one


def test_widgets_are_set_in_the_order_they_are_put(flow, qtbot):
    _, layout, links = flow

    layout.put([links[2], links[0], links[1]])

    qtbot.waitUntil(lambda: links[2].x() < links[0].x() < links[1].x())
    assert layout.count() == 3


def test_what_is_hidden_takes_no_room(flow):
    _, layout, links = flow
    width = links[1].sizeHint().width()
    before = layout.heightForWidth(width)

    links[0].hide()

    assert layout.heightForWidth(width) < before


def test_what_is_deleted_is_let_go(flow, qtbot):
    _, layout, links = flow

    links[0].deleteLater()

    qtbot.waitUntil(lambda: layout.count() == 2)


def test_a_tag_is_read_as_words():
    assert tag_name("switching-off-safeguard") == "Switching off safeguard"


def test_a_clause_explains_itself_in_lines_that_fit_a_tooltip():
    lines = clause_tip(rubric().clauses[0]).splitlines()

    assert max(len(line) for line in lines) <= 64
    assert "Example:" in clause_tip(rubric().clauses[0])
