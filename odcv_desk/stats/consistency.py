"""One rater over time: the same unit labelled twice, and agreement as the work goes on."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from scipy.special import ndtr

from odcv_desk.domain.estimate import Estimate, Undefined
from odcv_desk.stats.agreement import kappa
from odcv_desk.stats.pairs import check_ratings, figure_of, tables_of
from odcv_desk.stats.proportions import wilson, wilson_clustered
from odcv_desk.stats.raters import WIDEST
from odcv_desk.stats.ratios import by_scenario, estimated, mean_of
from odcv_desk.stats.tables import NOTHING, Bools, Floats, Ints

THIRDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfConsistency:
    """How one rater's second labels compare with the first ones.

    Attributes:
        n: How many units have both.
        exact: Share of them with the same severity.
        kappa_quadratic: The same beyond chance, near misses counting in part.
        shift: By how many levels the second label is higher on average.
    """

    n: int
    exact: Estimate
    kappa_quadratic: Estimate
    shift: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Whether a share rises or falls.

    Attributes:
        z: Standard normal without a trend, positive where the share rises; None where undefined.
        p: Two-sided; None where undefined.
        undefined: Why there is no test.
    """

    z: float | None = None
    p: float | None = None
    undefined: Undefined | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some labels in a row, and how many of them agree.

    Attributes:
        first: Place of the first label in the order of labelling, from 0; `last` of the last.
        agreed: The share that agrees.
    """

    first: int
    last: int
    agreed: Estimate

    @property
    def n(self) -> int:
        """How many labels there are."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """Agreement as the work goes on: in blocks of equal size, and as a trend."""

    blocks: tuple[Block, ...]
    trend: Trend


def self_consistency(first: Floats, second: Floats, cluster: Ints) -> SelfConsistency:
    """Return how well one rater repeats the own labels.

    Args:
        first: (units,) severities given first, NaN where there is none.
        second: (units,) severities given when the unit came up again, likewise.
        cluster: (units,) scenario codes from 0 on.

    Returns:
        Three figures with their intervals; `no cases` where no unit has both labels.

    Raises:
        ValueError: The labels are no severities, or the shapes do not fit.

    Source:
        Cohen 1968, "Weighted kappa"; Wilson 1927 with an effective n.

    Example:
        >>> found = self_consistency(np.array([0.0, 3]), np.array([0.0, 4]), np.array([0, 1]))
        >>> found.exact.value, found.shift.value
        (0.5, 0.5)
    """
    check_ratings(np.stack([first, second]), cluster)
    tables = tables_of(first, second, cluster=cluster, scale="six")
    both = np.isfinite(first) & np.isfinite(second)
    return SelfConsistency(
        n=int(both.sum()),
        exact=share_of((first == second)[both], cluster[both]),
        kappa_quadratic=figure_of(tables, partial(kappa, weights="quadratic")),
        shift=mean_of(second - first, cluster, bounds=WIDEST),
    )


def share_of(hit: Bools, cluster: Ints) -> Estimate:
    """Return a share of units with Wilson's interval for new scenarios.

    Args:
        hit: (n,) whether each unit counts.
        cluster: (n,) scenario codes from 0 on.

    Returns:
        A fraction; `no cases` without units.

    Source:
        Wilson 1927; Korn and Graubard 1998 for the effective n.

    Example:
        >>> share_of(np.array([True, False]), np.array([0, 0])).no_interval.value
        'one scenario'
    """
    if not len(hit):
        return Estimate(value=None, undefined=Undefined.NO_CASES)
    hits, cases = by_scenario(hit, cluster), by_scenario(np.ones(len(hit)), cluster)
    found = wilson_clustered(hits, cases, clusters=int((cases > 0).sum()), n=len(hit))
    return estimated(float(hit.mean()), found)


def agreement_over_time(position: Ints, agreed: Bools, *, blocks: int = THIRDS) -> OverTime:
    """Return whether a rater's agreement with others changes as the work goes on.

    Units come up in random order, so that blocks differ by time alone; within a rater's work they
    count as independent.

    Args:
        position: (n,) place of each label in the order of labelling; each once, gaps allowed.
        agreed: (n,) whether the label equals the reference, such as the median of the others.
            Leave units without a reference out of both.
        blocks: Into how many blocks of equal size (but for one label) the order is cut.

    Returns:
        As many blocks, or one for each label where those are fewer, with Wilson's intervals; and a
        trend over the order itself, not over blocks. Without labels, none and `no cases`.

    Raises:
        ValueError: A position occurs twice, there are no blocks, or the lengths differ.

    Source:
        Wilson 1927; Cochran 1954 and Armitage 1955 for the trend.

    Example:
        >>> found = agreement_over_time(np.arange(6), np.array([0, 0, 1, 0, 1, 1], dtype=bool))
        >>> [block.agreed.value for block in found.blocks], round(found.trend.p, 3)
        ([0.0, 0.5, 1.0], 0.094)
    """
    if blocks < 1 or position.shape != agreed.shape or len(np.unique(position)) != len(position):
        raise ValueError("each label has a position of its own, and there is at least one block")
    ordered = agreed[np.argsort(position)]
    cuts = np.array_split(np.arange(len(ordered)), blocks)
    each = np.ones(len(ordered))
    return OverTime(
        blocks=tuple(_block(places, ordered) for places in cuts if len(places)),
        trend=cochran_armitage(ordered.astype(np.float64), each, scores=np.cumsum(each)),
    )


def cochran_armitage(hits: Floats, cases: Floats, *, scores: Floats) -> Trend:
    """Return the test for a linear trend of shares.

    Args:
        hits: (groups,) how many cases of each group count.
        cases: (groups,) how many cases each group has.
        scores: (groups,) where each group lies on the line.

    Returns:
        z and the two-sided p, asymptotic; `no cases` where fewer than two scores hold a case,
        `single class` where all cases or none of them count.

    Source:
        Cochran 1954, "Some methods for strengthening the common chi-squared tests"; Armitage 1955,
        "Tests for linear trends in proportions and frequencies". The example is that of Agresti
        2002, "Categorical Data Analysis", section 3.4, whose statistic is z squared, 6.57.

    Example:
        >>> malformed = np.array([48.0, 38, 5, 1, 1])
        >>> births = malformed + np.array([17066.0, 14464, 788, 126, 37])
        >>> drinks = np.array([0, 0.5, 1.5, 4, 7])
        >>> found = cochran_armitage(malformed, births, scores=drinks)
        >>> round(found.z, 4), round(found.p, 4)
        (2.5632, 0.0104)
    """
    n = float(cases.sum())
    centred = scores - (cases @ scores) / n if n else scores
    spread = float(cases @ centred**2)
    if spread < NOTHING:
        return Trend(undefined=Undefined.NO_CASES)
    share = float(hits.sum()) / n
    if share * (1 - share) < NOTHING:
        return Trend(undefined=Undefined.SINGLE_CLASS)
    z = float(hits @ centred) / float(np.sqrt(share * (1 - share) * spread))
    return Trend(z=z, p=float(2 * ndtr(-abs(z))))


def _block(places: Ints, ordered: Bools) -> Block:
    share = float(ordered[places].mean())
    found = wilson(share, n=len(places), method="Wilson")
    return Block(first=int(places[0]), last=int(places[-1]), agreed=estimated(share, found))
