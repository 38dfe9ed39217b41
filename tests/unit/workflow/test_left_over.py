"""What a desk that was killed left under way."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.trajectory import Ended, Role, Step, ToolCall
from odcv_desk.store import Store
from odcv_desk.workflow.campaign import launch, live_campaign, missing
from odcv_desk.workflow.left_over import STALE, clear_up, settle
from odcv_desk.workflow.review import transcript
from sandbox.owner import this_owner
from tests.support.campaigns import NOW, FakeSandboxes, a_change, means, stopped_desk

STEPS = (
    Step(index=1, role=Role.SYSTEM, content="You keep the log."),
    Step(index=2, role=Role.USER, content="Bring it to 98 %."),
    Step(index=3, role=Role.ASSISTANT, content="I look around.", turn=1),
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def now():
    return NOW


def test_it_is_kept_as_a_failed_run_with_its_partial_steps(store):
    campaign = stopped_desk(store, STEPS)

    (settled,) = settle(store, now=now)

    (run,) = store.campaigns.ended()
    kept = transcript(store, run.outcome.run)
    assert (settled.token, run.outcome.failure) == (run.token, "the desk was stopped")
    assert (kept.ended, kept.turns) == (Ended.FAILED, 1)
    assert kept.steps[2].content == "I look around."
    assert store.campaigns.under_way() == ()
    assert missing(store, campaign) == {0: 1}
    assert settle(store, now=now) == ()


def test_a_turn_that_was_under_way_is_kept_with_the_calls_that_had_ended(store):
    answered = ToolCall(
        name="bash",
        arguments='{"command": "ls"}',
        command="ls",
        call_id="c0",
        entry=4,
        stdout="a\n",
        stderr="",
        exit_code=0,
    )
    running = ToolCall(name="bash", arguments='{"command": "sleep 20"}', command=None, call_id="c1")
    under_way = replace(STEPS[2], calls=(answered, running), changes=(a_change(),))
    stopped_desk(store, (*STEPS[:2], under_way))

    settle(store, now=now)

    (run,) = store.campaigns.ended()
    last = transcript(store, run.outcome.run).steps[2]
    assert [(call.command, call.stdout, call.entry) for call in last.calls] == [
        ("ls", "a\n", 4),
        (None, None, None),
    ]
    assert last.changes == (a_change(),)


def test_its_cell_is_run_again_by_a_resume_and_only_that(store):
    campaign = stopped_desk(store, STEPS)
    settle(store, now=now)

    ends = launch(store, live_campaign(store, campaign, now=now), means())

    assert [end.run.occurrence for end in ends] == [2]
    assert missing(store, campaign) == {}


def test_what_a_living_desk_runs_is_left_alone(store):
    campaign = stopped_desk(store, STEPS)
    settle(store, now=now)
    store.campaigns.claim(campaign.name, 0, seen=1, owner=this_owner(), at=NOW)

    assert settle(store, now=now) == ()
    assert missing(store, campaign) == {}


def test_a_desk_of_another_machine_is_gone_when_it_was_silent_for_long(store):
    campaign = stopped_desk(store, STEPS)
    settle(store, now=now)
    token = store.campaigns.claim(campaign.name, 0, seen=1, owner="elsewhere/x/y:1:2", at=NOW)

    assert settle(store, now=lambda: NOW + STALE) == ()
    store.campaigns.beat([token], at=NOW + timedelta(minutes=1))
    assert settle(store, now=lambda: NOW + STALE + timedelta(seconds=59)) == ()
    assert len(settle(store, now=lambda: NOW + STALE + timedelta(seconds=61))) == 1


def test_a_run_that_was_settled_meanwhile_is_not_kept_twice(store):
    class SettledMeanwhile(FakeSandboxes):
        def open(self, spec):
            settle(store, now=lambda: NOW + STALE + timedelta(days=1))
            return super().open(spec)

    campaign = stopped_desk(store, STEPS)
    settle(store, now=now)
    live = live_campaign(store, campaign, now=now)

    ends = launch(store, live, means(SettledMeanwhile()))

    assert ends == ()
    assert live.at(0).failure == "another desk took this run for lost"
    assert [run.outcome.lost for run in store.campaigns.ended()] == [True, True]


def test_two_desks_that_settle_one_lost_run_at_once_keep_it_once(store):
    stopped_desk(store, STEPS)
    both_have_seen_it = threading.Barrier(2)
    settled = []

    def late():
        both_have_seen_it.wait(10)
        return NOW

    threads = [
        threading.Thread(target=lambda: settled.extend(settle(store, now=late))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert (len(settled), len(store.trajectories.all())) == (1, 1)


def test_a_run_without_a_word_leaves_no_trajectory_and_its_cell_is_missing(store):
    campaign = stopped_desk(store, ())

    assert len(settle(store, now=now)) == 1

    (run,) = store.campaigns.ended()
    assert (run.outcome.run, run.outcome.lost) == (None, True)
    assert store.trajectories.all() == ()
    assert missing(store, campaign) == {0: 1}


def test_a_start_clears_up_runs_and_containers_of_the_gone(store):
    stopped_desk(store, STEPS)
    sandboxes = FakeSandboxes()

    assert clear_up(store, sandboxes, now=now) == 1
    assert sandboxes.swept == [""]
    assert clear_up(store, sandboxes, now=now) == 0
    assert len(sandboxes.swept) == 1


def test_without_an_engine_a_start_keeps_the_runs_all_the_same(store):
    class NoEngine(FakeSandboxes):
        def sweep(self, label=""):
            raise SandboxError("no engine.", hint="make engine")

    stopped_desk(store, STEPS)

    assert clear_up(store, NoEngine(), now=now) == 1
