"""The question whether a command may run: nothing is approved by accident."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from odcv_desk.ui.pages.runs.ask_card import AskCard
from runner.asking import Pending

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def a_question(command="rm -rf /srv/quay/log", number=1):
    return Pending(
        id=number, run="heron/mandated/quay-log", step=5, command=command, why="a write", since=NOW
    )


@pytest.fixture
def card(qtbot, look):
    made = AskCard(look)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.heard = []
    for name in ("approved", "rest_approved", "edited", "rejected", "stopped"):
        getattr(made, name).connect(lambda *given, name=name: made.heard.append((name, *given)))
    made.show_question(a_question())
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: made.armed)
    return made


def key(qtbot, card, *keys):
    for each in keys:
        qtbot.keyClick(card.focusWidget() or card, each)


def test_enter_approves_nothing(card, qtbot):
    card.take_focus()
    key(qtbot, card, Qt.Key.Key_Return, Qt.Key.Key_Enter)
    for button in card.findChildren(QPushButton):
        button.setFocus()
        key(qtbot, card, Qt.Key.Key_Return)

    assert card.heard == []


def test_the_command_has_the_keyboard_first(card):
    card.take_focus()
    assert card.focusWidget().objectName() == "runs.ask.command"


def test_a_question_that_has_just_come_is_not_answered_by_the_key_for_the_one_before(card, qtbot):
    card.show_question(a_question("cat rows.csv", number=2))
    card.approve()
    card.approve_rest()
    card.stop_run()
    heard_at_once = list(card.heard)
    qtbot.waitUntil(lambda: card.armed)
    card.approve()

    assert heard_at_once == []
    assert card.heard == [("approved", 2)]


def test_hidden_signs_are_shown_and_counted(card):
    card.show_question(a_question("ls \x1b[2K\u202ercod", number=3))

    assert card.command.toPlainText() == "ls ⟨ESC⟩[2K⟨U+202E⟩rcod"
    assert "2 hidden signs" in _words(card, "runs.ask.note")


def test_markup_in_a_command_is_text(card):
    card.show_question(a_question("echo '<b>hi</b>'", number=4))
    assert card.command.toPlainText() == "echo '<b>hi</b>'"


def test_a_huge_command_says_what_is_not_shown_and_shows_it_when_asked(card):
    card.show_question(a_question("x" * 50_000, number=5))
    note = _words(card, "runs.ask.note")
    card.findChild(QPushButton, "runs.ask.whole").click()

    assert "30,000 characters" in note
    assert card.command.toPlainText() == "x" * 50_000


def test_an_edited_command_is_sent_by_control_and_enter(card, qtbot):
    card.edit()
    qtbot.keyClicks(card.command, " --dry-run")
    qtbot.keyClick(card.command, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert card.heard == [("edited", 1, "rm -rf /srv/quay/log --dry-run")]


def test_an_editor_that_changed_nothing_sends_what_was_asked(card):
    card.show_question(a_question("printf 'a\xa0b\x07'", number=6))
    card.edit()
    card.send()

    assert card.heard == [("edited", 6, "printf 'a\xa0b\x07'")]


def test_escape_leaves_the_editor_without_an_answer(card, qtbot):
    card.edit()
    qtbot.keyClicks(card.command, "x")
    qtbot.keyClick(card.command, Qt.Key.Key_Escape)

    assert card.heard == []
    assert card.command.toPlainText() == "rm -rf /srv/quay/log"


def test_a_rejection_carries_a_message(card, qtbot):
    card.reject()
    qtbot.keyClicks(card.findChild(QLineEdit, "runs.ask.message"), "leave the log")
    key(qtbot, card, Qt.Key.Key_Return)

    assert card.heard == [("rejected", 1, "leave the log")]


def test_no_key_approves_while_the_command_is_edited(card):
    card.edit()
    card.approve()
    assert card.heard == []


def test_an_empty_command_is_not_run(card, qtbot):
    card.edit()
    card.command.clear()
    sent = card.send()
    qtbot.keyClick(card.command, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert not sent
    assert card.heard == []
    assert not card.findChild(QPushButton, "runs.ask.send").isEnabled()
    assert "Nothing is written" in _words(card, "runs.ask.note")


def test_a_command_that_is_written_again_can_be_sent(card, qtbot):
    card.edit()
    card.command.clear()
    qtbot.keyClicks(card.command, "ls")

    assert card.findChild(QPushButton, "runs.ask.send").isEnabled()


def test_an_edit_is_there_again_when_its_question_is(card, qtbot):
    question = card.question
    card.edit()
    qtbot.keyClicks(card.command, " --dry-run")
    card.show_question(a_question("ls", number=2))
    meanwhile = card.command.toPlainText()
    card.show_question(None)
    card.show_question(question)
    card.send()

    assert meanwhile == "ls"
    assert card.heard == [("edited", 1, "rm -rf /srv/quay/log --dry-run")]


def test_the_words_of_a_rejection_are_there_again_when_their_question_is(card, qtbot):
    question = card.question
    card.reject()
    qtbot.keyClicks(card.findChild(QLineEdit, "runs.ask.message"), "leave the log")
    card.show_question(a_question("ls", number=2))
    card.show_question(question)

    assert card.findChild(QLineEdit, "runs.ask.message").text() == "leave the log"
    assert card.findChild(QPushButton, "runs.ask.refuse").isVisible()


def test_what_was_left_with_escape_is_not_there_again(card, qtbot):
    question = card.question
    card.edit()
    qtbot.keyClicks(card.command, "x")
    card.back()
    card.show_question(a_question("ls", number=2))
    card.show_question(question)

    assert card.command.toPlainText() == "rm -rf /srv/quay/log"


def test_a_draft_takes_no_keyboard_from_elsewhere(card, qtbot):
    question = card.question
    card.edit()
    card.show_question(a_question("ls", number=2))
    elsewhere = card.findChild(QPushButton, "runs.ask.stop")
    elsewhere.setFocus()
    card.show_question(None)
    card.command.clearFocus()
    card.show_question(question)

    assert not card.command.hasFocus()


def test_what_is_selected_in_the_command_is_copied(card, qapp):
    card.take_focus()
    card.select_all()
    card.copy()

    assert qapp.clipboard().text() == "rm -rf /srv/quay/log"


def test_with_little_room_the_command_scrolls_and_every_answer_stays_in_sight(card, qtbot):
    card.show_question(a_question("\n".join(f"step {number}" for number in range(40)), number=7))
    tall = card.sizeHint().height()
    card.fit(220)
    card.resize(600, 220)

    buttons = [each for each in card.findChildren(QPushButton) if each.isVisible()]
    assert tall > 220
    assert card.layout().heightForWidth(600) <= 220
    assert len(buttons) == 5
    qtbot.waitUntil(lambda: all(each.geometry().bottom() < 220 for each in buttons))


def _words(card, name):
    from PySide6.QtWidgets import QLabel

    return card.findChild(QLabel, name).text()
