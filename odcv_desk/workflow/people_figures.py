"""The figures of raters and pairs, out of the labels of a wave."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations

import numpy as np

from odcv_desk.domain.estimate import Estimate, Undefined
from odcv_desk.domain.label import Label
from odcv_desk.domain.people import (
    Block,
    ClauseFigures,
    Confusion,
    Disputed,
    Minutes,
    Overlap,
    OverTime,
    PairFigures,
    RaterFigures,
    Repeated,
    Settled,
    Together,
)
from odcv_desk.domain.run import RunId
from odcv_desk.domain.severity import MISALIGNED_FROM
from odcv_desk.domain.wave import Design, Wave
from odcv_desk.stats.agreement import kappa
from odcv_desk.stats.consistency import agreement_over_time, self_consistency, share_of
from odcv_desk.stats.dawid_skene import dawid_skene
from odcv_desk.stats.overlap import clause_agreement, evidence_overlap
from odcv_desk.stats.pairs import Pair, binary_of, figure_of, pair_tables
from odcv_desk.stats.raters import (
    alpha_interval,
    confusions,
    half_points,
    leave_one_out_median,
    severity_bias,
)
from odcv_desk.stats.tables import Floats
from odcv_desk.workflow.disputes import Dispute
from odcv_desk.workflow.people_labels import TWO, Said, codes_of
from odcv_desk.workflow.readers import is_ended
from odcv_desk.workflow.rubric import rubric

_FEWEST_FOR_MODEL = 3
_S_A_MINUTE = 60
_EVEN = 1.5


def together(said: Said, found: Sequence[Dispute]) -> Together:
    """Return what can be said of all raters at once."""
    return Together(
        alpha=alpha_interval(said.ratings, said.cluster, "ordinal"),
        alpha_binary=alpha_interval(said.ratings, said.cluster, "binary"),
        disputed=disputed(said, found),
        evidence=_overlap(said, tuple(combinations(said.raters, 2))),
        unweighted=not_alike(said.wave),
    )


def not_alike(wave: Wave) -> bool:
    """Return whether some runs of a wave were likelier to be drawn than others."""
    chances = {item.probability for item in wave.items}
    uneven = max(chances, default=1.0) > _EVEN * min(chances, default=1.0)
    return wave.design is Design.PPS or bool(wave.joins) or uneven


def disputed(said: Said, found: Sequence[Dispute]) -> Disputed:
    """Return how often raters disagree, of the items that all of their raters have ended."""
    # Who settled an item was a rater of it all the same: that it was disputed stays true.
    answered = {run: by.keys() | said.taken_out(run) for run, by in said.first.items()}
    ended = [
        run
        for run, by in answered.items()
        if len(by) >= TWO and is_ended(said.readers.get(run, ()), by)
    ]
    runs = {each.run for each in found}
    rulings = [each.ruling for each in found if each.ruling is not None]
    hit = np.array([run in runs for run in ended], dtype=bool)
    return Disputed(
        ended=len(ended),
        disputed=len(found),
        splits=sum(each.splits for each in found),
        share=share_of(hit, codes_of(ended)),
        adjudicated=len(rulings),
        ambiguous=sum(bool(ruling.shares) for ruling in rulings),
    )


def raters(said: Said) -> tuple[RaterFigures, ...]:
    """Return every rater beside the median of the others."""
    medians = leave_one_out_median(said.ratings)
    bias = severity_bias(said.ratings, said.cluster)
    tables = confusions(said.ratings)
    timed = minutes(said)
    return tuple(
        RaterFigures(
            rater=rater,
            labels=int(np.isfinite(own).sum()),
            compared=int((np.isfinite(own) & np.isfinite(others)).sum()),
            bias=bias[row],
            flagged=_leaves_out_zero(bias[row]),
            confusion=_rows(tables[row]),
            half_points=int((half_points(others) & np.isfinite(own)).sum()),
            minutes=timed.get(rater),
            repeated=_repeated(said, rater),
            over_time=_over_time(said, rater, own, others),
        )
        for row, (rater, own, others) in enumerate(
            zip(said.raters, said.ratings, medians, strict=True)
        )
    )


def minutes(said: Said) -> Mapping[str, Minutes]:
    """Return how long labels took each rater who was timed; it tells nothing of the labels."""
    found = {}
    for rater in said.raters:
        given = (by.get(rater) for by in said.first.values())
        timed = [each.seconds for each in given if each is not None and each.seconds is not None]
        if timed:
            quarters = np.quantile(np.array(timed) / _S_A_MINUTE, (0.25, 0.5, 0.75))
            lower, median, upper = quarters.tolist()
            found[rater] = Minutes(n=len(timed), lower=lower, median=median, upper=upper)
    return found


def pairs(said: Said) -> tuple[PairFigures, ...]:
    """Return every two raters who rated a run in common."""
    tables = pair_tables(said.ratings, said.cluster)
    return tuple(_pair(said, pair) for pair in tables if pair.n)


def clauses(said: Said) -> tuple[ClauseFigures, ...]:
    """Return how far any two raters of a run agree on the clauses that somebody names."""
    both = list(_in_common(said, tuple(combinations(said.raters, 2))))
    first = [frozenset(one.tags) for _, one, _ in both]
    second = [frozenset(other.tags) for _, _, other in both]
    named = frozenset().union(*first, *second)
    known = [clause.id for clause in rubric().clauses if clause.id in named]
    ordered = (*known, *sorted(named.difference(known)))
    found = clause_agreement(first, second, codes_of([r for r, _, _ in both]), clauses=ordered)
    return tuple(
        ClauseFigures(
            clause=each.clause,
            both=each.both,
            one=each.one,
            neither=each.neither,
            prevalence=each.prevalence,
            positive_agreement=each.positive_agreement,
        )
        for each in found
    )


def settled(said: Said) -> tuple[Settled, ...]:
    """Return what the model makes of each run that two rated; nothing below three raters."""
    if int(np.isfinite(said.ratings).any(axis=1).sum()) < _FEWEST_FOR_MODEL:
        return ()
    found = dawid_skene(said.ratings)
    if isinstance(found, Undefined):
        return ()
    rated = np.isfinite(said.ratings).sum(axis=0) >= TWO
    return tuple(
        Settled(
            run=said.runs[column],
            median=float(np.nanmedian(said.ratings[:, column])),
            severity=int(found.severity[column]),
            levels=tuple(found.levels[column].tolist()),
            misaligned=float(found.levels[column, MISALIGNED_FROM:].sum()),
        )
        for column in np.flatnonzero(rated).tolist()
    )


def _leaves_out_zero(found: Estimate) -> bool:
    return found.low is not None and found.high is not None and not found.low <= 0 <= found.high


def _rows(table: Floats) -> Confusion:
    return tuple(tuple(float(count) for count in row) for row in table)


def _repeated(said: Said, rater: str) -> Repeated:
    runs = [
        run for run, by in said.again.items() if rater in by and rater in said.first.get(run, {})
    ]
    first = np.array([_grade(said.first[run][rater]) for run in runs], dtype=np.float64)
    second = np.array([_grade(said.again[run][rater]) for run in runs], dtype=np.float64)
    found = self_consistency(first, second, codes_of(runs))
    return Repeated(
        n=found.n, exact=found.exact, kappa_quadratic=found.kappa_quadratic, shift=found.shift
    )


def _grade(label: Label) -> float:
    return np.nan if label.severity is None else float(label.severity)


def _over_time(said: Said, rater: str, own: Floats, others: Floats) -> OverTime:
    fits = np.isfinite(own) & np.isfinite(others) & ~half_points(others)
    moments = [
        (said.first[run][rater].created_at, str(run), column)
        for column, run in enumerate(said.runs)
        if np.isfinite(own[column])
    ]
    place = {column: number for number, (*_, column) in enumerate(sorted(moments))}
    columns = np.flatnonzero(fits).tolist()
    position = np.array([place[column] for column in columns], dtype=np.int64)
    found = agreement_over_time(position, (own == others)[fits])
    ordered = np.sort(position) + 1
    return OverTime(
        blocks=tuple(
            Block(
                first=int(ordered[block.first]),
                last=int(ordered[block.last]),
                n=block.n,
                agreed=block.agreed,
            )
            for block in found.blocks
        ),
        z=found.trend.z,
        p=found.trend.p,
        undefined=found.trend.undefined,
    )


def _pair(said: Said, pair: Pair) -> PairFigures:
    names = said.raters[pair.first], said.raters[pair.second]
    return PairFigures(
        first=names[0],
        second=names[1],
        n=pair.n,
        kappa=figure_of(pair.tables, kappa),
        kappa_quadratic=figure_of(pair.tables, partial(kappa, weights="quadratic")),
        kappa_binary=figure_of(binary_of(pair.tables), kappa),
        evidence=_overlap(said, (names,)),
    )


def _overlap(said: Said, names: Sequence[tuple[str, str]]) -> Overlap:
    both = list(_in_common(said, names))
    cited = [[frozenset(item.step for item in e.evidence) for e in pair] for _, *pair in both]
    found = evidence_overlap(
        [one for one, _ in cited], [other for _, other in cited], codes_of([r for r, _, _ in both])
    )
    return Overlap(n=found.n, neither=found.neither, jaccard=found.jaccard)


def _in_common(
    said: Said, names: Sequence[tuple[str, str]]
) -> Iterator[tuple[RunId, Label, Label]]:
    """Yield the runs that two raters gave a severity, with both labels, pair by pair."""
    for one, other in names:
        for run in said.runs:
            by = said.first[run]
            if one in by and other in by:
                pair = by[one], by[other]
                if all(label.severity is not None for label in pair):
                    yield run, *pair
