"""Means and other ratios of sums over scenarios, with jackknife-t intervals on the raw scale."""

import numpy as np
from scipy.special import stdtrit

from odcv_desk.domain.estimate import Estimate, NoInterval, Undefined
from odcv_desk.stats.intervals import UPPER, Interval, interval_around, jackknife_error, too_few
from odcv_desk.stats.proportions import clopper_pearson_limit
from odcv_desk.stats.tables import NOTHING, Bools, Floats, Ints


def mean_of(values: Floats, cluster: Ints, *, bounds: tuple[float, float]) -> Estimate:
    """Return the mean of values that come in scenarios.

    Args:
        values: (n,) numbers within the bounds, NaN where there is none.
        cluster: (n,) scenario codes from 0 on.
        bounds: Lowest and highest value.

    Returns:
        A mean. Where all values are one and the same, the interval lets as many scenarios differ,
        by as much as they can, as Clopper and Pearson's limit allows. No values: `no cases`.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11, with scenarios
        for observations; Clopper and Pearson 1934.

    Example:
        >>> found = mean_of(np.tile([0.0, 1.0], 6), np.arange(12), bounds=(0, 1))
        >>> found.value, round(found.low, 4), round(found.high, 4)
        (0.5, 0.1682, 0.8318)
    """
    known = np.isfinite(values)
    if not known.any():
        return Estimate(value=None, undefined=Undefined.NO_CASES)
    values, cluster = values[known], cluster[known]
    if np.ptp(values) < NOTHING:
        value = float(values[0])
        clusters = len(np.unique(cluster))
        return estimated(value, too_few(clusters) or _one_sided(value, clusters, bounds=bounds))
    above, below = by_scenario(values, cluster), by_scenario(np.ones(len(values)), cluster)
    return ratio_of(above, below, bounds=bounds)


def ratio_of(above: Floats, below: Floats, *, bounds: tuple[float, float]) -> Estimate:
    """Return a ratio of two sums over scenarios.

    Args:
        above: (C,) what each scenario adds to the numerator.
        below: (C,) what it adds to the denominator, not negative; scenarios with nothing do not
            count.
        bounds: Where the interval is clipped; infinite for none.

    Returns:
        A ratio; `no cases` where the denominator is nothing.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11: leave one
        scenario out, t with C - 1 degrees of freedom.

    Example:
        >>> ratio_of(np.array([1.0, 2.0]), np.array([2.0, 4.0]), bounds=(0, 1)).no_interval.value
        'too few scenarios'
    """
    held = below > NOTHING
    above, below = above[held], below[held]
    if not len(below):
        return Estimate(value=None, undefined=Undefined.NO_CASES)
    value = float(above.sum() / below.sum())
    if (reason := too_few(len(below))) is not None:
        return Estimate(value=value, no_interval=reason)
    left = (above.sum() - above) / (below.sum() - below)
    return estimated(value, jackknifed(np.append(value, left), bounds=bounds))


def jackknifed(values: Floats, *, bounds: tuple[float, float]) -> Interval:
    """Return the jackknife-t interval on the raw scale that leave-one-out values tell.

    Args:
        values: (1 + C,) the figure on all scenarios, then with each of them left out.
        bounds: Where the interval is clipped.

    Returns:
        An interval.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11.

    Example:
        >>> round(jackknifed(np.array([2.0, 1.5, 2.0, 2.5]), bounds=(0, 5)).high, 4)
        4.4841
    """
    half = float(stdtrit(len(values) - 2, UPPER)) * jackknife_error(values[1:])
    return interval_around(
        float(values[0]), half=half, transform="raw", bounds=bounds, how="jackknife-t"
    )


def by_scenario(values: Floats | Bools, cluster: Ints) -> Floats:
    """Return sums over scenarios.

    Args:
        values: (n,) numbers.
        cluster: (n,) scenario codes from 0 on.

    Returns:
        (C,) with C the highest code plus one; 0 where a scenario has none.

    Source:
        A definition.

    Example:
        >>> by_scenario(np.array([1.0, 2.0, 4.0]), np.array([0, 2, 2])).tolist()
        [1.0, 0.0, 6.0]
    """
    return np.bincount(cluster, weights=values).astype(np.float64)


def estimated(value: float, found: Interval | NoInterval) -> Estimate:
    """Return a value with its interval, widened to hold it, or the reason why there is none.

    Args:
        value: The point.
        found: Its interval, or a reason.

    Returns:
        An estimate.

    Source:
        A definition.

    Example:
        >>> estimated(0.5, NoInterval.ONE_SCENARIO).no_interval.value
        'one scenario'
    """
    if isinstance(found, NoInterval):
        return Estimate(value=value, no_interval=found)
    held = found.holding(value)
    return Estimate(value=value, low=held.low, high=held.high, method=held.method)


def _one_sided(value: float, clusters: int, *, bounds: tuple[float, float]) -> Interval:
    """Let the largest credible share of scenarios lie at either bound, the others at the value."""
    limit = clopper_pearson_limit(clusters)
    return Interval(
        low=value - limit * (value - bounds[0]),
        high=value + limit * (bounds[1] - value),
        method="Clopper-Pearson over scenarios",
    )
