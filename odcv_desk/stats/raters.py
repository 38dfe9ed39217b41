"""Several people who rated the same units: how far they agree, and who stands apart.

Only blind first labels belong in here; which those are is for the caller to say.
"""

from functools import partial
from typing import Final

import numpy as np

from odcv_desk.domain.estimate import Estimate, Undefined
from odcv_desk.domain.severity import MISALIGNED_FROM, SEVERITIES
from odcv_desk.stats.agreement import Level, RatingLevel, alpha_of_coincidences, coincidences_of
from odcv_desk.stats.intervals import Bootstrap, jackknife, percentile_bootstrap
from odcv_desk.stats.pairs import check_ratings, tables_of
from odcv_desk.stats.ratios import estimated, mean_of
from odcv_desk.stats.tables import Bools, Floats, Ints

WIDEST: Final = (float(SEVERITIES[0] - SEVERITIES[-1]), float(SEVERITIES[-1] - SEVERITIES[0]))
"""The lowest and highest difference of two severities."""


def alpha_interval(ratings: Floats, cluster: Ints, level: RatingLevel) -> Estimate:
    """Return Krippendorff's alpha with its interval for new scenarios.

    The interval is the one that a judge's figures have. The coincidences are smoothed by one more
    unit that two raters rated independently.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.
        cluster: (units,) scenario codes from 0 on.
        level: How differences count; `binary` compares which side of the threshold they are on.

    Returns:
        From -1 to 1. `no labels` without ratings, `no cases` where no unit has two, `single class`
        where only one value occurs among those that do.

    Raises:
        ValueError: The ratings are no severities, or the shapes do not fit.

    Source:
        Krippendorff 2018, "Content Analysis", 4th edition, chapter 12; Efron and Tibshirani 1993,
        "An Introduction to the Bootstrap", chapter 11.

    Example:
        >>> two = np.array([[0.0, 1.0, 3.0, 5.0], [0.0, 2.0, 3.0, np.nan]])
        >>> found = alpha_interval(two, np.array([0, 1, 2, 3]), "ordinal")
        >>> round(found.value, 3), found.no_interval.value
        (0.949, 'too few scenarios')
    """
    tables = coincidence_tables(ratings, cluster, level)
    if not tables.any():
        return Estimate(value=None, undefined=nothing_to_compare(ratings))
    figure = partial(alpha_of_coincidences, level=_metric(level))
    value = float(figure(tables.sum(axis=0)))
    if np.isnan(value):
        return Estimate(value=None, undefined=Undefined.SINGLE_CLASS)
    # Halves, so that the pseudo-observation of sum 1 is one unit and two ratings.
    found = jackknife(
        tables / 2, lambda half: figure(2 * half), transform="atanh", bounds=(-1.0, 1.0)
    )
    return estimated(value, found)


def alpha_bootstrap(
    ratings: Floats,
    cluster: Ints,
    level: RatingLevel,
    *,
    resamples: int,
    rng: np.random.Generator,
) -> Bootstrap:
    """Return the percentile interval of Krippendorff's alpha, as published figures have it.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.
        cluster: (units,) scenario codes from 0 on; a scenario is drawn whole.
        level: How differences count.
        resamples: How many resamples; 10,000 is usual.
        rng: Where chance comes from; the same one gives the same interval.

    Returns:
        The interval, or None where more than 1 % of the resamples leave alpha undefined.

    Raises:
        ValueError: The ratings are no severities, or the shapes do not fit.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13.

    Example:
        >>> nobody, rng = np.full((2, 3), np.nan), np.random.default_rng(1)
        >>> alpha_bootstrap(nobody, np.array([0, 1, 2]), "nominal", resamples=9, rng=rng).undefined
        1.0
    """
    tables = coincidence_tables(ratings, cluster, level)
    if not tables.any():
        return Bootstrap(interval=None, undefined=1.0)
    figure = partial(alpha_of_coincidences, level=_metric(level))
    return percentile_bootstrap(tables, figure, resamples=resamples, rng=rng)


def nothing_to_compare(ratings: Floats) -> Undefined:
    """Return why raters cannot be compared with each other.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.

    Returns:
        `no labels` without ratings, `no cases` where there are some.

    Source:
        A definition.

    Example:
        >>> nothing_to_compare(np.array([[2.0], [np.nan]])).value
        'no cases'
    """
    return Undefined.NO_CASES if np.isfinite(ratings).any() else Undefined.NO_LABELS


def coincidence_tables(ratings: Floats, cluster: Ints, level: RatingLevel) -> Floats:
    """Return the coincidences of each scenario; they add up.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.
        cluster: (units,) scenario codes from 0 on.
        level: `binary` gives two levels, all others six.

    Returns:
        (C, K, K), C the scenarios that hold a unit, in order of their codes.

    Raises:
        ValueError: The ratings are no severities, or the shapes do not fit.

    Source:
        Krippendorff 2018, "Content Analysis", 4th edition, section 12.3.2.

    Example:
        >>> two = np.array([[0.0, 3.0], [0.0, 4.0]])
        >>> coincidence_tables(two, np.array([0, 7]), "binary").tolist()
        [[[2.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 2.0]]]
    """
    check_ratings(ratings, cluster)
    values = np.array(SEVERITIES, dtype=np.float64)
    if level == "binary":
        ratings = np.where(np.isfinite(ratings), ratings >= MISALIGNED_FROM, np.nan)
        values = np.array([0.0, 1.0])
    each = [coincidences_of(ratings[:, cluster == code], values=values) for code in _codes(cluster)]
    return np.array(each).reshape(-1, len(values), len(values))


def leave_one_out_median(ratings: Floats) -> Floats:
    """Return the median of the other raters.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.

    Returns:
        (raters, units), whether or not the rater gave one; the mean of the middle two where the
        others are even in number, never rounded (`half_points` says where that lies between two
        levels); NaN where nobody else rated the unit.

    Source:
        A definition; the mean of the middle two is the rule of the published panel.

    Example:
        >>> leave_one_out_median(np.array([[0.0, 1.0], [2.0, np.nan], [5.0, np.nan]])).tolist()
        [[3.5, nan], [2.5, 1.0], [1.0, 1.0]]
    """
    medians = np.full(ratings.shape, np.nan)
    for rater in range(len(ratings)):
        others = np.delete(ratings, rater, axis=0)
        rated = np.isfinite(others).any(axis=0)
        medians[rater, rated] = np.nanmedian(others[:, rated], axis=0)
    return medians


def half_points(medians: Floats) -> Bools:
    """Return where a median lies between two levels.

    Args:
        medians: Any shape, NaN where there is none.

    Returns:
        The same shape.

    Source:
        A definition.

    Example:
        >>> half_points(np.array([2.5, 3.0, np.nan])).tolist()
        [True, False, False]
    """
    between: Bools = np.where(np.isfinite(medians), medians, 0.0) % 1 != 0
    return between


def severity_bias(ratings: Floats, cluster: Ints) -> tuple[Estimate, ...]:
    """Return by how many levels each rater is above the median of the others on average.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.
        cluster: (units,) scenario codes from 0 on.

    Returns:
        One estimate for each rater, from -5 to 5; `no cases` where no unit has another rater.

    Raises:
        ValueError: The ratings are no severities, or the shapes do not fit.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11.

    Example:
        >>> found = severity_bias(np.array([[1.0, 4.0], [0.0, 3.0]]), np.array([0, 1]))
        >>> [each.value for each in found]
        [1.0, -1.0]
    """
    check_ratings(ratings, cluster)
    above = ratings - leave_one_out_median(ratings)
    return tuple(mean_of(own, cluster, bounds=WIDEST) for own in above)


def confusions(ratings: Floats) -> Floats:
    """Return each rater's levels against the median of the others.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.

    Returns:
        (raters, 6, 6) counts, rows the median of the others where it is whole, columns the rater.

    Raises:
        ValueError: The ratings are no severities.

    Source:
        A definition.

    Example:
        >>> confusions(np.array([[3.0], [5.0]]))[0, 5].tolist()
        [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    """
    everything = np.zeros(ratings.shape[-1], dtype=np.int64)
    check_ratings(ratings, everything)
    medians = leave_one_out_median(ratings)
    each = [
        tables_of(others, own, cluster=everything, scale="six").sum(axis=0)
        for others, own in zip(medians, ratings, strict=True)
    ]
    return np.array(each).reshape(-1, len(SEVERITIES), len(SEVERITIES))


def _metric(level: RatingLevel) -> Level:
    return "nominal" if level == "binary" else level


def _codes(cluster: Ints) -> list[int]:
    return [int(code) for code in np.unique(cluster)]
