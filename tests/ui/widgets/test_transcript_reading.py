import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from odcv_desk.domain.trajectory import Ended
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.transcript.rows import RowKind
from tests.support.transcripts import (
    HOSTILE,
    a_call,
    a_change,
    a_prompt,
    a_step,
    a_transcript,
    a_view,
    long_transcript,
    numbered,
)


def test_nothing_open_says_what_to_do(qtbot, look):
    view = a_view(qtbot, look)

    assert "Choose a run" in view.accessible_text()
    assert view.current_step() == 0
    assert not view.next_step()


def test_a_message_stands_in_place_of_a_transcript(qtbot, look):
    view = a_view(qtbot, look, a_transcript())

    view.clear("The trail cannot be read", hint="Import it again.", icon="warning")

    assert view.accessible_text() == "The trail cannot be read\nImport it again."


def test_an_empty_transcript_says_so(qtbot, look):
    view = a_view(qtbot, look)

    view.show_transcript(
        a_transcript().__class__(steps=(), entries=0, ended=Ended.FAILED),
        brief=None,
        unknown=frozenset(),
    )

    assert "no steps" in view.accessible_text()


def test_a_transcript_is_read_from_its_first_step(qtbot, look):
    view = a_view(qtbot, look)

    with qtbot.waitSignal(view.current_changed) as told:
        view.show_transcript(long_transcript(), brief=None, unknown=frozenset())

    assert told.args == [1]
    assert view.sight()[0] == 0


def test_steps_follow_each_other(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=3))

    moved = [view.next_step() for _ in range(3)]

    assert moved == [True, True, False]
    assert view.current_step() == 5


def test_the_way_back_ends_at_the_first_step(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=3))
    view.last_step()

    moved = [view.previous_step() for _ in range(3)]

    assert moved == [True, True, False]
    assert view.current_step() == 1


def test_changes_are_gone_to_past_other_steps(qtbot, look):
    steps = [a_step(index) for index in range(1, 9)]
    steps[5] = a_step(6, changes=(a_change(),))
    view = a_view(qtbot, look, a_transcript(*steps))

    assert view.next_change()
    assert view.current_step() == 6
    assert not view.next_change()
    assert not view.previous_change()


def test_a_step_that_is_gone_to_is_in_sight(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=200))

    view.go_to(301)

    head = view._stage.document.step_rows(150).start
    assert 0 <= view._stage.y_of(head) < 100


def test_an_entry_number_brings_its_result_into_sight(qtbot, look):
    calls = tuple(a_call(stdout=numbered(12), entry=at) for at in range(2, 12))
    view = a_view(qtbot, look, a_transcript(a_step(calls=calls), a_step(20)))

    view.go_to(1, entry=10)

    shown = view._stage.rows_in_sight()
    assert 8 in {view._stage.document.rows[row].call for row in shown}
    assert view.current_step() == 1


def test_a_result_that_is_named_as_a_step_leads_to_its_step(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(1), a_step(5), a_step(9)))

    view.go_to(7)

    assert view.current_step() == 5


def test_the_very_end_is_reached(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=100))

    view.last_step()

    document = view._stage.document
    assert view._stage.y_of(len(document.rows)) == view.viewport().height()
    assert view.current_step() == 199


def test_the_next_step_is_taken_from_where_one_looks(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=200))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)

    view.next_step()

    assert 100 < view.current_step() < 300


def settled_lines(view):
    """Return the y of all rows in sight whose height is known."""
    stage = view._stage
    return {
        id(stage.document.rows[row]): stage.y_of(row)
        for row in stage.rows_in_sight()
        if stage.document.heights.settled[row]
    }


def test_what_is_read_moves_exactly_as_far_as_one_scrolls(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=200))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    wrong = []

    for _ in range(150):
        before = settled_lines(view)
        bar.setValue(bar.value() - 60)
        after = settled_lines(view)
        wrong += [row for row in before.keys() & after.keys() if after[row] - before[row] != 60]

    assert wrong == []


def test_what_is_read_does_not_jump_when_heights_above_settle(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=100))
    view.go_to(151)
    before = settled_lines(view)

    for row in range(view._stage.rows_in_sight().start):
        view._stage.settle_row(row)

    assert settled_lines(view) == before


def first_line(view):
    hold = view._stage.hold()
    return hold.row.part.number, hold.offset, hold.y


def test_another_width_keeps_the_first_line_in_its_place(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="word " * 900), a_step(3)))
    view.scroll_to(200)
    part, offset, y = first_line(view)

    view.resize(600, 500)

    assert first_line(view)[0] == part
    assert abs(first_line(view)[1] - offset) < 120
    assert abs(first_line(view)[2] - y) <= 2


def test_another_scale_keeps_what_is_read(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=100))
    view.go_to(101)
    step = view._stage.document.rows[view._stage.rows_in_sight().start].step

    look.wear(Appearance.DARK, scale=1.5)

    assert view._stage.document.rows[view._stage.rows_in_sight().start].step == step


@pytest.mark.parametrize(
    ("key", "moves"),
    [
        (Qt.Key.Key_Down, 60),
        (Qt.Key.Key_PageDown, 460),
        (Qt.Key.Key_Space, 460),
    ],
)
def test_keys_scroll(qtbot, look, key, moves):
    view = a_view(qtbot, look, long_transcript(steps=100))

    qtbot.keyClick(view, key)

    assert view.sight()[0] == moves


def test_end_and_home_go_to_the_ends(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=100))

    qtbot.keyClick(view, Qt.Key.Key_End)
    end = view.sight()[0]
    qtbot.keyClick(view, Qt.Key.Key_Home)

    assert end == view.verticalScrollBar().maximum()
    assert view.sight()[0] == 0


def turn_wheel(view, *, pixels=0, angle=0):
    middle = QPointF(300, 200)
    event = QWheelEvent(
        middle,
        view.viewport().mapToGlobal(middle),
        QPoint(0, pixels),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_a_track_pad_scrolls_by_the_pixel(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=100))

    turn_wheel(view, pixels=-7)

    assert view.sight()[0] == 7


def test_a_notch_of_the_wheel_is_sixty_pixels(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=100))

    turn_wheel(view, angle=-120)

    assert view.sight()[0] == 60


def test_steps_are_seen_when_they_stood_on_screen_for_a_while(qtbot, look):
    view = a_view(qtbot, look)

    with qtbot.waitSignal(view.seen, timeout=3000) as told:
        view.show_transcript(long_transcript(steps=100), brief=None, unknown=frozenset())

    assert 1 in told.args[0]
    assert 199 not in told.args[0]


def test_a_step_is_told_as_seen_once(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(1)))
    told = []
    view.seen.connect(told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=3000)

    view.viewport().repaint()

    assert told == [frozenset({1})]
    assert not view._watch._timer.isActive()


def test_a_click_makes_a_step_the_current_one(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(1), a_step(3)))
    second = view._stage.y_of(view._stage.document.step_rows(1).start)

    with qtbot.waitSignal(view.current_changed) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, second + 20))

    assert told.args == [3]


def test_a_click_on_a_file_asks_for_it(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(4, changes=(a_change("/app/x.cfg"),))))
    stage = view._stage
    head = stage.document.rows[0]
    sticker = next(
        each for each in stage.layouts.stickers(stage.document, head)[0] if each.sign.path
    )
    point = sticker.rect.center().toPoint() + QPoint(0, stage.y_of(0))

    with qtbot.waitSignal(view.file_clicked) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)

    assert told.args == [4, "/app/x.cfg"]


def test_the_bytes_are_shown_and_left_again(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=100))
    view.go_to(101)
    before = (view.current_step(), view.sight())

    view.show_raw("== Step 1 ==\nrole: system\n\x1b[0m" + numbered(500))
    raw = view.accessible_text()
    view.leave_raw()

    assert "== Step 1 ==" in raw
    assert "⟨ESC⟩[0m" in raw
    assert (view.current_step(), view.sight()) == before


def test_the_bytes_know_no_steps(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=5))

    view.show_raw(numbered(500))

    assert view.raw_shown
    assert not view.next_step()
    assert view.current_step() == 1


def test_another_run_ends_the_raw_view(qtbot, look):
    view = a_view(qtbot, look, a_transcript())
    view.show_raw("bytes")

    view.show_transcript(a_transcript(a_step(7)), brief=None, unknown=frozenset())

    assert not view.raw_shown
    assert view.current_step() == 7


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
@pytest.mark.parametrize(
    "text",
    [HOSTILE, "\x00" * 5000, "\n" * 5000 + "x", "e" + "\u0301" * 3000, "\u202e" * 4000, "\t" * 99],
    ids=["everything", "nul", "lines", "marks", "overrides", "tabs"],
)
def test_hostile_texts_are_painted(qtbot, look, text, appearance):
    look.wear(appearance)
    step = a_step(
        1, content=text, reasoning=text, calls=(a_call(text, text, stderr=text, name=text),)
    )
    view = a_view(qtbot, look, a_transcript(a_prompt(1, content=text), step), size=(500, 400))

    view.toggle_fold_all()
    view.find("e")
    view.select_all()

    assert not view.grab().isNull()


def test_rows_are_as_high_as_they_are_painted(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="a\nb\nc")))
    stage = view._stage
    row = next(row for row in stage.document.rows if row.kind is RowKind.TEXT)

    laid = stage.layouts.text(stage.document, row)

    assert laid.text_height == 3 * laid.pitch
