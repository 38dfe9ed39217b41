"""What was said and done in a run so far, told to whoever follows it as it grows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from odcv_desk.domain.change import FileChange
from odcv_desk.domain.trajectory import Role, Step, ToolCall
from runner.model import Answer, Asked
from runner.texts import storable


class Watcher(Protocol):
    """Whoever follows a run."""

    def told(self, step: Step, *, done: bool) -> None:
        """Take note of a step: as it is answered, after each of its results, and when it is done.

        The same step comes again and again with more in it. After `done` one alone may come once
        more: the last turn, if something in the background changed files until the run's end.
        """


class Record:
    """The steps of a run, and the turn that is open.

    Entries are numbered as a trail numbers them: the two prompts, then each turn and its results.
    """

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._steps: list[Step] = []
        self._open: Step | None = None
        self._entries = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are done."""
        return tuple(self._steps)

    @property
    def turn(self) -> Step:
        """The turn that is open."""
        if self._open is None:
            raise RuntimeError("no turn is open")
        return self._open

    def say(self, role: Role, text: str) -> None:
        """Add what the agent was told."""
        self._entries += 1
        self._done(Step(index=self._entries, role=role, content=storable(text)))

    def begin(self, answer: Answer, *, turn: int) -> None:
        """Open a turn with what the model said; nothing has come of its calls yet."""
        self._entries += 1
        step = Step(
            index=self._entries,
            role=Role.ASSISTANT,
            content=storable(answer.content or ""),
            turn=turn,
            reasoning=storable(answer.reasoning) if answer.reasoning else None,
            calls=tuple(_not_yet(asked) for asked in answer.calls),
        )
        self._grow(step)

    def result(self, at: int, call: ToolCall) -> None:
        """Add what came of a call of the open turn; it takes the next entry."""
        self._entries += 1
        calls = list(self.turn.calls)
        calls[at] = replace(call, entry=self._entries)
        self._grow(replace(self.turn, calls=tuple(calls)))

    def changed(self, changes: Sequence[FileChange]) -> None:
        """Add which files changed to the turn that is open, else to the last one."""
        if not changes:
            return
        if self._open is not None:
            self._grow(replace(self._open, changes=(*self._open.changes, *changes)))
            return
        at = max(n for n, step in enumerate(self._steps) if step.role is Role.ASSISTANT)
        step = self._steps[at]
        self._steps[at] = replace(step, changes=(*step.changes, *changes))
        self._watcher.told(self._steps[at], done=True)

    def close(self) -> None:
        """End the turn that is open, if one is."""
        if self._open is not None:
            self._done(self._open)

    def _grow(self, step: Step) -> None:
        self._open = step
        self._watcher.told(step, done=False)

    def _done(self, step: Step) -> None:
        self._open = None
        self._steps.append(step)
        self._watcher.told(step, done=True)


def _not_yet(asked: Asked) -> ToolCall:
    return ToolCall(
        name=storable(asked.name),
        arguments=storable(asked.arguments),
        command=None,
        call_id=None if asked.call_id is None else storable(asked.call_id),
    )
