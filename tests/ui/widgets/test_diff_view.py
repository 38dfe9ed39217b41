import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessibleAnnouncementEvent, QGuiApplication, QMouseEvent, QTextLayout
from PySide6.QtWidgets import QApplication

from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.diff import view as view_module
from odcv_desk.ui.widgets.diff.colouring import Colouring, lexer_for
from odcv_desk.ui.widgets.diff.layouts import LEFT_SIDE, RIGHT_SIDE, Layouts
from odcv_desk.ui.widgets.diff.shown_line import cells, shown_line
from odcv_desk.ui.widgets.diff.view import DiffView, announced
from odcv_desk.workflow.difference import difference

SIGNS = st.text(st.sampled_from("ab \t\x1b\x00\u202e\u200b😀é東\r\ud800"), max_size=30)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def numbered(count):
    return "".join(f"line {n}\n" for n in range(count))


@pytest.fixture
def view(qtbot, look):
    view = DiffView(look)
    qtbot.addWidget(view)
    view.resize(700, 300)
    with qtbot.waitExposed(view):
        view.show()
    view.setFocus()
    return view


def show(view, before, after, path="a.txt", **limits):
    view.show_difference(difference(before, after, **limits), path)


def center_of(view, row):
    height = view._painter.row_height
    return QPoint(view.width() * 3 // 4, view._painter.margin + row * height + height // 2)


def drag_to(view, point):
    pressed, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(point)
    move = QMouseEvent(QEvent.Type.MouseMove, place, place, Qt.MouseButton.NoButton, pressed, none)
    QApplication.sendEvent(view.viewport(), move)


def test_control_signs_become_pictures_and_bidi_controls_become_their_numbers():
    assert visible("\x1b[31m\x7f\u202eabc\u200b\t\n") == "␛[31m␡⟨U+202E⟩abc⟨U+200B⟩\t\n"


@given(st.text() | SIGNS)
def test_visible_text_holds_nothing_hidden(text):
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}

    left = {sign for sign in visible(text) if unicodedata.category(sign) in hidden}

    assert left <= {"\t", "\n"}


@given(st.text() | SIGNS)
def test_visible_text_stays_as_it_is(text):
    assert visible(visible(text)) == visible(text)


@given(SIGNS)
def test_places_count_as_qt_counts(line):
    shown = shown_line(line)

    assert shown.place(len(line)) == len(shown.text.encode("utf-16-le")) // 2


def test_a_tab_fills_up_to_its_stop():
    assert shown_line("ab\tc").text == "ab→ c"


def test_cells_count_tabs_and_shown_signs():
    assert cells("ab") is None
    assert cells("a\t\u202eb").tolist() == [0, 1, 5, 13, 14]


def test_long_unchanged_runs_are_folded_and_opened_by_a_click(view, qtbot):
    show(view, numbered(100), numbered(100).replace("line 50\n", "other\n"))
    before = view.row_count

    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=center_of(view, 0))

    assert before == 9
    assert view.row_count == 9 + 46


def test_a_fold_is_opened_by_a_key(view, qtbot):
    show(view, numbered(100), numbered(100).replace("line 50\n", "other\n"))

    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Return)

    assert view.row_count == 9 + 45


def test_keys_move_the_current_row_and_the_view_follows(view, qtbot):
    show(view, "", numbered(500))

    qtbot.keyClick(view, Qt.Key.Key_End)
    at_end = view.current_row, view.verticalScrollBar().value()
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    qtbot.keyClick(view, Qt.Key.Key_Up)

    assert at_end == (499, view.verticalScrollBar().maximum())
    assert view.current_row < 498
    assert "line 499, added: line 498" not in view.accessibleDescription()


def test_the_current_row_is_described_for_a_screen_reader(view, qtbot):
    show(view, "a = 1\n", "a = 2\n")

    assert view.accessibleDescription() == "line 1, removed: a = 1\nline 1, added: a = 2"


def test_rows_are_chosen_by_dragging_on_the_side_that_was_pressed(view, qtbot):
    show(view, "a\nb = 1\nc\n", "a\nb = 2\nc\n")
    qtbot.mousePress(
        view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, center_of(view, 0).y())
    )
    drag_to(view, center_of(view, 1))

    assert view.chosen_text() == "a\nb = 1"


def test_the_other_side_is_chosen_by_a_key(view, qtbot):
    show(view, "a = 1\n", "a = 2\n")

    qtbot.keyClick(view, Qt.Key.Key_C, CONTROL)
    after = QGuiApplication.clipboard().text()
    qtbot.keyClick(view, Qt.Key.Key_Left, CONTROL)
    qtbot.keyClick(view, Qt.Key.Key_C, CONTROL)

    assert after == "a = 2"
    assert QGuiApplication.clipboard().text() == "a = 1"


def test_copying_across_a_fold_takes_the_folded_lines_too(view, qtbot):
    show(view, numbered(100), numbered(100).replace("line 50\n", "other\n"))

    qtbot.keyClick(view, Qt.Key.Key_A, CONTROL)

    assert view.chosen_text() + "\n" == numbered(100).replace("line 50\n", "other\n")


def test_shift_and_keys_choose_rows_and_escape_none(view, qtbot):
    show(view, "", "a\nb\nc\n")

    qtbot.keyClick(view, Qt.Key.Key_Down, SHIFT)
    chosen = view.chosen_text()
    qtbot.keyClick(view, Qt.Key.Key_Escape)

    assert chosen == "a\nb"
    assert view.chosen_text() == ""


def test_another_mode_keeps_the_place(view):
    show(view, numbered(300), "".join(f"new {n}\n" for n in range(300)))
    view.verticalScrollBar().setValue(200 * view._painter.row_height + view._painter.margin)

    view.set_side_by_side(False)
    view.set_side_by_side(True)
    view.set_side_by_side(False)

    assert view.accessible_text().startswith("line 201, removed: line 200\n")


def test_a_line_of_a_megabyte_is_laid_out_a_piece_at_a_time(view, qtbot):
    line = "0123456789" * 100_000
    show(view, line, line + "!", limit_bytes=None, limit_line=None)
    view.viewport().repaint()

    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    view.viewport().repaint()

    longest = max(len(laid.layout.text()) for laid in view._layouts._kept.values())
    assert longest < 2_000
    assert any(laid.layout.text().endswith("9!") for laid in view._layouts._kept.values())


def test_the_end_of_a_long_line_of_hidden_signs_can_be_reached(view, qtbot):
    line = "\u202e" * 3_000 + "end"
    show(view, "", line)
    view.viewport().repaint()

    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    view.viewport().repaint()

    assert any(laid.layout.text().endswith("end") for laid in view._layouts._kept.values())


def test_marks_cover_the_changed_word_after_an_emoji(look, qtbot, view):
    found = difference("😀 value old\n", "😀 value new\n")
    layouts = Layouts(found, "a.txt", look, view)

    laid = layouts.laid(LEFT_SIDE, 0, 0, cell=0, width=80)

    line = laid.layout.lineAt(0)
    assert laid.marks[0][0] == pytest.approx(line.cursorToX(9)[0])
    assert sum(laid.marks[0]) == pytest.approx(line.naturalTextWidth())


def test_colours_of_the_line_alone_give_way_to_those_of_the_file(qtbot, view):
    lines = ("text = '''", "return inside a string", "'''")
    colouring = Colouring(lines, "a.py", view)
    alone = colouring.colours(1)

    with qtbot.waitSignal(colouring.advanced):
        pass

    assert alone[0] == (0, 6, "syntax_keyword")
    assert colouring.final(1)
    assert {colour for _at, _length, colour in colouring.colours(1)} == {"syntax_string"}


def test_every_line_becomes_final_even_without_a_last_newline(qtbot, view):
    colouring = Colouring(("a = 1", "", "b = 'x"), "a.py", view)
    colouring.colours(0)

    qtbot.waitUntil(lambda: all(colouring.final(line) for line in range(3)))

    assert colouring.colours(2)


def test_a_file_with_a_huge_line_is_coloured_line_by_line(view):
    colouring = Colouring(("a = 1", "b = '" + "x" * 2_000), "a.py", view)

    assert colouring.final(0)
    assert colouring.colours(0)


@pytest.mark.parametrize(
    ("path", "first", "name"),
    [
        ("/app/check.PY", "", "Python"),
        ("bin/run", "#!/usr/bin/env bash", "Bash"),
        ("Dockerfile", "", "Docker"),
        ("notes", "plain words", None),
        ("a.unknown", "", None),
    ],
)
def test_the_lexer_is_told_by_name_or_first_line(path, first, name):
    lexer = lexer_for(path, first)

    assert (None if lexer is None else lexer.name) == name


def test_final_colours_are_drawn_when_they_come(qtbot, view):
    text = "x = '''\nreturn\n'''\n"
    show(view, "", text, path="a.py")
    view.viewport().repaint()

    qtbot.waitUntil(lambda: view._layouts._colouring[RIGHT_SIDE].final(1))
    view.viewport().repaint()

    laid = view._layouts.laid(RIGHT_SIDE, 1, -1, cell=0, width=80)
    assert laid.final
    assert isinstance(laid.layout, QTextLayout)


def test_hostile_lines_can_be_drawn(view):
    hostile = "\x00\x1b]0;t\x07 \u202e\u2066 e" + "\u0301" * 500 + " \ud800 😀 <b>&amp;</b> שלום\n"
    show(view, "", hostile * 20)

    view.viewport().repaint()

    assert "\u202e" not in view.accessible_text()
    assert "<b>&amp;</b>" in view.accessible_text()


def test_lines_that_all_end_with_crlf_are_drawn_without_it(view):
    show(view, "a\r\n", "b\r\n")

    laid = view._layouts.laid(RIGHT_SIDE, 0, 0, cell=0, width=80)

    assert laid.layout.text() == "b"


def test_a_line_end_that_others_lack_is_drawn(view):
    show(view, "a\n", "a\r\n")

    laid = view._layouts.laid(RIGHT_SIDE, 0, 0, cell=0, width=80)

    assert laid.layout.text() == "a\u240d"
    assert laid.marks


def test_a_screen_reader_hears_the_row_that_becomes_current(view, qtbot, monkeypatch):
    heard = []
    monkeypatch.setattr(view_module, "announced", lambda _view, words: heard.append(words))
    show(view, "", "a\nb\n")

    qtbot.keyClick(view, Qt.Key.Key_Down)

    assert heard[-1] == "line 2, added: b"


def test_what_is_announced_reaches_the_screen_reader_as_these_words_of_this_view(view, monkeypatch):
    sent = []

    def keep(event):
        sent.append((type(event), event.object(), event.message()))

    monkeypatch.setattr(view_module.QAccessible, "updateAccessibility", keep)
    announced(view, "line 2, added: b")

    assert sent == [(QAccessibleAnnouncementEvent, view, "line 2, added: b")]
