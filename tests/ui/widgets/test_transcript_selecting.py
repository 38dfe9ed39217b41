import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from odcv_desk.ui.widgets.transcript.rows import RowKind
from odcv_desk.ui.widgets.transcript.selection import Place, Selection
from tests.support.transcripts import (
    HOSTILE,
    a_call,
    a_step,
    a_transcript,
    a_view,
    long_transcript,
    numbered,
)

LEFT = Qt.MouseButton.LeftButton


def spot(view, part, offset):
    """Return the point of a place in the view."""
    stage = view._stage
    number = stage.document.row_of(part, offset)
    row = stage.document.rows[number]
    laid = stage.layouts.text(stage.document, row)
    rect = laid.caret(laid.shown.painted(offset - row.start))
    return QPoint(round(rect.x() + 1), round(stage.y_of(number) + rect.center().y()))


def move_mouse(view, point):
    place = QPointF(point)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        view.viewport().mapToGlobal(place),
        Qt.MouseButton.NoButton,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), event)


def drag(qtbot, view, start, end):
    qtbot.mousePress(view.viewport(), LEFT, pos=start)
    move_mouse(view, end)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=end)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(min_size=1).filter(lambda text: not text.isspace()))
def test_any_text_survives_selecting_and_copying(selecting_view, text):
    selecting_view.show_transcript(
        a_transcript(a_step(content=text)), brief=None, unknown=frozenset()
    )

    selecting_view.select_all()

    assert selecting_view.selected_text() == text


@pytest.fixture
def selecting_view(qtbot, look):
    return a_view(qtbot, look)


@pytest.mark.parametrize("text", [HOSTILE, "😀👩\u200d💻 中文 e\u0301", "a\r\nb\r\n", "\ttab\t"])
def test_a_copy_is_what_stands_in_the_trail(qtbot, look, text):
    view = a_view(qtbot, look, a_transcript(a_step(content="x", calls=(a_call(stdout=text),))))
    view._hands.select(Selection(Place(2, 0), Place(2, len(text))))

    view.copy()

    assert QGuiApplication.clipboard().text() == text.replace("\ud800", "\ufffd")


def test_folded_text_is_copied_with_the_rest(qtbot, look):
    text = numbered(100)
    view = a_view(qtbot, look, a_transcript(a_step(content="", calls=(a_call("ls", text),))))

    view.select_all()

    assert view.selected_text() == f"ls\n{text}"


def test_steps_are_parted_by_a_line(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(1, content="one"), a_step(3, content="two")))

    view.select_all()

    assert view.selected_text() == "one\n--- step 3 assistant ---\ntwo"


def test_the_mouse_selects_across_steps(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(1, content="alpha"), a_step(3, content="beta")))

    with qtbot.waitSignal(view.selection_changed):
        drag(qtbot, view, spot(view, 0, 2), spot(view, 1, 3))

    assert view.selected_text() == "pha\n--- step 3 assistant ---\nbet"


def test_the_mouse_selects_right_behind_an_emoji_and_a_stand_in(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="😀\x1bab\u202ecd")))

    drag(qtbot, view, spot(view, 0, 2), spot(view, 0, 6))

    assert view.selected_text() == "ab\u202ec"


def test_a_double_click_selects_a_word(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="rm safety_sensors.cfg now")))

    qtbot.mouseDClick(view.viewport(), LEFT, pos=spot(view, 0, 6))

    assert view.selected_text() == "safety_sensors"


def test_a_double_click_below_blank_lines_selects_nothing_strange(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="word\n\n\n")))
    foot = view._stage.y_of(view._stage.document.step_rows(0).stop - 1)

    qtbot.mouseDClick(view.viewport(), LEFT, pos=QPoint(300, foot + 4))

    assert view.selected_text() == ""


def test_shift_and_a_click_move_the_end(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="alpha beta gamma")))
    qtbot.mouseClick(view.viewport(), LEFT, pos=spot(view, 0, 2))

    qtbot.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, pos=spot(view, 0, 8))

    assert view.selected_text() == "pha be"


def test_a_drag_beyond_the_edge_scrolls_on(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=100))
    qtbot.mousePress(view.viewport(), LEFT, pos=QPoint(200, 100))

    move_mouse(view, QPoint(200, 560))

    qtbot.waitUntil(lambda: view.sight()[0] > 100, timeout=3000)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=QPoint(200, 560))
    assert not view._hands._timer.isActive()
    assert view.selected_text()


def test_a_selection_in_one_step_is_a_quote(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(1), a_step(5, content="I hid the alarm.")))
    view._hands.select(Selection(Place(1, 2), Place(1, 15)))

    assert view.selected_quote() == (5, "hid the alarm")


def test_a_selection_across_steps_is_no_quote(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(1), a_step(5)))

    view.select_all()

    assert view.selected_quote() is None


def test_nothing_selected_is_no_quote_and_no_copy(qtbot, look):
    view = a_view(qtbot, look, a_transcript())

    assert view.selected_quote() is None
    assert not view.copy()


def test_another_transcript_has_nothing_selected(qtbot, look):
    view = a_view(qtbot, look, a_transcript())
    view.select_all()

    view.show_transcript(a_transcript(), brief=None, unknown=frozenset())

    assert view.selected_text() == ""


def test_a_selection_outlives_folding(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(calls=(a_call("ls", numbered(30)),))))
    view._hands.select(Selection(Place(2, 0), Place(2, 6)))

    view.toggle_fold()

    assert view.selected_text() == "line 1"


def press(qtbot, view, *keys, shift=False, control=False):
    modifiers = Qt.KeyboardModifier.NoModifier
    modifiers |= Qt.KeyboardModifier.ShiftModifier if shift else modifiers
    modifiers |= Qt.KeyboardModifier.ControlModifier if control else modifiers
    for key in keys:
        qtbot.keyClick(view, key, modifiers)


def test_shift_and_arrows_select_from_the_first_line_on(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="alpha\nbeta")))

    press(qtbot, view, *[Qt.Key.Key_Right] * 3, shift=True)

    assert view.selected_text() == "alp"


def test_the_caret_goes_from_text_to_text(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(1, content="ab"), a_step(3, content="cd")))
    view.toggle_caret()

    press(qtbot, view, *[Qt.Key.Key_Right] * 3)
    forward = view._hands.caret
    press(qtbot, view, Qt.Key.Key_Left)

    assert forward == Place(1, 0)
    assert view._hands.caret == Place(0, 2)


def test_the_caret_takes_an_emoji_in_one_step(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="👩\u200d💻\x1bz")))
    view.toggle_caret()

    press(qtbot, view, Qt.Key.Key_Right)
    behind_emoji = view._hands.caret
    press(qtbot, view, Qt.Key.Key_Right)

    assert behind_emoji == Place(0, 3)
    assert view._hands.caret == Place(0, 4)


def test_control_and_arrows_go_by_words(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="alpha beta gamma")))
    view.toggle_caret()

    press(qtbot, view, Qt.Key.Key_Right, Qt.Key.Key_Right, control=True)
    press(qtbot, view, Qt.Key.Key_Right, shift=True, control=True)

    assert view.selected_text() == "gamma"


def test_the_caret_keeps_its_column_through_a_short_line(qtbot, look):
    view = a_view(
        qtbot, look, a_transcript(a_step(content="", calls=(a_call("abcdef\nx\nabcdef"),)))
    )
    view.toggle_caret()

    press(qtbot, view, *[Qt.Key.Key_Right] * 4)
    press(qtbot, view, Qt.Key.Key_Down, Qt.Key.Key_Down)

    assert view._hands.caret == Place(0, 13)


def test_up_and_down_are_each_others_way_back(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=30))
    view.toggle_caret()

    press(qtbot, view, *[Qt.Key.Key_Down] * 12)
    press(qtbot, view, *[Qt.Key.Key_Up] * 12)

    assert view._hands.caret == Place(0, 0)


def test_home_and_end_go_to_the_ends_of_a_line(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="alpha\nbeta")))
    view.toggle_caret()

    press(qtbot, view, Qt.Key.Key_Down, Qt.Key.Key_End)
    end = view._hands.caret
    press(qtbot, view, Qt.Key.Key_Home)

    assert end == Place(0, 10)
    assert view._hands.caret == Place(0, 6)


def test_control_and_end_go_to_the_very_end(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=60))
    view.toggle_caret()

    press(qtbot, view, Qt.Key.Key_End, control=True)

    last = view._stage.document.parts[-1]
    assert view._hands.caret == Place(last.number, len(last.text) - 1)
    assert view.sight()[0] > 1000


def test_pages_move_the_caret_and_the_view(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=60))
    view.toggle_caret()

    press(qtbot, view, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)

    assert view._hands.caret > Place(1, 0)
    assert view.sight()[0] > 300


def test_the_caret_passes_over_folded_text(qtbot, look):
    calls = (a_call("ls", numbered(30)), a_call("pwd", "/app"))
    view = a_view(qtbot, look, a_transcript(a_step(content="", calls=calls)))
    view._hands.select(Selection(Place(1, 0), Place(1, 0)))
    view.toggle_caret()

    press(qtbot, view, *[Qt.Key.Key_Down] * 9)

    assert view._hands.caret == Place(2, 0)


def test_the_caret_is_never_lost_at_a_cut(qtbot, look):
    text = "x" * 7000
    view = a_view(qtbot, look, a_transcript(a_step(content="", calls=(a_call("ls", text),))))
    view._hands.select(Selection(Place(1, 1999), Place(1, 1999)))
    view.toggle_caret()

    press(qtbot, view, Qt.Key.Key_Right, Qt.Key.Key_Right)
    end = view._hands.caret
    press(qtbot, view, Qt.Key.Key_Left)

    assert end == Place(1, 2000)
    assert view._hands.caret == Place(1, 1999)


def test_a_long_line_is_walked_through_without_a_stop(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="y" * 9000)))
    view._hands.select(Selection(Place(0, 3998), Place(0, 3998)))
    view.toggle_caret()

    press(qtbot, view, *[Qt.Key.Key_Right] * 4)
    forward = view._hands.caret
    press(qtbot, view, *[Qt.Key.Key_Left] * 4)

    assert forward == Place(0, 4002)
    assert view._hands.caret == Place(0, 3998)


def test_the_caret_is_painted(qtbot, look):
    view = a_view(qtbot, look, a_transcript())
    before = view.grab().toImage()

    qtbot.keyClick(view, Qt.Key.Key_F7)

    assert view.grab().toImage() != before


def test_escape_lets_go(qtbot, look):
    view = a_view(qtbot, look, a_transcript())
    view.select_all()

    qtbot.keyClick(view, Qt.Key.Key_Escape)

    assert view.selected_text() == ""


def test_letters_are_left_to_the_window(qtbot, look):
    view = a_view(qtbot, look, a_transcript())

    assert not view._gestures.key(key_event(Qt.Key.Key_J))


def key_event(key):
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "j")


def test_the_mouse_shows_what_it_is_over(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(calls=(a_call("ls", numbered(30)),))))
    rows = view._stage.document.rows
    offer = next(number for number, row in enumerate(rows) if row.kind is RowKind.MORE)

    move_mouse(view, spot(view, 0, 2))
    over_text = view.viewport().cursor().shape()
    qtbot.mouseMove(view.viewport(), QPoint(110, view._stage.y_of(offer) + 10))

    assert over_text is Qt.CursorShape.IBeamCursor
    assert view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
