"""Launch a campaign: its cells run side by side, each in its own sandbox, until all are over."""

import logging
import queue
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic

from odcv_desk.domain.campaign import Campaign, Cell, CellEnd, RunSettings
from odcv_desk.domain.errors import Cancelled, DeskError, StoreError
from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.store.campaigns import CellRun
from odcv_desk.workflow.kept_runs import Ending, TakenOverError, keep
from odcv_desk.workflow.left_over import label_of
from odcv_desk.workflow.live_run import CellState, LiveCampaign, LiveRun
from odcv_desk.workflow.refused_models import RefusedModels
from odcv_desk.workflow.run_cell import (
    TAKEN_OVER,
    Means,
    Place,
    ended_as,
    never_began,
    run_cell,
)
from odcv_desk.workflow.run_models import check_models
from sandbox.owner import this_owner

__all__ = [
    "CellState",
    "LiveCampaign",
    "LiveRun",
    "Means",
    "begin",
    "campaign_named",
    "failed",
    "launch",
    "live_campaign",
    "missing",
]

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.2
_BEAT_EVERY_S = 10.0
_LEAVE_S = 30.0


def begin(
    store: Store, cells: Sequence[Cell], settings: RunSettings, *, now: Callable[[], datetime]
) -> Campaign:
    """Write a new campaign into the study; nothing of it runs yet.

    Raises:
        ModelError: A model cannot be run as it is wanted; nothing was written.
    """
    check_models((cell.model for cell in cells), settings)
    return store.campaigns.add(cells, settings, at=now())


def campaign_named(store: Store, name: str = "") -> Campaign:
    """Return the campaign of a name, the latest where none is given.

    Raises:
        StoreError: There is none.
    """
    found = store.campaigns.find(name) if name else next(iter(store.campaigns.all()), None)
    if found is None:
        names = ", ".join(each.name for each in store.campaigns.all())
        raise StoreError(
            f"{name or 'campaign'}: no such campaign in this study",
            hint=f"There are: {names or 'none; begin one with odcv-desk run --scenario'}.",
        )
    return found


def missing(store: Store, campaign: Campaign) -> Mapping[int, int]:
    """Return the positions of the cells that have not come to an end, with their number of runs.

    Those are the cells that were never run, were cancelled, or were lost with their desk. One
    that failed for a reason of its own has come to an end. What is under way is not missing.
    """
    runs = _by_position(store, campaign)
    return {
        position: len(runs.get(position, ()))
        for position in range(len(campaign.cells))
        if _is_missing(runs.get(position, ()))
    }


def failed(store: Store, campaign: Campaign) -> tuple[int, ...]:
    """Return the positions of the cells whose latest run failed for a reason of its own."""
    runs = _by_position(store, campaign)
    return tuple(position for position, found in sorted(runs.items()) if _has_failed(found))


def live_campaign(
    store: Store,
    campaign: Campaign,
    *,
    now: Callable[[], datetime],
    positions: Collection[int] | None = None,
) -> LiveCampaign:
    """Return a campaign ready to be launched: some of its cells will run, the others are as told.

    Args:
        store: The study.
        campaign: The campaign.
        now: The clock.
        positions: Which of the missing and the failed will run; all that are missing if None.
    """
    # Of one moment: how many runs there were is told with each cell, so that no desk runs one that
    # another has taken or ended since.
    runs = _by_position(store, campaign)
    wanted: dict[int, int] = {}
    for position in range(len(campaign.cells)):
        found = runs.get(position, [])
        chosen = _is_missing(found) if positions is None else position in positions
        if chosen and (_is_missing(found) or _has_failed(found)):
            wanted[position] = len(found)
    done = {position: found[-1] for position, found in runs.items()}
    return LiveCampaign(campaign, wanted=wanted, done=done, now=now)


def launch(
    store: Store, live: LiveCampaign, means: Means, *, progress: Progress = SILENT
) -> tuple[CellEnd, ...]:
    """Run what is wanted of a campaign, and return what came of each cell that was run.

    A cell's failure is its own: it is kept, and the others go on; only where a provider refuses
    a model, the model's other cells are not begun, and stay missing. Several desks may launch one
    campaign; each cell is run by one of them. It lasts until all is over; `progress` is asked
    several times a second whether to go on.

    Raises:
        ModelError: A model cannot be run as it is wanted; nothing was begun.
        SandboxError: There is no engine, or no image can be made; nothing was begun.
        StoreError: The study cannot be written any more.
        Cancelled: `progress` said so; what was under way is kept as cancelled.
    """
    models = (live.campaign.cells[position].model for position in live.wanted)
    check_models(models, live.campaign.settings)
    means.sandboxes.prepare(_StoppedWith(live, progress))
    # Of every study: a desk that is gone may never be started with its own again.
    means.sandboxes.sweep()
    crew = _Crew(store, live, means, label_of(store))
    crew.start()
    try:
        crew.watch(progress)
    except BaseException:  # Ctrl+C too: nothing may be left running behind it
        live.cancel_all()
        crew.leave()
        raise
    return crew.ends()


def _by_position(store: Store, campaign: Campaign) -> dict[int, list[CellRun]]:
    found: dict[int, list[CellRun]] = {}
    for run in store.campaigns.runs(campaign.name):
        found.setdefault(run.position, []).append(run)
    return found


def _is_missing(runs: Sequence[CellRun]) -> bool:
    if not runs:
        return True
    outcome = runs[-1].outcome
    return outcome is not None and (outcome.lost or outcome.ended is Ended.CANCELLED)


def _has_failed(runs: Sequence[CellRun]) -> bool:
    outcome = runs[-1].outcome if runs else None
    return outcome is not None and outcome.ended is Ended.FAILED and not outcome.lost


class _StoppedWith:
    """A progress that also stops when the campaign is cancelled from elsewhere."""

    def __init__(self, live: LiveCampaign, progress: Progress) -> None:
        self._live = live
        self._progress = progress

    def advance(self, done: int, total: int, what: str) -> None:
        """Hand a report on.

        Raises:
            Cancelled: The person wants the work to stop.
        """
        self._live.stop.check()
        self._progress.advance(done, total, what)


class _Crew:
    """The threads that run a campaign's cells, and what came of them."""

    def __init__(self, store: Store, live: LiveCampaign, means: Means, label: str) -> None:
        self._store = store
        self._live = live
        self._refused = RefusedModels()
        self._means = replace(means, model_for=self._refused.watching(means.model_for))
        self._label = label
        self._owner = this_owner()
        self._waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for position in live.wanted:
            self._waiting.put(position)
        self._lock = threading.Lock()
        self._tokens: set[int] = set()
        self._ends: dict[int, CellEnd] = {}
        self._faults: list[Exception] = []
        hands = max(1, min(live.campaign.settings.parallel, len(live.wanted)))
        # Daemons, so that one which hangs in its engine keeps no desk from closing.
        self._threads = [
            threading.Thread(target=self._work, name=f"run {number}", daemon=True)
            for number in range(hands)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def watch(self, progress: Progress) -> None:
        """Wait until all is over, tell how far it is, and that this desk lives."""
        beat_at = monotonic()
        while alive := [thread for thread in self._threads if thread.is_alive()]:
            runs = [self._live.at(position) for position in self._live.wanted]
            over = sum(run.state in (CellState.ENDED, CellState.ELSEWHERE) for run in runs)
            progress.advance(over, len(runs), self._words())
            alive[0].join(_LOOK_EVERY_S)
            if monotonic() - beat_at >= _BEAT_EVERY_S:
                beat_at = monotonic()
                self._beat()

    def leave(self) -> None:
        """Wait for what was cancelled to be kept, though not forever."""
        until = monotonic() + _LEAVE_S
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    def ends(self) -> tuple[CellEnd, ...]:
        """Return what came of the cells, in their order; raise what is not theirs."""
        if self._faults:
            raise self._faults[0]
        return tuple(self._ends[position] for position in sorted(self._ends))

    def _words(self) -> str:
        runs = [run for run in self._live.runs() if run.state.under_way]
        turns = ", ".join(
            f"turn {run.turns} of {run.cell}{f' ({run.waits})' if run.waits else ''}"
            for run in runs
        )
        return f"{self._live.campaign.name}: {turns}" if turns else self._live.campaign.name

    def _beat(self) -> None:
        with self._lock:
            tokens = tuple(self._tokens)
        try:
            self._store.campaigns.beat(tokens, at=self._means.now())
        except StoreError as fault:
            log.warning("the study does not learn that this desk lives: %s", fault.message)

    def _work(self) -> None:
        """Take one cell after the other until there is none."""
        while True:
            try:
                position = self._waiting.get_nowait()
            except queue.Empty:
                return
            try:
                self._cell(position)
            except Exception as fault:  # noqa: BLE001 - told by `ends`; the other cells go on
                self._fault(position, fault)

    def _cell(self, position: int) -> None:
        live = self._live
        refused = self._refused.why(live.campaign.cells[position].model)
        if refused or live.stop_of(position).is_set:
            why = f"not begun, as an earlier run was refused: {refused}" if refused else ""
            live.change(
                position,
                lambda run: replace(run, state=CellState.ENDED, ended=Ended.CANCELLED, failure=why),
            )
            return
        now = self._means.now()
        token = self._store.campaigns.claim(
            live.campaign.name, position, seen=live.wanted[position], owner=self._owner, at=now
        )
        if token is None:
            live.change(position, lambda run: replace(run, state=CellState.ELSEWHERE))
            return
        with self._lock:
            self._tokens.add(token)
        live.change(
            position, lambda run: replace(run, state=CellState.OPENING, began_at=now, ended=None)
        )
        place = Place(
            store=self._store, live=live, position=position, token=token, label=self._label
        )
        try:
            self._run(place)
        finally:
            with self._lock:
                self._tokens.discard(token)

    def _run(self, place: Place) -> None:
        """Run a cell that is ours now, and keep what came of it."""
        began_at = self._means.now()
        try:
            ending = run_cell(place, self._means)
        except Exception as fault:  # noqa: BLE001 - kept with the run, then told by `ends`
            ending = _broken(fault, place, began_at=began_at, ended_at=self._means.now())
        try:
            run = keep(self._store, place.token, place.cell, ending, now=self._means.now)
        except TakenOverError:
            self._live.change(
                place.position,
                lambda each: replace(each, state=CellState.ELSEWHERE, failure=TAKEN_OVER),
            )
        else:
            self._ended(place, ending, run)
        if ending.defect is not None:
            raise ending.defect

    def _ended(self, place: Place, ending: Ending, run: RunId | None) -> None:
        """Take note of a run that has ended and is kept; None where it left no trajectory."""
        row = None if run is None else self._store.trajectories.row_of(run)
        if run is not None:
            with self._lock:
                self._ends[place.position] = CellEnd(
                    cell=place.cell, run=run, failure=ending.failure
                )
        self._live.change(
            place.position, lambda each: replace(ended_as(ending, each), run=run, row=row)
        )

    def _fault(self, position: int, fault: Exception) -> None:
        """Take note of what is no result of a run; a run that is not kept yet stays under way."""
        self._faults.append(fault)
        if not isinstance(fault, DeskError | Cancelled):
            log.error("a run failed by a defect of ours", exc_info=fault)

        def broken(run: LiveRun) -> LiveRun:
            if run.state is CellState.ENDED:
                return run
            return replace(run, state=CellState.ENDED, ended=Ended.FAILED, failure=str(fault))

        self._live.change(position, broken)


def _broken(fault: Exception, place: Place, *, began_at: datetime, ended_at: datetime) -> Ending:
    """Return a run that a defect, or a study that cannot be written, has ended."""
    steps = place.store.campaigns.steps(place.token)
    unbegun = never_began(None, Ended.FAILED, began_at=began_at, ended_at=ended_at)
    words = fault.message if isinstance(fault, DeskError) else f"a defect of the desk: {fault!r}"
    return Ending(finished=replace(unbegun, steps=steps), failure=words, defect=fault)
