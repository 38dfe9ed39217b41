import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from odcv_desk.domain.errors import StoreError
from odcv_desk.store import Store
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.page_life import PageLife
from odcv_desk.workflow.changes import Topic
from tests.support.judge_pages import child, idle, state

TOUCHED = frozenset({Topic.LABELS})


class APage(Page):
    """Reads what it is told to read."""

    def __init__(self, desk):
        super().__init__(desk)
        self.setObjectName("a")
        self.shown_values = []
        self.work = lambda _progress: "read"
        self.content = QLabel()
        self.life = PageLife(self, self.content, load=self._load, trouble="It could not be read")

    def _load(self):
        self.life.start(self.work, self._show, waiting="Reading")

    def _show(self, value):
        self.shown_values.append(value)
        self.life.show_content()


@pytest.fixture
def page(qtbot, desk_for, tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as store:
        made = APage(desk_for(store))
        qtbot.addWidget(made)
        qtbot.addWidget(made.life.stack)
        made.life.stack.setParent(made)
        yield made
        idle(qtbot, made)


def refuse(_progress):
    raise StoreError("study.odcv: the file is locked", hint="Close the other program.")


def test_it_waits_and_then_shows(page, qtbot):
    page.life.load()
    assert state(page) == "Reading"
    assert not page.life.shows_content
    assert page.life.busy

    idle(qtbot, page)

    assert page.life.shows_content
    assert page.shown_values == ["read"]
    assert not page.life.busy


def test_the_keyboard_goes_from_the_answer_that_was_pressed_into_the_content(page, qtbot):
    page.show()
    page.take_focus = page.content.setFocus
    page.life.say("info", "Show it?", answers=[("show", "Show")])
    page.life.state.answered.connect(lambda _name: page.life.load())
    shows = child(page, "a.state.show", QPushButton)
    shows.setFocus()

    qtbot.keyClick(shows, Qt.Key.Key_Space)
    idle(qtbot, page)

    assert page.life.shows_content
    assert page.content.hasFocus()


def test_what_is_shown_stays_while_news_are_read(page, qtbot):
    page.life.load()
    idle(qtbot, page)

    page.life.load()

    assert page.life.shows_content
    idle(qtbot, page)


def test_a_later_reading_drops_an_earlier_one(page, qtbot):
    gate = threading.Event()
    page.work = lambda _progress: gate.wait(10) and "old"
    page.life.load()
    page.work = lambda _progress: "new"

    page.life.load()
    gate.set()
    idle(qtbot, page)

    assert page.shown_values == ["new"]


def test_only_what_is_stale_is_read_again(page, qtbot):
    assert page.life.catch_up()
    idle(qtbot, page)

    assert not page.life.catch_up()
    assert not page.life.refresh(frozenset({Topic.SIGHT}), TOUCHED)
    assert not page.life.catch_up()
    assert page.life.refresh(TOUCHED, TOUCHED)
    assert page.life.catch_up()
    idle(qtbot, page)


def test_a_fault_is_told_in_place_and_can_be_tried_again(page, qtbot):
    page.work = refuse
    with qtbot.waitSignal(page.life.failed):
        page.life.load()
    assert state(page) == "It could not be read"
    assert "Close the other program." in child(page, "a.state.text", QLabel).text()

    page.work = lambda _progress: "read"
    child(page, "a.state.again", QPushButton).click()
    idle(qtbot, page)

    assert page.life.shows_content


def test_a_defect_is_reported_as_well(page, qtbot, caplog):
    page.work = lambda _progress: 1 // 0

    with qtbot.waitSignal(page.desk.jobs.problem) as problem:
        page.life.load()

    assert isinstance(problem.args[0], ZeroDivisionError)
    assert "lies in the desk itself" in child(page, "a.state.text", QLabel).text()
    caplog.clear()


def test_closing_drops_what_is_under_way_and_coming_back_reads_anew(page, qtbot):
    page.life.load()
    page.life.close_down()
    idle(qtbot, page)
    assert page.shown_values == []

    assert page.life.catch_up()
    idle(qtbot, page)

    assert page.shown_values == ["read"]
