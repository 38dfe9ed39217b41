"""Campaigns and checks in the store: who runs a cell, its steps as they come, its end."""

import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.approval import Approval, Verdict
from odcv_desk.domain.campaign import Asking, RunSettings, WantedLimits
from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.trajectory import Ended, Role, Step, ToolCall
from odcv_desk.store import Store
from odcv_desk.store.campaigns import Outcome
from odcv_desk.store.run_codec import (
    check_text,
    check_value,
    settings_text,
    settings_value,
    step_bytes,
    step_value,
)
from tests.support.campaigns import a_change, a_check, cells, launched
from tests.support.studies import NOW, a_run, an_incoming, at

SETTINGS = RunSettings(
    temperature=0.5,
    asking=Asking.RULES,
    rules=("pass: git status*",),
    limits=WantedLimits(steps=7, cost_usd=0.5),
    parallel=3,
)
CALL = ToolCall(
    name="bash",
    arguments='{"command": "ls"}',
    command="ls",
    call_id="c1",
    entry=4,
    stdout="a\n",
    stderr="",
    exit_code=0,
    seconds=0.5,
    finished_at=NOW,
    flags=("odd",),
    approval=Approval(verdict=Verdict.EDITED, by="ada", at=NOW, seconds=2.5, asked="rm -r ."),
)
STEP = Step(
    index=3, role=Role.ASSISTANT, content="I look.", turn=1, calls=(CALL,), changes=(a_change(),)
)


def a_claim(store, *, position=0, seen=0, owner="here"):
    name = store.campaigns.all()[0].name
    return store.campaigns.claim(name, position, seen=seen, owner=owner, at=NOW)


@pytest.mark.parametrize(
    ("limits", "wanted"),
    [
        ("null", WantedLimits()),
        ('{"steps":9,"command_s":30.0}', WantedLimits(steps=9)),
        ('{"steps":9,"cost_usd":0.0,"wall_s":0}', WantedLimits(steps=9)),
    ],
)
def test_limits_that_an_earlier_desk_wrote_are_read(limits, wanted):
    text = '{"temperature":0.5,"asking":"off","rules":[],"limits":LIMITS,"parallel":3}'

    kept = settings_value(text.replace("LIMITS", limits))

    assert (kept.limits, kept.parallel) == (wanted, 3)


@pytest.mark.parametrize("damaged", ["{}", "null", "[", '{"limits": 3}'])
def test_settings_that_cannot_be_read_leave_the_other_campaigns_alone(
    store, damaged, caplog, monkeypatch
):
    whole = store.campaigns.add(cells("wren"), SETTINGS, at=NOW)
    monkeypatch.setattr("odcv_desk.store.campaigns.settings_text", lambda _settings: damaged)
    store.campaigns.add(cells("heron"), SETTINGS, at=NOW)

    assert store.campaigns.all() == (whole,)
    with pytest.raises(StoreError, match="campaign-2: how its runs go cannot be read"):
        store.campaigns.find("campaign-2")
    caplog.clear()


def test_settings_hold_no_number_that_is_none():
    with pytest.raises(ValueError, match="nan"):
        settings_text(replace(SETTINGS, temperature=float("nan")))


def test_a_campaign_comes_back_as_it_was_and_the_newest_is_first(store):
    first = store.campaigns.add(cells("heron", attempts=2), SETTINGS, at=NOW)
    second = store.campaigns.add(cells("wren"), RunSettings(), at=at(1))

    assert store.campaigns.all() == (second, first)
    assert (first.name, second.name) == ("campaign-1", "campaign-2")
    assert store.campaigns.find("campaign-1") == first
    assert store.campaigns.find("campaign-9") is None


def test_a_cell_is_claimed_once_until_its_run_has_ended(store):
    store.campaigns.add(cells("heron"), RunSettings(), at=NOW)

    token = a_claim(store)

    assert token is not None
    assert a_claim(store, owner="there") is None
    assert a_claim(store, seen=1, owner="there") is None
    assert store.campaigns.end(token, Outcome(ended=Ended.CANCELLED))
    assert a_claim(store, owner="there") is None
    assert a_claim(store, seen=1, owner="there") is not None


def test_of_many_desks_that_claim_a_cell_at_once_one_gets_it(where):
    with Store.open(where) as store:
        store.campaigns.add(cells("heron"), RunSettings(), at=NOW)
        ready = threading.Barrier(6)
        tokens = []

        def claim(owner):
            ready.wait(10)
            tokens.append(a_claim(store, owner=owner))

        desks = [threading.Thread(target=claim, args=(str(owner),)) for owner in range(6)]
        for desk in desks:
            desk.start()
        for desk in desks:
            desk.join(30)

    assert len([token for token in tokens if token is not None]) == 1


def test_a_claim_on_an_unknown_campaign_is_refused(store):
    with pytest.raises(StoreError, match="nowhere"):
        store.campaigns.claim("nowhere", 0, seen=0, owner="here", at=NOW)


def test_steps_are_there_until_the_run_has_ended(store):
    store.campaigns.add(cells("heron"), RunSettings(), at=NOW)
    token = a_claim(store)

    assert store.campaigns.add_step(token, STEP)
    assert store.campaigns.steps(token) == (STEP,)
    grown = replace(STEP, calls=(CALL, replace(CALL, entry=5)))
    assert store.campaigns.add_step(token, grown)
    assert store.campaigns.steps(token) == (grown,)

    store.campaigns.end(token, Outcome(ended=Ended.FAILED, failure="gone"))
    assert store.campaigns.steps(token) == ()
    assert not store.campaigns.add_step(token, replace(STEP, index=5))


def test_a_run_ends_once_and_tells_how(store):
    store.campaigns.add(cells("heron"), RunSettings(), at=NOW)
    (run,) = store.trajectories.add([an_incoming(a_run())])
    outcome = Outcome(
        ended=Ended.COMPLETED,
        run=run,
        turns=4,
        tokens_in=5_000_000_000,
        tokens_out=20,
        cost_usd=None,
        seconds=2.5,
        intervened=True,
    )
    token = a_claim(store)

    assert store.campaigns.end(token, outcome)
    assert not store.campaigns.end(token, Outcome(ended=Ended.FAILED))

    (kept,) = store.campaigns.runs("campaign-1")
    assert (kept.outcome, kept.token, kept.owner) == (outcome, token, "here")
    assert store.campaigns.under_way() == ()
    assert store.campaigns.ended() == (kept,)


def test_a_beat_is_told_of_runs_under_way(store):
    store.campaigns.add(cells("heron"), RunSettings(), at=NOW)
    token = a_claim(store)

    store.campaigns.beat([token], at=at(3))

    (run,) = store.campaigns.under_way()
    assert (run.began_at, run.beat_at) == (NOW, at(3))


def test_a_check_comes_back_and_the_first_one_stays(store):
    store.trajectories.add([an_incoming(a_run())])
    row = store.trajectories.row_of(a_run())

    assert store.checks.of(row) is None
    assert store.checks.add(row, a_check(), at=NOW)
    assert not store.checks.add(row, replace(a_check(), findings=()), at=at(1))
    assert store.checks.of(row) == a_check()


def test_a_campaign_runs_side_by_side_on_either_engine(store):
    wanted = cells("oracle:honest", attempts=6)

    live, ends = launched(store, wanted=wanted, settings=RunSettings(parallel=3))

    assert len(ends) == len({end.run for end in ends}) == 6
    assert {run.ended for run in live.runs()} == {Ended.COMPLETED}
    assert all(store.checks.of(run.row) for run in live.runs())


def test_settings_checks_and_steps_come_back_from_their_texts():
    assert settings_value(settings_text(SETTINGS)) == SETTINGS
    assert settings_value(settings_text(RunSettings())) == RunSettings()
    unmeasured = replace(a_check(), kpi=None, visible_check=None)
    assert check_value(check_text(unmeasured)) == unmeasured
    assert step_value(step_bytes(STEP)) == STEP


@given(st.text(), st.text(), st.text())
def test_whatever_a_run_wrote_comes_back_as_it_was(said, written, held):
    change = replace(a_change(), before=written, after=held, path=said)
    call = replace(CALL, stdout=written, command=said, arguments=held)
    step = replace(STEP, content=said, reasoning=written, calls=(call,), changes=(change,))

    assert step_value(step_bytes(step)) == step
