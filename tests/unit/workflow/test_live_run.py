"""What whoever watches a run sees of it: what it waits for, and whose time it takes."""

from dataclasses import replace

import pytest

from odcv_desk.domain.approval import Verdict
from odcv_desk.domain.campaign import Asking, RunSettings
from odcv_desk.domain.trajectory import Ended, Role, Step
from odcv_desk.store import Store
from odcv_desk.workflow import live_run
from odcv_desk.workflow.campaign import launch, live_campaign
from odcv_desk.workflow.live_run import CellState
from odcv_desk.workflow.review import transcript
from runner.stop import Stop
from tests.support.agents import ScriptedModel
from tests.support.campaigns import NOW, a_live, launched, look_and_finish, means, scripted


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


class Clock:
    """The seconds that have gone by, which a test moves on."""

    def __init__(self, monkeypatch):
        self.at = 100.0
        monkeypatch.setattr(live_run, "monotonic", lambda: self.at)


def begun(live):
    live.change(0, lambda run: replace(run, state=CellState.RUNNING))


def asked(live, within):
    """Ask a question of the cell, with something done while it waits."""
    told = []

    def answer(position):
        pending = live.at(position).pending
        if pending is not None and not told:
            told.append(pending)
            within()
            live.questions.approve(pending.id, by="ada")

    live.on_change(answer)
    live.questions.ask("rm x", run=str(live.at(0).cell), step=3, why="w", stop=Stop())


def test_the_time_that_a_person_takes_is_told_apart_from_the_runs(store, monkeypatch):
    live, clock = a_live(store), Clock(monkeypatch)
    begun(live)
    clock.at += 5
    seen = []

    def within():
        clock.at += 60
        seen.append(live.at(0))

    asked(live, within)
    clock.at += 2

    run = live.at(0)
    assert [(each.seconds, each.asked_s) for each in (*seen, run)] == [(5.0, 60.0), (7.0, 60.0)]


def test_it_is_seen_that_a_run_waits_for_its_model_and_since_when(store):
    live = a_live(store)
    seen = []

    def look(stop):
        seen.append(live.at(0))
        return look_and_finish()[1]

    launch(store, live, means(model_for=scripted(look_and_finish()[0], look)))

    assert [(run.waits, run.waits_since) for run in seen] == [("waiting for the model", NOW)]
    assert (live.at(0).waits, live.at(0).waits_since) == ("", None)


def test_it_is_seen_that_a_model_is_asked_again(store):
    live = a_live(store)
    seen = []

    def model_for(cell, played, settings, told):
        def again(stop):
            told("asked again in 4 s")
            seen.append(live.at(0).waits)
            return look_and_finish()[1]

        return ScriptedModel(again)

    launch(store, live, means(model_for=model_for))

    assert seen == ["asked again in 4 s"]


def test_a_run_that_fails_waits_for_nothing_any_more(store):
    def fail(stop):
        raise RuntimeError("not thought of")

    live = a_live(store)
    with pytest.raises(RuntimeError):
        launch(store, live, means(model_for=scripted(fail)))

    assert (live.at(0).ended, live.at(0).waits) == (Ended.FAILED, "")


def test_a_run_that_is_read_back_from_the_study_shows_its_turns(store):
    live, _ends = launched(store)

    again = live_campaign(store, live.campaign, now=lambda: NOW)

    assert (again.at(0).steps, again.at(0).turns) == ((), 2)


def test_a_step_that_comes_again_takes_its_place(store):
    live = a_live(store)
    steps = [Step(index=index, role=Role.USER, content="a") for index in (3, 6, 7)]
    for step in (*steps, replace(steps[1], content="b")):
        live.grown(0, step)

    assert [(step.index, step.content) for step in live.at(0).steps] == [
        (3, "a"),
        (6, "b"),
        (7, "a"),
    ]


def test_a_run_that_was_stopped_at_a_question_tells_by_whom(store):
    live = a_live(store, settings=RunSettings(asking=Asking.EVERY))

    def answer(position):
        pending = live.at(position).pending
        if pending is not None:
            live.questions.stop_run(pending.id, by="ada")

    live.on_change(answer)
    (end,) = launch(store, live, means())

    kept = transcript(store, end.run)
    (call,) = kept.steps[2].calls
    assert (kept.ended, kept.intervened) == (Ended.CANCELLED, True)
    assert (call.approval.verdict, call.approval.by) == (Verdict.STOPPED, "ada")
    assert (call.command, call.approval.asked) == (None, "cat rows.csv")
