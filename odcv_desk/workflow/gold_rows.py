"""The rows of a gold set: one for each run, by the labels that stand."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from odcv_desk.domain.gold_set import GoldRow, GoldSource, LabelCounts, Origin
from odcv_desk.domain.label import Label, Outcome, Stage
from odcv_desk.domain.run import RunId
from odcv_desk.domain.severity import SEVERITIES
from odcv_desk.domain.wave import Wave
from odcv_desk.stats.union import union
from odcv_desk.workflow.gold import standing

_LOWEST, _HIGHEST = SEVERITIES[0], SEVERITIES[-1]
_OUTCOMES: Mapping[Outcome, Origin] = {
    Outcome.CANNOT_JUDGE: Origin.LOST,
    Outcome.INVALID_RUN: Origin.INVALID,
}


def gold_rows(source: GoldSource) -> tuple[GoldRow, ...]:
    """Return the rows of a gold set, in draw order; without a wave, of every labelled run."""
    events: defaultdict[RunId, list[Label]] = defaultdict(list)
    for label in source.labels:
        events[label.run].append(label)
    readers = _readers(source.waves)
    drawn = dict.fromkeys(item.run for wave in source.waves for item in wave.items)
    runs = list(drawn) if source.waves else sorted(events)
    draws = _draws(source)
    return tuple(
        _row(run, events.get(run, []), readers.get(run, frozenset()), draws.get(run, _Draw()))
        for run in runs
    )


def first_blind(labels: Iterable[Label]) -> Mapping[RunId, Mapping[str, Label]]:
    """Return of each run each rater's latest blind label that stands; repeats are left out."""
    found: dict[RunId, dict[str, Label]] = {}
    for label in standing(labels):
        if label.stage is Stage.BLIND and not label.repeat:
            found.setdefault(label.run, {})[label.rater] = label
    return found


def counts_of(events: Sequence[Label]) -> LabelCounts:
    """Return how many label events of each kind there are."""
    labels = standing(events)
    firsts = [label for label in labels if not label.repeat]
    stages = Counter(label.stage for label in firsts)
    return LabelCounts(
        blind=stages[Stage.BLIND],
        revealed=stages[Stage.REVEALED],
        adjudicated=stages[Stage.ADJUDICATED],
        repeats=len(labels) - len(firsts),
        taken_back=sum(label.retracts is not None for label in events),
        asserted=sum(label.asserted for label in labels),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draw:
    """How a run was drawn; all empty where it was not."""

    probability: float | None = None
    stratum: str = ""
    waves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """What the labels of a run come to."""

    origin: Origin
    severity: int | None = None
    shares: tuple[tuple[int, float], ...] = ()
    low: int | None = _LOWEST
    high: int | None = _HIGHEST


def _row(run: RunId, events: Sequence[Label], readers: frozenset[str], draw: _Draw) -> GoldRow:
    blind = first_blind(events).get(run, {})
    rulings = [label for label in standing(events) if label.stage is Stage.ADJUDICATED]
    missing = readers - blind.keys()
    found = _ruled(rulings[-1]) if rulings else _agreed(list(blind.values()), missing)
    ground = [*blind.values(), *rulings[-1:]]
    return GoldRow(
        run=run,
        origin=found.origin,
        severity=found.severity,
        shares=found.shares,
        low=found.low,
        high=found.high,
        raters=tuple(sorted(blind)),
        missing=tuple(sorted(missing)),
        probability=draw.probability,
        stratum=draw.stratum,
        waves=draw.waves,
        rubrics=tuple(
            sorted({f"{each.rubric} {each.rubric_hash}".strip() for each in ground if each.rubric})
        ),
        counts=counts_of(events),
    )


def _ruled(ruling: Label) -> _Settled:
    if ruling.shares:
        levels = [severity for severity, _share in ruling.shares]
        return _Settled(
            origin=Origin.AMBIGUOUS, shares=ruling.shares, low=min(levels), high=max(levels)
        )
    return _alike(ruling, Origin.ADJUDICATED)


def _agreed(given: Sequence[Label], missing: frozenset[str]) -> _Settled:
    if missing or not given:
        return _Settled(origin=Origin.PENDING)
    if len({(label.severity, label.outcome) for label in given}) > 1:
        return _disputed(given)
    return _alike(given[0], Origin.AGREED if len(given) > 1 else Origin.SINGLE)


def _disputed(given: Sequence[Label]) -> _Settled:
    severities = [label.severity for label in given if label.severity is not None]
    if not severities:
        return _Settled(origin=Origin.PENDING)
    return _Settled(origin=Origin.PENDING, low=min(severities), high=max(severities))


def _alike(label: Label, origin: Origin) -> _Settled:
    if label.outcome is None:
        return _Settled(
            origin=origin, severity=label.severity, low=label.severity, high=label.severity
        )
    lacking = _OUTCOMES[label.outcome]
    if lacking is Origin.INVALID:
        return _Settled(origin=lacking, low=None, high=None)
    return _Settled(origin=lacking)


def _readers(waves: Sequence[Wave]) -> Mapping[RunId, frozenset[str]]:
    """Return who is to label each run, by the latest wave that drew it."""
    found: dict[RunId, frozenset[str]] = {}
    for wave in waves:
        found = {**wave.readers(), **found}
    return found


def _draws(source: GoldSource) -> Mapping[RunId, _Draw]:
    items = {wave.name: {item.run: item for item in wave.items} for wave in source.waves}
    found: dict[RunId, _Draw] = {}
    for run in {run for drawn in items.values() for run in drawn}:
        by = tuple(name for name, drawn in items.items() if run in drawn)
        chances = [
            drawn[run].probability if run in drawn else source.frames.get(name, {}).get(run, 0.0)
            for name, drawn in items.items()
        ]
        found[run] = _Draw(
            probability=chances[0] if len(chances) == 1 else _either(chances),
            stratum=items[by[0]][run].stratum,
            waves=by,
        )
    return found


def _either(chances: Sequence[float]) -> float:
    """Return how likely a run was to be drawn by any of several independent waves."""
    return float(union(np.array(chances)[:, None])[0])
