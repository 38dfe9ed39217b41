"""The keyboard is always where work goes on, and what is told or marked goes when it is over."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from odcv_desk.domain.errors import StoreError


@pytest.fixture
def transcript(desk):
    return desk.review.reader.transcript


def toast(desk):
    shown = desk.window.toast
    return shown.text() if shown.isVisible() else ""


def marked(view):
    return view.find_position()[1]


class TestWhoLeavesTheSearch:
    def test_by_escape_is_back_in_the_transcript(self, desk, transcript):
        desk.keys("Ctrl+Shift+F")
        desk.type("echo")
        desk.keys("Escape")

        assert transcript.hasFocus()

    def test_by_enter_on_nothing_is_back_in_the_transcript(self, desk, transcript):
        desk.keys("Ctrl+Shift+F", "Return")

        assert transcript.hasFocus()

    def test_on_another_page_is_back_on_that_page(self, desk):
        desk.keys("Alt+2", "Ctrl+Shift+F", "Escape")

        page = desk.window.page(desk.rooms._front)
        assert desk.focus() is page or page.isAncestorOf(desk.focus())

    def test_by_picking_a_run_reads_it_with_the_keyboard_there(self, desk, transcript):
        desk.keys("Ctrl+Shift+F")
        desk.type("echo")
        desk.wait(lambda: desk.find(QLabel, "search.said").isVisible())
        desk.keys("Return")

        assert transcript.hasFocus()


class TestWhoGoesToAPage:
    @pytest.mark.parametrize("key", ["Alt+2", "Alt+3", "Alt+4", "Ctrl+,"])
    def test_has_the_keyboard_in_it(self, desk, key):
        desk.keys(key)

        page = desk.window.page(desk.rooms._front)
        assert desk.focus() is page or page.isAncestorOf(desk.focus())

    def test_comes_back_to_the_transcript_from_a_field(self, desk, transcript):
        desk.keys("Ctrl+L", "Alt+4", "Alt+1")

        assert transcript.hasFocus()

    def test_comes_back_to_the_button_of_a_message(self, desk, open_desk, tmp_path):
        empty = open_desk(tmp_path / "empty.odcv")
        empty.keys("Alt+4", "Alt+1")

        assert empty.focus().objectName() == "review.message.library"


class TestFind:
    def test_escape_leaves_no_mark_and_leads_to_the_transcript_at_the_place(self, desk, transcript):
        desk.keys("/")
        desk.type("echo")
        desk.wait(lambda: marked(transcript) == 3)
        desk.keys("Return")
        step, top = transcript.current_step(), transcript.sight()[0]
        desk.keys("Escape")

        assert transcript.hasFocus()
        assert marked(transcript) == 0
        assert (transcript.current_step(), transcript.sight()[0]) == (step, top)

    def test_escape_right_behind_the_last_letter_leaves_no_mark(self, desk, transcript, qtbot):
        desk.keys("/")
        field = desk.find(QLineEdit, "find.field")
        field.setText("echo")
        desk.review.reader.find_bar.close_bar()
        qtbot.wait(120)

        assert marked(transcript) == 0

    def test_enter_right_behind_the_last_letter_looks_for_what_stands_there(self, desk, transcript):
        desk.keys("/")
        desk.find(QLineEdit, "find.field").setText("echo")
        desk.keys("Return")

        assert desk.find(QLabel, "find.count").text() == "1 of 3"

    def test_no_place_is_said(self, desk):
        desk.keys("/")
        desk.type("nowhere")
        desk.wait(lambda: desk.find(QLabel, "find.count").text() == "Nothing found")
        desk.keys("Escape", "F3")

        assert desk.find(QLabel, "find.count").text() == "Nothing found"
        assert desk.find(QLabel, "find.count").isVisible()

    def test_f3_goes_on_with_what_was_looked_for_and_leaves_the_keyboard(self, desk, transcript):
        desk.keys("/")
        desk.type("echo")
        desk.wait(lambda: marked(transcript) == 3)
        desk.keys("Escape", "F3")

        assert transcript.hasFocus()
        assert marked(transcript) == 3
        assert desk.find(QLabel, "find.count").isVisible()

    def test_f3_without_words_asks_for_them(self, desk):
        desk.keys("F3")

        assert desk.focus().objectName() == "find.field"

    def test_a_closed_one_marks_nothing_in_the_next_run(self, desk, transcript):
        desk.keys("/")
        desk.type("echo")
        desk.wait(lambda: marked(transcript) == 3)
        desk.keys("Escape", "N")

        assert marked(transcript) == 0

    def test_where_no_transcript_is_open_it_does_not_take_the_keyboard(self, open_desk, tmp_path):
        empty = open_desk(tmp_path / "empty.odcv")
        empty.keys("/")

        assert empty.focus().objectName() == "review.message.library"
        assert "no transcript" in toast(empty)


class TestTheRawView:
    def test_keeps_the_step_both_ways(self, desk, transcript):
        desk.keys("J", "J")
        step = transcript.current_step()
        desk.keys("W")
        assert transcript.current_step() == step
        desk.keys("W")

        assert transcript.current_step() == step
        assert not transcript.raw_shown

    def test_is_gone_through_by_the_keys_of_the_transcript(self, desk, transcript):
        steps = [step.index for step in desk.reading.transcript.steps]
        desk.keys("W", "J", "J", "K")
        assert transcript.current_step() == steps[1]
        desk.keys("Shift+G")
        assert transcript.current_step() == steps[-1]
        desk.keys("G", "G")
        assert transcript.current_step() == steps[0]
        desk.keys("J", "W")

        assert transcript.current_step() == steps[1]

    def test_takes_no_evidence_and_says_so(self, desk):
        desk.keys("W", "E")

        assert desk.review.label.draft().evidence == ()
        assert "Evidence is taken in the transcript" in toast(desk)

    def test_says_how_often_a_word_stands_there(self, desk, transcript):
        desk.keys("/")
        desk.type("content: ")
        count = desk.find(QLabel, "find.count")
        desk.wait(lambda: count.text() == "Nothing found")
        transcript.setFocus()
        desk.keys("W", "F3")

        assert marked(transcript) > 3
        assert count.text() == f"1 of {marked(transcript)}"
        desk.keys("W")
        assert count.text() == "Nothing found"

    def test_that_cannot_be_read_is_switched_off_again(self, desk, transcript, monkeypatch):
        def locked(*_given):
            raise StoreError("study.odcv: database is locked", hint="Try again.")

        monkeypatch.setattr("odcv_desk.ui.pages.review.reader.raw_text", locked)
        desk.keys("W")
        monkeypatch.undo()
        desk.keys("W")

        assert transcript.raw_shown


def test_f7_brings_the_keyboard_to_the_caret(desk, transcript):
    desk.review.queue.list.setFocus()
    desk.keys("F7")

    assert transcript.hasFocus()
    assert transcript._hands.caret is not None


def test_backtab_leads_from_the_transcript_to_the_queue(desk, transcript):
    transcript.setFocus()
    desk.keys("Backtab")

    assert desk.focus().objectName() == "queue.list"


class TestALineThatWasTold:
    def test_goes_when_the_rater_goes_to_another_run(self, desk):
        desk.keys("R")
        assert "once you have committed" in toast(desk)
        desk.keys("N")

        assert toast(desk) == ""

    def test_of_a_commit_stands_while_the_next_run_comes(self, desk):
        desk.keys("2", "Ctrl+Return")

        assert "Severity 2 kept" in toast(desk)

    def test_goes_with_its_page(self, desk):
        desk.keys("R", "Alt+4")

        assert toast(desk) == ""
