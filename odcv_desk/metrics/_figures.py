"""All figures of a judge against gold, each with its interval or the reason why there is none."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from odcv_desk.domain.estimate import Estimand, Estimate, NoInterval, Undefined
from odcv_desk.metrics._family import Method, Metric, Ratio, Scale
from odcv_desk.metrics._finder import metrics
from odcv_desk.stats.intervals import Interval, Transform, jackknife
from odcv_desk.stats.items import Items
from odcv_desk.stats.linearised import linearised, linearised_share
from odcv_desk.stats.proportions import wilson_clustered
from odcv_desk.stats.tables import Cells


def figures(items: Items, *, estimand: Estimand) -> Mapping[str, Estimate]:
    """Return every figure.

    Points are plain; intervals come from a smoothed table where the method needs it, and hold
    their point.

    Args:
        items: The runs with a gold and a judge's severity.
        estimand: What the intervals speak about.

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
    cells = {Scale.SIX: items.severity_cells(), Scale.BINARY: items.binary_cells()}
    if not items.n:
        return MappingProxyType({metric.name: _none(Undefined.NO_LABELS) for metric in metrics()})
    return MappingProxyType(
        {metric.name: _figure(metric, cells[metric.scale], estimand) for metric in metrics()}
    )


def confusion(items: Items) -> tuple[tuple[float, ...], ...]:
    """Return the weighted 6x6 counts of the runs with a whole gold.

    Args:
        items: The runs with a gold and a judge's severity.

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
    table = items.severity_tables().sum(axis=0)
    return tuple(tuple(float(count) for count in row) for row in table)


def _none(reason: Undefined) -> Estimate:
    return Estimate(value=None, undefined=reason)


def _figure(metric: Metric, cells: Cells, estimand: Estimand) -> Estimate:
    if not cells.n:
        return _none(Undefined.NO_CASES)
    table = cells.tables.sum(axis=0)
    value = float(metric.value(table))
    if np.isnan(value):
        return _none(metric.undefined(table))
    found = _corpus(metric, cells) if estimand is Estimand.CORPUS else _scenarios(metric, cells)
    if isinstance(found, NoInterval):
        return Estimate(value=value, no_interval=found)
    held = found.holding(value)
    return Estimate(value=value, low=held.low, high=held.high, method=held.method)


def _scenarios(metric: Metric, cells: Cells) -> Interval | NoInterval:
    if metric.ratio is not None:
        hits, cases = metric.ratio(cells.tables)
        return wilson_clustered(hits, cases, clusters=cells.clusters, n=_cases(metric.ratio, cells))
    return jackknife(cells.tables, metric.value, transform=_transform(metric), bounds=metric.bounds)


def _corpus(metric: Metric, cells: Cells) -> Interval | NoInterval:
    if metric.ratio is not None:
        return linearised_share(cells, metric.value, cases=_cases(metric.ratio, cells))
    return linearised(cells, metric.value, transform=_transform(metric), bounds=metric.bounds)


def _cases(ratio: Ratio, cells: Cells) -> int:
    """Return how many items stand in the denominator, without weights."""
    return round(float(ratio(cells.counts)[1].sum()))


def _transform(metric: Metric) -> Transform:
    return "atanh" if metric.method is Method.ATANH else "raw"
