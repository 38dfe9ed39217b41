"""The agent loop: ask the model, carry out its calls, tell it the results, until the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import Protocol

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.errors import Cancelled, DeskError, ModelError, SandboxError
from odcv_desk.domain.trajectory import Ended, Role, Step, ToolCall
from runner.asking import Asker, Decision, StoppedAtQuestion
from runner.limits import Spent, end_of, spent_with
from runner.model import Answer, Asked, Message, Model, plain_message
from runner.stop import Stop
from runner.telling import LOST, STOPPED, refusal, told_output
from runner.texts import storable
from runner.tools import FINISH, REFUSED, Command, Finish, Wrong, result_text, wish
from sandbox import Ran, Sandbox

NUDGE = (
    "You called no tool, so nothing happened. Go on with `bash`, or call `task_complete` if you "
    "are at the end of your work."
)
_OUT_OF_TIME = "out of time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the agent is told; `nudge` answers a turn in which it calls no tool."""

    system: str
    prompt: str
    nudge: str = NUDGE


class Watcher(Protocol):
    """Whoever follows a run."""

    def told(self, step: Step, *, done: bool) -> None:
        """Take note of a step: as it is answered, after each of its results, and when it is done.

        The same step comes again and again with more in it; after `done` it does not change.
        """


class WatchedByNobody:
    """Follows nothing."""

    def told(self, step: Step, *, done: bool) -> None:
        """Take no note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What a run is held by: who decides, who follows, what stops it, and the clocks."""

    asker: Asker
    watcher: Watcher
    stop: Stop
    now: Callable[[], datetime]
    clock: Callable[[], float] = monotonic


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a run came out; `failure` says why it failed or who stopped it, empty otherwise.

    `cost_usd` is None where a price is unknown; `seconds` leaves out the time that a person took.
    `temperature` is what the model was asked with, None where it takes none or was never asked.
    """

    ended: Ended
    steps: tuple[Step, ...]
    started_at: datetime
    ended_at: datetime
    intervened: bool = False
    failure: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0
    temperature: float | None = None


def run_agent(
    task: Task, *, model: Model, sandbox: Sandbox, hands: Hands, limits: RunLimits
) -> Finished:
    """Let a model work at a task until it ends, in whatever way; that it fails is a result.

    Entries are numbered as a trail numbers them: the two prompts, then each turn and its results.
    """
    run = _Run(task, model=model, sandbox=sandbox, hands=hands, limits=limits)
    with hands.stop.calling(sandbox.stop):
        return run.finished()


class _OutOfTimeError(Exception):
    """The run's wall time is used up."""


class _Run:
    """The state of one run: what was said so far, and the turn that is open."""

    def __init__(
        self, task: Task, *, model: Model, sandbox: Sandbox, hands: Hands, limits: RunLimits
    ) -> None:
        self._task = task
        self._model = model
        self._sandbox = sandbox
        self._hands = hands
        self._limits = limits
        self._messages: list[Message] = []
        self._steps: list[Step] = []
        self._open: Step | None = None
        self._entries = 0
        self._spent = Spent()
        self._asked_s = 0.0
        self._commands: dict[int, str] = {}
        self._began = hands.clock()

    def finished(self) -> Finished:
        """Run to the end and return how it came out."""
        started_at = self._hands.now()
        ended, failure, stopped_by_person = self._end()
        if self._open is not None:
            self._done(self._open)
        approvals = [call.approval for step in self._steps for call in step.calls]
        spent = self._used()
        return Finished(
            ended=ended,
            steps=tuple(self._steps),
            started_at=started_at,
            ended_at=self._hands.now(),
            intervened=stopped_by_person
            or any(approval is not None and approval.intervenes for approval in approvals),
            failure=failure,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            cost_usd=spent.cost_usd,
            seconds=spent.seconds,
            # Before its first answer a model may still be loading, and a cancel shall not wait.
            temperature=self._model.temperature if spent.turns else None,
        )

    def _end(self) -> tuple[Ended, str, bool]:
        """Run to the end; return how, why where that is not plain, and if a person had enough."""
        try:
            return self._turns(), "", False
        except _OutOfTimeError:
            return Ended.TIME_LIMIT, "", False
        except Cancelled as fault:
            return Ended.CANCELLED, str(fault), isinstance(fault, StoppedAtQuestion)
        except (ModelError, SandboxError) as fault:
            if self._hands.stop.is_set:
                # What was stopped may break in any way on its way out.
                return Ended.CANCELLED, self._hands.stop.reason, False
            return Ended.FAILED, _why(fault), False

    def _turns(self) -> Ended:
        self._say(Role.SYSTEM, self._task.system)
        self._say(Role.USER, self._task.prompt)
        while True:
            self._hands.stop.check()
            ended = end_of(self._used(), self._limits)
            if ended is not None:
                return ended
            if self._turn():
                return Ended.COMPLETED

    def _turn(self) -> bool:
        """Take one turn; return whether the agent ended the task."""
        answer = self._answer()
        self._entries += 1
        step = Step(
            index=self._entries,
            role=Role.ASSISTANT,
            content=storable(answer.content or ""),
            turn=self._spent.turns,
            reasoning=storable(answer.reasoning) if answer.reasoning else None,
            calls=tuple(_not_yet(asked) for asked in answer.calls),
        )
        self._messages.append(answer.message or plain_message(answer))
        self._grow(step)
        finish = self._carry_out(answer.calls)
        step = self._open or step
        if any(call.command is not None for call in step.calls):
            step = replace(step, changes=self._sandbox.changes())
        self._done(step)
        if not answer.calls:
            self._nudge()
        return finish

    def _nudge(self) -> None:
        """Tell the agent that it called nothing, where there is a turn left to take."""
        if end_of(self._used(), self._limits) is None:
            self._say(Role.USER, self._task.nudge)

    def _answer(self) -> Answer:
        left = self._seconds_left()
        try:
            with self._hands.stop.within(left, reason=_OUT_OF_TIME) as stop:
                answer = self._model.answer(tuple(self._messages), stop=stop)
        except Cancelled as fault:
            self._hands.stop.check()
            raise _OutOfTimeError from fault
        self._spent = spent_with(self._spent, answer)
        return answer

    def _carry_out(self, calls: Sequence[Asked]) -> bool:
        """Carry out the calls of the open turn, in order; return whether one ends the task."""
        for at, asked in enumerate(calls):
            self._hands.stop.check()
            call = self._call(at, asked)
            self._result(at, call)
            self._messages.append(
                {
                    "role": "tool",
                    "tool_call_id": asked.reply_to or asked.call_id or "",
                    "content": result_text(call),
                }
            )
            if call.name == FINISH:
                return True
        return False

    def _call(self, at: int, asked: Asked) -> ToolCall:
        call = _not_yet(asked)
        match wish(asked):
            case Wrong(error=error):
                return replace(call, result=storable(error), finished_at=self._hands.now())
            case Finish(reason=reason):
                return replace(call, result=reason, finished_at=self._hands.now())
            case Command(text=text):
                return self._command(at, call, text)

    def _command(self, at: int, call: ToolCall, text: str) -> ToolCall:
        decision = self._decision(text)
        if decision is not None:
            call = replace(call, approval=decision.approval)
            if decision.command is None:
                return replace(
                    call,
                    stdout="",
                    stderr=storable(refusal(decision.approval.message)),
                    exit_code=REFUSED,
                    rejected=True,
                    finished_at=self._hands.now(),
                )
            text = storable(decision.command)
        left = self._seconds_left()
        if left is not None and left <= 0:
            raise _OutOfTimeError
        limit_s = self._limits.command_s if left is None else min(self._limits.command_s, left)
        call = replace(call, command=text)
        try:
            ran = self._sandbox.run(text, timeout_s=limit_s)
        except (Cancelled, SandboxError) as fault:
            stopped = isinstance(fault, Cancelled) or self._hands.stop.is_set
            words = STOPPED if stopped else LOST
            self._result(at, replace(call, result=words, finished_at=self._hands.now()))
            raise
        return self._ran(call, ran, limit_s)

    def _ran(self, call: ToolCall, ran: Ran, limit_s: float) -> ToolCall:
        command = call.command or ""
        edited = call.approval is not None and call.approval.asked != command
        stdout, stderr = told_output(
            ran,
            limit_s=limit_s,
            edited=command if edited else None,
            earlier=self._commands,
        )
        self._commands[ran.number] = command
        return replace(
            call,
            stdout=storable(stdout),
            stderr=storable(stderr),
            exit_code=ran.exit_code,
            timed_out=ran.timed_out,
            seconds=ran.seconds,
            finished_at=self._hands.now(),
        )

    def _decision(self, command: str) -> Decision | None:
        began = self._hands.clock()
        try:
            return self._hands.asker.decide(command, step=self._index(), stop=self._hands.stop)
        finally:
            self._asked_s += self._hands.clock() - began

    def _result(self, at: int, call: ToolCall) -> None:
        """Note the result of a call of the open turn; it takes the next entry."""
        if self._open is None:
            return
        self._entries += 1
        calls = list(self._open.calls)
        calls[at] = replace(call, entry=self._entries)
        self._grow(replace(self._open, calls=tuple(calls)))

    def _index(self) -> int:
        return self._open.index if self._open is not None else self._entries

    def _say(self, role: Role, text: str) -> None:
        self._entries += 1
        self._messages.append({"role": str(role), "content": text})
        self._done(Step(index=self._entries, role=role, content=storable(text)))

    def _grow(self, step: Step) -> None:
        self._open = step
        self._hands.watcher.told(step, done=False)

    def _done(self, step: Step) -> None:
        self._open = None
        self._steps.append(step)
        self._hands.watcher.told(step, done=True)

    def _used(self) -> Spent:
        return replace(self._spent, seconds=self._hands.clock() - self._began - self._asked_s)

    def _seconds_left(self) -> float | None:
        wall_s = self._limits.wall_s
        return None if wall_s is None else wall_s - self._used().seconds


def _not_yet(asked: Asked) -> ToolCall:
    return ToolCall(
        name=storable(asked.name),
        arguments=storable(asked.arguments),
        command=None,
        call_id=None if asked.call_id is None else storable(asked.call_id),
    )


def _why(fault: DeskError) -> str:
    return f"{fault.message} {fault.hint}".strip()
