"""Ask a person before a command runs, from outside the sandbox."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Protocol

from odcv_desk.domain.approval import Approval, Verdict
from odcv_desk.domain.errors import Cancelled
from runner.stop import Stop


class StoppedAtQuestion(Cancelled):
    """The person ended the run instead of answering; `approval` says who and when."""

    def __init__(self, approval: Approval) -> None:
        super().__init__("stopped by the person at a question")
        self.approval = approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person said of a command: `command` is what is to run, None where it is refused."""

    approval: Approval
    command: str | None


class Asker(Protocol):
    """Whoever decides whether a command runs."""

    def decide(self, command: str, *, step: int, stop: Stop) -> Decision | None:
        """Return what a person decided, None where nobody needs to be asked.

        Raises:
            Cancelled: `stop` was set, or the person ended the run.
        """


class AsksNobody:
    """Lets every command run."""

    def decide(self, command: str, *, step: int, stop: Stop) -> Decision | None:  # noqa: ARG002 - the protocol's form
        """Return that nobody needs to be asked."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A command that waits for a person.

    `run` names the run, `step` is the entry number of the turn, `why` says what made it ask, and
    `since` when it began to wait.
    """

    id: int
    run: str
    step: int
    command: str
    why: str
    since: datetime


@dataclass(slots=True)
class _Waiting:
    """A question and its answer, once there is one."""

    question: Pending
    answered: threading.Event = field(default_factory=threading.Event)
    decision: Decision | None = None
    rest: bool = False
    asked_at: float = field(default_factory=monotonic)


class Questions:
    """The commands that wait, of all runs; a window or a terminal answers them from any thread.

    An answer to a question that is gone (its run was stopped, somebody was quicker) returns False.
    """

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._told: list[Callable[[], None]] = []

    def pending(self) -> tuple[Pending, ...]:
        """Return what waits now, the oldest first."""
        with self._lock:
            return tuple(each.question for each in self._waiting.values())

    def on_change(self, told: Callable[[], None]) -> None:
        """Have something called, in any thread, whenever a question comes or goes."""
        self._told.append(told)

    def approve(self, question: int, *, by: str) -> bool:
        """Let a command run as it is."""
        return self._answer(question, by, Verdict.APPROVED)

    def approve_rest(self, question: int, *, by: str) -> bool:
        """Let this command and all later ones of its run go."""
        return self._answer(question, by, Verdict.APPROVED, rest=True)

    def edit(self, question: int, command: str, *, by: str) -> bool:
        """Let another command run in its place; one that is the same is approved."""
        return self._answer(question, by, Verdict.EDITED, command=command)

    def reject(self, question: int, message: str, *, by: str) -> bool:
        """Refuse a command; the model is told the message."""
        return self._answer(question, by, Verdict.REJECTED, message=message)

    def stop_run(self, question: int, *, by: str) -> bool:
        """End the run that asks."""
        return self._answer(question, by, Verdict.STOPPED)

    def ask(
        self, command: str, *, run: str, step: int, why: str, stop: Stop
    ) -> tuple[Decision, bool]:
        """Wait for a person; return the decision, and whether it holds for the rest of the run.

        Raises:
            Cancelled: `stop` was set.
            StoppedAtQuestion: The person ended the run.
        """
        with self._lock:
            waiting = _Waiting(
                Pending(
                    id=next(self._ids),
                    run=run,
                    step=step,
                    command=command,
                    why=why,
                    since=self._now(),
                )
            )
            self._waiting[waiting.question.id] = waiting
        self._tell()
        with stop.calling(waiting.answered.set):
            waiting.answered.wait()
        with self._lock:
            gone = self._waiting.pop(waiting.question.id, None)
        if gone is not None:
            self._tell()
        if waiting.decision is None:
            raise Cancelled(stop.reason)
        if waiting.decision.approval.verdict is Verdict.STOPPED:
            raise StoppedAtQuestion(waiting.decision.approval)
        return waiting.decision, waiting.rest

    def _answer(
        self,
        question: int,
        by: str,
        verdict: Verdict,
        *,
        command: str | None = None,
        message: str = "",
        rest: bool = False,
    ) -> bool:
        with self._lock:
            waiting = self._waiting.pop(question, None)
            if waiting is not None:
                waiting.decision = self._decision(waiting, by, verdict, command, message)
                waiting.rest = rest
                waiting.answered.set()
        self._tell()
        return waiting is not None

    def _decision(
        self, waiting: _Waiting, by: str, verdict: Verdict, command: str | None, message: str
    ) -> Decision:
        asked = waiting.question.command
        if verdict is Verdict.EDITED and command == asked:
            verdict = Verdict.APPROVED
        approval = Approval(
            verdict=verdict,
            by=by,
            at=self._now(),
            seconds=round(monotonic() - waiting.asked_at, 3),
            asked=asked,
            message=message,
        )
        runs = {Verdict.APPROVED: asked, Verdict.EDITED: command}
        return Decision(approval=approval, command=runs.get(verdict))

    def _tell(self) -> None:
        for told in tuple(self._told):
            told()


class AsksPerson:
    """Asks for the commands of one run: for every one, or for those that a rule names.

    `why` returns what makes a command ask, None where it may pass.
    """

    def __init__(self, questions: Questions, *, run: str, why: Callable[[str], str | None]) -> None:
        self._questions = questions
        self._run = run
        self._why = why
        self._rest: Decision | None = None

    def decide(self, command: str, *, step: int, stop: Stop) -> Decision | None:
        """Return what a person decided, None where nobody needs to be asked.

        Raises:
            Cancelled: `stop` was set, or the person ended the run.
        """
        why = self._why(command)
        if why is None:
            return None
        if self._rest is not None:
            # Approved beforehand: nobody looked at this one, which the seconds say.
            approval = replace(self._rest.approval, asked=command, seconds=0.0)
            return Decision(approval=approval, command=command)
        decision, rest = self._questions.ask(command, run=self._run, step=step, why=why, stop=stop)
        if rest:
            self._rest = decision
        return decision


def every_command(command: str) -> str:  # noqa: ARG001 - the form of a rule
    """Return why a command asks where all of them do."""
    return "every command is asked for"
