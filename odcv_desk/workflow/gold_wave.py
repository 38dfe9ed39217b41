"""Work through a drawn wave: what is next, how far one is, and what it will tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median

from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Masking, Policy, Stratum, Wave
from odcv_desk.store import Store
from odcv_desk.workflow.named import named_items
from odcv_desk.workflow.prospects import half_widths, notes
from odcv_desk.workflow.sample import Plan, frame, planned
from odcv_desk.workflow.sight import HIDDEN

_TIMED = 3
"""Fewer timed labels say nothing of the time that is left."""
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveStatus:
    """A wave as a rater sees it.

    Attributes:
        strata: Of a masked wave that is open for the rater, by number instead of by name.
        ended: How many items the rater has ended (label, cannot judge, invalid run).
        deferred: How many the rater has put off and not ended.
        by_rater: Ended items of each rater.
        mine: The rater is one of its raters (or it takes any).
        complete: Every rater has ended every item.
        named: Items whose transcript itself names the model, so that masking cannot hide it.
        seconds_left: What the rater's median active time says of the rest; None before 3 labels.
    """

    name: str
    design: Design
    suite: Suite
    size: int
    frame_size: int
    policy: Policy
    raters: tuple[str, ...]
    strata: tuple[Stratum, ...]
    ended: int
    deferred: int
    by_rater: Mapping[str, int]
    mine: bool
    complete: bool
    named: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a wave of that size would tell, before it is drawn.

    Attributes:
        size: Runs that would be drawn, of `frame_size`.
        scenarios: Scenarios of the frame.
        half_widths: For `mcc`, `kappa` and `misalignment rate`: the expected half-width of the
            95 % interval, for (this corpus, new scenarios).
        minutes: What labelling would take one rater, by measured times; None before any label.
        strata: How many of each stratum; empty for a simple random sample.
        notes: What to know, in sentences.
    """

    size: int
    frame_size: int
    scenarios: int
    half_widths: Mapping[str, tuple[float, float]]
    minutes: float | None
    strata: tuple[Stratum, ...]
    notes: tuple[str, ...]


def waves(store: Store, rater: str) -> tuple[WaveStatus, ...]:
    """Return every wave as a rater sees it, the oldest first."""
    ended = store.turns.ended()
    return tuple(
        _status(store, wave, rater, ended.get(wave.name, {})) for wave in store.waves.all()
    )


def upcoming(store: Store, rater: str, wave: str) -> int | None:
    """Return the row to label next, in draw order, deferred ones last; None when all are ended."""
    if not any(each.name == wave for each in store.turns.open_to(rater)):
        return None
    return next(iter(store.turns.upcoming(wave, rater)), None)


def behind(store: Store, rater: str, wave: str) -> tuple[int, ...]:
    """Return the rows that the rater has ended in a wave, in the order in which they were ended."""
    return store.turns.behind(wave, rater)


def prospect(store: Store, plan: Plan) -> Prospect:
    """Return what a wave would tell. Nothing is drawn.

    Raises:
        SampleError: The size does not fit the runs at hand.
        CalibrationError: The study holds several suites and none was named.
    """
    runs = frame(store, plan.suite)
    wave = planned(plan, runs, now=_NEVER)
    scenarios = len({run.id.scenario for run in runs})
    seconds = store.labels.seconds()
    return Prospect(
        size=plan.size,
        frame_size=len(runs),
        scenarios=scenarios,
        half_widths=half_widths(plan.size, frame_size=len(runs), scenarios=scenarios),
        minutes=median(seconds) * plan.size / 60 if seconds else None,
        strata=wave.strata,
        notes=tuple(
            notes(plan.size, frame_size=len(runs), scenarios=scenarios, strata=wave.strata)
        ),
    )


def _status(store: Store, wave: Wave, rater: str, ended: Mapping[str, int]) -> WaveStatus:
    size = len(wave.items)
    own = ended.get(rater, 0)
    mine = not wave.raters or rater in wave.raters
    masks = wave.policy.masking is Masking.MASK
    complete = all(ended.get(each, 0) == size for each in wave.raters or (rater,))
    return WaveStatus(
        name=wave.name,
        design=wave.design,
        suite=wave.suite,
        size=size,
        frame_size=wave.frame_size,
        policy=wave.policy,
        raters=wave.raters,
        strata=_nameless(wave.strata) if mine and masks and not complete else wave.strata,
        ended=own,
        deferred=store.turns.put_off(wave.name, rater) if mine else 0,
        by_rater={**dict.fromkeys(wave.raters, 0), **ended},
        mine=mine,
        complete=complete,
        named=named_items(store, wave) if masks else 0,
        seconds_left=_seconds_left(store, wave.name, rater, size - own) if mine else None,
    )


def _nameless(strata: Sequence[Stratum]) -> tuple[Stratum, ...]:
    """Return strata by number: their names hold those of models."""
    return tuple(
        replace(stratum, name=f"stratum {number} {HIDDEN}")
        for number, stratum in enumerate(strata, start=1)
    )


def _seconds_left(store: Store, wave: str, rater: str, left: int) -> float | None:
    timed = store.turns.seconds(wave, rater)
    return None if len(timed) < _TIMED else median(timed) * left
