"""The review page and the window's top where there is little room: small windows, large scales."""

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

from odcv_desk.ui.look import Face
from odcv_desk.ui.pages.review.columns import Columns
from odcv_desk.ui.pages.review.fact_line import FactLine

SMALL = (1280, 800)
TABS = ("top.go.review", "top.go.judges", "top.go.calibration", "top.go.library")
FACTS = ("claude-opus-4.7", "incentivized", "12 turns", "1 file changed")


def scaled(desk, scale):
    desk.app.take(replace(desk.app.settings, scale=scale))
    desk.settle()


def top_of(desk):
    """Return where the parts of the top bar lie, from left to right."""
    bar = desk.window.findChild(object, "top")
    parts = [part for part in bar.findChildren(object) if isinstance(part, SHOWN)]
    return [
        QRect(part.mapTo(bar, QPoint()), part.size())
        for part in sorted(
            (part for part in parts if part.isVisible() and not isinstance(part.parent(), SHOWN)),
            key=lambda part: part.mapTo(bar, QPoint()).x(),
        )
    ]


SHOWN = (QToolButton, QLabel, QLineEdit)


@pytest.fixture(autouse=True)
def no_kept_widths():
    """Nobody has dragged a column before, nor after."""
    QSettings("odcv-desk", "window").remove("review/widths")
    yield
    QSettings("odcv-desk", "window").remove("review/widths")


@pytest.fixture
def line(qtbot, look):
    line = FactLine(look)
    qtbot.addWidget(line)
    line.show_facts(FACTS)
    with qtbot.waitExposed(line):
        line.show()
    return line


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_in_the_top_bar_overlaps_or_is_cut(open_desk, study, scale):
    desk = open_desk(study, size=SMALL, scale=scale)
    parts = top_of(desk)

    assert all(first.right() < second.left() for first, second in pairwise(parts))
    assert parts[-1].right() <= desk.window.width()
    tabs = [desk.find(QToolButton, name) for name in TABS]
    assert all(tab.width() >= tab.sizeHint().width() for tab in tabs)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_search_can_be_typed_into_at_every_scale(open_desk, study, scale):
    desk = open_desk(study, size=SMALL, scale=scale)

    assert desk.find(QLineEdit, "search").width() >= desk.app.look.px(120)


def test_where_their_words_have_no_room_the_tabs_are_icons_with_tooltips(open_desk, study):
    desk = open_desk(study, size=SMALL, scale=2.0)
    tabs = [desk.find(QToolButton, name) for name in TABS]
    icon_only = Qt.ToolButtonStyle.ToolButtonIconOnly

    assert {tab.toolButtonStyle() for tab in tabs} == {icon_only}
    assert [tab.toolTip() for tab in tabs][1] == "Go to Judges (Alt+2)"


def test_the_tabs_have_their_words_back_at_the_usual_size(open_desk, study):
    desk = open_desk(study, size=SMALL, scale=2.0)
    scaled(desk, 1.0)

    style = desk.find(QToolButton, TABS[0]).toolButtonStyle()
    assert style == Qt.ToolButtonStyle.ToolButtonTextBesideIcon


def test_a_fact_is_never_cut_in_its_middle(line, look):
    wide = round(look.metrics(Face.SMALL).horizontalAdvance(" · ".join(FACTS)))
    line.resize(wide + 2, 20)
    whole, tip = line.cut(), line.toolTip()
    line.resize(wide - 10, 20)

    assert (whole, tip) == (" · ".join(FACTS), "")
    assert line.cut() == "claude-opus-4.7 · incentivized · 12 turns · …"
    assert "1 file changed" in line.toolTip()


def test_a_name_without_end_leaves_room_for_the_other_facts(line):
    line.show_facts(("m" * 400, *FACTS[1:]))
    line.resize(500, 20)

    assert line.cut().endswith("1 file changed")
    assert "m" * 400 in line.toolTip()


def test_the_columns_keep_their_share_when_the_scale_changes(open_desk, study):
    desk = open_desk(study, size=(2400, 1400))
    columns = desk.find(Columns, "review.columns")
    before = columns.sizes()
    scaled(desk, 1.5)

    left, _, right = columns.sizes()
    assert left == pytest.approx(before[0] * 1.5, abs=8)
    assert right == pytest.approx(before[2] * 1.5, abs=8)


def test_dragged_columns_are_there_again_at_another_scale(open_desk, study):
    desk = open_desk(study, size=(2400, 1400))
    columns = desk.find(Columns, "review.columns")
    columns.moveSplitter(columns.width() - 500, 2)
    kept = columns.sizes()[2]
    desk.close()
    again = open_desk(study, size=(2400, 1400), scale=1.5)

    right = again.find(Columns, "review.columns").sizes()[2]
    assert right == pytest.approx(kept * 1.5, abs=2)


def test_at_the_largest_scale_the_transcript_keeps_the_most_room(open_desk, study):
    desk = open_desk(study, size=SMALL, scale=2.0)
    _, middle, right = desk.find(Columns, "review.columns").sizes()

    assert middle > right


def test_where_three_columns_have_no_room_the_queue_stands_in_for_the_label(open_desk, study):
    desk = open_desk(study, size=SMALL, scale=2.0)
    desk.keys("Q")
    instead = (desk.review.queue.isVisible(), desk.review.label.isVisible())
    desk.review.queue.run_chosen.emit(desk.review.queue.model.rows[1])
    desk.settle()

    assert instead == (True, False)
    assert (desk.review.queue.isVisible(), desk.review.label.isVisible()) == (False, True)


def test_a_question_for_a_reason_is_whole_in_a_low_window(open_desk, study):
    desk = open_desk(study, size=SMALL, scale=2.0)
    desk.keys("X")
    field = desk.find(QLineEdit, "label.reason.field")

    assert field.height() >= field.minimumSizeHint().height()


def test_after_the_question_the_panel_says_again_what_the_label_counts_for(open_desk, study):
    desk = open_desk(study, size=SMALL, scale=2.0)
    desk.keys("X", "Esc")

    assert desk.find(QLabel, "label.counting.title").isVisible()
    assert desk.focus().objectName() == "transcript"
