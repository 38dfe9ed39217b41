"""Intervals for this corpus: only the choice of which runs to label is random."""

import math

import numpy as np
from scipy.special import stdtrit

from odcv_desk.domain.estimate import NoInterval
from odcv_desk.stats.intervals import (
    UPPER,
    Interval,
    Transform,
    interval_around,
    pseudo_observation,
)
from odcv_desk.stats.proportions import wilson_corpus
from odcv_desk.stats.tables import NOTHING, Cells, Figure, Floats, Ints

STEP = 1e-5
"""How far a cell is moved to find its influence, as a share of n."""


def linearised(
    cells: Cells, figure: Figure, *, transform: Transform, bounds: tuple[float, float]
) -> Interval | NoInterval:
    """Return the interval of a figure for the corpus that the items were drawn from.

    The pseudo-observation weighs as much as the share of the corpus that was not seen.

    Args:
        cells: The items, at least one.
        figure: The figure, defined on their table.
        transform: `atanh` for figures between -1 and 1, `raw` for all others.
        bounds: Lowest and highest value of the figure, at which the raw scale is clipped.

    Returns:
        An interval; `not verified` with no more items than strata, or atanh of -1 or less.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 5.5.

    Example:
        >>> from odcv_desk.stats.accuracy import mae
        >>> from odcv_desk.stats.items import Items
        >>> one, p = np.array([0]), np.ones(1)
        >>> items = Items(gold=p, judge=one, cluster=one, probability=p, stratum=one)
        >>> linearised(items.severity_cells(), mae, transform="raw", bounds=(0, 5)).method
        'census, no sampling error'
    """
    whole = cells.tables.sum(axis=0)
    if _is_census(cells):
        return _census(float(figure(whole)))
    smoothed = whole + (1 - cells.sampled) * pseudo_observation(whole)
    centre = float(figure(smoothed))
    half = half_width(cells, influences(smoothed, figure))
    if half is None or (transform == "atanh" and abs(centre) >= 1):
        return NoInterval.NOT_VERIFIED
    if transform == "atanh":
        centre, half = math.atanh(centre), half / (1 - centre**2)
    return interval_around(
        centre, half=half, transform=transform, bounds=bounds, how="linearised"
    ).holding(float(figure(whole)))


def linearised_share(cells: Cells, figure: Figure, *, cases: int) -> Interval | NoInterval:
    """Return the interval of a proportion for the corpus that the items were drawn from.

    Args:
        cells: The items, at least one.
        figure: The proportion, defined on their table.
        cases: How many items are cases, without weights.

    Returns:
        An interval on the logit scale, Wilson's where the proportion is 0 or 1, of width zero
        where the whole corpus was labelled; `not verified` where there are no more items than
        strata.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 5.5; Korn and
        Graubard 1999, "Analysis of Health Surveys", section 3.2, for the logit.

    Example:
        >>> from odcv_desk.stats.accuracy import exact
        >>> from odcv_desk.stats.items import Items
        >>> three = np.array([0, 2, 5])
        >>> items = Items(gold=three * 1.0, judge=three, cluster=three,
        ...               probability=np.full(3, 0.5), stratum=three * 0)
        >>> linearised_share(items.severity_cells(), exact, cases=3).method
        'Wilson, finite corpus'
    """
    whole = cells.tables.sum(axis=0)
    share = float(figure(whole))
    if _is_census(cells):
        return _census(share)
    spread = share * (1 - share)
    if spread < NOTHING:
        return wilson_corpus(share, n=cases, sampled=cells.sampled)
    half = half_width(cells, influences(whole, figure))
    if half is None:
        return NoInterval.NOT_VERIFIED
    logit, width = math.log(share / (1 - share)), half / spread
    return Interval(
        low=_expit(logit - width), high=_expit(logit + width), method="linearised, logit"
    )


def influences(table: Floats, figure: Figure) -> Floats:
    """Return how fast a figure rises with the weight in each cell.

    Args:
        table: (K, K) weighted counts on which the figure is defined.
        figure: The figure.

    Returns:
        (K, K) derivatives, by central differences.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 5.5.

    Example:
        >>> from odcv_desk.stats.accuracy import exact
        >>> influences(np.ones((2, 2)), exact).round(6).tolist()
        [[0.125, -0.125], [-0.125, 0.125]]
    """
    step = STEP * float(table.sum())
    moves = step * np.eye(table.size).reshape(table.size, *table.shape)
    slopes: Floats = (figure(table + moves) - figure(table - moves)) / (2 * step)
    return slopes.reshape(table.shape)


def half_width(cells: Cells, influence: Floats) -> float | None:
    """Return half the width of a 95 % interval on the raw scale.

    The variance is n/(n-H) sum w^2 (1-p) e^2 with weights w, probabilities p and, for e, the
    influence of the item's cell less the weighted mean of its stratum. Items that left the
    population have no influence, and count with those of their stratum. Strata of one item, which
    would have no spread, are taken together, a single one with its neighbour.

    Args:
        cells: The items.
        influence: (K, K) influence of each cell.

    Returns:
        t with n-1 degrees of freedom times the standard error; None where n is not above the
        number of strata H.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 5.5; Cochran
        1977, "Sampling Techniques", section 5A.12, for strata that are taken together.

    Example:
        >>> from odcv_desk.stats.items import Items
        >>> two = np.array([0, 5])
        >>> items = Items(gold=two * 1.0, judge=two, cluster=two, probability=np.full(2, 0.5),
        ...               stratum=two)
        >>> half_width(items.binary_cells(), np.eye(2)) is None
        True
    """
    rise, weight, probability, codes = _drawn(cells, influence)
    spare = len(rise) - len(np.unique(codes))
    if spare < 1:
        return None
    stratum = _collapsed(codes)
    spare = len(rise) - len(np.unique(stratum))
    mean = np.bincount(stratum, weights=weight * rise) / np.bincount(stratum, weights=weight)
    terms = weight**2 * (1 - probability) * (rise - mean[stratum]) ** 2
    variance = len(rise) / spare * float(terms.sum())
    return float(stdtrit(cells.n - 1, UPPER)) * math.sqrt(variance)


def _collapsed(codes: Ints) -> Ints:
    """Return strata from 0 on, those of one item taken together; at least one has more."""
    _names, stratum, size = np.unique(codes, return_inverse=True, return_counts=True)
    single = np.flatnonzero(size == 1)
    if len(single) == 1:
        (alone,) = single
        neighbour = alone - 1 if alone else 1
        joined: Ints = np.where(stratum == alone, neighbour, stratum)
    else:
        joined = np.where(np.isin(stratum, single), -1, stratum)
    return np.unique(joined, return_inverse=True)[1].astype(np.int64)


def _drawn(cells: Cells, influence: Floats) -> tuple[Floats, Floats, Floats, Ints]:
    """Return influence, weight, probability and stratum of all that was drawn."""
    rise, left = influence[cells.row, cells.column], cells.left
    if left is None:
        return rise, cells.weight, cells.probability, cells.stratum
    return (
        np.concatenate([rise, np.zeros(len(left.weight))]),
        np.concatenate([cells.weight, left.weight]),
        np.concatenate([cells.probability, left.probability]),
        np.concatenate([cells.stratum, left.stratum]),
    )


def _is_census(cells: Cells) -> bool:
    return bool((cells.probability == 1).all())


def _census(value: float) -> Interval:
    return Interval(low=value, high=value, method="census, no sampling error")


def _expit(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
