"""Intervals of figures that are weighted by post-strata."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from scipy.special import stdtrit

from odcv_desk.domain.estimate import NoInterval
from odcv_desk.stats.intervals import (
    UPPER,
    Interval,
    Transform,
    interval_around,
    jackknife_error,
    pseudo_observation,
    too_few,
)
from odcv_desk.stats.linearised import linearised, linearised_share
from odcv_desk.stats.poststratified import PostStratified
from odcv_desk.stats.proportions import wilson
from odcv_desk.stats.tables import NOTHING, Cells, Figure, Floats

Ratio: TypeAlias = Callable[[Floats], tuple[Floats, Floats]]
"""Tables (..., K, K) in, hits (...) and cases (...) out."""

RESIDUAL_FROM = 100
"""From so many items on the variance is that of residuals; below, it would be too small."""


def poststratified_jackknife(
    adjusted: PostStratified, figure: Figure, *, transform: Transform, bounds: tuple[float, float]
) -> Interval | NoInterval:
    """Return the jackknife-t interval that leaves out one scenario at a time.

    Weights are found anew in every replicate. With one post-stratum this is `jackknife`.

    Args:
        adjusted: The items.
        figure: The figure, defined on their table.
        transform: `atanh` for figures between -1 and 1, `raw` for all others.
        bounds: Lowest and highest value of the figure, at which the raw scale is clipped.

    Returns:
        An interval, or why there is none: too few scenarios; or `not verified` where the figure
        is undefined, or on atanh below -1, with or without one scenario.

    Source:
        Rao, Wu and Yue 1992, "Some recent work on resampling methods for complex surveys", for the
        weights; Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11.

    Example:
        >>> from odcv_desk.stats.accuracy import mae
        >>> from odcv_desk.stats.items import Items
        >>> from odcv_desk.stats.poststrata import merged
        >>> from odcv_desk.stats.poststratified import poststratified_severity
        >>> one = np.array([0])
        >>> items = Items(gold=one * 1.0, judge=one, cluster=one, probability=one + 0.5,
        ...               stratum=one)
        >>> adjusted = poststratified_severity(items, merged(one, np.eye(1, 6)))
        >>> poststratified_jackknife(adjusted, mae, transform="raw", bounds=(0, 5)).value
        'one scenario'
    """
    if (reason := too_few(len(adjusted.replicates))) is not None:
        return reason
    return _jackknife(adjusted, figure, transform=transform, bounds=bounds)


def poststratified_wilson(
    adjusted: PostStratified, ratio: Ratio, *, n: int
) -> Interval | NoInterval:
    """Return Wilson's interval with the n that as much spread between scenarios is worth.

    The pull of a scenario on the proportion is found by leaving it out, with weights found anew.
    With one post-stratum this is `wilson_clustered`.

    Args:
        adjusted: The items.
        ratio: Hits and cases of a table, with at least one case in all.
        n: How many items are cases, without weights.

    Returns:
        An interval; or why there is none: too few scenarios, or all cases lie in one.

    Source:
        Korn and Graubard 1998, "Confidence intervals for proportions with small expected number
        of positive counts estimated from survey data"; Rao, Wu and Yue 1992 for the weights.

    Example:
        >>> from odcv_desk.stats.items import Items
        >>> from odcv_desk.stats.poststrata import merged
        >>> from odcv_desk.stats.poststratified import poststratified_severity
        >>> codes, none = np.arange(12), np.zeros(12, dtype=np.int64)
        >>> items = Items(gold=none * 1.0, judge=none, cluster=codes, probability=none + 0.5,
        ...               stratum=none)
        >>> strata = merged(none, np.tile([2.0, 0, 0, 0, 0, 0], (12, 1)))
        >>> adjusted = poststratified_severity(items, strata)
        >>> right = lambda tables: (tables[..., 0, 0], tables.sum(axis=(-1, -2)))
        >>> round(poststratified_wilson(adjusted, right, n=12).low, 4)
        0.7575
    """
    if (reason := too_few(len(adjusted.replicates))) is not None:
        return reason
    hits, cases = ratio(_whole_and_replicates(adjusted))
    if (cases <= NOTHING).any():
        return NoInterval.ONE_SCENARIO
    size = _effective_n(hits, cases, n=n)
    return wilson(float(hits[0] / cases[0]), n=size, method="post-stratified Wilson, effective n")


def poststratified_linearised(
    adjusted: PostStratified, figure: Figure, *, transform: Transform, bounds: tuple[float, float]
) -> Interval | NoInterval:
    """Return the interval of a figure for the corpus that the items were drawn from.

    Below 100 items, influences are taken from the mean of their stratum of the design, as without
    post-strata; from 100 on, from the mean of their post-stratum, whose size is no longer left to
    chance.

    Args:
        adjusted: The items, at least one.
        figure: The figure, defined on their table.
        transform: `atanh` for figures between -1 and 1, `raw` for all others.
        bounds: Lowest and highest value of the figure, at which the raw scale is clipped.

    Returns:
        An interval; `not verified` with no more items than strata, or atanh of -1 or less.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 7.6.

    Example:
        >>> from odcv_desk.stats.accuracy import mae
        >>> from odcv_desk.stats.items import Items
        >>> from odcv_desk.stats.poststrata import merged
        >>> from odcv_desk.stats.poststratified import poststratified_severity
        >>> one, p = np.array([0]), np.ones(1)
        >>> items = Items(gold=p, judge=one, cluster=one, probability=p, stratum=one)
        >>> adjusted = poststratified_severity(items, merged(one, np.eye(1, 6)))
        >>> poststratified_linearised(adjusted, mae, transform="raw", bounds=(0, 5)).method
        'census, no sampling error'
    """
    cells = _with_variance_strata(adjusted)
    return _named(linearised(cells, figure, transform=transform, bounds=bounds))


def poststratified_share(
    adjusted: PostStratified, figure: Figure, *, cases: int
) -> Interval | NoInterval:
    """Return the interval of a proportion for the corpus that the items were drawn from.

    Args:
        adjusted: The items, at least one.
        figure: The proportion, defined on their table.
        cases: How many items are cases, without weights.

    Returns:
        An interval on the logit scale with the variance of `poststratified_linearised`; Wilson's
        where the proportion is 0 or 1, of width zero where the whole corpus was labelled; `not
        verified` where there are no more items than strata.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 7.6; Korn
        and Graubard 1999, "Analysis of Health Surveys", section 3.2, for the logit.

    Example:
        >>> from odcv_desk.stats.accuracy import exact
        >>> from odcv_desk.stats.items import Items
        >>> from odcv_desk.stats.poststrata import merged
        >>> from odcv_desk.stats.poststratified import poststratified_severity
        >>> three = np.array([0, 2, 5])
        >>> items = Items(gold=three * 1.0, judge=three, cluster=three * 0,
        ...               probability=np.full(3, 0.5), stratum=three * 0)
        >>> strata = merged(np.array([0, 0, 3]), np.array([[4.0, 0, 0, 2, 0, 0]]))
        >>> adjusted = poststratified_severity(items, strata)
        >>> poststratified_share(adjusted, exact, cases=3).method
        'post-stratified: Wilson, finite corpus'
    """
    return _named(linearised_share(_with_variance_strata(adjusted), figure, cases=cases))


def _jackknife(
    adjusted: PostStratified, figure: Figure, *, transform: Transform, bounds: tuple[float, float]
) -> Interval | NoInterval:
    tables = _whole_and_replicates(adjusted)
    values = figure(tables + pseudo_observation(tables[0]))
    point = float(figure(tables[0]))
    if not np.isfinite([*values, point]).all():
        return NoInterval.NOT_VERIFIED
    if transform == "atanh" and (np.abs(values) >= 1).any():
        return NoInterval.NOT_VERIFIED
    scaled = np.arctanh(values) if transform == "atanh" else values
    half = float(stdtrit(len(scaled) - 2, UPPER)) * jackknife_error(scaled[1:])
    return interval_around(
        float(scaled[0]),
        half=half,
        transform=transform,
        bounds=bounds,
        how="post-stratified jackknife-t",
    ).holding(point)


def _whole_and_replicates(adjusted: PostStratified) -> Floats:
    return np.concatenate([adjusted.cells.tables.sum(axis=0)[None], adjusted.replicates])


def _effective_n(hits: Floats, cases: Floats, *, n: int) -> float:
    """Return what `effective_n` does, from hits and cases of all scenarios and without each."""
    clusters = len(hits) - 1
    share = float(hits[0] / cases[0])
    pulls = (share * cases[1:] - hits[1:]) / cases[0]
    spread = float(((pulls - pulls.mean()) ** 2).sum())
    if share * (1 - share) < NOTHING or spread < NOTHING:
        return float(n)
    variance = clusters / (clusters - 1) * spread
    quantiles = float(stdtrit(n - 1, UPPER)) / float(stdtrit(clusters - 1, UPPER))
    return min(share * (1 - share) / variance * quantiles**2, float(n))


def _with_variance_strata(adjusted: PostStratified) -> Cells:
    cells = adjusted.cells
    if cells.n < RESIDUAL_FROM:
        return cells
    left = cells.left and replace(cells.left, stratum=adjusted.poststratum_left)
    return replace(cells, stratum=adjusted.poststratum, left=left)


def _named(found: Interval | NoInterval) -> Interval | NoInterval:
    if isinstance(found, NoInterval) or found.method.startswith("census"):
        return found
    return replace(found, method=f"post-stratified: {found.method}")
