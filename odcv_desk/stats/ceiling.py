"""How well a judge meets the median of people, beside how well a person meets it.

Each rater in turn is held out and compared with the median of the others, and so is the judge on
the same units. Medians of few people are noisier than the full gold, so both figures are lower than
those against the gold; their difference is what counts. Leaving one out follows Calderon, Reichart
and Dror 2025, "The alternative annotator test for LLM-as-a-judge".
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from odcv_desk.domain.estimate import Estimate, NoInterval, Undefined
from odcv_desk.stats.intervals import (
    UPPER,
    Interval,
    interval_around,
    jackknife_error,
    pseudo_observation,
    too_few,
)
from odcv_desk.stats.pairs import Scale, check_judge, check_ratings, comparable, tables_of
from odcv_desk.stats.raters import half_points, leave_one_out_median, nothing_to_compare
from odcv_desk.stats.ratios import estimated, jackknifed
from odcv_desk.stats.tables import NOTHING, Figure, Floats, Ints, totals

CORRELATION = (-1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """One rater held out: how the rater and the judge meet the median of the others.

    Attributes:
        rater: The rater's row.
        n: Units that the rater, the judge and somebody else rated, and that fit the scale.
        human: The figure of the rater; None where it is undefined.
        judge: The figure of the judge on the same units, likewise.
    """

    rater: int
    n: int
    human: float | None
    judge: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """The human ceiling, the judge beside it, and how far the judge lies above.

    All three are undefined for one reason: `no labels` without ratings, `no cases` where no unit
    has two raters and a score, `single class` where the figure is undefined for each rater. The
    interval of the difference is `not verified` where no scenario changes it.

    Attributes:
        human: Mean figure of the raters held out.
        judge: Mean figure of the judge against the same medians, on the same units.
        difference: Judge minus human; positive where the judge does better.
        raters: Every rater; those without both figures are in no mean.
        half_points: How often a median between two levels kept a unit out, over all raters.
    """

    human: Estimate
    judge: Estimate
    difference: Estimate
    raters: tuple[HeldOut, ...]
    half_points: int


def ceiling(
    ratings: Floats,
    judge: Floats,
    cluster: Ints,
    *,
    figure: Figure,
    scale: Scale,
    bounds: tuple[float, float] = CORRELATION,
) -> Ceiling:
    """Return the human ceiling and the judge beside it.

    Args:
        ratings: (raters, units) blind severities, NaN where there is none.
        judge: (units,) the judge's severities, NaN where there is none.
        cluster: (units,) scenario codes from 0 on.
        figure: What is compared, on tables of this scale.
        scale: Six levels, which leave out medians between two of them, or misaligned or not.
        bounds: Lowest and highest value; the two intervals are on atanh for -1 and 1.

    Returns:
        Three estimates, or the reason why there are none, and what they are made of.

    Raises:
        ValueError: The ratings are no severities, or the shapes do not fit.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11, on means.

    Example:
        >>> from odcv_desk.stats.accuracy import exact
        >>> two = np.array([[0.0, 5.0], [0.0, 4.0]])
        >>> found = ceiling(two, two[0], np.arange(2), figure=exact, scale="six", bounds=(0, 1))
        >>> found.human.value, found.judge.value, found.difference.value
        (0.5, 0.75, 0.25)
    """
    check_ratings(ratings, cluster)
    check_judge(judge, cluster)
    tables = _tables(ratings, judge, cluster, scale)
    half = _kept_out(ratings, judge) if scale == "six" else 0
    return _ceiling(*tables, figure, bounds, half=half, nothing=nothing_to_compare(ratings))


def _kept_out(ratings: Floats, judge: Floats) -> int:
    half = half_points(leave_one_out_median(ratings))
    return int((half & np.isfinite(ratings) & np.isfinite(judge)).sum())


def _ceiling(
    human: Floats,
    judge: Floats,
    figure: Figure,
    bounds: tuple[float, float],
    *,
    half: int,
    nothing: Undefined,
) -> Ceiling:
    raters = tuple(_held_out(row, human[row], judge[row], figure) for row in range(len(human)))
    kept = [each.rater for each in raters if each.human is not None and each.judge is not None]
    if kept:
        estimates = _estimates(human[kept], judge[kept], figure, bounds)
    else:
        compared = any(each.n for each in raters)
        estimates = _nothing(Undefined.SINGLE_CLASS if compared else nothing)
    return Ceiling(
        human=estimates[0],
        judge=estimates[1],
        difference=estimates[2],
        raters=raters,
        half_points=half,
    )


def _nothing(reason: Undefined) -> tuple[Estimate, Estimate, Estimate]:
    none = Estimate(value=None, undefined=reason)
    return none, none, none


def _tables(ratings: Floats, judge: Floats, cluster: Ints, scale: Scale) -> tuple[Floats, Floats]:
    """Return (raters, C, K, K) of the raters and of the judge against the same medians."""
    medians = leave_one_out_median(ratings)
    pairs = []
    for own, others in zip(ratings, medians, strict=True):
        same = np.where(comparable(own, others, judge, scale=scale), others, np.nan)
        pairs.append([tables_of(same, each, cluster=cluster, scale=scale) for each in (own, judge)])
    if not pairs:
        nothing = np.zeros((0, 0, 2, 2))
        return nothing, nothing
    both = np.array(pairs)
    return both[:, 0], both[:, 1]


def _held_out(rater: int, human: Floats, judge: Floats, figure: Figure) -> HeldOut:
    n = round(float(human.sum()))
    values = [float(figure(tables.sum(axis=0))) if n else np.nan for tables in (human, judge)]
    found = [None if np.isnan(value) else value for value in values]
    return HeldOut(rater=rater, n=n, human=found[0], judge=found[1])


def _estimates(
    human: Floats, judge: Floats, figure: Figure, bounds: tuple[float, float]
) -> tuple[Estimate, Estimate, Estimate]:
    points = [float(figure(tables.sum(axis=1)).mean()) for tables in (human, judge)]
    held = totals(human).sum(axis=0) > 0
    reason = too_few(int(held.sum()))
    values = [_replicates(tables[:, held], figure) for tables in (human, judge)]
    apart = values[1] - values[0]
    width = bounds[1] - bounds[0]
    return (
        estimated(points[0], reason or _own_interval(values[0], bounds)),
        estimated(points[1], reason or _own_interval(values[1], bounds)),
        estimated(points[1] - points[0], reason or _paired(apart, (-width, width))),
    )


def _replicates(tables: Floats, figure: Figure) -> Floats:
    """Return (1 + C,) means over raters of smoothed tables: whole, then without each scenario."""
    whole = tables.sum(axis=1)
    smoothed = (whole + np.array([pseudo_observation(each) for each in whole]))[:, None]
    values: Floats = figure(np.concatenate([smoothed, smoothed - tables], axis=1)).mean(axis=0)
    return values


def _own_interval(values: Floats, bounds: tuple[float, float]) -> Interval | NoInterval:
    if bounds != CORRELATION:
        return jackknifed(values, bounds=bounds)
    if (np.abs(values) >= 1).any():
        return NoInterval.NOT_VERIFIED
    scaled = np.arctanh(values)
    half = float(stdtrit(len(scaled) - 2, UPPER)) * jackknife_error(scaled[1:])
    return interval_around(
        float(scaled[0]), half=half, transform="atanh", bounds=bounds, how="jackknife-t"
    )


def _paired(apart: Floats, bounds: tuple[float, float]) -> Interval | NoInterval:
    if np.ptp(apart) < NOTHING:
        return NoInterval.NOT_VERIFIED
    return jackknifed(apart, bounds=bounds)
