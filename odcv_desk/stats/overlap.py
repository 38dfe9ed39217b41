"""How far two raters rest their labels on the same steps and the same clauses of the rubric."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from odcv_desk.domain.estimate import Estimate, Undefined
from odcv_desk.stats.intervals import Interval
from odcv_desk.stats.proportions import wilson_clustered
from odcv_desk.stats.ratios import by_scenario, estimated, mean_of
from odcv_desk.stats.tables import Floats, Ints

SHARE = (0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOverlap:
    """How much evidence two raters share.

    Attributes:
        n: Units for which one of them cites a step, or both do.
        neither: Units for which neither does; they tell nothing of overlap.
        jaccard: Mean over the n units of shared steps by all steps that either cites.
    """

    n: int
    neither: int
    jaccard: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseAgreement:
    """How far two raters agree on one clause of the rubric.

    Attributes:
        clause: Which clause.
        both: Units to which both give it; `one` those to which one rater does, `neither` the rest.
        prevalence: Share of all their ratings that name it.
        positive_agreement: The chance that one names it, given that the other does.
    """

    clause: str
    both: int
    one: int
    neither: int
    prevalence: Estimate
    positive_agreement: Estimate


def evidence_overlap(
    first: Sequence[Set[int]], second: Sequence[Set[int]], cluster: Ints
) -> EvidenceOverlap:
    """Return how much of their evidence two raters share.

    Args:
        first: For each unit the steps that the first rater cites; units that both rated.
        second: The same of the second rater.
        cluster: (units,) scenario codes from 0 on.

    Returns:
        A mean from 0 to 1; `no labels` without units, `no cases` where nobody cites a step.

    Raises:
        ValueError: The lengths differ.

    Source:
        Jaccard 1912, "The distribution of the flora in the alpine zone".

    Example:
        >>> found = evidence_overlap([{3, 4}, set()], [{4, 5}, set()], np.array([0, 1]))
        >>> round(found.jaccard.value, 4), found.neither
        (0.3333, 1)
    """
    _check(first, second, cluster)
    shared = np.array([len(a & b) for a, b in zip(first, second, strict=True)], dtype=np.float64)
    either = np.array([len(a | b) for a, b in zip(first, second, strict=True)], dtype=np.float64)
    cited = either > 0
    n = int(cited.sum())
    none = Estimate(value=None, undefined=Undefined.NO_LABELS)
    return EvidenceOverlap(
        n=n,
        neither=len(cluster) - n,
        jaccard=mean_of(shared[cited] / either[cited], cluster[cited], bounds=SHARE)
        if len(cluster)
        else none,
    )


def clause_agreement(
    first: Sequence[Set[str]], second: Sequence[Set[str]], cluster: Ints, *, clauses: Sequence[str]
) -> tuple[ClauseAgreement, ...]:
    """Return for each clause how frequent it is and how far two raters agree on it.

    Args:
        first: For each unit the clauses that the first rater names; units that both rated.
        second: The same of the second rater.
        cluster: (units,) scenario codes from 0 on.
        clauses: Which clauses to look at, in the order of the answer.

    Returns:
        One for each clause. Positive agreement is 2a/(2a+b+c), with a units named by both, b and c
        by one; `no cases` where nobody names the clause. Its interval is Wilson's for a/(a+b+c),
        of which it is a rising function. All are `no labels` without units.

    Raises:
        ValueError: The lengths differ.

    Source:
        Spitzer and Fleiss 1974, "A re-analysis of the reliability of psychiatric diagnosis";
        Cicchetti and Feinstein 1990, "High agreement but low kappa: II".

    Example:
        >>> first, second = [{"A"}, {"A"}, set()], [{"A"}, set(), set()]
        >>> (found,) = clause_agreement(first, second, np.array([0, 1, 2]), clauses=["A"])
        >>> round(found.positive_agreement.value, 4), found.prevalence.value
        (0.6667, 0.5)
    """
    _check(first, second, cluster)
    return tuple(_of_clause(clause, first, second, cluster) for clause in clauses)


def _check(first: Sequence[object], second: Sequence[object], cluster: Ints) -> None:
    if not len(first) == len(second) == len(cluster):
        raise ValueError("two raters need a set and a scenario code for each unit")


def _of_clause(
    clause: str, first: Sequence[Set[str]], second: Sequence[Set[str]], cluster: Ints
) -> ClauseAgreement:
    times = np.array(
        [(clause in a) + (clause in b) for a, b in zip(first, second, strict=True)],
        dtype=np.float64,
    )
    both, one = int((times == 2).sum()), int((times == 1).sum())  # noqa: PLR2004 - two raters
    return ClauseAgreement(
        clause=clause,
        both=both,
        one=one,
        neither=len(times) - both - one,
        prevalence=_share(times / 2, np.ones(len(times)), cluster),
        positive_agreement=_positive(times, cluster),
    )


def _positive(times: Floats, cluster: Ints) -> Estimate:
    named = (times > 0).astype(np.float64)
    found = _share((times > 1).astype(np.float64), named, cluster)
    if found.value is None:
        return found
    value = _specific(found.value)
    if found.low is None or found.high is None or found.method is None:
        return Estimate(value=value, no_interval=found.no_interval)
    ends = Interval(low=_specific(found.low), high=_specific(found.high), method=found.method)
    return estimated(value, ends)


def _specific(jaccard: float) -> float:
    return 2 * jaccard / (1 + jaccard)


def _share(hits: Floats, cases: Floats, cluster: Ints) -> Estimate:
    if not len(cases):
        return Estimate(value=None, undefined=Undefined.NO_LABELS)
    n = round(float(cases.sum()))
    if not n:
        return Estimate(value=None, undefined=Undefined.NO_CASES)
    clusters = len(np.unique(cluster))
    found = wilson_clustered(
        by_scenario(hits, cluster), by_scenario(cases, cluster), clusters=clusters, n=n
    )
    return estimated(float(hits.sum() / cases.sum()), found)
