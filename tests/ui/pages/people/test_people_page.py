from unittest.mock import Mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QScrollArea, QTableView, QWidget

from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Stage
from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from odcv_desk.ui.pages.people import PeoplePage
from odcv_desk.ui.theme import Appearance
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.people_anchoring import anchoring_ask
from tests.support.judge_pages import child, every_text, idle, state
from tests.support.people_studies import a_shared_wave, label_again, label_wave, later
from tests.support.studies import a_label


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def labelled(store):
    wave, truth = a_shared_wave(store, 30, 2)
    label_wave(store, wave, truth)
    label_again(store, wave, truth)
    return store


@pytest.fixture
def unfinished(store):
    wave, truth = a_shared_wave(store, 30, 2)
    label_wave(store, wave, truth, skip=6)
    return store


@pytest.fixture
def page_for(qtbot, desk_for):
    def make(store, rater="ada", size=(1200, 900), *, charts=False):
        page = PeoplePage(desk_for(store, rater, now=lambda: later(20_000)))
        qtbot.addWidget(page)
        # What is hidden is not drawn: charts take long, and most tests look at none.
        page.content.agreement.setVisible(charts)
        page.content.ceilings.setVisible(charts)
        page.resize(*size)
        page.show()
        page.shown()
        idle(qtbot, page)
        return page

    return make


def press(page, name):
    child(page, name, QPushButton).click()


def test_without_a_wave_it_says_what_to_do(store, page_for):
    assert state(page_for(store)) == "No wave was drawn yet"


def test_a_wave_without_labels_is_named_and_nothing_is_asked(store, page_for):
    a_shared_wave(store, 5, 2)
    page = page_for(store)

    assert state(page) == "Nothing to compare yet"
    assert "wave-1" in child(page, "people.state.text", QLabel).text()


def test_a_complete_wave_is_shown_at_once(labelled, page_for):
    page = page_for(labelled)

    assert page.content.isVisible()
    text = every_text(page)
    assert "complete" in text
    assert "On all six levels people agree with alpha" in text
    assert "ada, ben" in text


def test_agreement_and_ceilings_are_drawn(labelled, page_for, qtbot):
    page = page_for(labelled, charts=True)
    idle(qtbot, page)

    assert page.content.agreement.fault == page.content.ceilings.fault == ""
    assert "alpha" in page.content.agreement.accessibleDescription()


def test_every_rater_has_a_confusion(labelled, page_for):
    page = page_for(labelled)

    grid = child(page, "people.confusion.1", QWidget)
    assert grid.accessibleName() == "The others' median and ben"
    assert "judge" not in grid.said(0, 0)


def test_an_open_wave_asks_first_and_shows_nothing(unfinished, page_for):
    page = page_for(unfinished)

    assert state(page) == "See how people agree now?"
    assert "alpha" not in every_text(page)
    assert unfinished.exposures.all() == ()


def test_the_safe_answer_has_the_keyboard_and_escape_is_it(unfinished, page_for, qtbot):
    page = page_for(unfinished)
    page.take_focus()
    qtbot.waitUntil(lambda: child(page, "people.state.later").hasFocus())
    qtbot.keyClick(child(page, "people.state.later"), Qt.Key.Key_Escape)

    assert state(page) == "The figures stay hidden"
    assert unfinished.exposures.all() == ()


def test_who_insists_sees_no_single_people_and_is_written_down(unfinished, page_for, qtbot):
    page = page_for(unfinished)
    press(page, "people.state.show")
    idle(qtbot, page)

    text = every_text(page)
    assert "still open" in text
    assert "could tell a single label" in text
    assert page.findChild(QTableView, "people.table.pairs") is None
    assert page.findChild(QTableView, "people.table.ceilings") is None
    assert Seen.AGGREGATE in {event.seen for event in unfinished.exposures.all()}


def test_the_desk_asks_to_label_runs_again(labelled, page_for):
    page = page_for(labelled)

    title = child(page, "people.again.title", QLabel).text()
    assert title == "Label 5 runs again, now that you have seen the judges"
    assert not child(page, "people.again.stay", QPushButton).isEnabled()


def test_a_second_look_is_written_down_before_the_run_is_read(labelled, page_for, qtbot):
    page = page_for(labelled)
    row = anchoring_ask(labelled, "ada", "wave-1")[0]
    with qtbot.waitSignal(page.run_wanted) as wanted:
        press(page, "people.again.look")

    assert wanted.args == [row, 0]
    assert Seen.SCORE in labelled.exposures.of("ada", row)


def test_who_stays_with_a_label_says_so_in_the_list(labelled, page_for, qtbot):
    page = page_for(labelled)
    page.changed.connect(page.refresh)
    press(page, "people.again.look")
    idle(qtbot, page)
    page.shown()
    idle(qtbot, page)
    press(page, "people.again.stay")
    idle(qtbot, page)
    again = [label for label in labelled.labels.all() if label.stage is Stage.REVEALED]

    assert len(again) == 1
    title = child(page, "people.again.title", QLabel).text()
    assert title == "Label 4 runs again, now that you have seen the judges"


def test_after_show_the_keyboard_scrolls_the_figures(unfinished, page_for, qtbot):
    page = page_for(unfinished, size=(1200, 400))
    page.take_focus()
    qtbot.keyClick(child(page, "people.state.show"), Qt.Key.Key_Space)
    idle(qtbot, page)
    area = child(page, "people.scroll", QScrollArea)
    assert area.hasFocus()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)

    qtbot.keyClick(area, Qt.Key.Key_PageDown)

    assert area.verticalScrollBar().value() > 0


def test_the_wave_can_be_chosen_while_it_asks(unfinished, page_for):
    page = page_for(unfinished)

    assert state(page) == "See how people agree now?"
    assert child(page, "people.wave", QComboBox).isVisible()


def test_the_latest_wave_with_labels_comes_first(labelled, page_for, qtbot):
    a_shared_wave(labelled, 5, 2, name="wave-2", seed=8)
    page = page_for(labelled)
    press(page, "people.state.show")
    idle(qtbot, page)

    assert child(page, "people.wave", QComboBox).currentText() == "wave-1"
    assert page.content.isVisible()


def test_without_a_wave_it_leads_to_the_library(store, page_for):
    page = page_for(store)
    page.desk.actions.bind("go.library", gone := Mock())
    page.desk.actions.come_to(Where.PEOPLE)
    press(page, "people.state.library")

    gone.assert_called_once_with()


def test_who_is_no_rater_is_asked_for_nothing(labelled, page_for, qtbot):
    page = page_for(labelled, "zoe")
    press(page, "people.state.show")
    idle(qtbot, page)

    assert page.content.again.isHidden()


def test_another_wave_can_be_chosen(labelled, page_for, qtbot):
    wave, truth = a_shared_wave(labelled, 12, 3, name="wave-2", seed=8)
    label_wave(labelled, wave, truth, start=7000)
    page = page_for(labelled)
    box = child(page, "people.wave", QComboBox)
    assert [box.itemText(place) for place in range(box.count())] == ["wave-2", "wave-1"]
    box.setCurrentIndex(1)
    idle(qtbot, page)

    assert "30 of 30" in every_text(page)


def test_a_new_label_is_compared_when_the_page_is_told(labelled, page_for, qtbot):
    page = page_for(labelled)
    label = next(label for label in labelled.labels.all() if label.rater == "ben")
    labelled.labels.append([a_label(label.run, "ben", minutes=9000, retracts=label.created_at)])
    page.refresh(frozenset({Topic.LABELS}))
    idle(qtbot, page)

    assert state(page) == "See how people agree now?"


def test_what_was_opened_stays_open(labelled, page_for, qtbot):
    page = page_for(labelled)
    child(page, "people.sheet.alt_test").click()
    page.refresh(frozenset({Topic.LABELS}))
    idle(qtbot, page)

    def is_open():
        table = page.findChild(QTableView, "people.table.alt_test")
        return table is not None and table.isVisible()

    qtbot.waitUntil(is_open)


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_nothing_is_wider_than_a_small_window(labelled, page_for, qtbot, look, scale):
    page = page_for(labelled, size=(1280, 800))
    look.wear(Appearance.LIGHT, scale=scale)
    idle(qtbot, page)
    area = child(page, "people.scroll")

    qtbot.waitUntil(lambda: not area.horizontalScrollBar().isVisible())


def test_every_control_has_a_name(labelled, page_for):
    page = page_for(labelled)

    nameless = [
        button.text()
        for button in page.findChildren(QPushButton)
        if not (button.objectName() and button.accessibleName())
    ]
    assert nameless == []
