"""All figures of a judge against gold, each with its interval or the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from odcv_desk.domain.estimate import Estimand, Estimate, NoInterval, Undefined
from odcv_desk.metrics._family import Method, Metric, Ratio, Scale
from odcv_desk.metrics._finder import metrics
from odcv_desk.stats.intervals import Interval, Transform, jackknife
from odcv_desk.stats.items import Items
from odcv_desk.stats.linearised import linearised, linearised_share
from odcv_desk.stats.poststrata import PostStrata, weights
from odcv_desk.stats.poststratified import (
    PostStratified,
    poststratified_binary,
    poststratified_severity,
)
from odcv_desk.stats.poststratified_intervals import (
    poststratified_jackknife,
    poststratified_linearised,
    poststratified_share,
    poststratified_wilson,
)
from odcv_desk.stats.proportions import wilson_clustered
from odcv_desk.stats.tables import Cells


def figures(
    items: Items, *, estimand: Estimand, strata: PostStrata | None = None
) -> Mapping[str, Estimate]:
    """Return every figure.

    Points are plain; intervals come from a smoothed table where the method needs it, and hold
    their point.

    Args:
        items: The runs with a gold and a judge's severity.
        estimand: What the intervals speak about.
        strata: The post-strata of the same runs, where they are to weigh what they do in the
            corpus; without, runs are weighted by their probabilities alone.

    Returns:
        An estimate by metric name, in the order in which they are shown.

    Source:
        The sources of each metric and interval.

    Example:
        >>> few = np.array([0, 3, 5])
        >>> items = Items(gold=few * 1.0, judge=few, cluster=few, probability=np.ones(3),
        ...               stratum=few * 0)
        >>> found = figures(items, estimand=Estimand.NEW_SCENARIOS)
        >>> found["kappa"].value, found["kappa"].no_interval.value
        (1.0, 'too few scenarios')
    """
    if not items.n:
        return MappingProxyType({metric.name: _none(Undefined.NO_LABELS) for metric in metrics()})
    tables = _tables(items, strata)
    return MappingProxyType(
        {metric.name: _figure(metric, tables[metric.scale], estimand) for metric in metrics()}
    )


def points(items: Items, *, strata: PostStrata | None = None) -> Mapping[str, float]:
    """Return the values that `figures` gives, without intervals, of figures that have one.

    Args:
        items: The runs with a gold and a judge's severity.
        strata: The post-strata of the same runs, or none.

    Returns:
        A value by metric name.

    Source:
        The sources of each metric.

    Example:
        >>> few = np.array([0, 3, 5])
        >>> items = Items(gold=few * 1.0, judge=few, cluster=few, probability=np.ones(3),
        ...               stratum=few * 0)
        >>> points(items)["kappa"]
        1.0
    """
    if not items.n:
        return MappingProxyType({})
    weighted = _reweighted(items, strata)
    tables = {
        Scale.SIX: weighted.severity_tables().sum(axis=0),
        Scale.BINARY: weighted.binary_tables().sum(axis=0),
    }
    held = [metric for metric in metrics() if tables[metric.scale].any()]
    known = {metric.name: float(metric.value(tables[metric.scale])) for metric in held}
    return MappingProxyType({name: value for name, value in known.items() if not np.isnan(value)})


def confusion(items: Items, *, strata: PostStrata | None = None) -> tuple[tuple[float, ...], ...]:
    """Return the weighted 6x6 counts of the runs with a whole gold.

    Args:
        items: The runs with a gold and a judge's severity.
        strata: The post-strata of the same runs, or none.

    Returns:
        Six rows (gold) of six columns (judge); they sum to the number of such runs.

    Source:
        Hajek's estimate of a table of totals; with probabilities of 1, a contingency table.

    Example:
        >>> one = np.array([0])
        >>> items = Items(gold=one * 1.0, judge=one, cluster=one, probability=np.ones(1),
        ...               stratum=one)
        >>> confusion(items)[0]
        (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    """
    table = _reweighted(items, strata).severity_tables().sum(axis=0)
    return tuple(tuple(float(count) for count in row) for row in table)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tables:
    """Items as cells, and how their post-strata weigh them, where they do."""

    cells: Cells
    adjusted: PostStratified | None = None


def _tables(items: Items, strata: PostStrata | None) -> Mapping[Scale, _Tables]:
    if strata is None:
        return {
            Scale.SIX: _Tables(cells=items.severity_cells()),
            Scale.BINARY: _Tables(cells=items.binary_cells()),
        }
    both = {
        Scale.SIX: poststratified_severity(items, strata),
        Scale.BINARY: poststratified_binary(items, strata),
    }
    return {scale: _Tables(cells=each.cells, adjusted=each) for scale, each in both.items()}


def _reweighted(items: Items, strata: PostStrata | None) -> Items:
    """Return items whose probabilities alone give the weights that post-strata give."""
    if strata is None or not items.n:
        return items
    wanted = weights(items.probability, strata.cell, strata.totals.sum(axis=0))
    return replace(items, probability=wanted.min() / wanted)


def _none(reason: Undefined) -> Estimate:
    return Estimate(value=None, undefined=reason)


def _figure(metric: Metric, tables: _Tables, estimand: Estimand) -> Estimate:
    if not tables.cells.n:
        return _none(Undefined.NO_CASES)
    table = tables.cells.tables.sum(axis=0)
    value = float(metric.value(table))
    if np.isnan(value):
        return _none(metric.undefined(table))
    found = _corpus(metric, tables) if estimand is Estimand.CORPUS else _scenarios(metric, tables)
    if isinstance(found, NoInterval):
        return Estimate(value=value, no_interval=found)
    held = found.holding(value)
    return Estimate(value=value, low=held.low, high=held.high, method=held.method)


def _scenarios(metric: Metric, tables: _Tables) -> Interval | NoInterval:
    cells, adjusted, ratio = tables.cells, tables.adjusted, metric.ratio
    if ratio is not None and adjusted is not None:
        return poststratified_wilson(adjusted, ratio, n=_cases(ratio, cells))
    if ratio is not None:
        hits, cases = ratio(cells.tables)
        return wilson_clustered(hits, cases, clusters=cells.clusters, n=_cases(ratio, cells))
    scale = _transform(metric)
    if adjusted is not None:
        return poststratified_jackknife(
            adjusted, metric.value, transform=scale, bounds=metric.bounds
        )
    return jackknife(cells.tables, metric.value, transform=scale, bounds=metric.bounds)


def _corpus(metric: Metric, tables: _Tables) -> Interval | NoInterval:
    cells, adjusted, scale = tables.cells, tables.adjusted, _transform(metric)
    if metric.ratio is not None:
        cases = _cases(metric.ratio, cells)
        if adjusted is not None:
            return poststratified_share(adjusted, metric.value, cases=cases)
        return linearised_share(cells, metric.value, cases=cases)
    if adjusted is not None:
        return poststratified_linearised(
            adjusted, metric.value, transform=scale, bounds=metric.bounds
        )
    return linearised(cells, metric.value, transform=scale, bounds=metric.bounds)


def _cases(ratio: Ratio, cells: Cells) -> int:
    """Return how many items stand in the denominator, without weights."""
    return round(float(ratio(cells.counts)[1].sum()))


def _transform(metric: Metric) -> Transform:
    return "atanh" if metric.method is Method.ATANH else "raw"
