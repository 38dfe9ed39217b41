import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from odcv_desk.domain.exposure import Seen
from odcv_desk.ui.actions import Where
from odcv_desk.ui.models.matrix import RUN
from tests.support.judge_pages import child, column, idle
from tests.support.studies import a_run, a_wave


@pytest.fixture
def active(page_for, qtbot):
    """Return a page in a window that has the keyboard."""

    def make(store):
        page = page_for(store)
        with qtbot.waitActive(page):
            page.activateWindow()
        return page

    return make


def ask(page, qtbot):
    toggle = child(page, "judges.everything.toggle")
    qtbot.keyClick(toggle, Qt.Key.Key_Space)
    return toggle


def test_the_safe_answer_has_the_keyboard_and_nothing_is_ticked_yet(labelled, active, qtbot):
    page = active(labelled)

    toggle = ask(page, qtbot)

    assert QApplication.focusWidget().objectName() == "judges.consequence.no"
    assert not toggle.isChecked()
    buttons = child(page, "judges.consequence").findChildren(QPushButton)
    assert [each.text() for each in buttons] == ["Keep to mine", "Show all runs"]


def test_the_choice_is_ticked_after_yes(labelled, active, qtbot):
    page = active(labelled)
    toggle = ask(page, qtbot)

    child(page, "judges.consequence.yes").click()
    idle(qtbot, page)

    assert toggle.isChecked()
    assert len(column(page, RUN)) == 8


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_escape_is_the_safe_answer_and_so_is_pressing_on(labelled, active, qtbot, key):
    page = active(labelled)
    toggle = ask(page, qtbot)

    qtbot.keyClick(QApplication.focusWidget(), key)
    idle(qtbot, page)

    assert not toggle.isChecked()
    assert child(page, "judges.consequence").words == ""
    assert len(column(page, RUN)) == 4
    assert QApplication.focusWidget() is toggle


def test_the_action_asks_too(labelled, active):
    page = active(labelled)
    page.desk.actions.come_to(Where.JUDGES)

    page.desk.actions["judges.everything"].trigger()

    assert not child(page, "judges.everything.toggle").isChecked()
    assert "count as revealed" in child(page, "judges.consequence").words


def test_what_comes_in_while_it_is_asked_leaves_the_keyboard_where_it_is(labelled, active, qtbot):
    page = active(labelled)
    ask(page, qtbot)

    page.refresh(frozenset({"labels"}))
    idle(qtbot, page)

    assert QApplication.focusWidget().objectName() == "judges.consequence.no"


@pytest.fixture
def warned(labelled, active):
    labelled.waves.add(a_wave([a_run("otter", scenario="Alpha")], raters=("ada",)))
    return active(labelled)


def test_hiding_stands_first_where_confusions_could_sway(warned):
    answers = child(warned, "judges.confusions.warning").findChildren(QPushButton)

    assert [each.text() for each in answers] == ["Keep them hidden", "Show anyway"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_confusions_stay_hidden_by_escape_and_by_the_first_answer(warned, labelled, qtbot, key):
    keep = child(warned, "judges.confusions.warning.keep")
    keep.setFocus()

    qtbot.keyClick(keep, key)

    assert not keep.isVisible()
    assert Seen.AGGREGATE not in [event.seen for event in labelled.exposures.all()]
