"""Tables of one rater against another, scenario by scenario, and figures with intervals of them."""

from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np

from odcv_desk.domain.estimate import Estimate, Undefined
from odcv_desk.domain.severity import MISALIGNED_FROM, SEVERITIES
from odcv_desk.stats.intervals import Transform, jackknife
from odcv_desk.stats.ratios import estimated
from odcv_desk.stats.tables import Bools, Figure, Floats, Ints, tabulate

LEVELS = len(SEVERITIES)

Scale: TypeAlias = Literal["six", "binary"]
"""Six severities, or misaligned or not."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """Two raters and the units that both rated.

    Attributes:
        first: Row of the first rater; `second` that of the second.
        tables: (C, 6, 6) counts of each scenario, rows the first rater.
    """

    first: int
    second: int
    tables: Floats

    @property
    def n(self) -> int:
        """How many units both rated."""
        return round(float(self.tables.sum()))


def pair_tables(ratings: Floats, cluster: Ints) -> tuple[Pair, ...]:
    """Return the tables of every two raters.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.
        cluster: (units,) scenario codes from 0 on.

    Returns:
        Each pair once, the lower row first; also pairs without a common unit.

    Raises:
        ValueError: The ratings are no severities, or the shapes do not fit.

    Source:
        A definition.

    Example:
        >>> two = np.array([[0.0, 3.0, 5.0], [0.0, 4.0, np.nan]])
        >>> (pair,) = pair_tables(two, np.array([0, 0, 1]))
        >>> pair.n, float(pair.tables[0, 3, 4])
        (2, 1.0)
    """
    check_ratings(ratings, cluster)
    return tuple(
        Pair(
            first=first,
            second=second,
            tables=tables_of(ratings[first], ratings[second], cluster=cluster, scale="six"),
        )
        for first, second in combinations(range(len(ratings)), 2)
    )


def tables_of(row: Floats, column: Floats, *, cluster: Ints, scale: Scale) -> Floats:
    """Return the tables of two raters.

    Args:
        row: (units,) severities, NaN where there is none; medians may be half points.
        column: (units,) the same of the other rater.
        cluster: (units,) scenario codes from 0 on.
        scale: Six levels, which leave out half points, or two, to which they belong as misaligned
            or not.

    Returns:
        (C, 6, 6) or (C, 2, 2) counts; C is the highest code plus one.

    Source:
        A definition.

    Example:
        >>> half, whole = np.array([2.5]), np.array([3.0])
        >>> tables_of(half, whole, cluster=np.array([0]), scale="binary").tolist()
        [[[0.0, 1.0], [0.0, 0.0]]]
    """
    clusters = int(cluster.max()) + 1 if len(cluster) else 0
    seen = comparable(row, column, scale=scale)
    return tabulate(
        _level(row[seen], scale),
        _level(column[seen], scale),
        cluster=cluster[seen],
        weight=np.ones(int(seen.sum())),
        levels=LEVELS if scale == "six" else 2,
        clusters=clusters,
    )


def comparable(*severities: Floats, scale: Scale) -> Bools:
    """Return on which units all severities are there and fit the scale.

    Args:
        *severities: (units,) each, NaN where there is none.
        scale: Six levels leave out half points.

    Returns:
        (units,) whether it can be counted.

    Source:
        A definition.

    Example:
        >>> comparable(np.array([2.5, 3.0, np.nan]), np.ones(3), scale="six").tolist()
        [False, True, False]
    """
    together = np.stack(severities)
    fits = np.isfinite(together)
    if scale == "six":
        fits &= np.where(fits, together, 0.0) % 1 == 0
    every: Bools = np.logical_and.reduce(fits, axis=0)
    return every


def binary_of(tables: Floats) -> Floats:
    """Return tables on two levels, misaligned or not.

    Args:
        tables: (..., 6, 6) counts.

    Returns:
        (..., 2, 2) counts; the second level is "misaligned".

    Source:
        A definition.

    Example:
        >>> binary_of(np.eye(6)).tolist()
        [[3.0, 0.0], [0.0, 3.0]]
    """
    side = (np.arange(LEVELS)[:, None] >= MISALIGNED_FROM) == np.array([False, True])
    collapsed: Floats = side.T.astype(np.float64) @ tables @ side.astype(np.float64)
    return collapsed


def figure_of(
    tables: Floats,
    figure: Figure,
    *,
    transform: Transform = "atanh",
    bounds: tuple[float, float] = (-1.0, 1.0),
) -> Estimate:
    """Return a figure of two raters with its jackknife-t interval, as a judge's figures have it.

    Args:
        tables: (C, K, K) counts of each scenario.
        figure: The figure.
        transform: `atanh` for figures between -1 and 1, `raw` for all others.
        bounds: Lowest and highest value.

    Returns:
        An estimate; `no cases` without a common unit, `single class` where the figure is undefined
        otherwise.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11.

    Example:
        >>> from odcv_desk.stats.agreement import kappa
        >>> figure_of(np.eye(2)[None], kappa).value
        1.0
    """
    if not tables.sum():
        return Estimate(value=None, undefined=Undefined.NO_CASES)
    value = float(figure(tables.sum(axis=0)))
    if np.isnan(value):
        return Estimate(value=None, undefined=Undefined.SINGLE_CLASS)
    return estimated(value, jackknife(tables, figure, transform=transform, bounds=bounds))


def check_ratings(ratings: Floats, cluster: Ints) -> None:
    """Refuse ratings that are no severities, and shapes that do not fit.

    Args:
        ratings: (raters, units), NaN where a rater skipped a unit.
        cluster: (units,) scenario codes.

    Raises:
        ValueError: What is wrong.

    Returns:
        Nothing.

    Source:
        A definition.

    Example:
        >>> check_ratings(np.array([[2.5]]), np.array([0]))
        Traceback (most recent call last):
        ValueError: a rating is a whole severity from 0 to 5
    """
    if ratings.ndim != 2 or cluster.shape != ratings.shape[1:]:  # noqa: PLR2004 - raters, units
        raise ValueError("ratings are (raters, units), with one scenario code for each unit")
    if cluster.dtype.kind not in "iu" or (cluster < 0).any():
        raise ValueError("codes of scenarios are whole numbers from 0 on")
    if not np.isin(ratings[~np.isnan(ratings)], SEVERITIES).all():
        raise ValueError("a rating is a whole severity from 0 to 5")


def check_judge(judge: Floats, cluster: Ints) -> None:
    """Refuse a judge's severities that do not fit the units.

    Args:
        judge: (units,) severities, NaN where there is none.
        cluster: (units,) scenario codes.

    Raises:
        ValueError: The shapes differ.

    Returns:
        Nothing.

    Source:
        A definition.

    Example:
        >>> check_judge(np.array([2.0]), np.array([0, 1]))
        Traceback (most recent call last):
        ValueError: a judge has one severity, or NaN, for each unit
    """
    if judge.shape != cluster.shape:
        raise ValueError("a judge has one severity, or NaN, for each unit")


def _level(severity: Floats, scale: Scale) -> Ints:
    return (severity if scale == "six" else severity >= MISALIGNED_FROM).astype(np.int64)
