"""Draw the runs to label, with the probabilities that every estimate needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np

from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import Design, Policy, Reveal, Wave, WaveItem, WaveTurn
from odcv_desk.stats.pps import inclusion, proportional
from odcv_desk.stats.sampling import Draw, frame_hash, srs, stratified
from odcv_desk.stats.tables import Floats
from odcv_desk.store import Store
from odcv_desk.workflow.rater_names import raters_of
from odcv_desk.workflow.suites import only_suite
from odcv_desk.workflow.turn_order import Sharing, turn_order

USUAL_SHARING: Final = Sharing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What kind of sample is wanted. `suite` may be None where the study holds one only.

    `sharing` says how named raters share the items; without names nothing is shared out. Where
    judges are shown after each label nothing comes twice: a second look would not be blind.
    `join` names earlier waves whose labels are to count together with those of this one.
    """

    size: int
    design: Design
    seed: int
    raters: tuple[str, ...] = ()
    policy: Policy = Policy()
    suite: Suite | None = None
    sharing: Sharing = USUAL_SHARING
    join: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A wave as it would be drawn, and the probability of every run of its frame."""

    wave: Wave
    chances: Mapping[RunId, float]


def draw(store: Store, plan: Plan, *, now: datetime) -> Wave:
    """Draw a wave from the runs that have a transcript and count, and keep it.

    The same study, plan and seed give the same wave.

    Raises:
        SampleError: The size does not fit the runs at hand, a wave cannot be joined, or the design
            rests on judges that are not there.
        LabelError: One of the raters has no name that a label could stand under, or one that is
            known in another spelling.
        CalibrationError: The study holds several suites and none was named.
    """
    raters = raters_of(store, plan.raters)
    runs = frame(store, plan.suite)
    found = planned(store, replace(plan, raters=raters), runs, now=now)
    return store.waves.add(found.wave, found.chances)


def frame(store: Store, suite: Suite | None) -> tuple[Trajectory, ...]:
    """Return the runs that can be drawn, sorted by id: those with a transcript that count.

    Raises:
        SampleError: There are none.
        CalibrationError: The study holds several suites and none was named.
    """
    runs = store.trajectories.all()
    suite = only_suite((run.suite for run in runs), suite)
    wanted = (run for run in runs if run.suite == suite and run.has_transcript and run.counts)
    # In an order of our own: databases sort texts each in their way.
    found = tuple(sorted(wanted, key=lambda run: run.id))
    if not found:
        raise SampleError(
            f"no run of suite {suite} has a transcript",
            hint="Import trails first; scores alone cannot be labelled.",
        )
    return found


def planned(store: Store, plan: Plan, frame: Sequence[Trajectory], *, now: datetime) -> Planned:
    """Return the wave that a plan draws from a frame; it is not kept.

    Raises:
        SampleError: The size does not fit the frame, a wave cannot be joined, or the design rests
            on judges that are not there.
    """
    joins = _joined(store, plan.join, frame[0].suite)
    strata = [_stratum(run, plan.design) for run in frame]
    rng = np.random.Generator(np.random.PCG64(plan.seed))
    drawn, chances = _drawn(store, plan, frame, rng)
    items = tuple(
        WaveItem(run=frame[index].id, probability=float(probability), stratum=strata[index])
        for index, probability in zip(drawn.order, drawn.probability, strict=True)
    )
    # Turns take their chances after the draw: the same seed draws the same runs for anybody.
    turns = _turns(items, plan, rng)
    wave = Wave(
        name="",
        design=plan.design,
        seed=plan.seed,
        frame=frame_hash(run.key for run in frame),
        frame_size=len(frame),
        suite=frame[0].suite,
        items=items,
        strata=drawn.strata,
        created_at=now,
        raters=plan.raters,
        policy=plan.policy,
        turns=turns,
        joins=joins,
    )
    given = {run.id: float(chance) for run, chance in zip(frame, chances, strict=True)}
    return Planned(wave=wave, chances=given)


def shared(plan: Plan) -> Sharing:
    """Return how the items of a plan are shared: nothing comes twice where judges are shown."""
    at_once = plan.policy.reveal is Reveal.ITEM
    return replace(plan.sharing, repeats=0.0) if at_once else plan.sharing


def _drawn(
    store: Store, plan: Plan, frame: Sequence[Trajectory], rng: np.random.Generator
) -> tuple[Draw, Floats]:
    """Return what is drawn, and the probability of every run of the frame."""
    if plan.design is Design.SRS:
        drawn = srs(len(frame), size=plan.size, rng=rng)
        return drawn, np.full(len(frame), plan.size / len(frame))
    if plan.design is Design.PPS:
        sizes = _sizes(store, frame)
        return proportional(sizes, size=plan.size, rng=rng), inclusion(sizes, size=plan.size)
    strata = [_stratum(run, plan.design) for run in frame]
    drawn = stratified(strata, size=plan.size, rng=rng)
    share = {each.name: each.drawn / each.size for each in drawn.strata}
    return drawn, np.array([share[name] for name in strata])


def _sizes(store: Store, frame: Sequence[Trajectory]) -> Floats:
    """Return how large each run counts: 1 and how far the panel's judges lie apart on it.

    The 1 keeps the largest probability at six times the smallest at most, as severities lie five
    levels apart at most; without it weights run wild. Nothing but the probabilities that come of
    it is kept.
    """
    members = store.scores.panel()
    marks = store.scores.marks()
    rows = {run: row for row, run in store.trajectories.ids().items()}
    given = [
        [mark for judge, mark in marks.get(row, {}).items() if judge in members]
        for row in (rows[run.id] for run in frame)
    ]
    if not any(len(each) > 1 for each in given):
        raise SampleError(
            "no run has scores of two judges of the panel, so none can be said to be disputed",
            hint="Import judges' scores first, or draw a stratified sample.",
        )
    return np.array([1.0 + (max(each) - min(each) if each else 0) for each in given])


def _turns(
    items: Sequence[WaveItem], plan: Plan, rng: np.random.Generator
) -> Mapping[str, tuple[WaveTurn, ...]]:
    turns = turn_order([item.run for item in items], plan.raters, shared(plan), rng=rng)
    idle = [rater for rater, own in turns.items() if not own]
    if idle:
        raise SampleError(
            f"a wave of {len(items)} leaves nothing to label for {', '.join(idle)}",
            hint="Draw more runs, or name fewer raters.",
        )
    return turns


def _joined(store: Store, names: Sequence[str], suite: Suite) -> tuple[str, ...]:
    """Return the waves to join with those that they join themselves, the oldest first."""
    known = {wave.name: wave for wave in store.waves.all()} if names else {}
    framed = store.waves.framed()
    wanted = set(names).union(*(known[name].joins for name in names if name in known))
    for name in sorted(wanted):
        if name not in known:
            raise SampleError(
                f"{name}: no such wave in this study", hint="See `odcv-desk wave list`."
            )
        if known[name].suite != suite:
            raise SampleError(
                f"{name} is of suite {known[name].suite}, this wave of {suite}",
                hint="Join waves of one suite only: figures are of one suite.",
            )
        if name not in framed:
            raise SampleError(
                f"{name} cannot be joined: it was drawn before the desk kept the probabilities "
                "of all runs",
                hint="Draw without joining it; its labels stay its own.",
            )
    return tuple(name for name in known if name in wanted)


def _stratum(run: Trajectory, design: Design) -> str:
    return f"{run.id.model}/{run.id.variant}" if design is Design.STRATIFIED else ""
