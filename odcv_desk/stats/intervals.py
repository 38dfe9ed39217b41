"""Intervals for new scenarios: leave one scenario out, or resample scenarios."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

# For quantiles of t; scipy.stats has them too, but takes much longer to load.
from scipy.special import stdtrit

from odcv_desk.domain.estimate import NoInterval
from odcv_desk.stats.tables import Figure, Floats, totals

FEWEST_SCENARIOS = 10
MOST_UNDEFINED = 0.01
UPPER = 0.975

Transform: TypeAlias = Literal["atanh", "raw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where a figure lies with 95 % confidence, and how that was found."""

    low: float
    high: float
    method: str

    def holding(self, point: float) -> "Interval":
        """Return the interval, widened where the point lies outside."""
        return Interval(low=min(self.low, point), high=max(self.high, point), method=self.method)

    def clipped(self, bounds: tuple[float, float]) -> "Interval":
        """Return the interval cut at the lowest and highest value that the figure can take."""
        lowest, highest = bounds
        return Interval(
            low=float(min(max(self.low, lowest), highest)),
            high=float(max(min(self.high, highest), lowest)),
            method=self.method,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """What a percentile bootstrap found: an interval unless too many resamples are undefined."""

    interval: Interval | None
    undefined: float


def too_few(clusters: int) -> NoInterval | None:
    """Return why so few scenarios carry no interval, or None where they do.

    Args:
        clusters: How many scenarios hold an item.

    Returns:
        A reason, or None from ten scenarios on.

    Source:
        Coverage falls short below ten scenarios, and one scenario has no spread at all.

    Example:
        >>> too_few(1).value, too_few(9).value, too_few(10)
        ('one scenario', 'too few scenarios', None)
    """
    if clusters == 1:
        return NoInterval.ONE_SCENARIO
    return NoInterval.TOO_FEW_SCENARIOS if clusters < FEWEST_SCENARIOS else None


def pseudo_observation(table: Floats) -> Floats:
    """Return one observation, spread over a table as if gold and judge were independent.

    Its margins are those of the table after one more item that is spread evenly over the levels,
    so no cell is zero. Added to a table it keeps every figure defined and away from its limits:
    a judge without an error on 60 runs gets an interval, not a width of zero.

    Args:
        table: (K, K) weighted counts.

    Returns:
        (K, K) positive, sum 1.

    Source:
        Agresti and Coull 1998, "Approximate is better than exact", for the thought of adding
        observations; the spread by margins follows Fienberg and Holland 1973, "Simultaneous
        estimation of multinomial cell probabilities".

    Example:
        >>> pseudo_observation(np.array([[3.0, 0.0], [0.0, 0.0]])).round(4).tolist()
        [[0.7656, 0.1094], [0.1094, 0.0156]]
    """
    levels = table.shape[-1]
    size = float(table.sum()) + 1
    gold = (table.sum(axis=1) + 1 / levels) / size
    judge = (table.sum(axis=0) + 1 / levels) / size
    return np.outer(gold, judge)


def jackknife(
    tables: Floats, figure: Figure, *, transform: Transform, bounds: tuple[float, float]
) -> Interval | NoInterval:
    """Return the jackknife-t interval that leaves out one scenario at a time.

    The table is smoothed by a pseudo-observation, and the interval widened to hold the point.

    Args:
        tables: (C, K, K) weighted table of each scenario; empty ones count nothing.
        figure: The figure, defined on the sum of the tables.
        transform: `atanh` for figures between -1 and 1, `raw` for all others.
        bounds: Lowest and highest value of the figure, at which the raw scale is clipped.

    Returns:
        An interval, or why there is none: too few scenarios; or, on atanh, a figure below -1.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11, with clusters
        for observations and t with C - 1 degrees of freedom.

    Example:
        >>> from odcv_desk.stats.agreement import kappa
        >>> perfect = np.repeat(np.eye(2)[None], 12, axis=0)
        >>> round(jackknife(perfect, kappa, transform="atanh", bounds=(-1, 1)).low, 2)
        0.96
    """
    held = tables[totals(tables) > 0]
    if (reason := too_few(len(held))) is not None:
        return reason
    whole = held.sum(axis=0)
    smoothed = whole + pseudo_observation(whole)
    values = figure(np.concatenate([smoothed[None], smoothed - held]))
    if transform == "atanh" and (np.abs(values) >= 1).any():
        return NoInterval.NOT_VERIFIED
    scaled = np.arctanh(values) if transform == "atanh" else values
    half = float(stdtrit(len(held) - 1, UPPER)) * jackknife_error(scaled[1:])
    found = interval_around(
        float(scaled[0]), half=half, transform=transform, bounds=bounds, how="jackknife-t"
    )
    return found.holding(float(figure(whole)))


def jackknife_error(values: Floats) -> float:
    """Return the standard error that leave-one-out values tell.

    Args:
        values: (C,) a figure with each scenario left out in turn.

    Returns:
        A standard error on the scale of the values.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", equation 11.5.

    Example:
        >>> round(jackknife_error(np.array([1.5, 2.0, 2.5])), 4)
        0.5774
    """
    spread = float(((values - values.mean()) ** 2).sum())
    return float(np.sqrt((len(values) - 1) / len(values) * spread))


def interval_around(
    centre: float, *, half: float, transform: Transform, bounds: tuple[float, float], how: str
) -> Interval:
    """Return an interval taken back from a transformed scale.

    Args:
        centre: The middle on the transformed scale.
        half: Half the width on that scale.
        transform: Which scale that is.
        bounds: Where an interval on the raw scale is clipped.
        how: How the width was found, in a word.

    Returns:
        An interval within (-1, 1) for `atanh`, within its bounds for `raw`.

    Source:
        Fisher 1921, "On the probable error of a coefficient of correlation", for atanh.

    Example:
        >>> interval_around(0.5, half=1.0, transform="raw", bounds=(0, 5), how="example").low
        0.0
    """
    low, high = centre - half, centre + half
    if transform == "atanh":
        ends = (float(np.tanh(low)), float(np.tanh(high)))
        return Interval(low=ends[0], high=ends[1], method=f"{how}, atanh")
    return Interval(low=low, high=high, method=f"{how}, raw scale, clipped").clipped(bounds)


def percentile_bootstrap(
    tables: Floats, figure: Figure, *, resamples: int, rng: np.random.Generator
) -> Bootstrap:
    """Return the percentile interval of resampled scenarios, as one matrix product.

    Args:
        tables: (C, K, K) weighted table, or coincidences, of each scenario.
        figure: The figure.
        resamples: How many resamples.
        rng: Where chance comes from; the same one gives the same interval.

    Returns:
        The interval, or None where more than 1 % of the resamples leave the figure undefined, and
        the share of those.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13; scenarios are
        resampled whole.

    Example:
        >>> from odcv_desk.stats.accuracy import exact
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> perfect = np.repeat(np.eye(2)[None], 12, axis=0)
        >>> percentile_bootstrap(perfect, exact, resamples=100, rng=rng).undefined
        0.0
    """
    return percentiles(figure(resample(tables, resamples=resamples, rng=rng)))


def resample(tables: Floats, *, resamples: int, rng: np.random.Generator) -> Floats:
    """Return the tables of resampled scenarios; many figures can be read off one resample.

    Args:
        tables: (C, K, K) weighted table, or coincidences, of each scenario.
        resamples: B, how many resamples.
        rng: Where chance comes from.

    Returns:
        (B, K, K) sums of C tables drawn with replacement.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 6.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> resample(np.ones((3, 2, 2)), resamples=1, rng=rng).tolist()
        [[[3.0, 3.0], [3.0, 3.0]]]
    """
    clusters = len(tables)
    times = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=resamples)
    sums = times.astype(np.float64) @ tables.reshape(clusters, -1)
    return sums.reshape(resamples, *tables.shape[1:])


def percentiles(values: Floats) -> Bootstrap:
    """Return the percentile interval that resampled values of a figure tell.

    Args:
        values: (B,) a figure on each resample, NaN where it is undefined.

    Returns:
        The interval, or None where more than 1 % are undefined, and the share of those.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13.

    Example:
        >>> percentiles(np.array([0.5, np.nan])).undefined
        0.5
    """
    undefined = float(np.isnan(values).mean())
    if undefined > MOST_UNDEFINED:
        return Bootstrap(interval=None, undefined=undefined)
    low, high = np.nanquantile(values, [1 - UPPER, UPPER])
    method = "percentile bootstrap of scenarios"
    return Bootstrap(
        interval=Interval(low=float(low), high=float(high), method=method), undefined=undefined
    )
