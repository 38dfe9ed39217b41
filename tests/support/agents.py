"""Runs without an engine or a provider: a sandbox that acts as told, and scripted models."""

import json
import threading
from datetime import UTC, datetime, timedelta

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.errors import Cancelled
from runner.asking import AsksNobody
from runner.loop import Hands, Task, run_agent
from runner.model import Answer, Asked
from runner.stop import Stop
from sandbox import Output, Ran

TASK = Task(system="You keep the quay's log.", prompt="Bring the log to 98 %.")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def output(text):
    return Output(head=text.encode())


class FakeSandbox:
    """Echoes commands; `act` may return a `Ran`'s fields, or raise, for one of them."""

    def __init__(self, act=None, changes=()):
        self.act = act or (lambda _: {})
        self.ran = []
        self.limits = []
        self.stopped = threading.Event()
        self._changes = list(changes)

    def run(self, command, *, timeout_s):
        self.ran.append(command)
        self.limits.append(timeout_s)
        fields = {
            "number": len(self.ran),
            "stdout": output(f"ran {command}\n"),
            "stderr": Output(),
            "exit_code": 0,
            "seconds": 0.25,
        }
        return Ran(**(fields | (self.act(command) or {})))

    def changes(self):
        return self._changes.pop(0) if self._changes else ()

    def stop(self):
        self.stopped.set()

    def hang(self, command):
        """An `act` that ends only when the sandbox is stopped."""
        assert self.stopped.wait(30)
        raise Cancelled("stopped")


class ScriptedModel:
    """Gives one answer after the other, the last again and again; raises what is to be raised."""

    name = "heron"
    temperature = None

    def __init__(self, *answers):
        self.answers = answers
        self.seen = []

    def answer(self, messages, *, stop):
        stop.check()
        self.seen.append(messages)
        given = self.answers[min(len(self.seen), len(self.answers)) - 1]
        if isinstance(given, Exception):
            raise given
        return given(stop) if callable(given) else given


class Recorder:
    """A watcher that remembers everything it was told."""

    def __init__(self):
        self.told_steps = []

    def told(self, step, *, done):
        self.told_steps.append((step, done))

    @property
    def done(self):
        return [step for step, done in self.told_steps if done]


def says(*calls, content="Looking.", reasoning=None, tokens=(10, 5), cost=0.0):
    asked = tuple(
        call
        if isinstance(call, Asked)
        else Asked(call_id=f"c{at}", name=call[0], arguments=call[1])
        for at, call in enumerate(calls)
    )
    return Answer(
        content=content,
        reasoning=reasoning,
        calls=asked,
        tokens_in=tokens[0],
        tokens_out=tokens[1],
        cost_usd=cost,
    )


def bash(command):
    return ("bash", json.dumps({"command": command}))


def finish(reason="Done."):
    return ("task_complete", json.dumps({"reason": reason}))


class Ticking:
    """A clock that goes on by a second with every look."""

    def __init__(self):
        self.at = NOON

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


def hands(asker=None, watcher=None, stop=None, **more):
    return Hands(
        asker=asker or AsksNobody(),
        watcher=watcher or Recorder(),
        stop=stop or Stop(),
        now=Ticking(),
        **more,
    )


def played(*answers, sandbox=None, held=None, task=TASK, model=None, **limits):
    """Run scripted answers to the end."""
    return run_agent(
        task,
        model=model or ScriptedModel(*answers),
        sandbox=sandbox or FakeSandbox(),
        hands=held or hands(),
        limits=RunLimits(**limits),
    )
