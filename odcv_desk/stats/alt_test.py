"""Whether a judge may stand in for a person: the alternative annotator test.

Epsilon is what the judge is granted for its lower cost; its authors advise 0.2 against experts,
0.15 against trained people and 0.1 against a crowd. Differences that are the same in every scenario
give p 0 below epsilon, else 1.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal, TypeAlias

import numpy as np
from scipy.special import stdtr

from odcv_desk.domain.estimate import Undefined
from odcv_desk.stats.intervals import FEWEST_SCENARIOS, jackknife_error
from odcv_desk.stats.pairs import check_judge, check_ratings
from odcv_desk.stats.raters import nothing_to_compare
from odcv_desk.stats.ratios import by_scenario
from odcv_desk.stats.tables import NOTHING, Bools, Floats, Ints

FEWEST_UNITS: Final = 30
FALSE_DISCOVERIES: Final = 0.05

Closeness: TypeAlias = Literal["exact", "squared"]
"""How near a label is to the others: the share that it equals, or the root of squared distances."""


class NoTest(StrEnum):
    """Why a rater is in no test."""

    TOO_FEW_UNITS = "too few units"
    TOO_FEW_SCENARIOS = "too few scenarios"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advantage:
    """One rater held out: who stands nearer to the others, the rater or the judge.

    Attributes:
        rater: The rater's row.
        n: Units that the rater, the judge and somebody else rated.
        judge: Share of them on which the judge stands as near as the rater or nearer.
        human: Share on which the rater stands as near as the judge or nearer.
        p: Of the null that the rater is ahead by epsilon or more; None without a test.
        adjusted: The same, adjusted for the number of raters.
        no_test: Why the rater was not tested.
    """

    rater: int
    n: int
    judge: float | None
    human: float | None
    p: float | None
    adjusted: float | None
    no_test: NoTest | None

    @property
    def won(self) -> bool:
        """Whether the judge beats this rater, epsilon granted."""
        return self.adjusted is not None and self.adjusted <= FALSE_DISCOVERIES


@dataclass(frozen=True, slots=True, kw_only=True)
class AltTest:
    """The test over all raters.

    Attributes:
        raters: Every rater, tested or not.
        winning_rate: Share of the tested raters whom the judge beats; from a half on it may stand
            in for a person.
        advantage: Mean share of units on which the judge stands as near or nearer.
        undefined: Why there is neither: nobody was tested.
    """

    raters: tuple[Advantage, ...]
    winning_rate: float | None
    advantage: float | None
    undefined: Undefined | None


def alt_test(
    ratings: Floats,
    judge: Floats,
    cluster: Ints,
    *,
    epsilon: float,
    closeness: Closeness = "squared",
    fewest: int = FEWEST_UNITS,
) -> AltTest:
    """Return whether the judge stands nearer to the group than its members do.

    The t-test counts scenarios; with `np.arange(units)` for them it is the published one.

    Args:
        ratings: (raters, units) blind severities, NaN where a rater skipped a unit.
        judge: (units,) the judge's severities, NaN where there is none.
        cluster: (units,) scenario codes from 0 on.
        epsilon: What the judge is granted, from 0 on.
        closeness: How near a label is to the others.
        fewest: Raters with fewer units are not tested.

    Returns:
        One advantage for each rater and both shares; a reason where nobody was tested.

    Raises:
        ValueError: The ratings are no severities, or the shapes do not fit.

    Source:
        Calderon, Reichart and Dror 2025, "The alternative annotator test", arXiv 2501.10970.

    Example:
        >>> people = np.tile([[0.0], [0.0], [5.0]], 40)
        >>> alt_test(people, np.zeros(40), np.arange(40), epsilon=0.1).winning_rate
        1.0
    """
    check_ratings(ratings, cluster)
    check_judge(judge, cluster)
    compared = [_compared(ratings, judge, rater, closeness) for rater in range(len(ratings))]
    found = [_advantage(*each, cluster, epsilon, fewest) for each in enumerate(compared)]
    return _over_raters(found, nothing_to_compare(ratings))


def benjamini_yekutieli(p_values: Floats) -> Floats:
    """Return p-values adjusted for the false discovery rate under any dependence.

    Args:
        p_values: (tests,) from 0 to 1.

    Returns:
        (tests,) the lowest rate at which each would be declared, at most 1.

    Source:
        Benjamini and Yekutieli 2001, "The control of the false discovery rate in multiple testing
        under dependency", theorem 1.3.

    Example:
        >>> benjamini_yekutieli(np.array([0.01, 0.04, 0.02])).round(4).tolist()
        [0.055, 0.0733, 0.055]
    """
    count = len(p_values)
    rank = np.arange(1, count + 1)
    order = np.argsort(p_values)
    raised = p_values[order] * count / rank * (1 / rank).sum()
    adjusted = np.empty(count)
    adjusted[order] = np.minimum.accumulate(raised[::-1])[::-1]
    return np.minimum(adjusted, 1.0)


def _over_raters(found: list[Advantage], nothing: Undefined) -> AltTest:
    tested = [each for each in found if each.p is not None]
    p_values = np.array([each.p for each in tested], dtype=np.float64)
    adjusted = dict(
        zip((each.rater for each in tested), benjamini_yekutieli(p_values).tolist(), strict=True)
    )
    raters = tuple(replace(each, adjusted=adjusted.get(each.rater)) for each in found)
    if not tested:
        return AltTest(raters=raters, winning_rate=None, advantage=None, undefined=nothing)
    return AltTest(
        raters=raters,
        winning_rate=sum(each.won for each in raters) / len(tested),
        advantage=float(np.mean([each.judge for each in tested])),
        undefined=None,
    )


def _compared(
    ratings: Floats, judge: Floats, rater: int, closeness: Closeness
) -> tuple[Bools, Floats, Floats]:
    """Return the units that count, and how far the rater and the judge are from the others.

    Sums over the others will do: on one unit both have the same others, and no root moves a tie.
    """
    others = np.delete(ratings, rater, axis=0)
    seen = np.isfinite(ratings[rater]) & np.isfinite(judge) & np.isfinite(others).any(axis=0)
    far = [_distance(others[:, seen], own[seen], closeness) for own in (ratings[rater], judge)]
    return seen, far[0], far[1]


def _distance(others: Floats, own: Floats, closeness: Closeness) -> Floats:
    apart = others - own
    each = apart**2 if closeness == "squared" else np.where(np.isfinite(apart), apart != 0, np.nan)
    sums: Floats = np.nansum(each, axis=0)
    return sums


def _advantage(
    rater: int,
    compared: tuple[Bools, Floats, Floats],
    cluster: Ints,
    epsilon: float,
    fewest: int,
) -> Advantage:
    seen, human, judge = compared
    n, codes = int(seen.sum()), cluster[seen]
    ahead = (human <= judge).astype(np.float64), (judge <= human).astype(np.float64)
    no_test: NoTest | None = None
    if n < fewest:
        no_test = NoTest.TOO_FEW_UNITS
    elif len(np.unique(codes)) < FEWEST_SCENARIOS:
        no_test = NoTest.TOO_FEW_SCENARIOS
    return Advantage(
        rater=rater,
        n=n,
        judge=float(ahead[1].mean()) if n else None,
        human=float(ahead[0].mean()) if n else None,
        p=None if no_test else _p_value(ahead[0] - ahead[1], codes, epsilon),
        adjusted=None,
        no_test=no_test,
    )


def _p_value(lead: Floats, cluster: Ints, epsilon: float) -> float:
    """Return p of a mean lead of epsilon or more, by leaving out one scenario at a time."""
    sums, units = by_scenario(lead, cluster), by_scenario(np.ones(len(lead)), cluster)
    sums, units = sums[units > 0], units[units > 0]
    mean = float(lead.mean())
    error = jackknife_error((sums.sum() - sums) / (units.sum() - units))
    if error < NOTHING:
        return 0.0 if mean < epsilon else 1.0
    return float(stdtr(len(units) - 1, (mean - epsilon) / error))
