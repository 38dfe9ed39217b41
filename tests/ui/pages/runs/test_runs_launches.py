"""Launching, resuming and trying again: once, of those runs alone, and no money without asking."""

import threading
from functools import partial

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from odcv_desk.domain.campaign import RunSettings
from odcv_desk.domain.errors import ModelError, StoreError
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store.campaigns import Outcome
from odcv_desk.ui.pages.runs import launch_form, launches, loading
from odcv_desk.ui.pages.runs.words import standing
from odcv_desk.workflow import campaign as campaigns
from odcv_desk.workflow import run_offer
from odcv_desk.workflow.live_run import CellState
from runner.prices import Price
from sandbox.owner import this_owner
from scenarios.playable import slugs
from tests.support.campaigns import NOW
from tests.support.runs_stories import Talker, a_campaign, a_machine, a_talk, cells

ONE = cells(scenarios=slugs()[:1], variants=("mandated",))
TWO = cells(scenarios=slugs()[:1])
FOUR = cells(scenarios=slugs()[:2])
PAID = cells("openai/gpt-x", scenarios=slugs()[:1])


def runs(page):
    return page.campaign.model.runs


def words_of(page):
    return [standing(run, alive=page._runs).word for run in runs(page)]


def label(page, name):
    return page.findChild(QLabel, name).text()


def button(page, name):
    return next(each for each in page.findChildren(QPushButton, name) if not each.isHidden())


def ended(store, campaign, position, how, *, intervened=False):
    token = store.campaigns.claim(campaign.name, position, seen=0, owner=this_owner(), at=NOW)
    store.campaigns.end(token, Outcome(ended=how, intervened=intervened, failure="told"))


def tried(store, name="campaign-1"):
    return sorted(run.position for run in store.campaigns.runs(name))


@pytest.fixture
def slow(gate):
    """A machine whose models wait for the gate after their first turn."""
    return a_machine(model_for=lambda *_: Talker(*a_talk(), gates={1: gate}))


@pytest.fixture
def held(monkeypatch):
    """Campaigns that are made ready wait for this event, which each test sets."""
    event = threading.Event()
    ready = launches.ready

    def wait(*arguments, **more):
        event.wait(10)
        return ready(*arguments, **more)

    monkeypatch.setattr(launches, "ready", wait)
    return event


@pytest.fixture
def mixed(store):
    """A campaign: one run failed, one was stopped by a person, one failed, one never began."""
    campaign = a_campaign(store, FOUR, parallel=1)
    ended(store, campaign, 0, Ended.FAILED)
    ended(store, campaign, 1, Ended.CANCELLED, intervened=True)
    ended(store, campaign, 2, Ended.FAILED)
    return campaign


@pytest.fixture
def priced(monkeypatch):
    """Return what gives models a price; what knows prices takes seconds to load."""
    monkeypatch.setattr(campaigns, "check_models", lambda *_: None)
    monkeypatch.setattr(run_offer, "lacking_keys", lambda _models: {})
    monkeypatch.setattr(run_offer, "unknown_models", lambda _models: ())

    def give(price):
        given = {"price": lambda _: price, "takes": lambda *_: True}
        monkeypatch.setattr(loading, "estimate", partial(loading.estimate, **given))
        monkeypatch.setattr(launch_form, "outlook", partial(run_offer.outlook, **given))

    return give


def test_what_is_asked_for_twice_is_launched_once(open_page, qtbot, store, slow):
    a_campaign(store, TWO, parallel=2)
    page = open_page(slow)
    page._resume()
    page._resume()
    qtbot.waitUntil(lambda: [run.turns for run in runs(page)] == [1, 1])
    page._resume()
    alive = page._sessions.alive
    page._cancel_all()
    qtbot.waitUntil(lambda: not page._alive)

    assert len(alive) == 1
    assert [run.ended for run in runs(page)] == [Ended.CANCELLED] * 2
    assert store.campaigns.under_way() == ()
    assert tried(store) == [0, 1]


def test_a_campaign_that_is_under_way_is_not_launched_beside_itself(open_page, qtbot, store, slow):
    page = open_page(slow)
    page._begin(a_campaign(store, ONE))
    qtbot.waitUntil(lambda: bool(page._sessions.alive))
    (session,) = page._sessions.alive

    assert not page._sessions.launch(session.found)
    assert page._sessions.alive == (session,)


def test_a_plan_is_written_once_until_its_launch_is_under_way(open_page, qtbot, store, slow, held):
    page = open_page(slow)
    page.form.scenarios.choose(slugs()[:1])
    qtbot.waitUntil(button(page, "runs.launch.go").isEnabled)
    page._send()
    qtbot.waitUntil(lambda: page._launches.busy)
    page._send()
    held.set()
    qtbot.waitUntil(lambda: bool(page._sessions.alive))
    page.plan()
    qtbot.waitUntil(button(page, "runs.launch.go").isEnabled)

    assert [each.name for each in store.campaigns.all()] == ["campaign-1"]
    assert page.form._foot._refusal.words == ""


def test_a_refused_launch_lets_the_next_plan_be_written(open_page, qtbot, store, monkeypatch):
    def refuse(*_arguments, **_more):
        raise StoreError("The study is locked.", hint="Close the other program.")

    monkeypatch.setattr(launches, "ready", refuse)
    page = open_page()
    page.form.scenarios.choose(slugs()[:1])
    qtbot.waitUntil(button(page, "runs.launch.go").isEnabled)
    page._send()
    qtbot.waitUntil(lambda: "locked" in page.campaign.notice.words)

    assert not page.form._why_not()


def test_who_closes_is_asked_too_while_runs_are_about_to_begin(open_page, store, held):
    a_campaign(store, TWO)
    page = open_page()
    page._resume()
    first = page.close_down()
    said = label(page, "runs.question.notice.text")
    second, alive = page.close_down(), page._alive
    held.set()

    assert (first, second, alive) == (False, True, False)
    assert said.startswith("Runs are about to begin. Close again to leave")


def test_runs_that_are_about_to_begin_can_be_left(open_page, qtbot, store, held):
    a_campaign(store, TWO)
    page = open_page()
    page._resume()
    said, offered = label(page, "runs.left"), button(page, "runs.cancel_all").isVisible()
    page._ask_to_cancel()
    held.set()
    qtbot.waitUntil(lambda: not page.desk.jobs.busy)

    assert said == "Working out what is to be run"
    assert offered
    assert tried(store) == []
    assert button(page, "runs.resume").isVisible()


def test_one_run_is_tried_again_alone(open_page, qtbot, store, slow, gate, mixed):
    page = open_page(slow)
    page.campaign.go_to(0)
    page._retry_one()
    qtbot.waitUntil(lambda: runs(page)[0].turns == 1)
    meanwhile = words_of(page)
    gate.set()
    qtbot.waitUntil(lambda: not page._alive)

    assert tried(store) == [0, 0, 1, 2]
    assert meanwhile == ["running", "cancelled", "failed", "not run"]
    assert words_of(page) == ["completed", "cancelled", "failed", "not run"]
    assert button(page, "runs.resume").text() == "Run what is missing (2)"


def test_what_failed_is_tried_again_and_nothing_else(open_page, qtbot, store, mixed):
    page = open_page()
    button(page, "runs.retry_all").click()
    qtbot.waitUntil(lambda: words_of(page)[2] == "completed" and not page._alive)

    assert tried(store) == [0, 0, 1, 2, 2]


def test_a_refused_retry_is_tried_again_as_it_was(open_page, qtbot, store, mixed, monkeypatch):
    def refuse(*_arguments, **_more):
        raise StoreError("The study is locked.", hint="Close the other program.")

    page = open_page()
    with monkeypatch.context() as patch:
        patch.setattr(launches, "ready", refuse)
        page.campaign.go_to(2)
        page._retry_one()
        qtbot.waitUntil(lambda: "locked" in page.campaign.notice.words)
    button(page, "runs.notice.again").click()
    qtbot.waitUntil(lambda: words_of(page)[2] == "completed" and not page._alive)

    assert tried(store) == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("price", "words"),
    [
        (Price(in_usd=10, out_usd=10), "Run 2 runs, about $4.16?"),
        (None, "Run 2 runs, price unknown?"),
    ],
)
def test_what_may_cost_money_is_run_only_when_that_is_wanted(
    open_page, qtbot, store, priced, price, words
):
    priced(price)
    store.campaigns.add(PAID, RunSettings(), at=NOW)
    page = open_page()
    page._resume()
    qtbot.waitUntil(lambda: bool(page.campaign.question.asked))
    asked, before, alive = page.campaign.question.words, tried(store), page._alive
    button(page, "runs.question.notice.yes").click()
    qtbot.waitUntil(lambda: words_of(page) == ["completed"] * 2 and not page._alive)

    assert asked == words
    assert (before, alive) == ([], False)


def test_a_retry_names_its_own_price(open_page, qtbot, store, priced):
    priced(Price(in_usd=10, out_usd=10))
    campaign = store.campaigns.add(PAID, RunSettings(), at=NOW)
    ended(store, campaign, 1, Ended.FAILED)
    page = open_page()
    page.campaign.go_to(1)
    page._retry_one()
    qtbot.waitUntil(lambda: bool(page.campaign.question.asked))
    asked = page.campaign.question.words
    button(page, "runs.question.notice.stay").click()

    assert asked == "Run 1 run, about $2.08?"
    assert words_of(page) == ["not run", "failed"]
    assert tried(store) == [1]


def test_a_campaign_that_ends_takes_no_question_about_another_away(
    open_page, qtbot, store, priced, slow, gate
):
    priced(None)
    store.campaigns.add(PAID, RunSettings(), at=NOW)
    page = open_page(slow)
    page._begin(a_campaign(store, ONE))
    qtbot.waitUntil(lambda: bool(page._sessions.alive))
    page.campaign.name("campaign-1")
    page._choose_campaign("campaign-1")
    qtbot.waitUntil(lambda: page._live.campaign.name == "campaign-1")
    page._resume()
    qtbot.waitUntil(lambda: bool(page.campaign.question.asked))
    gate.set()
    qtbot.waitUntil(lambda: not page._sessions.alive)

    assert page.campaign.question.words == "Run 2 runs, price unknown?"


def test_other_pages_hear_of_a_rerun_too(open_page, qtbot, store):
    class Mended(Talker):
        def answer(self, messages, *, stop):
            if not heard:
                raise ModelError("down", hint="Wait.")
            return super().answer(messages, stop=stop)

    heard = []
    page = open_page(a_machine(model_for=lambda *_: Mended(*a_talk())))
    page.changed.connect(heard.append)
    page._begin(a_campaign(store, ONE))
    qtbot.waitUntil(lambda: words_of(page) == ["failed"] and not page._alive)
    first = len(heard)
    page._retry_one()
    qtbot.waitUntil(lambda: words_of(page) == ["completed"] and not page._alive)

    assert first == 1
    assert len(heard) == 2


def test_the_earlier_try_is_offered_also_where_a_question_led_to_the_run(open_page, qtbot, store):
    campaign = a_campaign(store, ONE, asking="every")
    ended(store, campaign, 0, Ended.FAILED)
    page = open_page()
    page._retry_one()
    qtbot.waitUntil(lambda: runs(page)[0].pending is not None)
    before = page._now.tries
    other = a_campaign(store, TWO)
    page.campaign.add(other)
    page.campaign.name(other.name)
    page._choose_campaign(other.name)
    qtbot.waitUntil(lambda: page._live.campaign.name == other.name)
    page._next_question()

    assert page._live.campaign.name == campaign.name
    assert page._now.tries == before
    assert len(before[0]) == 1


def test_what_an_older_plan_failed_at_is_not_said_of_a_newer_one(open_page, qtbot):
    page = open_page()
    qtbot.waitUntil(button(page, "runs.launch.go").isEnabled)
    page.form._fail_ahead(page.form._ticket - 1, ValueError("of before"))

    assert not page.form._why_not()


def test_a_run_that_another_desk_has_made_meanwhile_is_not_made_again(open_page, qtbot, store):
    campaign = a_campaign(store, ONE)
    page = open_page()
    heard = []
    page.told.connect(heard.append)
    ended(store, campaign, 0, Ended.COMPLETED)
    page._resume()
    qtbot.waitUntil(lambda: words_of(page) == ["completed"])

    assert heard == ["Nothing of that is left to run: another desk has run it."]
    assert runs(page)[0].state is CellState.ENDED
    assert page._sessions.alive == ()
