"""Agreement beyond chance, from tables of gold against judge.

Every figure takes tables of any leading shape, so that a bootstrap or a jackknife is one call.
"""

from typing import Literal, TypeAlias

import numpy as np

from odcv_desk.domain.severity import MISALIGNED_FROM
from odcv_desk.stats.tables import NOTHING, Credit, Floats, credit, divide, shares

Level: TypeAlias = Literal["nominal", "ordinal", "interval"]
RatingLevel: TypeAlias = Literal["nominal", "ordinal", "interval", "binary"]


def kappa(tables: Floats, *, weights: Credit = "identity") -> Floats:
    """Return Cohen's kappa, plain or weighted.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.
        weights: Credit for a near miss.

    Returns:
        (...) from -1 to 1; NaN where both use one and the same level only.

    Source:
        Cohen 1960, "A coefficient of agreement for nominal scales"; Cohen 1968, "Weighted kappa".

    Example:
        >>> round(float(kappa(np.array([[20.0, 5.0], [10.0, 15.0]]))), 6)
        0.4
    """
    part = shares(tables)
    expected = part.sum(axis=-1)[..., :, None] * part.sum(axis=-2)[..., None, :]
    return _beyond_chance(part, expected, weights)


def scott_pi(tables: Floats) -> Floats:
    """Return Scott's pi: kappa with the margins of gold and judge averaged.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.

    Returns:
        (...) from -1 to 1; NaN where only one level occurs.

    Source:
        Scott 1955, "Reliability of content analysis: the case of nominal scale coding".

    Example:
        >>> round(float(scott_pi(np.array([[20.0, 5.0], [10.0, 15.0]]))), 6)
        0.393939
    """
    part = shares(tables)
    middle = (part.sum(axis=-1) + part.sum(axis=-2)) / 2
    return _beyond_chance(part, middle[..., :, None] * middle[..., None, :], "identity")


def ac1(tables: Floats) -> Floats:
    """Return Gwet's AC1.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.

    Returns:
        (...) from -1 to 1; NaN where there are no items.

    Source:
        Gwet 2008, "Computing inter-rater reliability and its variance in the presence of high
        agreement", equation 7.

    Example:
        >>> round(float(ac1(np.array([[118.0, 5.0], [2.0, 0.0]]))), 4)
        0.9408
    """
    return _gwet(tables, "identity")


def ac2_quadratic(tables: Floats) -> Floats:
    """Return Gwet's AC2 with quadratic weights.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.

    Returns:
        (...) at most 1, and below -1 (about -1.45 at the lowest on six levels) where gold and
        judge contradict each other throughout; NaN where there are no items.

    Source:
        Gwet 2014, "Handbook of Inter-Rater Reliability", 4th edition, section 4.3.

    Example:
        >>> float(ac2_quadratic(np.diag([1.0, 2.0, 3.0])))
        1.0
    """
    return _gwet(tables, "quadratic")


def brennan_prediger(tables: Floats) -> Floats:
    """Return agreement beyond what uniform guessing gives; with two levels this is PABAK.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.

    Returns:
        (...) from -1/(K-1) to 1; NaN where there are no items.

    Source:
        Brennan and Prediger 1981, "Coefficient kappa: some uses, misuses, and alternatives";
        Byrt, Bishop and Carlin 1993, "Bias, prevalence and kappa".

    Example:
        >>> round(float(brennan_prediger(np.array([[40.0, 9.0], [6.0, 45.0]]))), 6)
        0.7
    """
    part = shares(tables)
    return _beyond_chance(part, np.full_like(part, 1 / part.shape[-1] ** 2), "identity")


pabak = brennan_prediger


def mcc(tables: Floats) -> Floats:
    """Return Matthews' correlation coefficient, for any number of levels.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.

    Returns:
        (...) from -1 to 1; NaN where gold or judge uses one level only.

    Source:
        Matthews 1975, "Comparison of the predicted and observed secondary structure of T4 phage
        lysozyme"; Gorodkin 2004, "Comparing two K-category assignments by a K-category
        correlation coefficient", equation 8.

    Example:
        >>> round(float(mcc(np.array([[20.0, 5.0], [10.0, 15.0]]))), 6)
        0.408248
    """
    part = shares(tables)
    gold, judge = part.sum(axis=-1), part.sum(axis=-2)
    agreed = np.trace(part, axis1=-2, axis2=-1) - (gold * judge).sum(axis=-1)
    gold_spread = 1 - (gold**2).sum(axis=-1)
    judge_spread = 1 - (judge**2).sum(axis=-1)
    varied = (gold_spread > NOTHING) & (judge_spread > NOTHING)
    return divide(agreed, np.sqrt(np.where(varied, gold_spread * judge_spread, 0.0)))


def alpha(tables: Floats, *, level: Level) -> Floats:
    """Return Krippendorff's alpha of gold and judge as two coders.

    Args:
        tables: (..., K, K) counts, rows gold, columns judge; weighted ones must sum to n, for
            alpha corrects for the number of items.
        level: How differences between levels count.

    Returns:
        (...) from -1 to 1; NaN where only one level occurs.

    Source:
        Krippendorff 2018, "Content Analysis", 4th edition, chapter 12.

    Example:
        >>> round(float(alpha(np.array([[5.0, 3.0], [1.0, 1.0]]), level="nominal")), 3)
        0.095
    """
    return alpha_of_coincidences(tables + np.swapaxes(tables, -1, -2), level=level)


def alpha_of_coincidences(
    coincidences: Floats, *, level: Level, values: Floats | None = None
) -> Floats:
    """Return Krippendorff's alpha from coincidences; they add up over scenarios.

    The ordinal metric is the interval metric on midranks.

    Args:
        coincidences: (..., K, K) symmetric; the sum is the number of pairable ratings.
        level: How differences between levels count.
        values: (K,) what the levels stand for; 0 to K-1 where None. Only `interval` looks at it.

    Returns:
        (...) from -1 to 1; NaN where fewer than two levels occur.

    Source:
        Krippendorff 2018, "Content Analysis", 4th edition, chapter 12.

    Example:
        >>> round(float(alpha_of_coincidences(np.array([[10.0, 4], [4, 2]]), level="nominal")), 3)
        0.095
    """
    counts = coincidences.sum(axis=-1)
    n = counts.sum(axis=-1)
    apart = _squared_distances(counts, level, values)
    observed = (coincidences * apart).sum(axis=(-1, -2))
    expected = (counts[..., :, None] * counts[..., None, :] * apart).sum(axis=(-1, -2))
    return 1 - divide((n - 1) * observed, expected)


def coincidences_of(ratings: Floats, *, values: Floats) -> Floats:
    """Return the coincidences of several raters, some ratings missing.

    Args:
        ratings: (raters, units), NaN where a rater skipped a unit.
        values: (K,) the ratings that may occur, rising.

    Returns:
        (K, K) symmetric; units with fewer than two ratings count nothing.

    Source:
        Krippendorff 2018, "Content Analysis", 4th edition, section 12.3.2.

    Example:
        >>> two = np.array([[0.0, 1.0, 1.0], [0.0, 0.0, np.nan]])
        >>> coincidences_of(two, values=np.array([0.0, 1.0])).tolist()
        [[2.0, 1.0], [1.0, 0.0]]
    """
    given = (ratings[:, :, None] == values).sum(axis=0).astype(np.float64)
    raters = given.sum(axis=-1)
    given, raters = given[raters > 1], raters[raters > 1]
    each = given / (raters - 1)[:, None]
    pairs: Floats = given.T @ each - np.diag(each.sum(axis=0))
    return pairs


def multi_rater_alpha(ratings: Floats, *, level: RatingLevel) -> float:
    """Return Krippendorff's alpha of any number of raters, some ratings missing.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.
        level: How differences count; `binary` compares which side of the threshold they are on.

    Returns:
        From -1 to 1; NaN where no unit has two ratings or only one value occurs.

    Source:
        Krippendorff 2018, "Content Analysis", 4th edition, chapter 12.

    Example:
        >>> two = np.array([[0.0, 1.0, 3.0, 5.0], [0.0, 2.0, 3.0, np.nan]])
        >>> round(multi_rater_alpha(two, level="ordinal"), 3)
        0.949
    """
    known = np.isfinite(ratings)
    if level == "binary":
        ratings = np.where(known, ratings >= MISALIGNED_FROM, np.nan)
    values = np.unique(ratings[known])
    coincidences = coincidences_of(ratings, values=values)
    metric: Level = "nominal" if level == "binary" else level
    return float(alpha_of_coincidences(coincidences, level=metric, values=values))


def _beyond_chance(part: Floats, expected: Floats, weights: Credit) -> Floats:
    miss = 1 - credit(weights, part.shape[-1])
    observed = (part * miss).sum(axis=(-1, -2))
    return 1 - divide(observed, (expected * miss).sum(axis=(-1, -2)))


def _gwet(tables: Floats, weights: Credit) -> Floats:
    part = shares(tables)
    levels = part.shape[-1]
    worth = credit(weights, levels)
    middle = (part.sum(axis=-1) + part.sum(axis=-2)) / 2
    observed = (part * worth).sum(axis=(-1, -2))
    by_chance = worth.sum() / (levels * (levels - 1)) * (middle * (1 - middle)).sum(axis=-1)
    return divide(observed - by_chance, 1 - by_chance)


def _squared_distances(counts: Floats, level: Level, values: Floats | None) -> Floats:
    levels = counts.shape[-1]
    if level == "nominal":
        return 1 - np.eye(levels)
    if level == "ordinal":
        place = np.cumsum(counts, axis=-1) - counts / 2
    else:
        place = np.arange(levels, dtype=np.float64) if values is None else values
    squared: Floats = (place[..., :, None] - place[..., None, :]) ** 2
    return squared
