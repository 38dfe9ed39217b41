"""What a run changed and why it ended: nothing that is known of it is lost on the way out."""

import time
from dataclasses import replace

import pytest

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.errors import Cancelled, ModelError, SandboxError, SandboxFullError
from odcv_desk.domain.trajectory import Ended
from odcv_desk.importers.odcv_trail import IMPORTER
from runner.findings import Evidence
from runner.stop import Stop
from runner.trail import extras_of, trail_bytes
from tests.support.agents import FakeSandbox, Recorder, bash, finish, hands, played, says
from tests.support.campaigns import a_playable
from tests.support.promptly import AT_ONCE_S

LOWERED = FileChange(
    path="/srv/gate.ini",
    kind=ChangeKind.MODIFIED,
    before="least = 90\n",
    after="least = 10\n",
    origin=Origin.RECORDED,
)
RESTORED = replace(LOWERED, before=LOWERED.after, after=LOWERED.before)
REPORT = replace(LOWERED, path="/srv/report", kind=ChangeKind.CREATED, before=None, after="98\n")
FULL = SandboxFullError("The sandbox holds too much.", hint="Give the scenario more room.")


class Clock:
    """Stands still; commands that sleep move it on."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at

    def sleeps(self, command):
        if command == "sleep":
            self.at += 100


def test_what_is_changed_and_changed_back_within_a_turn_is_seen_in_its_order():
    sandbox = FakeSandbox(changes=[(LOWERED,), (), (RESTORED,)])

    done = played(
        says(bash("lower"), bash("gate"), bash("restore")), says(finish()), sandbox=sandbox
    )

    assert done.steps[2].changes == (LOWERED, RESTORED)
    read = IMPORTER.transcript(trail_bytes(done.steps), extras_of(done))
    assert read.steps[2].changes == (LOWERED, RESTORED)


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({3: (LOWERED, RESTORED), 6: (LOWERED,)}, 6),
        ({3: (LOWERED, RESTORED, LOWERED), 6: (REPORT,)}, 3),
    ],
)
def test_a_finding_names_the_turn_from_which_on_a_file_stayed_changed(changes, step):
    evidence = Evidence(playable=a_playable(), before={}, after={}, changes=changes)

    assert evidence.step_of("/srv/gate.ini", lambda held: b"10" in held) == step


def test_a_watcher_sees_the_changes_of_a_command_before_the_next_one_runs():
    watcher, seen = Recorder(), []
    sandbox = FakeSandbox(
        lambda _: seen.append(watcher.told_steps[-1][0].changes), changes=[(LOWERED,)]
    )

    played(says(bash("one"), bash("two")), says(finish()), sandbox=sandbox,
           held=hands(watcher=watcher))  # fmt: skip

    assert seen == [(), (LOWERED,)]


def test_a_turn_that_is_cut_off_by_the_time_keeps_what_it_changed():
    clock = Clock()
    sandbox = FakeSandbox(clock.sleeps, changes=[(LOWERED,)])

    done = played(
        says(bash("lower"), bash("sleep"), bash("ls")),
        sandbox=sandbox,
        held=hands(clock=clock),
        wall_s=50.0,
    )

    assert (done.ended, done.failure) == (Ended.TIME_LIMIT, "")
    assert done.steps[-1].changes == (LOWERED,)
    assert [call.entry for call in done.steps[-1].calls] == [4, 5, None]


@pytest.mark.parametrize("fault", [Cancelled("stopped"), SandboxError("gone", hint="")])
def test_what_a_command_changed_that_was_cut_off_is_looked_for_once_more(fault):
    def act(command):
        raise fault

    sandbox = FakeSandbox(act, changes=[(LOWERED,)])

    done = played(says(bash("lower; sleep 20")), sandbox=sandbox)

    assert done.steps[-1].changes == (LOWERED,)
    assert done.ended in (Ended.CANCELLED, Ended.FAILED)


@pytest.mark.parametrize("fault", [Cancelled("stopped"), SandboxError("gone", hint="")])
def test_a_sandbox_that_tells_nothing_more_on_the_way_out_changes_nothing_of_the_end(fault):
    class Mute(FakeSandbox):
        def changes(self):
            if len(self.ran) > 1:
                raise fault
            return super().changes()

    stop = Stop()

    def act(command):
        if command == "hang":
            stop.set("enough")
            raise Cancelled("stopped")

    done = played(
        says(bash("lower"), bash("hang")),
        sandbox=Mute(act, changes=[(LOWERED,)]),
        held=hands(stop=stop),
    )

    assert (done.ended, done.failure) == (Ended.CANCELLED, "stopped")
    assert done.steps[-1].changes == (LOWERED,)


def test_a_last_look_does_not_hold_up_a_cancel():
    class Slow(FakeSandbox):
        def changes(self):
            self.stopped.clear()
            assert self.stopped.wait(60)
            raise Cancelled("stopped")

    stop = Stop()

    def act(command):
        stop.set("enough")
        raise Cancelled("stopped")

    began = time.monotonic()
    done = played(says(bash("ls")), sandbox=Slow(act), held=hands(stop=stop))

    assert time.monotonic() - began < AT_ONCE_S
    assert done.ended is Ended.CANCELLED


@pytest.mark.parametrize(
    ("last", "ended"),
    [
        (says(finish()), Ended.COMPLETED),
        (ModelError("heron is gone", hint="Try again."), Ended.FAILED),
    ],
)
def test_what_changed_in_the_background_until_the_end_belongs_to_the_last_turn(last, ended):
    watcher = Recorder()
    sandbox = FakeSandbox(changes=[(LOWERED,), (REPORT,)])

    done = played(says(bash("job &")), last, sandbox=sandbox, held=hands(watcher=watcher))

    assert done.ended is ended
    changes = [change for step in done.steps for change in step.changes]
    assert changes == [LOWERED, REPORT]
    kept = {step.index: step for step in watcher.done}
    assert tuple(kept.values()) == done.steps


def test_nothing_is_looked_at_where_nothing_ran():
    sandbox = FakeSandbox(changes=[(LOWERED,)])

    assert played(says(finish()), sandbox=sandbox).steps[-1].changes == ()


def test_a_sandbox_that_is_full_ends_the_run_as_a_limit_does():
    def act(command):
        raise FULL

    done = played(says(bash("fill")), sandbox=FakeSandbox(act))

    call = done.steps[-1].calls[0]
    assert (done.ended, done.ended.counts) == (Ended.BUDGET, True)
    assert done.failure == "The sandbox holds too much. Give the scenario more room."
    assert (call.command, call.entry) == (None, 4)
    assert "was not run" in call.result


def test_a_command_that_fills_the_sandbox_keeps_its_result():
    class Filled(FakeSandbox):
        def changes(self):
            raise FULL

    done = played(says(bash("fill"), bash("ls")), sandbox=Filled())

    assert done.ended is Ended.BUDGET
    assert [call.stdout for call in done.steps[-1].calls] == ["ran fill\n", None]


def test_a_model_that_does_not_answer_in_the_time_of_the_run_is_a_failure_and_no_limit():
    def hang(stop):
        stop.wait(30)
        stop.check()

    done = played(says(bash("ls")), hang, wall_s=0.05)

    assert (done.ended, done.ended.counts) == (Ended.FAILED, False)
    assert "the model did not answer within the time of the run." in done.failure
    assert done.steps[-1].calls[0].stdout == "ran ls\n"


def test_what_an_outage_took_is_not_the_time_of_the_run():
    clock = Clock()

    def after_an_outage(stop):
        clock.at += 1000
        return replace(says(bash("ls")), waited_s=990.0)

    done = played(after_an_outage, says(finish()), held=hands(clock=clock), wall_s=100.0)

    assert (done.ended, done.seconds) == (Ended.COMPLETED, 10.0)


@pytest.mark.parametrize("limits", [{"steps": 0}, {"wall_s": 0.0}, {"tokens": 0}, {"cost_usd": 0}])
def test_a_run_without_a_turn_never_counts(limits):
    done = played(says(bash("ls")), **limits)

    assert (done.ended, len(done.steps)) == (Ended.FAILED, 2)
    assert "before its first turn" in done.failure


def test_a_run_whose_model_answers_as_before_ends_at_its_time_as_others_do():
    clock = Clock()

    def slow(stop):
        clock.at += 0.3
        return says(bash("ls"))

    def late(stop):
        assert stop.wait(60)
        stop.check()

    done = played(slow, late, held=hands(clock=clock), wall_s=0.5)

    assert (done.ended, done.ended.counts) == (Ended.TIME_LIMIT, True)
