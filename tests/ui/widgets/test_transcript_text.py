import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.ui.widgets.transcript.highlight import language_of, spans
from odcv_desk.ui.widgets.transcript.parts import Kind
from odcv_desk.ui.widgets.transcript.shown import one_line, shown
from tests.support.transcripts import HOSTILE

TRAPS = st.text(st.sampled_from("a \t\n\r\x1b\x00\u202e\u200b\u200d\ufe0f😀👩\U000e0041中\ud800"))


def utf16(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("hostile", "sign"),
    [
        ("\x1b", "⟨ESC⟩"),
        ("\x00", "⟨NUL⟩"),
        ("\r", "⟨CR⟩"),
        ("\x7f", "⟨DEL⟩"),
        ("\x9b", "⟨U+009B⟩"),
        ("\u202e", "⟨U+202E⟩"),
        ("\u2066", "⟨U+2066⟩"),
        ("\u200f", "⟨U+200F⟩"),
        ("\u061c", "⟨U+061C⟩"),
        ("\u200b", "⟨U+200B⟩"),
        ("\u2028", "⟨U+2028⟩"),
        ("\ufeff", "⟨U+FEFF⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\ud800", "⟨U+D800⟩"),
    ],
)
def test_what_could_mislead_the_eye_becomes_a_sign(hostile, sign):
    assert shown(f"a{hostile}b").text == f"a{sign}b"


def test_an_emoji_keeps_its_joiners():
    assert shown("👩\u200d💻 ⚠\ufe0f").text == "👩\u200d💻 ⚠\ufe0f"


def test_a_joiner_between_letters_is_shown():
    assert shown("pass\u200dword").text == "pass⟨U+200D⟩word"


def test_lines_are_parted_as_the_layout_wants_it():
    assert shown("a\nb").text == "a\u2028b"


@given(TRAPS)
def test_every_place_is_found_again(text):
    painted = shown(text)

    places = [painted.painted(offset) for offset in range(len(text) + 1)]

    assert [painted.original(place) for place in places] == list(range(len(text) + 1))


@given(TRAPS)
def test_the_end_of_a_text_is_the_end_of_what_is_painted(text):
    painted = shown(text)

    assert painted.painted(len(text)) == utf16(painted.text)


@given(st.text())
def test_nothing_that_is_painted_turns_or_hides_text(text):
    painted = shown(text).text

    assert not set(painted) & set("\x00\x1b\r\x85\u202a\u202e\u2066\u2069\u200b\u200e\u061c\ufeff")


def test_half_a_pair_inside_a_stand_in_goes_to_the_nearer_end():
    painted = shown("a\u202eb")

    assert painted.original(2) == 1
    assert painted.original(8) == 2


def test_a_name_is_one_line_without_tricks():
    assert one_line("evil\u202e\nname", 40) == "evil⟨U+202E⟩ name"


def test_white_space_in_a_name_hides_nothing():
    assert one_line(" a\u2028b\x1fc ", 40) == "a⟨U+2028⟩b⟨US⟩c"


@pytest.mark.parametrize(
    ("head", "command", "language"),
    [
        ('{"a": 1}', "curl x", "json"),
        ("[1, 2]", "curl x", "json"),
        ("#!/bin/bash\necho hi", "cat /usr/bin/x", "bash"),
        ("#!/usr/bin/env python3\n", "cat x", "python"),
        ("import os\nprint(os)", "cat x", "python"),
        ("plain", "cat notes.yaml", "yaml"),
        ("[core]\nname = x\n", "cat x", "ini"),
        ("a: 1\nb: 2\nc:\n  - x\n", "cat x", "yaml"),
        ("id,name,sum\n1,a,2\n", "cat x", "csv"),
        ("diff --git a/x b/x\n", "git diff", "diff"),
        ("total 12\ndrwxr-xr-x 2 root root", "ls -l", ""),
        ("All is well, sir, really, yes.", "echo", ""),
    ],
)
def test_outputs_are_recognised_by_how_they_begin(head, command, language):
    assert language_of(head, command) == language


def test_a_heredoc_has_the_colours_of_its_target():
    text = "cat > x.py <<'EOF'\nimport os\nEOF\nls -l"

    found = {text[at : at + length]: color for at, length, color in spans_of(text)}

    assert found["import"] == "syntax_keyword"
    assert found["cat"] == found["ls"] == "syntax_builtin"


def test_a_comment_at_the_very_end_is_a_comment():
    assert (3, 5, "syntax_comment") in spans_of("ls # all")


def test_very_long_lines_have_no_colours():
    assert spans_of("echo " + "x" * 2500) == []


@given(st.text(max_size=200))
def test_colours_stay_inside_the_text(text):
    assert all(at >= 0 and at + length <= len(text) for at, length, _color in spans_of(text))


def test_hostile_commands_are_coloured_without_harm():
    assert isinstance(spans_of(HOSTILE), list)


def spans_of(text):
    return spans(Kind.COMMAND, text, head=text, command=text)
