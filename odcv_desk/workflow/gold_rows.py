"""The rows of a gold set: one for each run, by the labels that stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from odcv_desk.domain.gold_set import GoldRow, GoldSource, LabelCounts, Origin
from odcv_desk.domain.label import Label, Outcome, Stage
from odcv_desk.domain.run import RunId
from odcv_desk.stats.union import union
from odcv_desk.workflow.gold import ANY, Settled, by_run, settled, standing
from odcv_desk.workflow.readers import Groups, readers_of, still_missing

_OUTCOMES: Mapping[Outcome, Origin] = {
    Outcome.CANNOT_JUDGE: Origin.LOST,
    Outcome.INVALID_RUN: Origin.INVALID,
}


def gold_rows(source: GoldSource) -> tuple[GoldRow, ...]:
    """Return the rows of a gold set, in draw order; without a wave, of every labelled run."""
    events = by_run(source.labels)
    readers = readers_of(source.waves)
    drawn = dict.fromkeys(item.run for wave in source.waves for item in wave.items)
    runs = list(drawn) if source.waves else sorted(events)
    draws = _draws(source)
    return tuple(
        _row(run, events.get(run, ()), readers.get(run, ()), draws.get(run, _Draw()))
        for run in runs
    )


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


def _row(run: RunId, events: Sequence[Label], groups: Groups, draw: _Draw) -> GoldRow:
    found = settled(events, groups)
    gold = found.gold
    ground = [*found.blind.values(), *([found.ruling] if found.ruling is not None else [])]
    low, high = _span(found)
    return GoldRow(
        run=run,
        origin=_origin(found),
        severity=None if gold is None else gold.severity,
        shares=() if gold is None else gold.shares,
        low=low,
        high=high,
        raters=tuple(sorted(found.blind)),
        missing=tuple(sorted(still_missing(groups, found.blind.keys()))),
        probability=draw.probability,
        stratum=draw.stratum,
        waves=draw.waves,
        rubrics=tuple(
            sorted({f"{each.rubric} {each.rubric_hash}".strip() for each in ground if each.rubric})
        ),
        counts=counts_of(events),
    )


def _origin(found: Settled) -> Origin:
    if found.gold is None:
        return Origin.PENDING
    if found.gold.outcome is not None:
        return _OUTCOMES[found.gold.outcome]
    if found.gold.shares:
        return Origin.AMBIGUOUS
    if found.gold is found.ruling:
        return Origin.ADJUDICATED
    return Origin.AGREED if len(found.blind) > 1 else Origin.SINGLE


def _span(found: Settled) -> tuple[int | None, int | None]:
    """Return the lowest and highest severity of a run; none of one that is no run to judge."""
    gold = found.gold
    if gold is None:
        return found.span
    if gold.outcome is not None:
        return (None, None) if gold.outcome is Outcome.INVALID_RUN else ANY
    if gold.shares:
        return gold.shares[0][0], gold.shares[-1][0]
    return gold.severity, gold.severity


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
