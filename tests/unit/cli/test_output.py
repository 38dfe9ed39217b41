import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.cli.output import print_table, visible, watching
from tests.support.desk import Desk


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("bell\x07", "bell\\x07"),
        ("right\u202eleft", "right\\u202eleft"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("cr\rlf", "cr\\rlf"),
        ("lone\ud800", "lone\\ud800"),
        ("tab\tline\nstay", "tab\tline\nstay"),
        ("Größe 漢字 🙂", "Größe 漢字 🙂"),
    ],
)
def test_hostile_text_is_spelled_out(hostile, shown):
    assert visible(hostile) == shown


@given(st.text(alphabet=st.characters()))
def test_nothing_that_steers_a_terminal_is_left(text):
    left = {char for char in visible(text) if unicodedata.category(char) in ("Cc", "Cf", "Cs")}
    assert left <= {"\n", "\t"}


def test_lists_in_help_keep_their_lines(tmp_path, capfd):
    told = Desk(tmp_path / "study.odcv", capfd).text("export", "--help")

    assert "\\b" not in told
    assert "\n           gold-set (folder: a wave's gold" in told


def test_on_a_terminal_what_a_row_is_called_stays_in_one_piece(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    run = "openai/heron/incentivized/quay-log#12"

    print_table(("id", "ended", "why"), [(run, "failed", "The provider is away. " * 9)])

    assert run in capsys.readouterr().out


def test_progress_is_silent_for_quick_work(capfd):
    with watching("Importing") as progress:
        progress.advance(1, 2, "a.txt")

    assert capfd.readouterr() == ("", "")


def test_progress_is_a_line_now_and_then_where_there_is_no_terminal(capfd, monkeypatch):
    clock = iter((0.0, 3.0, 3.5, 9.0))
    monkeypatch.setattr("odcv_desk.cli.output.monotonic", lambda: next(clock))

    with watching("Importing") as progress:
        progress.advance(1, 9, "a\x1b.txt")
        progress.advance(2, 9, "b.txt")
        progress.advance(7, 9, "c.txt")

    assert capfd.readouterr().err.splitlines() == [
        "Importing: 1 of 9 (a\\x1b.txt)",
        "Importing: 7 of 9 (c.txt)",
    ]
