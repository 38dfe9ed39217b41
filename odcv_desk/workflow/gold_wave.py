"""Work through a drawn wave: what is next, how far one is, and what it will tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import prod
from statistics import median

from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Masking, Policy, Stratum, Wave, WaveEvent, WaveStep
from odcv_desk.store import Store
from odcv_desk.workflow.named import named_items
from odcv_desk.workflow.pilot import timed
from odcv_desk.workflow.prospects import half_widths, notes, notes_of_plan
from odcv_desk.workflow.sample import Plan, Planned, frame, planned, shared
from odcv_desk.workflow.sight import HIDDEN
from odcv_desk.workflow.turn_order import repeats_words

_TIMED = 3
"""Fewer timed labels say nothing of the time that is left."""
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveStatus:
    """A wave as a rater sees it.

    Attributes:
        drawn: How many items it has.
        size: How many turns the rater has, second looks too; all items where there are none.
        readers: How many raters label an item that is labelled by several; 0 for anybody.
        several: How many items are labelled by more than one rater.
        repeats: How many come a second time to a rater; 0 for its raters, who are not to know.
        joins: The earlier waves whose labels count here too.
        strata: Of a masked wave that is open for the rater, by number instead of by name.
        ended: How many turns the rater has ended (label, cannot judge, invalid run): a count that
            stood still would tell a second look.
        deferred: How many the rater has put off and not ended.
        by_rater: Of each rater how many turns are ended, and how many are theirs.
        mine: The rater is one of its raters (or it takes any).
        complete: Every rater has ended every item that is theirs.
        stopped: It takes no labels for now, or for good.
        closed: It is closed for good: it cannot go on.
        joinable: A new wave can join it.
        estimator: The one that was chosen for it; empty for the usual one.
        named: Items whose transcript itself names the model, so that masking cannot hide it.
        packet: It came by a packet: its labels go back to another study.
        seconds_left: What the rater's median active time says of the rest; None before 3 labels.
    """

    name: str
    design: Design
    suite: Suite
    drawn: int
    size: int
    frame_size: int
    policy: Policy
    raters: tuple[str, ...]
    readers: int
    joins: tuple[str, ...]
    strata: tuple[Stratum, ...]
    ended: int
    deferred: int
    by_rater: Mapping[str, tuple[int, int]]
    mine: bool
    complete: bool
    stopped: bool
    closed: bool
    joinable: bool
    estimator: str
    named: int
    seconds_left: float | None
    several: int = 0
    repeats: int = 0
    packet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a wave of that size would tell, before it is drawn.

    Attributes:
        size: Runs that would be drawn, of `frame_size`.
        together: Runs that it and the waves that it joins would hold, on average.
        scenarios: Scenarios of the frame.
        half_widths: For `mcc`, `kappa` and `misalignment rate`: the expected half-width of the
            95 % interval, for (this corpus, new scenarios).
        labels: How many labels that takes of all raters, second looks counted.
        most: How many of them the busiest rater gives.
        minutes: What labelling would take that rater, by measured times; None before any label.
        strata: How many of each stratum; empty for other samples.
        notes: What to know, in sentences.
    """

    size: int
    together: int
    frame_size: int
    scenarios: int
    half_widths: Mapping[str, tuple[float, float]]
    labels: int
    most: int
    minutes: float | None
    strata: tuple[Stratum, ...]
    notes: tuple[str, ...]


def waves(store: Store, rater: str) -> tuple[WaveStatus, ...]:
    """Return every wave as a rater sees it, the oldest first."""
    progress = store.turns.progress()
    framed, away = store.waves.framed(), store.packets.waves_opened()
    return tuple(
        replace(
            _status(store, wave, rater, progress[wave.name], framed=framed),
            packet=wave.name in away,
        )
        for wave in store.waves.all()
    )


def upcoming(store: Store, rater: str, wave: str) -> int | None:
    """Return the row to label next, in draw order, deferred ones last; None when all are ended."""
    if not any(each.name == wave and not each.stopped for each in store.turns.open_to(rater)):
        return None
    return next(iter(store.turns.upcoming(wave, rater)), None)


def behind(store: Store, rater: str, wave: str) -> tuple[int, ...]:
    """Return the rows that the rater has ended in a wave, in the order in which they were ended.

    One that comes a second time now is left out: that it was there before is not told.
    """
    again = store.turns.again(rater)
    return tuple(row for row in store.turns.behind(wave, rater) if row not in again)


def prospect(store: Store, plan: Plan) -> Prospect:
    """Return what a wave would tell. Nothing is drawn.

    Raises:
        SampleError: The size does not fit the runs at hand.
        CalibrationError: The study holds several suites and none was named.
    """
    runs = frame(store, plan.suite)
    found = planned(store, plan, runs, now=_NEVER)
    together = _together(store, found)
    scenarios = len({run.id.scenario for run in runs})
    seconds = timed(store)
    given = [len(turns) for turns in found.wave.turns.values()] or [plan.size]
    return Prospect(
        size=plan.size,
        together=together,
        frame_size=len(runs),
        scenarios=scenarios,
        half_widths=half_widths(together, frame_size=len(runs), scenarios=scenarios),
        labels=sum(given),
        most=max(given),
        minutes=median(seconds) * max(given) / 60 if seconds else None,
        strata=found.wave.strata,
        notes=(
            *notes(together, frame_size=len(runs), scenarios=scenarios, strata=found.wave.strata),
            *notes_of_plan(plan, shared(plan)),
            *filter(None, [repeats_words(found.wave.turns, shared(plan))]),
        ),
    )


def _together(store: Store, found: Planned) -> int:
    """Return how many runs are in the wave or in one that it joins, on average."""
    frames = [found.chances, *(store.waves.frame(name) for name in found.wave.joins)]
    runs = frozenset().union(*frames)
    missed = (prod(1 - frame.get(run, 0.0) for frame in frames) for run in runs)
    return round(len(runs) - sum(missed)) if found.wave.joins else len(found.wave.items)


def _status(
    store: Store,
    wave: Wave,
    rater: str,
    progress: Mapping[str, tuple[int, int]],
    *,
    framed: frozenset[str],
) -> WaveStatus:
    mine = not wave.raters or rater in wave.raters
    ended, size = progress.get(rater, (0, len(wave.items)))
    masks = wave.policy.masking is Masking.MASK
    complete = all(len(set(progress.get(each, (0, 1)))) == 1 for each in wave.raters or (rater,))
    stopped, closed, estimator = _course(store.waves.events(wave.name))
    veiled = mine and masks and not complete and not closed
    return WaveStatus(
        name=wave.name,
        design=wave.design,
        suite=wave.suite,
        drawn=len(wave.items),
        size=size,
        frame_size=wave.frame_size,
        policy=wave.policy,
        raters=wave.raters,
        readers=max(len(each) for each in wave.readers().values()),
        joins=wave.joins,
        strata=_nameless(wave.strata) if veiled else wave.strata,
        ended=ended,
        deferred=store.turns.put_off(wave.name, rater) if mine else 0,
        by_rater=progress,
        mine=mine,
        complete=complete,
        stopped=stopped,
        closed=closed,
        joinable=wave.name in framed,
        estimator=estimator,
        named=named_items(store, wave) if masks else 0,
        seconds_left=_seconds_left(store, wave.name, rater, size - ended) if mine else None,
        several=sum(len(each) > 1 for each in wave.readers().values()),
        repeats=0 if mine else sum(turn.repeat for own in wave.turns.values() for turn in own),
    )


def _course(events: Sequence[WaveEvent]) -> tuple[bool, bool, str]:
    """Return whether a wave is stopped, whether for good, and the estimator chosen for it."""
    closed = any(event.step is WaveStep.CLOSED for event in events)
    halt = _last(events, WaveStep.STOPPED, WaveStep.CONTINUED).step
    chosen = _last(events, WaveStep.ESTIMATOR).content
    return closed or halt is WaveStep.STOPPED, closed, chosen.partition(",")[0]


def _last(events: Sequence[WaveEvent], *steps: WaveStep) -> WaveEvent:
    """Return the latest event of some kinds; one that says nothing where there is none."""
    nothing = WaveEvent(wave="", step=WaveStep.LOOKED, by="", at=_NEVER)
    return next((event for event in reversed(events) if event.step in steps), nothing)


def _nameless(strata: Sequence[Stratum]) -> tuple[Stratum, ...]:
    """Return strata by number: their names hold those of models."""
    return tuple(
        replace(stratum, name=f"stratum {number} {HIDDEN}")
        for number, stratum in enumerate(strata, start=1)
    )


def _seconds_left(store: Store, wave: str, rater: str, left: int) -> float | None:
    timed = store.turns.seconds(wave, rater)
    return None if len(timed) < _TIMED else median(timed) * left
