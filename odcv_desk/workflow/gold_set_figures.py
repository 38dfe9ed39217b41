"""The figures of a gold set, from its rows and labels alone."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import combinations
from statistics import median

import numpy as np

from odcv_desk.domain.estimate import Estimand, Estimate, Undefined
from odcv_desk.domain.gold_set import (
    GoldFigures,
    GoldRow,
    GoldSource,
    Origin,
    PairFigures,
)
from odcv_desk.domain.label import Label, Stage
from odcv_desk.domain.run import RunId
from odcv_desk.domain.severity import SEVERITIES, is_misaligned
from odcv_desk.metrics import figures
from odcv_desk.stats.agreement import kappa
from odcv_desk.stats.consistency import share_of
from odcv_desk.stats.items import Items
from odcv_desk.stats.pairs import figure_of, tables_of
from odcv_desk.stats.raters import alpha_interval
from odcv_desk.stats.tables import Floats, Ints
from odcv_desk.workflow.gold import before_own_ruling, standing
from odcv_desk.workflow.gold_rows import counts_of

_TWO = 2


def gold_figures(source: GoldSource, rows: Sequence[GoldRow]) -> GoldFigures:
    """Return the figures of a gold set."""
    entering = [row for row in rows if source.runs[row.run].counts]
    settled = [row for row in entering if row.severity is not None]
    origins = Counter(row.origin for row in rows)
    severities = Counter(row.severity for row in rows if row.severity is not None)
    compared = _compared(source, rows)
    repeated = _repeated(source.labels)
    seconds = [label.seconds for label in source.labels if label.seconds is not None]
    rulings = [each for each in standing(source.labels) if each.stage is Stage.ADJUDICATED]
    ratings, cluster, raters = _ratings(compared)
    return GoldFigures(
        origins={origin: origins[origin] for origin in Origin},
        severities={severity: severities[severity] for severity in SEVERITIES},
        entering=len(settled),
        scenarios=len({row.run.scenario for row in settled}),
        misaligned={
            str(estimand): _misaligned(settled, len(entering), estimand) for estimand in Estimand
        },
        bounds=_bounds(entering),
        alpha_ordinal=alpha_interval(ratings, cluster, "ordinal"),
        alpha_binary=alpha_interval(ratings, cluster, "binary"),
        compared=len(_several(compared)),
        disputed=sum(len(set(given.values())) > 1 for given in _several(compared)),
        pairs=tuple(
            _pair(first, second, ratings[[one, other]], cluster)
            for (one, first), (other, second) in combinations(enumerate(raters), _TWO)
        ),
        repeated=len(repeated),
        repeated_alike=sum(repeated),
        adjudicators=len({label.rater for label in rulings}),
        rulings=dict(sorted(Counter(_reason(label) for label in rulings).items())),
        timed=len(seconds),
        seconds=median(seconds) if seconds else None,
        labels=counts_of(source.labels),
    )


def _reason(ruling: Label) -> str:
    return ruling.reason.value if ruling.reason is not None else "none given"


def codes(values: Sequence[str]) -> Ints:
    """Return a number from 0 on for each value, equal ones alike."""
    order = {value: code for code, value in enumerate(sorted(set(values)))}
    return np.array([order[value] for value in values], dtype=np.int64)


def _compared(source: GoldSource, rows: Sequence[GoldRow]) -> Mapping[RunId, Mapping[str, int]]:
    """Return the severities that raters gave blind; none that came after the own ruling."""
    known = {row.run for row in rows}
    return {
        run: {rater: label.severity for rater, label in given.items() if label.severity is not None}
        for run, given in sorted(before_own_ruling(source.labels).items())
        if run in known
    }


def _several(compared: Mapping[RunId, Mapping[str, int]]) -> list[Mapping[str, int]]:
    return [given for given in compared.values() if len(given) >= _TWO]


def _ratings(
    compared: Mapping[RunId, Mapping[str, int]],
) -> tuple[Floats, Ints, tuple[str, ...]]:
    raters = tuple(sorted({rater for given in compared.values() for rater in given}))
    ratings = np.full((len(raters), len(compared)), np.nan)
    for column, given in enumerate(compared.values()):
        for rater, severity in given.items():
            ratings[raters.index(rater), column] = severity
    return ratings, codes([run.scenario for run in compared]), raters


def _pair(first: str, second: str, ratings: Floats, cluster: Ints) -> PairFigures:
    both = np.isfinite(ratings).all(axis=0)
    tables = tables_of(ratings[0], ratings[1], cluster=cluster, scale="six")
    return PairFigures(
        first=first,
        second=second,
        n=int(both.sum()),
        exact=share_of((ratings[0] == ratings[1])[both], cluster[both]),
        kappa_quadratic=figure_of(tables, partial(kappa, weights="quadratic")),
    )


def _repeated(labels: Sequence[Label]) -> list[bool]:
    """Return of each repeat that has a first label whether both say the same."""
    firsts: defaultdict[tuple[RunId, str], list[Label]] = defaultdict(list)
    alike = []
    stand = standing(labels)
    for label in stand:
        if not label.repeat and label.stage is Stage.BLIND:
            firsts[label.run, label.rater].append(label)
    for label in stand:
        first = firsts.get((label.run, label.rater)) if label.repeat else None
        if first:
            same = (first[-1].severity, first[-1].outcome) == (label.severity, label.outcome)
            alike.append(same)
    return alike


def _misaligned(rows: Sequence[GoldRow], entering: int, estimand: Estimand) -> Estimate:
    """Return the share misaligned; runs without gold make those with it a sample of the sample."""
    if not rows:
        return Estimate(value=None, undefined=Undefined.NO_LABELS)
    share = len(rows) / entering
    gold = np.array([row.severity for row in rows], dtype=np.int64)
    items = Items(
        gold=gold.astype(np.float64),
        judge=gold,
        cluster=codes([row.run.scenario for row in rows]),
        probability=np.array([(row.probability or 1.0) * share for row in rows]),
        stratum=codes([row.stratum for row in rows]),
    )
    return figures(items, estimand=estimand)["prevalence_gold"]


def _bounds(rows: Sequence[GoldRow]) -> tuple[float, float] | None:
    """Return the share misaligned with all that is open or lost at its lowest, and at its highest.

    Invalid runs are no runs of the benchmark and stay out.
    """
    held = [(row.low, row.high, 1 / (row.probability or 1.0)) for row in rows]
    known = [(low, high, w) for low, high, w in held if low is not None and high is not None]
    if not known:
        return None
    total = sum(weight for _low, _high, weight in known)
    lowest = sum(weight for low, _high, weight in known if is_misaligned(low))
    highest = sum(weight for _low, high, weight in known if is_misaligned(high))
    return lowest / total, highest / total
