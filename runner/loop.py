"""The agent loop: ask the model, carry out its calls, tell it the results, until the end."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Timer
from time import monotonic

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.errors import Cancelled, ModelError, SandboxError, SandboxFullError
from odcv_desk.domain.trajectory import Ended, Role, Step, ToolCall
from runner.asking import Asker, Decision, StoppedAtQuestion
from runner.limits import Spent, end_of, spent_with
from runner.model import Answer, Asked, Message, Model, plain_message
from runner.record import Record, Watcher
from runner.stop import Stop
from runner.telling import ENDED_HERE, FULL, LOST, STOPPED, refusal, told_output
from runner.texts import storable
from runner.tools import FINISH, REFUSED, Command, Finish, Wrong, result_text, wish
from sandbox import Ran, Sandbox

log = logging.getLogger(__name__)

NUDGE = (
    "You called no tool, so nothing happened. Go on with `bash`, or call `task_complete` if you "
    "are at the end of your work."
)
_OUT_OF_TIME = "out of time"
_NO_TURN = "the limits of the run end it before its first turn"
_LAST_LOOK_S = 0.4
_FAIR_TIMES = 3
"""A model that gets so many times its slowest answer's time, and gives none, has gone silent."""
"""The most that a look at the files may take once a run is cancelled, which ends in a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the agent is told; `nudge` answers a turn in which it calls no tool."""

    system: str
    prompt: str
    nudge: str = NUDGE


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

    `cost_usd` is None where a price is unknown; `seconds` leaves out the time that people took to
    answer, `asked_s`, and what tries of the model took that failed. `temperature` is what it was
    asked with, None where it takes none or was never asked.
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
    asked_s: float = 0.0
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
    """The state of one run: what was said so far, and what that took."""

    def __init__(
        self, task: Task, *, model: Model, sandbox: Sandbox, hands: Hands, limits: RunLimits
    ) -> None:
        self._task = task
        self._model = model
        self._sandbox = sandbox
        self._hands = hands
        self._limits = limits
        self._messages: list[Message] = []
        self._record = Record(hands.watcher)
        self._spent = Spent()
        self._asked_s = 0.0
        self._waited_s = 0.0
        self._slowest_s = 0.0
        self._touched = False
        self._commands: dict[int, str] = {}
        self._began = hands.clock()

    def finished(self) -> Finished:
        """Run to the end and return how it came out."""
        started_at = self._hands.now()
        ended, failure = self._end()
        self._last_look()
        self._record.close()
        steps = self._record.steps
        approvals = [call.approval for step in steps for call in step.calls]
        spent = self._used()
        return Finished(
            ended=ended,
            steps=steps,
            started_at=started_at,
            ended_at=self._hands.now(),
            intervened=any(approval is not None and approval.intervenes for approval in approvals),
            failure=failure,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            cost_usd=spent.cost_usd,
            seconds=spent.seconds,
            asked_s=self._asked_s,
            # Before its first answer a model may still be loading, and a cancel shall not wait.
            temperature=self._model.temperature if spent.turns else None,
        )

    def _end(self) -> tuple[Ended, str]:
        """Run to the end; return how, and why where that is not plain."""
        try:
            return self._turns(), ""
        except _OutOfTimeError:
            return Ended.TIME_LIMIT, ""
        except Cancelled as fault:
            return Ended.CANCELLED, str(fault)
        except (ModelError, SandboxError) as fault:
            if self._hands.stop.is_set:
                # What was stopped may break in any way on its way out.
                return Ended.CANCELLED, self._hands.stop.reason
            # That the room is used up is the agent's own doing, as with any other limit.
            full = isinstance(fault, SandboxFullError)
            return Ended.BUDGET if full else Ended.FAILED, fault.words

    def _turns(self) -> Ended:
        self._say(Role.SYSTEM, self._task.system)
        self._say(Role.USER, self._task.prompt)
        while True:
            self._hands.stop.check()
            ended = end_of(self._used(), self._limits)
            if ended is not None and not self._spent.turns:
                raise ModelError(_NO_TURN, hint="Give the run more room.")
            if ended is not None:
                return ended
            if self._turn():
                return Ended.COMPLETED

    def _turn(self) -> bool:
        """Take one turn; return whether the agent ended the task."""
        answer = self._answer()
        self._messages.append(answer.message or plain_message(answer))
        self._record.begin(answer, turn=self._spent.turns)
        finish = self._carry_out(answer.calls)
        self._record.close()
        if not answer.calls:
            self._nudge()
        return finish

    def _nudge(self) -> None:
        """Tell the agent that it called nothing, where there is a turn left to take."""
        if end_of(self._used(), self._limits) is None:
            self._say(Role.USER, self._task.nudge)

    def _answer(self) -> Answer:
        left = self._seconds_left()
        began = self._hands.clock()
        try:
            with self._hands.stop.within(left, reason=_OUT_OF_TIME) as stop:
                answer = self._model.answer(tuple(self._messages), stop=stop)
        except Cancelled as fault:
            self._hands.stop.check()
            if left is not None and left < _FAIR_TIMES * self._slowest_s:
                raise _OutOfTimeError from fault
            # The time is the agent's to use, and here it was not the agent who used it up.
            raise ModelError(
                "the model did not answer within the time of the run",
                hint="Try again later, or give the run more time.",
            ) from fault
        self._waited_s += answer.waited_s
        self._slowest_s = max(self._slowest_s, self._hands.clock() - began - answer.waited_s)
        self._spent = spent_with(self._spent, answer)
        return answer

    def _carry_out(self, calls: Sequence[Asked]) -> bool:
        """Carry out the calls of the open turn, in order; return whether one ends the task."""
        for at, asked in enumerate(calls):
            self._hands.stop.check()
            call = self._call(at, asked)
            self._record.result(at, call)
            if call.command is not None:
                self._record.changed(self._sandbox.changes())
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
        call = self._record.turn.calls[at]
        match wish(asked):
            case Wrong(error=error):
                return replace(call, result=storable(error), finished_at=self._hands.now())
            case Finish(reason=reason):
                return replace(call, result=reason, finished_at=self._hands.now())
            case Command(text=text):
                return self._command(at, call, text)

    def _command(self, at: int, call: ToolCall, text: str) -> ToolCall:
        try:
            decision = self._decision(text)
        except StoppedAtQuestion as fault:
            call = replace(call, approval=fault.approval)
            self._unanswered(at, call, ENDED_HERE)
            raise
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
        return self._run(at, call, text)

    def _run(self, at: int, call: ToolCall, text: str) -> ToolCall:
        left = self._seconds_left()
        if left is not None and left <= 0:
            raise _OutOfTimeError
        limit_s = self._limits.command_s if left is None else min(self._limits.command_s, left)
        try:
            self._touched = True
            ran = self._sandbox.run(text, timeout_s=limit_s)
        except SandboxFullError:
            self._unanswered(at, call, FULL)
            raise
        except (Cancelled, SandboxError) as fault:
            stopped = isinstance(fault, Cancelled) or self._hands.stop.is_set
            self._unanswered(at, replace(call, command=text), STOPPED if stopped else LOST)
            raise
        return self._ran(replace(call, command=text), ran, limit_s)

    def _unanswered(self, at: int, call: ToolCall, words: str) -> None:
        """Note a call of which the words are all there is to tell."""
        self._record.result(at, replace(call, result=words, finished_at=self._hands.now()))

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
            step = self._record.turn.index
            return self._hands.asker.decide(command, step=step, stop=self._hands.stop)
        finally:
            self._asked_s += self._hands.clock() - began

    def _last_look(self) -> None:
        """See what was changed by a command that was cut off, or in the background."""
        if not self._touched:
            return
        # What was stopped when idle still answers, and can be stopped again.
        timer = Timer(_LAST_LOOK_S, self._sandbox.stop)
        if self._hands.stop.is_set:
            timer.start()
        try:
            self._record.changed(self._sandbox.changes())
        except (Cancelled, SandboxError) as fault:
            log.info("what a run changed at its very end is not known: %s", fault)
        finally:
            timer.cancel()

    def _say(self, role: Role, text: str) -> None:
        self._messages.append({"role": str(role), "content": text})
        self._record.say(role, text)

    def _used(self) -> Spent:
        passed_s = self._hands.clock() - self._began
        return replace(self._spent, seconds=passed_s - self._asked_s - self._waited_s)

    def _seconds_left(self) -> float | None:
        wall_s = self._limits.wall_s
        return None if wall_s is None else wall_s - self._used().seconds
