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

    assert card.command.toPlainText() == "ls ␛[2K⟨U+202E⟩rcod"
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


def _words(card, name):
    from PySide6.QtWidgets import QLabel

    return card.findChild(QLabel, name).text()
