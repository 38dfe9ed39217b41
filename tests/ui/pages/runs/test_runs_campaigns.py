"""Campaigns as wholes: other desks at them, refused launches, questions before what ends much."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from odcv_desk.domain.campaign import Asking
from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.trajectory import Ended, Role, Step
from odcv_desk.domain.wave import Design
from odcv_desk.store.campaigns import Outcome
from odcv_desk.ui.pages.runs import launches
from odcv_desk.ui.pages.runs import page as runs_page
from odcv_desk.ui.pages.runs.words import over_words, standing
from odcv_desk.workflow.live_run import CellState
from odcv_desk.workflow.sample import Plan, draw
from sandbox.owner import this_owner
from scenarios.playable import slugs
from tests.support.campaigns import NOW, gone_owner
from tests.support.runs_stories import Talker, a_campaign, a_machine, a_talk, cells, run_it

# A desk that has just told that it lives.
LATELY = datetime(2126, 5, 4, 12, tzinfo=UTC)
ONE = cells(scenarios=slugs()[:1], variants=("mandated",))
TWO = cells(scenarios=slugs()[:1])
STEP = Step(index=1, role=Role.USER, content="Bring the log to 98 %.")
SAID = Step(index=2, role=Role.ASSISTANT, content="I had begun to look.", turn=1)


def runs(page):
    return page.campaign.model.runs


def label(page, name):
    return page.findChild(QLabel, name).text()


def button(page, name):
    return page.findChild(QPushButton, name)


def offered_button(page, name):
    return next(each for each in page.findChildren(QPushButton, name) if not each.isHidden())


def claimed(store, campaign, *, owner, position=0):
    return store.campaigns.claim(campaign.name, position, seen=0, owner=owner, at=LATELY)


def words_of(page):
    return [standing(run, alive=page._alive).word for run in runs(page)]


@pytest.fixture
def slow(gate):
    """A machine whose models wait for the gate after their first turn."""
    return a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate}))


@pytest.fixture
def at_work(open_page, qtbot, store, slow):
    """A page with one run under way and one that waits."""
    page = open_page(slow)
    page._begin(a_campaign(store, TWO, parallel=1))
    qtbot.waitUntil(lambda: [run.turns for run in runs(page)] == [1, 0])
    return page


def test_what_another_desk_has_run_comes_in_while_the_page_is_looked_at(open_page, qtbot, store):
    campaign = a_campaign(store, TWO)
    token = claimed(store, campaign, owner=this_owner(), position=1)
    page = open_page()
    page.campaign.go_to(1)
    before = words_of(page)
    store.campaigns.end(token, Outcome(ended=Ended.COMPLETED, turns=7, seconds=3.0))
    page._elsewhere.look()
    qtbot.waitUntil(lambda: words_of(page) == ["not run", "completed"])

    assert before == ["not run", "another desk"]
    assert page.campaign.current.position == 1
    assert page.campaign.model.numbers(runs(page)[1]) == "7 turns · 3.0 s"


def test_another_desk_is_looked_for_by_itself_only_while_it_is_at_work(open_page, store):
    campaign = a_campaign(store, TWO)
    claimed(store, campaign, owner=this_owner())
    page = open_page()
    asked = page._asked_elsewhere()
    page.plan()

    assert asked == campaign
    assert page._asked_elsewhere() is None
    assert page._elsewhere._timer.isActive()


def test_it_is_said_that_another_desk_is_at_work(open_page, store):
    claimed(store, a_campaign(store, TWO), owner=this_owner())
    page = open_page()

    assert label(page, "runs.left").startswith("Another desk is at work on this campaign.")
    assert label(page, "runs.far").endswith("1 still to run · 1 at another desk")


def test_a_campaign_that_was_run_here_is_shown_as_the_study_has_it(open_page, qtbot, store):
    page = open_page()
    campaign = a_campaign(store, ONE)
    page._begin(campaign)
    qtbot.waitUntil(lambda: bool(runs(page)) and runs(page)[0].ended is not None)
    qtbot.waitUntil(lambda: not page._alive)
    seen = len(store.campaigns.runs(campaign.name))
    token = store.campaigns.claim(campaign.name, 0, seen=seen, owner=this_owner(), at=LATELY)
    page.shown()

    qtbot.waitUntil(lambda: runs(page)[0].state is CellState.ELSEWHERE)
    assert token is not None


def test_a_run_of_a_dead_desk_is_interrupted_and_its_steps_are_read(open_page, qtbot, store):
    campaign = a_campaign(store, ONE)
    token = claimed(store, campaign, owner=gone_owner())
    store.campaigns.add_step(token, STEP)
    store.campaigns.add_step(token, SAID)
    page = open_page()

    qtbot.waitUntil(lambda: "I had begun to look" in page.run.transcript.accessible_text())
    assert words_of(page) == ["interrupted"]
    assert button(page, "runs.resume").text() == "Run what is missing (1)"


def test_the_earlier_try_can_be_read_after_the_rerun(open_page, qtbot, store):
    token = claimed(store, a_campaign(store, ONE), owner=gone_owner())
    store.campaigns.add_step(token, STEP)
    store.campaigns.add_step(token, SAID)
    page = open_page()
    lost = runs(page)[0].row
    heard = []
    page.run_wanted.connect(lambda row, _step: heard.append(row))
    page._resume()
    qtbot.waitUntil(lambda: words_of(page) == ["completed"] and not page._alive)
    button(page, "runs.earlier").click()

    assert heard == [lost]
    assert runs(page)[0].row != lost


def test_a_run_that_was_cancelled_before_stays_cancelled_when_it_is_read_back(open_page, store):
    token = claimed(store, a_campaign(store, ONE), owner=this_owner())
    store.campaigns.end(token, Outcome(ended=Ended.CANCELLED, failure="stopped by the person"))
    page = open_page()

    assert words_of(page) == ["cancelled"]
    assert label(page, "runs.far") == "0 of 1 run ended · 1 still to run"


def test_who_closes_is_asked_again_where_the_warning_is_out_of_sight(at_work):
    page = at_work
    first = page.close_down()
    page.plan()
    second = page.close_down()

    assert (first, second) == (False, False)
    assert page.campaign.asks_to_leave


def test_a_fault_does_not_take_away_the_warning_nor_its_trap(at_work):
    page = at_work
    page.close_down()
    page.campaign.tell_fault(StoreError("The study is locked.", hint="Wait."))
    page.campaign.tell_fault(None)

    assert page.campaign.asks_to_leave
    assert page.close_down()


def test_escape_keeps_the_runs_and_has_the_keyboard(at_work, qtbot):
    page = at_work
    page.activateWindow()
    page.close_down()
    stay = offered_button(page, "runs.question.notice.stay")
    qtbot.waitUntil(stay.hasFocus)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)

    assert not page.campaign.asks_to_leave
    assert not page.close_down()


def test_all_runs_are_cancelled_only_after_a_question_that_counts_them(at_work, qtbot):
    page = at_work
    page._ask_to_cancel()
    words, alive = page.campaign.question.words, page._alive
    offered_button(page, "runs.question.notice.yes").click()
    qtbot.waitUntil(lambda: not page._alive)

    assert words.startswith("Cancel 1 run under way and 1 run not begun?")
    assert alive


def test_no_terminals_copy_cancels_runs(at_work):
    keys = {key for spec in at_work.desk.actions for key in spec.keys}

    assert "Ctrl+Shift+C" not in keys


def test_a_refused_launch_shows_its_own_campaign_with_the_fault(
    open_page, qtbot, store, monkeypatch
):
    run_it(store, a_campaign(store, ONE), a_machine())
    page = open_page()

    def refuse(*_arguments, **_more):
        raise StoreError("The study is locked.", hint="Close the other program.")

    monkeypatch.setattr(launches, "ready", refuse)
    page.plan()
    page._begin(a_campaign(store, TWO))
    qtbot.waitUntil(lambda: "locked" in page.campaign.notice.words)
    shown, again = page.campaign.chosen, words_of(page)
    monkeypatch.undo()
    button(page, "runs.notice.again").click()
    qtbot.waitUntil(lambda: page._alive)

    assert (shown, again) == ("campaign-2", ["not run", "not run"])
    assert [each.name for each in store.campaigns.all()] == ["campaign-2", "campaign-1"]


def test_a_refused_launch_is_told_in_an_empty_study_too(open_page, qtbot, store, monkeypatch):
    page = open_page()

    def refuse(*_arguments, **_more):
        raise StoreError("The study is locked.", hint="Close the other program.")

    monkeypatch.setattr(launches, "ready", refuse)
    page._begin(a_campaign(store, ONE))

    qtbot.waitUntil(lambda: "locked" in page.campaign.notice.words)
    assert page.campaign.notice.isVisible()


def test_what_a_person_stopped_is_run_again_only_when_that_is_wanted(open_page, qtbot, store):
    page = open_page()
    page._begin(a_campaign(store, TWO, asking=Asking.EVERY, parallel=1))
    qtbot.waitUntil(lambda: page.run.ask.isVisible() and page.run.ask.armed)
    page._answer("stop", page.run.ask.question.id)
    qtbot.waitUntil(lambda: runs(page)[0].ended is Ended.CANCELLED)
    said = label(page, "runs.far")
    page._cancel_all()
    qtbot.waitUntil(lambda: not page._alive)
    page._resume()
    asked = page.campaign.question.words
    offered_button(page, "runs.question.notice.others").click()
    qtbot.waitUntil(lambda: page._alive and runs(page)[1].pending is not None)

    assert said.startswith("0 of 2 runs ended · ")
    assert "1 cancelled" in said
    assert asked.startswith("1 of what is missing was stopped by a person.")
    assert page.campaign.model.numbers(runs(page)[0]).endswith("a person stopped it")
    assert page._live.wanted.keys() == {1}


def test_what_is_said_at_the_end_counts(at_work, qtbot):
    page = at_work
    heard = []
    page.told.connect(heard.append)
    page._cancel_all()
    qtbot.waitUntil(lambda: not page._alive)

    assert over_words(page._live) == "campaign-1 was cancelled: 0 of 2 runs ended"
    assert heard[-1] == over_words(page._live)


def test_the_list_names_no_model_of_a_run_that_a_masked_wave_holds(open_page, store):
    run_it(store, a_campaign(store, TWO), a_machine())
    draw(store, Plan(size=1, design=Design.SRS, seed=1, raters=("ada",)), now=NOW)
    page = open_page()
    model = page.campaign.model
    said = [str(model.index(row).data(Qt.DisplayRole)) for row in range(2)]
    hidden = [text for text in said if "model hidden until the wave ends" in text]

    veiled = next(run for run in runs(page) if model.veils(run))
    assert len(hidden) == 1
    assert model.failure(replace(veiled, failure="openai refused")) == ""
    assert "oracle" not in hidden[0]
    assert " s" not in hidden[0].split("·")[-1]


def test_some_runs_of_many_are_listed_alone_and_gone_through(open_page, store):
    campaign = a_campaign(store, cells(scenarios=slugs()))
    for position in (2, 5):
        token = claimed(store, campaign, owner=this_owner(), position=position)
        store.campaigns.end(token, Outcome(ended=Ended.FAILED, failure="No room."))
    page = open_page()
    panel = page.campaign
    panel._showing.setCurrentText("Failed")
    panel.go_on(1)
    listed = [row for row in range(12) if not panel.list.isRowHidden(row)]
    panel.go_on(1)

    assert set(listed) == {0, 2, 5}
    assert panel.current.position == 5


def test_a_few_runs_are_not_worth_a_filter(open_page, store):
    a_campaign(store, TWO)
    page = open_page()

    assert page.campaign._showing.isHidden()


def test_a_campaign_that_cannot_be_read_offers_no_launch_of_another(
    open_page, qtbot, store, monkeypatch
):
    a_campaign(store, TWO)
    page = open_page()

    def refuse(*_arguments):
        raise StoreError("The study is locked.", hint="Close the other program.")

    monkeypatch.setattr(runs_page, "load", refuse)
    page._choose_campaign("campaign-1")

    qtbot.waitUntil(lambda: "locked" in page.campaign.notice.words)
    assert page.findChild(QPushButton, "runs.notice.again") is None


def test_a_fault_stays_while_another_desk_is_looked_at(open_page, store):
    claimed(store, a_campaign(store, TWO), owner=this_owner())
    page = open_page()
    page.campaign.tell_fault(StoreError("The study is locked.", hint="Wait."))
    page._take_news(page._now)

    assert "locked" in page.campaign.notice.words
