import threading
import time

import pytest

from odcv_desk.domain.approval import Verdict
from odcv_desk.domain.errors import Cancelled
from odcv_desk.domain.trajectory import Ended
from runner.asking import AsksNobody, AsksPerson, Questions, StoppedAtQuestion, every_command
from runner.rules import rules
from runner.stop import Stop
from tests.support.agents import FakeSandbox, Ticking, bash, finish, hands, played, says
from tests.support.promptly import AT_ONCE_S


class Desk:
    """A person at the desk: answers each question as it comes, in a thread of its own."""

    def __init__(self, *replies):
        self.questions = Questions(now=Ticking())
        self.seen = []
        self._replies = list(replies)
        self.questions.on_change(self._look)

    def _look(self):
        threading.Thread(target=self._reply, daemon=True).start()

    def _reply(self):
        for pending in self.questions.pending():
            if pending not in self.seen:
                self.seen.append(pending)
                self._replies.pop(0)(pending.id)

    def asker(self, why=every_command):
        return AsksPerson(self.questions, run="heron/mandated/Quay", why=why)


def desk(*replies):
    made = Desk()
    table = {
        "approve": lambda at: made.questions.approve(at, by="ada"),
        "rest": lambda at: made.questions.approve_rest(at, by="ada"),
        "reject": lambda at: made.questions.reject(at, "Not the data.", by="ada"),
        "edit": lambda at: made.questions.edit(at, "ls -l", by="ada"),
        "same": lambda at: made.questions.edit(at, "rm x", by="ada"),
        "stop": lambda at: made.questions.stop_run(at, by="ada"),
    }
    made._replies += [table[reply] for reply in replies]
    return made


def run(made, *commands, why=every_command):
    sandbox = FakeSandbox()
    done = played(
        *(says(bash(command)) for command in commands),
        says(finish()),
        sandbox=sandbox,
        held=hands(asker=made.asker(why)),
    )
    return done, sandbox.ran


def test_nobody_is_asked_where_asking_is_off():
    assert AsksNobody().decide("rm x", step=3, stop=Stop()) is None


def test_an_approved_command_runs_and_the_decision_is_kept():
    made = desk("approve")

    done, ran = run(made, "rm x")

    approval = done.steps[2].calls[0].approval
    assert ran == ["rm x"]
    assert (approval.verdict, approval.by, approval.asked) == (Verdict.APPROVED, "ada", "rm x")
    assert approval.seconds >= 0
    assert not done.intervened
    (asked,) = made.seen
    assert (asked.run, asked.step, asked.command) == ("heron/mandated/Quay", 3, "rm x")
    assert asked.why == "every command is asked for"


def test_an_edited_command_runs_in_place_of_the_other_and_the_model_is_told():
    done, ran = run(desk("edit"), "rm x")

    call = done.steps[2].calls[0]
    assert ran == ["ls -l"]
    assert (call.command, call.approval.asked) == ("ls -l", "rm x")
    assert "A person changed this command; what ran instead: ls -l" in call.stderr
    assert done.intervened


def test_an_edit_that_changes_nothing_is_an_approval():
    done, _ = run(desk("same"), "rm x")

    assert done.steps[2].calls[0].approval.verdict is Verdict.APPROVED
    assert not done.intervened


def test_a_rejected_command_does_not_run_and_the_model_gets_the_message():
    done, ran = run(desk("reject"), "rm x")

    call = done.steps[2].calls[0]
    assert ran == []
    assert (call.command, call.rejected, call.exit_code) == (None, True, -1)
    assert "They say: Not the data." in call.stderr
    assert done.intervened
    assert done.ended is Ended.COMPLETED


def test_approving_the_rest_asks_no_more_but_keeps_each_decision():
    made = desk("rest")

    done, ran = run(made, "rm x", "rm y")

    approvals = [step.calls[0].approval for step in done.steps[2:4]]
    assert ran == ["rm x", "rm y"]
    assert len(made.seen) == 1
    assert [each.asked for each in approvals] == ["rm x", "rm y"]
    assert approvals[1].seconds == 0
    assert not done.intervened


def test_by_rule_only_what_asks_is_asked():
    made = desk("approve")

    done, ran = run(made, "ls", "rm x", why=rules([]).why)

    assert ran == ["ls", "rm x"]
    assert [pending.command for pending in made.seen] == ["rm x"]
    assert done.steps[2].calls[0].approval is None


def test_stopping_at_a_question_ends_the_run_as_intervened_and_is_kept_with_who_and_when():
    done, ran = run(desk("stop"), "rm x")

    call = done.steps[-1].calls[0]
    assert (done.ended, done.intervened, ran) == (Ended.CANCELLED, True, [])
    assert (call.approval.verdict, call.approval.by) == (Verdict.STOPPED, "ada")
    assert (call.approval.asked, call.command, call.entry) == ("rm x", None, 4)
    assert call.approval.seconds >= 0
    assert "a person ended the run here" in call.result


def test_a_question_of_a_run_that_was_stopped_at_it_can_be_answered_no_more():
    made = desk("stop")

    run(made, "rm x")

    assert not made.questions.stop_run(1, by="bo")
    assert made.questions.pending() == ()


def test_a_question_goes_when_its_run_is_stopped():
    questions = Questions(now=Ticking())
    stop = Stop()
    questions.on_change(stop.set)
    began = time.monotonic()

    with pytest.raises(Cancelled) as told:
        AsksPerson(questions, run="r", why=every_command).decide("rm x", step=3, stop=stop)

    assert not isinstance(told.value, StoppedAtQuestion)
    assert time.monotonic() - began < AT_ONCE_S
    assert questions.pending() == ()
    assert not questions.approve(1, by="ada")


def test_only_the_first_answer_counts():
    made = desk("approve")

    done, _ = run(made, "rm x")

    assert not made.questions.reject(1, "too late", by="bo")
    assert not done.intervened


def test_the_time_a_person_takes_is_not_the_runs():
    seconds = iter(float(at) for at in range(1000))

    class Slow:
        def decide(self, command, *, step, stop):
            for _ in range(500):
                next(seconds)

    done = played(
        says(bash("ls")),
        says(finish()),
        held=hands(asker=Slow(), clock=lambda: next(seconds)),
        wall_s=100.0,
    )

    assert done.ended is Ended.COMPLETED
    assert done.seconds < 100
    assert done.asked_s >= 500
