"""Per-scenario tables of gold against judge, the one input of every figure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Figure: TypeAlias = Callable[[Floats], Floats]
"""A figure: tables (..., K, K) in, values (...) out, NaN where it is undefined."""

Credit: TypeAlias = Literal["identity", "linear", "quadratic"]

NOTHING = 1e-12
"""What counts as zero under a fraction: sums of weights are not exact."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Left:
    """Drawn items that turned out to be no part of the population: in no table.

    That they were drawn in place of others is part of what chance does to a figure.

    Attributes:
        probability: (m,) inclusion probabilities in (0, 1].
        stratum: (m,) codes of the strata, as those of the items.
        weight: (m,) on the same scale as those of the items.
    """

    probability: Floats
    stratum: Ints
    weight: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Items as cells of a table: what they are, how they were drawn, and their tables.

    Attributes:
        row: (n,) level of the gold, 0 to K-1.
        column: (n,) level of the judge, 0 to K-1.
        probability: (n,) inclusion probabilities in (0, 1].
        stratum: (n,) codes of the strata that the items were drawn from.
        weight: (n,) 1 / probability, normalised to sum n.
        tables: (C, K, K) weighted table of each scenario; all of them sum to n.
        counts: (C, K, K) the same without weights.
        left: Drawn items outside the population, where intervals are to know of them.
    """

    row: Ints
    column: Ints
    probability: Floats
    stratum: Ints
    weight: Floats
    tables: Floats
    counts: Floats
    left: Left | None = None

    @property
    def n(self) -> int:
        """How many items there are."""
        return len(self.row)

    @property
    def clusters(self) -> int:
        """How many scenarios hold an item."""
        return int((self.counts.sum(axis=(-1, -2)) > 0).sum())

    @property
    def sampled(self) -> float:
        """Which share of the corpus these items are, by their probabilities; 0 without items."""
        return self.n / float((1 / self.probability).sum()) if self.n else 0.0


def normalised_weight(probability: Floats) -> Floats:
    """Return Hajek weights.

    Args:
        probability: (n,) inclusion probabilities in (0, 1].

    Returns:
        (n,) 1 / probability, scaled to sum n.

    Source:
        Hajek 1971, comment on "An essay on the logical foundations of survey sampling".

    Example:
        >>> normalised_weight(np.array([0.5, 0.25])).round(3).tolist()
        [0.667, 1.333]
    """
    raw = 1 / probability
    return raw * (len(raw) / raw.sum()) if len(raw) else raw


def tabulate(
    row: Ints, column: Ints, *, cluster: Ints, weight: Floats, levels: int, clusters: int
) -> Floats:
    """Return one table of gold against judge for each scenario.

    Args:
        row: (n,) level of the gold, 0 to levels-1.
        column: (n,) level of the judge, 0 to levels-1.
        cluster: (n,) scenario codes, 0 to clusters-1.
        weight: (n,) weights.
        levels: K, how many levels there are, whether or not they occur.
        clusters: C, how many scenarios there are, whether or not they hold an item.

    Returns:
        (C, K, K) sums of weights.

    Source:
        Hajek's estimate of a table of totals; with weights of 1, a contingency table.

    Example:
        >>> one = np.array([1])
        >>> tabulate(one, one, cluster=one - 1, weight=np.ones(1), levels=2, clusters=1).tolist()
        [[[0.0, 0.0], [0.0, 1.0]]]
    """
    cells = (cluster * levels + row) * levels + column
    sums = np.bincount(cells, weights=weight, minlength=clusters * levels * levels)
    return sums.reshape(clusters, levels, levels).astype(np.float64)


def totals(tables: Floats) -> Floats:
    """Return the sum of each table.

    Args:
        tables: (..., K, K) weighted counts.

    Returns:
        (...) sums.

    Source:
        A definition.

    Example:
        >>> float(totals(np.ones((2, 2))))
        4.0
    """
    sums: Floats = tables.sum(axis=(-1, -2))
    return sums


def shares(tables: Floats) -> Floats:
    """Return each table as shares of its sum.

    Args:
        tables: (..., K, K) weighted counts.

    Returns:
        (..., K, K) shares that sum to 1; NaN where a table is empty.

    Source:
        A definition.

    Example:
        >>> shares(np.eye(2)).tolist()
        [[0.5, 0.0], [0.0, 0.5]]
    """
    return divide(tables, totals(tables)[..., None, None])


def divide(numerator: Floats, denominator: Floats) -> Floats:
    """Return a fraction, NaN where its denominator is nothing.

    Args:
        numerator: Any shape.
        denominator: A shape that broadcasts with it.

    Returns:
        The broadcast shape. No warning is raised.

    Source:
        A definition.

    Example:
        >>> divide(np.array([1.0, 0.0]), np.array([2.0, 0.0])).tolist()
        [0.5, nan]
    """
    above, below = np.broadcast_arrays(numerator, denominator)
    quotient = np.full(above.shape, np.nan)
    np.divide(above, below, out=quotient, where=np.abs(below) > NOTHING)
    return quotient


def distances(levels: int) -> Floats:
    """Return how many levels lie between gold and judge in each cell of a table.

    Args:
        levels: K.

    Returns:
        (K, K) whole numbers, 0 on the diagonal.

    Source:
        A definition.

    Example:
        >>> distances(3)[0].tolist()
        [0.0, 1.0, 2.0]
    """
    level = np.arange(levels, dtype=np.float64)
    return np.abs(level[:, None] - level[None, :])


def credit(kind: Credit, levels: int) -> Floats:
    """Return how much a cell counts as agreement.

    Args:
        kind: `identity` counts equal levels only, `linear` and `quadratic` take off for distance.
        levels: K.

    Returns:
        (K, K) numbers from 0 to 1, 1 on the diagonal.

    Source:
        Cohen 1968, "Weighted kappa: nominal scale agreement with provision for scaled
        disagreement or partial credit".

    Example:
        >>> credit("linear", 3)[0].tolist()
        [1.0, 0.5, 0.0]
    """
    apart = distances(levels) / max(levels - 1, 1)
    if kind == "identity":
        return np.eye(levels)
    return 1 - (apart if kind == "linear" else apart**2)
