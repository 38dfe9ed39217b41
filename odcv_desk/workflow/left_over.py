"""What a desk left under way when it was killed: kept as failed runs with the steps they had."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.store.campaigns import CellRun
from odcv_desk.workflow.kept_runs import Ending, TakenOverError, keep
from runner.loop import Finished
from sandbox import Sandboxes
from sandbox.owner import is_dead

log = logging.getLogger(__name__)

DESK_STOPPED = "the desk was stopped"
STALE = timedelta(minutes=5)
"""After how long without a word a desk is taken for gone, where nobody can see if it lives."""


def left_over(store: Store, *, now: Callable[[], datetime]) -> tuple[CellRun, ...]:
    """Return the runs that are under way in the study though their desk is gone."""
    return tuple(run for run in store.campaigns.under_way() if _is_lost(run, now()))


def settle(store: Store, *, now: Callable[[], datetime]) -> tuple[CellRun, ...]:
    """Keep what gone desks left under way as failed runs; their cells can then be run again.

    Returns:
        The runs that were settled, as they had been left.

    Raises:
        StoreError: The study cannot be written.
    """
    settled = []
    for run in left_over(store, now=now):
        steps = store.campaigns.steps(run.token)
        finished = Finished(
            ended=Ended.FAILED,
            steps=steps,
            started_at=run.began_at,
            ended_at=max(run.beat_at, run.began_at),
            intervened=any(
                call.approval is not None and call.approval.intervenes
                for step in steps
                for call in step.calls
            ),
            # What its answers cost was known to that desk alone.
            cost_usd=None,
            seconds=(run.beat_at - run.began_at).total_seconds(),
        )
        ending = Ending(finished=finished, failure=DESK_STOPPED, lost=True)
        try:
            keep(store, run.token, run.cell, ending, now=now)
        except TakenOverError:
            log.info("%s was settled by another desk", run.cell)
        else:
            settled.append(run)
    return tuple(settled)


def clear_up(store: Store, sandboxes: Sandboxes, *, now: Callable[[], datetime]) -> int:
    """Settle what gone desks left and remove all their containers; return how many runs there were.

    For a start: without an engine the containers stay until the next campaign begins.

    Raises:
        StoreError: The study cannot be written.
    """
    settled = settle(store, now=now)
    if settled:
        try:
            sandboxes.sweep()
        except SandboxError as fault:
            log.info("left-over containers stay for now: %s", fault.message)
    return len(settled)


def label_of(store: Store) -> str:
    """Return what the containers of a study's runs are labelled with."""
    return f"study-{store.packets.study_id()}"


def _is_lost(run: CellRun, now: datetime) -> bool:
    return is_dead(run.owner) or now - run.beat_at > STALE
