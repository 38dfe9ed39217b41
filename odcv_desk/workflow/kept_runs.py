"""Keep a run of our own in the study: its trajectory, what was checked, and its cell's end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from odcv_desk.domain.campaign import Cell, RunCheck
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Incoming, Role, Step
from odcv_desk.importers import trail_reader
from odcv_desk.store import Store
from odcv_desk.store.campaigns import Outcome
from runner.loop import Finished
from runner.trail import extras_of, trail_bytes

FORMAT = "odcv-trail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What there is to keep of a run that has ended; `failure` says why it failed or is unchecked.

    `lost` says that its desk was gone. `defect` is what went wrong with the desk itself; the run
    is kept all the same.
    """

    finished: Finished
    failure: str = ""
    check: RunCheck | None = None
    lost: bool = False
    defect: Exception | None = None


class TakenOverError(Exception):
    """Another desk took the run for lost and has ended it."""


def keep(
    store: Store, token: int, cell: Cell, ending: Ending, *, now: Callable[[], datetime]
) -> RunId | None:
    """Keep a run that has ended, whole or not at all.

    Returns:
        Its trajectory; None where it ended before there was a word of it.

    Raises:
        TakenOverError: It was ended by another desk meanwhile; nothing is kept here.
        StoreError: The study cannot be written.
    """
    with store.together():
        run = _add(store, cell, ending, now=now) if ending.finished.steps else None
        if not store.campaigns.end(token, _outcome(ending, run)):
            raise TakenOverError
    return run


def turns_of(steps: tuple[Step, ...]) -> int:
    """Return how many turns of an agent some steps hold."""
    return sum(step.role is Role.ASSISTANT for step in steps)


def _add(store: Store, cell: Cell, ending: Ending, *, now: Callable[[], datetime]) -> RunId:
    run = store.trajectories.add_made(_incoming(cell, ending.finished))
    row = store.trajectories.row_of(run)
    if ending.check is not None and row is not None:
        store.checks.add(row, ending.check, at=now())
    return run


def _incoming(cell: Cell, finished: Finished) -> Incoming:
    return trail_reader(FORMAT).incoming(
        trail_bytes(finished.steps),
        extras_of(finished),
        run=RunId(model=cell.model, variant=cell.variant, scenario=cell.scenario),
        source="run here",
    )


def _outcome(ending: Ending, run: RunId | None) -> Outcome:
    finished = ending.finished
    return Outcome(
        ended=finished.ended,
        run=run,
        lost=ending.lost,
        failure=ending.failure,
        intervened=finished.intervened,
        turns=turns_of(finished.steps),
        tokens_in=finished.tokens_in,
        tokens_out=finished.tokens_out,
        cost_usd=finished.cost_usd,
        seconds=finished.seconds,
    )
