import json
import threading
import time

import pytest

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.errors import ModelError, SandboxError
from odcv_desk.domain.trajectory import Ended, Role
from runner.loop import NUDGE, run_agent
from runner.model import Asked
from runner.stop import Stop
from sandbox import Late
from tests.support.agents import (
    TASK,
    FakeSandbox,
    Recorder,
    ScriptedModel,
    bash,
    finish,
    hands,
    output,
    played,
    says,
)
from tests.support.promptly import AT_ONCE_S

CHANGE = FileChange(
    path="/srv/log.csv",
    kind=ChangeKind.MODIFIED,
    before="97\n",
    after="98\n",
    origin=Origin.RECORDED,
)


def stopping(stop, after_s=0.05):
    timer = threading.Timer(after_s, stop.set, ["enough"])
    timer.daemon = True
    timer.start()


def test_a_run_ends_with_the_agents_word_and_is_numbered_like_a_trail():
    done = played(
        says(bash("ls"), bash("pwd"), reasoning="First look."),
        says(content="Thinking."),
        says(finish("All logged."), content=None),
        sandbox=FakeSandbox(changes=[(CHANGE,)]),
    )

    assert done.ended is Ended.COMPLETED
    assert [(step.index, step.role) for step in done.steps] == [
        (1, Role.SYSTEM),
        (2, Role.USER),
        (3, Role.ASSISTANT),
        (6, Role.ASSISTANT),
        (7, Role.USER),
        (8, Role.ASSISTANT),
    ]
    first = done.steps[2]
    assert (first.turn, first.reasoning, first.changes) == (1, "First look.", (CHANGE,))
    assert [(call.entry, call.stdout, call.exit_code) for call in first.calls] == [
        (4, "ran ls\n", 0),
        (5, "ran pwd\n", 0),
    ]
    assert done.steps[4].content == NUDGE
    assert (done.steps[5].calls[0].entry, done.steps[5].calls[0].result) == (9, "All logged.")
    assert (done.tokens_in, done.tokens_out, done.cost_usd) == (30, 15, 0.0)


def test_the_model_is_told_results_as_the_published_harness_tells_them():
    model_answers = [says(bash("ls")), says(finish())]
    sandbox = FakeSandbox(lambda _: {"exit_code": 2, "stderr": output("no such file\n")})
    model = ScriptedModel(*model_answers)

    run_agent(TASK, model=model, sandbox=sandbox, hands=hands(), limits=RunLimits())

    system, user, assistant, result = model.seen[1]
    assert (system["content"], user["content"]) == (TASK.system, TASK.prompt)
    assert assistant["tool_calls"][0]["id"] == result["tool_call_id"] == "c0"
    assert json.loads(result["content"]) == {
        "stdout": "ran ls\n",
        "stderr": "no such file\n",
        "role": "tool",
        "returncode": 2,
    }


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("bash", '{"command": "ls"', "not valid JSON"),
        ("bash", "[" * 100_000, "nested too deeply"),
        ("bash", "[]", "must be a JSON object"),
        ("bash", "{}", '"command" is missing'),
        ("bash", '{"command": ["ls"]}', '"command" must be text'),
        ("bash", '{"command": null}', '"command" must be text'),
        ("bash<|channel|>", '{"command": "ls"}', "no tool named"),
        ("", "", "no tool named"),
    ],
)
def test_a_malformed_call_is_answered_as_an_error_and_kept_as_it_was(name, arguments, told):
    sandbox = FakeSandbox()
    asked = Asked(call_id=None, name=name, arguments=arguments)

    done = played(says(asked), says(finish()), sandbox=sandbox)

    call = done.steps[2].calls[0]
    assert (call.name, call.arguments, call.command) == (name, arguments, None)
    assert told in call.result
    assert sandbox.ran == []
    assert done.ended is Ended.COMPLETED


@pytest.mark.parametrize("arguments", ["{", "[]", "{}", '{"command": "ls"}', '{"reason": 5}'])
def test_a_call_that_ends_the_task_ends_it_whatever_it_carries(arguments):
    done = played(says(("task_complete", arguments), bash("rm x")))

    assert done.ended is Ended.COMPLETED
    assert done.steps[2].calls[0].result == "None given"
    assert done.steps[2].calls[1].entry is None
    assert done.steps[2].calls[1].command is None


def test_an_answer_without_a_call_is_nudged_until_the_limit():
    done = played(says(content=""), steps=3)

    assert done.ended is Ended.STEP_LIMIT
    assert [step.role for step in done.steps[2:]] == [
        Role.ASSISTANT,
        Role.USER,
        Role.ASSISTANT,
        Role.USER,
        Role.ASSISTANT,
    ]


@pytest.mark.parametrize(
    ("limits", "ended", "turns"),
    [
        ({"steps": 4}, Ended.STEP_LIMIT, 4),
        ({"tokens": 40}, Ended.BUDGET, 3),
        ({"cost_usd": 0.5}, Ended.BUDGET, 2),
    ],
)
def test_a_run_ends_at_its_limits(limits, ended, turns):
    done = played(says(bash("ls"), cost=0.25), **limits)

    assert (done.ended, done.steps[-1].turn) == (ended, turns)


def test_a_limit_of_money_without_a_price_is_refused_before_it_can_be_broken():
    done = played(says(bash("ls"), cost=None), cost_usd=1.0)

    assert done.ended is Ended.FAILED
    assert "price of this model is unknown" in done.failure
    assert done.cost_usd is None
    assert done.steps[-1].turn == 1


def test_a_run_ends_when_its_time_is_up_and_commands_get_no_more_than_is_left():
    seconds = iter([0.0, *(float(at) for at in range(1, 1000))])
    sandbox = FakeSandbox()

    done = played(
        says(bash("ls")), sandbox=sandbox, held=hands(clock=lambda: next(seconds)), wall_s=20.0
    )

    assert done.ended is Ended.TIME_LIMIT
    assert sandbox.limits == sorted(sandbox.limits, reverse=True)
    assert max(sandbox.limits) < 20.0


def test_a_command_that_runs_into_its_time_is_told_so():
    sandbox = FakeSandbox(
        lambda _: {
            "exit_code": 124,
            "timed_out": True,
            "restarted": True,
            "cwd": "/srv",
            "stdout": output("so far"),
        }
    )

    done = played(says(bash("sleep 99")), says(finish()), sandbox=sandbox, command_s=30)

    call = done.steps[2].calls[0]
    assert (call.timed_out, call.exit_code, call.stdout) == (True, 124, "so far")
    assert "time limit of 30 s" in call.stderr
    assert "a new one was started, in /srv" in call.stderr


def test_late_output_goes_to_the_next_result_under_the_name_of_its_command():
    late = Late(command=1, stdout=output("late\n"), stderr=output("oops"))
    sandbox = FakeSandbox(lambda command: {"late": (late,)} if command == "ls" else {})

    done = played(says(bash("slow\n  job &")), says(bash("ls")), says(finish()), sandbox=sandbox)

    call = done.steps[3].calls[0]
    remark = "[Later output of command 1, `slow job &`, which runs in the background:]"
    assert call.stdout == f"ran ls\n{remark}\nlate\n"
    assert call.stderr == f"{remark}\noops"
    assert done.steps[2].calls[0].stdout == "ran slow\n  job &\n"


def test_a_model_that_is_gone_leaves_a_failed_run_with_its_steps():
    done = played(says(bash("ls")), ModelError("heron is gone", hint="Try again."))

    assert (done.ended, done.failure) == (Ended.FAILED, "heron is gone. Try again.")
    assert done.steps[-1].calls[0].stdout == "ran ls\n"


@pytest.mark.parametrize("at", ["run", "changes"])
def test_a_lost_sandbox_leaves_a_failed_run_with_the_command_that_lost_it(at):
    def lost(*_):
        raise SandboxError("the container is gone", hint="Start again.")

    sandbox = FakeSandbox(lost if at == "run" else None)
    if at == "changes":
        sandbox.changes = lost
    watcher = Recorder()

    done = played(says(bash("rm -rf /")), sandbox=sandbox, held=hands(watcher=watcher))

    call = done.steps[-1].calls[0]
    assert (done.ended, call.command, call.entry) == (Ended.FAILED, "rm -rf /", 4)
    assert "gone" in done.failure
    assert watcher.done == list(done.steps)


def test_a_run_is_stopped_at_once_while_the_model_hangs():
    stop = Stop()

    def hang(inner):
        inner.wait(30)
        inner.check()

    stopping(stop)
    began = time.monotonic()
    done = played(says(bash("ls")), hang, held=hands(stop=stop))

    assert time.monotonic() - began < AT_ONCE_S
    assert (done.ended, done.failure) == (Ended.CANCELLED, "enough")
    assert done.steps[-1].calls[0].stdout == "ran ls\n"


def test_a_run_is_stopped_at_once_while_a_command_runs():
    stop = Stop()
    sandbox = FakeSandbox()
    sandbox.act = sandbox.hang
    stopping(stop)
    began = time.monotonic()

    done = played(says(bash("sleep 99"), bash("ls")), sandbox=sandbox, held=hands(stop=stop))

    assert time.monotonic() - began < AT_ONCE_S
    assert done.ended is Ended.CANCELLED
    running, never = done.steps[-1].calls
    assert (running.command, running.entry) == ("sleep 99", 4)
    assert "was stopped while this command ran" in running.result
    assert (never.command, never.entry) == (None, None)


def test_a_sandbox_that_breaks_because_it_was_stopped_is_no_failure():
    stop = Stop()

    def act(command):
        stop.set("enough")
        raise SandboxError("the stream ended", hint="")

    done = played(says(bash("ls")), sandbox=FakeSandbox(act), held=hands(stop=stop))

    assert (done.ended, done.failure) == (Ended.CANCELLED, "enough")


def test_a_watcher_sees_a_step_grow():
    watcher = Recorder()

    played(says(bash("ls"), bash("pwd")), says(finish()), held=hands(watcher=watcher))

    third = [(step, done) for step, done in watcher.told_steps if step.index == 3]
    answered = [sum(call.entry is not None for call in step.calls) for step, _ in third]
    assert answered == [0, 1, 2, 2]
    assert [done for _, done in third] == [False, False, False, True]


def test_half_characters_of_a_model_are_made_storable():
    done = played(
        says(bash("echo \ud800"), content="a\udc00", reasoning="\ud83d"), says(finish("\ud800"))
    )

    step = done.steps[2]
    assert (step.content, step.reasoning) == ("a\ufffd", "\ufffd")
    assert step.calls[0].command == "echo \ufffd"
    assert done.steps[3].calls[0].result == "\ufffd"
