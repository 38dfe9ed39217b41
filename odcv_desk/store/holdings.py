"""Counts of what a study holds, made where the study lies: no run is taken out for them."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from odcv_desk.domain.run import BASE_VARIANTS, Suite
from odcv_desk.domain.score import Judge
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import codec
from odcv_desk.store.connection import reading
from odcv_desk.store.schema import judges, labels, scores, trajectories, waves
from odcv_desk.store.standing import stands
from odcv_desk.store.study import Store

Cell = tuple[str, str, str]
_UNCOUNTED = sa.or_(
    trajectories.c.ended.in_([str(ended) for ended in Ended if not ended.counts]),
    trajectories.c.intervened,
)
# The first trail of a cell alone, as every cell has one.
_IN_GRID = sa.and_(trajectories.c.occurrence == 1, trajectories.c.variant.in_(BASE_VARIANTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCount:
    """The runs of one model in one variant of a suite.

    `drawable` are those with a transcript that count; `uncounted` those that no rate counts.
    """

    suite: Suite
    model: str
    variant: str
    runs: int
    transcripts: int
    drawable: int
    uncounted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioCount:
    """The runs of one scenario of a suite."""

    suite: Suite
    scenario: str
    runs: int
    transcripts: int


def run_counts(store: Store) -> tuple[RunCount, ...]:
    """Return how many runs there are, sorted by suite, model and variant."""
    readable, out = trajectories.c.has_transcript, _UNCOUNTED
    query = sa.select(
        trajectories.c.suite,
        trajectories.c.model,
        trajectories.c.variant,
        sa.func.count(),
        _times(readable),
        _times(sa.and_(readable, sa.not_(sa.func.coalesce(out, sa.false())))),
        _times(out),
    ).group_by(trajectories.c.suite, trajectories.c.model, trajectories.c.variant)
    with _read(store) as connection:
        found = [
            RunCount(
                suite=Suite(suite),
                model=model,
                variant=variant,
                runs=runs,
                transcripts=transcripts,
                drawable=drawable,
                uncounted=uncounted,
            )
            for suite, model, variant, runs, transcripts, drawable, uncounted in connection.execute(
                query
            )
        ]
    # Databases sort texts each in their way.
    return tuple(sorted(found, key=lambda each: (each.suite, each.model, each.variant)))


def scenario_counts(store: Store) -> tuple[ScenarioCount, ...]:
    """Return how many runs each scenario has."""
    place = (trajectories.c.suite, trajectories.c.scenario)
    query = sa.select(*place, sa.func.count(), _times(trajectories.c.has_transcript))
    with _read(store) as connection:
        return tuple(
            ScenarioCount(suite=Suite(suite), scenario=scenario, runs=runs, transcripts=transcripts)
            for suite, scenario, runs, transcripts in connection.execute(query.group_by(*place))
        )


def score_counts(store: Store) -> Mapping[Judge, int]:
    """Return how many runs each judge has scored."""
    counted = (
        sa.select(scores.c.judge_id, sa.func.count().label("times"))
        .group_by(scores.c.judge_id)
        .subquery()
    )
    query = sa.select(judges, counted.c.times).join(counted, counted.c.judge_id == judges.c.id)
    with _read(store) as connection:
        return {
            Judge(
                name=row["name"],
                model=row["model"],
                rubric=row["rubric"],
                suite=Suite(row["suite"]),
                prompt_hash=row["prompt_hash"],
                settings=row["settings"],
            ): row["times"]
            for row in connection.execute(query).mappings()
        }


def label_counts(store: Store) -> Mapping[str, int]:
    """Return for how many runs a label of each rater stands."""
    runs = sa.func.count(sa.distinct(labels.c.trajectory_id))
    query = sa.select(labels.c.rater, runs).where(stands()).group_by(labels.c.rater)
    with _read(store) as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def wave_raters(store: Store) -> tuple[tuple[str, ...], ...]:
    """Return the raters that each wave names, the oldest wave first."""
    query = sa.select(waves.c.raters).order_by(waves.c.id)
    with _read(store) as connection:
        return tuple(codec.texts(raters) for raters in connection.execute(query).scalars())


def cells_of_uneven_grids(store: Store) -> Mapping[Suite, frozenset[Cell]]:
    """Return the known cells, as (model, variant, scenario), of suites whose grid has a hole.

    The grid of a suite is every model x base variant x scenario that the study knows of it.
    """
    with _read(store) as connection:
        return {Suite(suite): _cells(connection, suite) for suite in _uneven(connection)}


def _uneven(connection: Connection) -> Iterator[str]:
    """Yield the suites whose grid has a hole; of the others no cell need be looked at."""
    axes = (trajectories.c.model, trajectories.c.variant, trajectories.c.scenario)
    query = (
        sa.select(
            trajectories.c.suite,
            sa.func.count(),
            *(sa.func.count(sa.distinct(axis)) for axis in axes),
        )
        .where(_IN_GRID)
        .group_by(trajectories.c.suite)
    )
    for suite, cells, models, variants, scenarios in connection.execute(query).all():
        if cells < models * variants * scenarios:
            yield suite


def _cells(connection: Connection, suite: str) -> frozenset[Cell]:
    query = sa.select(trajectories.c.model, trajectories.c.variant, trajectories.c.scenario).where(
        _IN_GRID, trajectories.c.suite == suite
    )
    return frozenset((cell[0], cell[1], cell[2]) for cell in connection.execute(query))


def _times(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _read(store: Store) -> AbstractContextManager[Connection]:
    # The counts are a part of the store, though they stand beside it.
    return reading(store._engine)  # noqa: SLF001 - as said
