from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from odcv_desk.ui.actions import SPECS, Actions, Where, key_text


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    QVBoxLayout(widget).addWidget(QLineEdit())
    return widget


def test_every_key_means_one_thing_on_a_page():
    for where in Where:
        at_hand = [spec for spec in SPECS if spec.where in (Where.EVERYWHERE, where)]
        keys = Counter(key.lower() for spec in at_hand for key in spec.keys)
        assert [key for key, times in keys.items() if times > 1] == []


def test_what_nobody_has_bound_is_not_on_offer(window):
    actions = Actions(window)
    actions.bind("review.next_step", lambda: None)
    actions.come_to(Where.REVIEW)

    assert [spec.id for spec in actions.at_hand()] == ["review.next_step"]


def test_an_action_of_another_page_does_nothing(window, qtbot):
    done = []
    actions = Actions(window)
    actions.bind("review.next_step", lambda: done.append("review"))
    actions.come_to(Where.JUDGES)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.keyClick(window, Qt.Key.Key_J)

    assert done == []


def test_a_later_binding_replaces_an_earlier_one(window):
    done = []
    actions = Actions(window)
    actions.bind("review.next_step", lambda: done.append("old"))
    actions.bind("review.next_step", lambda: done.append("new"))
    actions.come_to(Where.REVIEW)
    actions["review.next_step"].trigger()

    assert done == ["new"]


def test_single_letters_are_off_while_typing(window, qtbot):
    done = []
    actions = Actions(window)
    actions.bind("review.next_step", lambda: done.append("moved"))
    actions.come_to(Where.REVIEW)
    with qtbot.waitExposed(window):
        window.show()
    field = window.findChild(QLineEdit)
    field.setFocus()
    qtbot.keyClicks(field, "jj")

    assert field.text() == "jj"
    assert done == []


def test_a_key_reads_as_it_stands_on_keyboards():
    commit = next(spec for spec in SPECS if spec.id == "review.commit")
    assert key_text(commit) == "Ctrl+Return"


def test_the_number_pad_commits_too():
    commit = next(spec for spec in SPECS if spec.id == "review.commit")
    assert commit.keys == ("Ctrl+Return", "Ctrl+Enter")


def test_a_key_held_down_moves_on_and_does_nothing_else_twice(window):
    actions = Actions(window)

    repeating = {spec.id for spec in actions if actions[spec.id].autoRepeat()}

    assert repeating == {
        f"{page}.{move}"
        for page in ("review", "adjudication", "runs")
        for way in ("next", "previous")
        for move in (f"{way}_step", f"{way}_change", f"{way}_run", f"find_{way}")
    }


def test_return_is_left_to_what_has_the_focus():
    assert [spec.id for spec in SPECS if {"Return", "Enter"} & set(spec.keys)] == []
