"""A campaign while it runs, as whoever watches it sees it, from any thread."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from time import monotonic

from odcv_desk.domain.campaign import Campaign, Cell
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Ended, Role, Step
from odcv_desk.store.campaigns import CellRun
from runner.asking import Pending, Questions
from runner.model import Answer
from runner.stop import BY_PERSON, Stop


class CellState(StrEnum):
    """Where a cell stands."""

    WAITING = "waiting"
    OPENING = "opening"
    RUNNING = "running"
    CHECKING = "checking"
    ENDED = "ended"
    ELSEWHERE = "elsewhere"  # another desk runs it, or has run it meanwhile

    @property
    def under_way(self) -> bool:
        """Whether something happens now."""
        return self in (CellState.OPENING, CellState.RUNNING, CellState.CHECKING)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRun:
    """A cell as it stands now; what was found out after its end is not in it.

    Attributes:
        position: Its place in the campaign.
        cell: Which it is.
        state: Where it stands.
        steps: What was said and done so far; the last may still grow.
        pending: The command that waits for a person, None where none does.
        began_at: When it began, None before.
        seconds: How long it has taken so far, without the time that people took to answer, and
            that was lost to tries of the model that failed.
        asked_s: How long people took to answer so far; of runs of earlier launches it is not known.
        waits: What it waits for, where it waits for its model; empty otherwise.
        waits_since: Since when, None where it does not.
        tokens_in: What the model has read so far.
        tokens_out: What it has written so far.
        cost_usd: What that cost, None where the price is unknown.
        ended: How it ended, None before.
        intervened: A person changed or refused a command, or stopped it at a question.
        run: Its trajectory in the study, None before, and where it left none.
        row: That trajectory's row.
        failure: Why it failed, or could not be checked; empty otherwise.
        kept_turns: How many turns there were where its steps are not here, but in the study.
    """

    position: int
    cell: Cell
    state: CellState = CellState.WAITING
    steps: tuple[Step, ...] = ()
    pending: Pending | None = None
    began_at: datetime | None = None
    seconds: float = 0.0
    asked_s: float = 0.0
    waits: str = ""
    waits_since: datetime | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = 0.0
    ended: Ended | None = None
    intervened: bool = False
    run: RunId | None = None
    row: int | None = None
    failure: str = ""
    kept_turns: int = 0

    @property
    def turns(self) -> int:
        """How many turns the agent has taken."""
        return sum(step.role is Role.ASSISTANT for step in self.steps) or self.kept_turns


class LiveCampaign:
    """The cells of a campaign, those that are to be run now among them.

    Args:
        campaign: The campaign.
        wanted: The positions that are to be run, each with how many runs of it there were.
        done: What is known of the others by position.
        now: The clock.
    """

    def __init__(
        self,
        campaign: Campaign,
        *,
        wanted: Mapping[int, int],
        done: Mapping[int, CellRun],
        now: Callable[[], datetime],
    ) -> None:
        self.campaign = campaign
        self.wanted = dict(wanted)
        self.questions = Questions(now=now)
        self.stop = Stop()
        self._now = now
        self._lock = threading.RLock()
        self._told: list[Callable[[int], None]] = []
        self._began: dict[int, float] = {}
        self._stops = {position: Stop() for position in wanted}
        self._asked: dict[str, int] = {}
        self._asked_since: dict[int, float] = {}
        self._runs = [
            _ended(position, cell, done.get(position))
            if position not in self.wanted
            else LiveRun(position=position, cell=cell)
            for position, cell in enumerate(campaign.cells)
        ]
        self.questions.on_change(self._asks)

    @property
    def is_over(self) -> bool:
        """Whether nothing waits or is under way any more."""
        with self._lock:
            states = [run.state for run in self._runs]
        return not any(state.under_way or state is CellState.WAITING for state in states)

    def runs(self) -> tuple[LiveRun, ...]:
        """Return every cell as it stands now."""
        return tuple(self.at(position) for position in range(len(self._runs)))

    def at(self, position: int) -> LiveRun:
        """Return one cell as it stands now."""
        with self._lock:
            run, began = self._runs[position], self._began.get(position)
            since = self._asked_since.get(position)
        if not run.state.under_way:
            return run
        name, moment = str(run.cell), monotonic()
        pending = next((each for each in self.questions.pending() if each.run == name), None)
        asked_s = run.asked_s + (0.0 if since is None else moment - since)
        seconds = run.seconds if began is None else moment - began - asked_s
        return replace(run, pending=pending, seconds=seconds, asked_s=asked_s)

    def on_change(self, told: Callable[[int], None]) -> None:
        """Have something called with the position of each cell that changes.

        It is called in any thread and must be quick.
        """
        self._told.append(told)

    def cancel(self, position: int) -> None:
        """End a cell; one that has not begun will not begin."""
        if position in self._stops:
            self._stops[position].set()

    def cancel_all(self, *, reason: str = BY_PERSON) -> None:
        """End all that is under way, and begin nothing more."""
        self.stop.set(reason)
        for stop in self._stops.values():
            stop.set(reason)

    def stop_of(self, position: int) -> Stop:
        """Return what ends a cell that is to be run."""
        return self._stops[position]

    def change(self, position: int, told: Callable[[LiveRun], LiveRun]) -> None:
        """Take note of news of a cell; for whoever runs it."""
        with self._lock:
            before = self._runs[position]
            after = self._runs[position] = told(before)
            if after.state.under_way and not before.state.under_way:
                self._began[position] = monotonic()
        self._tell(position)

    def grown(self, position: int, step: Step) -> None:
        """Take note of a step that is new, or has more in it now."""

        def with_step(run: LiveRun) -> LiveRun:
            steps = {each.index: each for each in run.steps} | {step.index: step}
            return replace(run, steps=tuple(steps.values()))

        self.change(position, with_step)

    def waits(self, position: int, what: str) -> None:
        """Take note of what a cell waits for now, empty where it goes on."""
        since = self._now() if what else None
        self.change(position, lambda run: replace(run, waits=what, waits_since=since))

    def answered(self, position: int, answer: Answer) -> None:
        """Take note of what an answer took."""

        def with_answer(run: LiveRun) -> LiveRun:
            unknown = run.cost_usd is None or answer.cost_usd is None
            return replace(
                run,
                tokens_in=run.tokens_in + answer.tokens_in,
                tokens_out=run.tokens_out + answer.tokens_out,
                cost_usd=None if unknown else (run.cost_usd or 0.0) + (answer.cost_usd or 0.0),
            )

        with self._lock:
            # What an outage took is not the run's.
            self._began[position] = self._began.get(position, monotonic()) + answer.waited_s
        self.change(position, with_answer)

    def _asks(self) -> None:
        """Tell of the cells whose question came or went."""
        with self._lock:
            asked = {each.run: each.id for each in self.questions.pending()}
            before, self._asked = self._asked, asked
            changed = {name for name, _ in before.items() ^ asked.items()}
            cells = enumerate(self.campaign.cells)
            positions = [position for position, cell in cells if str(cell) in changed]
            for position in positions:
                self._count_asking(position, asks=str(self.campaign.cells[position]) in asked)
        for position in positions:
            self._tell(position)

    def _count_asking(self, position: int, *, asks: bool) -> None:
        """Add the time of a question that went, and begin that of one that came."""
        moment, run = monotonic(), self._runs[position]
        since = self._asked_since.pop(position, moment)
        self._runs[position] = replace(run, asked_s=run.asked_s + moment - since)
        if asks:
            self._asked_since[position] = moment

    def _tell(self, position: int) -> None:
        for told in tuple(self._told):
            told(position)


def _ended(position: int, cell: Cell, done: CellRun | None) -> LiveRun:
    """Return a cell that is not to be run now."""
    if done is None or done.outcome is None:
        return LiveRun(position=position, cell=cell, state=CellState.ELSEWHERE)
    outcome = done.outcome
    return LiveRun(
        position=position,
        cell=cell,
        state=CellState.ENDED,
        began_at=done.began_at,
        seconds=outcome.seconds,
        tokens_in=outcome.tokens_in,
        tokens_out=outcome.tokens_out,
        cost_usd=outcome.cost_usd,
        ended=outcome.ended,
        intervened=outcome.intervened,
        run=outcome.run,
        row=done.row,
        failure=outcome.failure,
        kept_turns=outcome.turns,
    )
