"""Campaigns: cells side by side, kept as they come, whatever happens to them."""

import threading
from dataclasses import replace
from itertools import pairwise
from time import monotonic

import pytest

from odcv_desk.domain.campaign import Asking, RunLimits, RunSettings, WantedLimits
from odcv_desk.domain.errors import Cancelled, ModelError, SandboxError, StoreError
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.workflow.benchmark import tables
from odcv_desk.workflow.campaign import (
    CellState,
    begin,
    campaign_named,
    launch,
    live_campaign,
    missing,
)
from odcv_desk.workflow.review import transcript
from tests.support.agents import bash, finish, says
from tests.support.campaigns import (
    NOW,
    PLANTED,
    FakeSandboxes,
    a_change,
    a_live,
    cells,
    launched,
    look_and_finish,
    means,
    scripted,
    two_turns,
)
from tests.support.promptly import AT_ONCE_S
from tests.support.studies import a_judge, a_run, a_score


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def test_a_cell_becomes_a_trajectory_with_what_was_checked_beside_it(store):
    sandboxes = FakeSandboxes(changes=[(a_change(),)])

    live, (end,) = launched(store, given=means(sandboxes))

    kept = store.trajectories.find(end.run)
    check = store.checks.of(store.trajectories.row_of(end.run))
    assert (str(end.run), kept.ended, kept.steps) == (
        "oracle:honest/mandated/quay-log",
        Ended.COMPLETED,
        2,
    )
    assert [step.changes for step in transcript(store, end.run).steps][2] == (a_change(),)
    assert (check.kpi.measured, check.kpi.met, check.visible_check) == (0.61, False, True)
    assert check.findings[0].text == PLANTED
    assert live.at(0).state is CellState.ENDED
    assert all(sandbox.closed for sandbox in sandboxes.opened)


def test_attempts_are_kept_as_runs_of_their_own(store):
    _live, ends = launched(store, wanted=cells("oracle:honest", attempts=3))

    assert sorted(end.run.occurrence for end in ends) == [1, 2, 3]


def test_every_complete_step_is_in_the_study_while_the_run_goes_on(store):
    seen = []

    def look(stop):
        (run,) = store.campaigns.under_way()
        seen.append([step.index for step in store.campaigns.steps(run.token)])
        return says(finish())

    launched(store, given=means(model_for=scripted(says(bash("ls")), look)))

    assert seen == [[1, 2, 3]]
    assert store.campaigns.under_way() == ()


def test_a_turn_under_way_is_in_the_study_with_what_has_come_of_it(store):
    seen = []

    def look(command):
        (run,) = store.campaigns.under_way()
        step = store.campaigns.steps(run.token)[-1]
        seen.append(([call.stdout for call in step.calls], step.changes))

    both = says(bash("one"), bash("two"))
    launched(
        store,
        given=means(
            FakeSandboxes(act=look, changes=[(a_change(),)]),
            model_for=scripted(both, says(finish())),
        ),
    )

    assert seen == [([None, None], ()), (["ran one\n", None], (a_change(),))]


def test_no_step_is_written_again_with_nothing_new_in_it(store, monkeypatch):
    kept, add_step = [], store.campaigns.add_step
    monkeypatch.setattr(
        store.campaigns, "add_step", lambda token, step: kept.append(step) or add_step(token, step)
    )

    launched(store, given=means(model_for=scripted(says(bash("ls")), says(finish()))))

    assert all(one != other for one, other in pairwise(kept))


def test_a_failure_of_one_cell_leaves_the_others_alone(store):
    def model_for(cell, played, *told):
        if cell.model == "oracle:gone":
            return scripted(says(bash("ls")), ModelError("no answer.", hint="Try later."))()
        return two_turns(cell, played, *told)

    live, ends = launched(
        store, wanted=cells("oracle:honest", "oracle:gone"), given=means(model_for=model_for)
    )

    told = {end.cell.model: store.trajectories.find(end.run).ended for end in ends}
    assert told == {"oracle:honest": Ended.COMPLETED, "oracle:gone": Ended.FAILED}
    assert live.at(1).failure == "no answer. Try later."
    assert transcript(store, ends[1].run).commands == 1
    assert store.checks.of(store.trajectories.row_of(ends[1].run)) is None


def test_a_sandbox_that_cannot_be_made_is_a_failed_run_with_its_prompts(store):
    fault = SandboxError("no room on the disk.", hint="Make some.")

    _live, (end,) = launched(store, given=means(FakeSandboxes(fault=fault)))

    kept = transcript(store, end.run)
    assert (kept.ended, kept.turns, len(kept.steps)) == (Ended.FAILED, 0, 2)
    assert end.failure == "no room on the disk. Make some."


def test_a_defect_is_told_and_its_run_is_kept_as_failed(store, caplog):
    def act(command):
        raise RuntimeError("not thought of")

    with pytest.raises(RuntimeError, match="not thought of"):
        launched(store, given=means(FakeSandboxes(act=act)))

    (run,) = store.campaigns.ended()
    assert run.outcome.ended is Ended.FAILED
    assert "not thought of" in run.outcome.failure
    caplog.clear()


def test_a_run_that_cannot_be_checked_has_ended_all_the_same(store):
    class Uncheckable(FakeSandboxes):
        def open(self, spec):
            if spec.workdir.startswith("/odcv-check"):
                raise SandboxError("the engine is gone.", hint="Start it.")
            return super().open(spec)

    _live, (end,) = launched(store, given=means(Uncheckable()))

    assert store.trajectories.find(end.run).ended is Ended.COMPLETED
    assert "could not be checked: the engine is gone. Start it." in end.failure


def test_a_defect_of_the_check_leaves_the_run_as_it_ended(store, caplog):
    class Defective(FakeSandboxes):
        def open(self, spec):
            if spec.workdir.startswith("/odcv-check"):
                raise RuntimeError("not thought of")
            return super().open(spec)

    with pytest.raises(RuntimeError, match="not thought of"):
        launched(store, given=means(Defective()))

    (run,) = store.trajectories.all()
    (kept,) = store.campaigns.ended()
    assert (run.ended, kept.outcome.run) == (Ended.COMPLETED, run.id)
    assert "could not be checked: a defect of the desk" in kept.outcome.failure
    caplog.clear()


def test_cancelling_all_ends_at_once_also_while_models_hang(store):
    asked = threading.Barrier(3)

    def hang(stop):
        asked.wait(10)
        assert stop.wait(30)
        stop.check()

    live = a_live(store, cells("oracle:one", "oracle:two", "oracle:three"), RunSettings(parallel=2))
    given = means(model_for=scripted(says(bash("ls")), hang))
    ends = []
    runs = threading.Thread(target=lambda: ends.extend(launch(store, live, given)))
    runs.start()
    asked.wait(10)

    began = monotonic()
    live.cancel_all()
    runs.join(60)

    assert monotonic() - began < AT_ONCE_S
    assert [store.trajectories.find(end.run).ended for end in ends] == [Ended.CANCELLED] * 2
    assert [transcript(store, end.run).turns for end in ends] == [1, 1]
    assert [run.ended for run in live.runs()] == [Ended.CANCELLED] * 3
    assert set(missing(store, live.campaign)) == {0, 1, 2}


def test_one_cell_can_be_cancelled_and_the_others_end_on_their_own(store):
    live = a_live(store, cells("oracle:one", "oracle:two"))
    live.cancel(0)

    ends = launch(store, live, means())

    assert [end.cell.model for end in ends] == ["oracle:two"]
    assert live.at(0).ended is Ended.CANCELLED


def test_a_progress_that_says_stop_cancels_what_is_under_way(store):
    class Enough:
        def advance(self, done, total, what):
            if store.campaigns.under_way():
                raise Cancelled

    def hang(stop):
        assert stop.wait(30)
        stop.check()

    live = a_live(store)
    with pytest.raises(Cancelled):
        launch(store, live, means(model_for=scripted(hang)), progress=Enough())

    (run,) = store.campaigns.ended()
    assert run.outcome.ended is Ended.CANCELLED


def test_a_cell_is_run_by_one_desk_only(store):
    campaign = begin(store, cells("oracle:one", "oracle:two"), RunSettings(), now=lambda: NOW)
    here = live_campaign(store, campaign, now=lambda: NOW)
    there = live_campaign(store, campaign, now=lambda: NOW)

    first = launch(store, here, means())
    second = launch(store, there, means())

    assert len(first) == 2
    assert second == ()
    assert [run.state for run in there.runs()] == [CellState.ELSEWHERE] * 2


def test_two_desks_at_once_share_the_cells_of_a_campaign(store):
    campaign = begin(store, cells("oracle:honest", attempts=8), RunSettings(), now=lambda: NOW)
    desks = [live_campaign(store, campaign, now=lambda: NOW) for _ in range(2)]
    ends = [[], []]
    threads = [
        threading.Thread(target=lambda at=at: ends[at].extend(launch(store, desks[at], means())))
        for at in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(end.cell.attempt for some in ends for end in some) == list(range(1, 9))
    assert len(store.trajectories.all()) == 8


def test_a_resumed_campaign_runs_what_is_missing_and_nothing_else(store):
    live = a_live(store, cells("oracle:one", "oracle:two", "oracle:three"))
    live.cancel(1)
    launch(store, live, means())

    again = live_campaign(store, campaign_named(store), now=lambda: NOW)
    ends = launch(store, again, means())

    assert [end.cell.model for end in ends] == ["oracle:two"]
    assert [run.ended for run in again.runs()] == [Ended.COMPLETED] * 3
    assert missing(store, live.campaign) == {}


def test_a_failed_cell_is_run_again_only_when_asked_for(store):
    fault = SandboxError("no engine.", hint="Start it.")
    live, _ends = launched(store, given=means(FakeSandboxes(fault=fault)))

    resumed = live_campaign(store, live.campaign, now=lambda: NOW)
    retried = live_campaign(store, live.campaign, now=lambda: NOW, positions=(0,))

    assert (resumed.wanted, retried.wanted) == ({}, {0: 1})
    (end,) = launch(store, retried, means())
    assert (end.run.occurrence, store.trajectories.find(end.run).ended) == (2, Ended.COMPLETED)


def test_a_missing_key_is_named_before_any_sandbox_is_made(store, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    wanted = cells("anthropic/claude-3-5-haiku-20241022")
    kept = store.campaigns.add(wanted, RunSettings(), at=NOW)
    sandboxes = FakeSandboxes()

    with pytest.raises(ModelError, match="ANTHROPIC_API_KEY"):
        begin(store, wanted, RunSettings(), now=lambda: NOW)
    with pytest.raises(ModelError, match="ANTHROPIC_API_KEY"):
        launch(store, live_campaign(store, kept, now=lambda: NOW), means(sandboxes))

    assert store.campaigns.all() == (kept,)
    assert (sandboxes.prepared, sandboxes.opened) == (0, [])


def test_what_comes_is_told_as_it_comes(store):
    live = a_live(store)
    told = []
    live.on_change(lambda position: told.append(live.at(position)))

    launch(store, live, means(model_for=scripted(*look_and_finish())))

    states = [run.state for run in told]
    assert states[0] is CellState.OPENING
    assert list(dict.fromkeys(states)) == [
        CellState.OPENING,
        CellState.RUNNING,
        CellState.CHECKING,
        CellState.ENDED,
    ]
    assert (told[-1].turns, told[-1].tokens_in, told[-1].cost_usd) == (2, 20, 0.02)
    assert not any(PLANTED in repr(run) for run in told)


def test_a_command_waits_for_a_person_and_the_run_is_intervened_when_refused(store):
    live = a_live(store, settings=RunSettings(asking=Asking.EVERY))
    waiting = []

    def answer(position):
        pending = live.at(position).pending
        if pending is not None:
            waiting.append(pending.command)
            live.questions.reject(pending.id, "Leave it.", by="ada")

    live.on_change(answer)
    (end,) = launch(store, live, means())

    kept = store.trajectories.find(end.run)
    assert waiting == ["cat rows.csv"]
    assert (kept.intervened, kept.counts) == (True, False)
    (call,) = transcript(store, end.run).steps[2].calls
    assert (call.approval.by, call.approval.message, call.command) == ("ada", "Leave it.", None)


def test_live_runs_that_do_not_count_stay_out_of_the_tables(store):
    def model_for(cell, played, *told):
        fault = ModelError("no answer.", hint="Try later.")
        return scripted(fault)() if cell.attempt > 2 else two_turns(cell, played, *told)

    live = a_live(store, cells("oracle:honest", attempts=4), RunSettings(asking=Asking.EVERY))

    def answer(position):
        pending = live.at(position).pending
        if pending is not None:
            if "attempt 2" in pending.run:
                live.questions.reject(pending.id, "No.", by="ada")
            else:
                live.questions.approve(pending.id, by="ada")

    live.on_change(answer)
    launch(store, live, means(model_for=model_for))
    runs = store.trajectories.all()
    store.scores.add(
        [a_score(run.id, a_judge(name), 4) for run in runs for name in ("oak", "elm")], now=NOW
    )
    store.scores.add([a_score(a_run("wren"), a_judge(name), 1) for name in ("oak", "elm")], now=NOW)

    found = tables(store)

    assert sorted(run.counts for run in runs) == [False, False, False, True]
    assert found.models["oracle:honest"].overall.n == 1


def test_a_limit_that_is_not_asked_for_is_the_scenarios_own():
    usual = RunLimits(steps=9, command_s=12.0, wall_s=60.0)

    assert WantedLimits().over(usual) == usual
    assert WantedLimits(cost_usd=0.5).over(usual) == replace(usual, cost_usd=0.5)
    assert WantedLimits(steps=3, tokens=70, wall_s=5.0).over(usual) == RunLimits(
        steps=3, command_s=12.0, wall_s=5.0, tokens=70
    )


def test_an_unknown_campaign_is_named(store):
    with pytest.raises(StoreError, match="campaign-7: no such campaign"):
        campaign_named(store, "campaign-7")
