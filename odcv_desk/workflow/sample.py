"""Draw the runs to label, with the probabilities that every estimate needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.run import Suite
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import Design, Policy, Wave, WaveItem
from odcv_desk.stats.sampling import frame_hash, srs, stratified
from odcv_desk.store import Store
from odcv_desk.workflow.suites import only_suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What kind of sample is wanted. `suite` may be None where the study holds one only."""

    size: int
    design: Design
    seed: int
    raters: tuple[str, ...] = ()
    policy: Policy = Policy()
    suite: Suite | None = None


def draw(store: Store, plan: Plan, *, now: datetime) -> Wave:
    """Draw a wave from the runs that have a transcript and count, and keep it.

    The same study, plan and seed give the same wave.

    Raises:
        SampleError: The size does not fit the runs at hand.
        LabelError: One of the raters has no name that a label could stand under.
        CalibrationError: The study holds several suites and none was named.
    """
    raters = tuple(dict.fromkeys(rater_name(name) for name in plan.raters))
    plan = replace(plan, raters=raters)
    return store.waves.add(planned(plan, frame(store, plan.suite), now=now))


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


def planned(plan: Plan, frame: Sequence[Trajectory], *, now: datetime) -> Wave:
    """Return the wave that a plan draws from a frame; it is not kept.

    Raises:
        SampleError: The size does not fit the frame.
    """
    strata = [_stratum(run, plan.design) for run in frame]
    rng = np.random.Generator(np.random.PCG64(plan.seed))
    if plan.design is Design.SRS:
        drawn = srs(len(frame), size=plan.size, rng=rng)
    else:
        drawn = stratified(strata, size=plan.size, rng=rng)
    return Wave(
        name="",
        design=plan.design,
        seed=plan.seed,
        frame=frame_hash(run.key for run in frame),
        frame_size=len(frame),
        suite=frame[0].suite,
        items=tuple(
            WaveItem(run=frame[index].id, probability=float(probability), stratum=strata[index])
            for index, probability in zip(drawn.order, drawn.probability, strict=True)
        ),
        strata=drawn.strata,
        created_at=now,
        raters=plan.raters,
        policy=plan.policy,
    )


def _stratum(run: Trajectory, design: Design) -> str:
    return "" if design is Design.SRS else f"{run.id.model}/{run.id.variant}"
