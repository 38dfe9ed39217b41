"""Which labels of a wave tell how people agree, as arrays of raters by runs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from odcv_desk.domain.label import Label, Stage
from odcv_desk.domain.people import Counts
from odcv_desk.domain.run import RunId
from odcv_desk.domain.score import Judge
from odcv_desk.domain.wave import Wave, WaveStep
from odcv_desk.stats.tables import Floats, Ints
from odcv_desk.store import Store
from odcv_desk.workflow.disputes import first_labels
from odcv_desk.workflow.gold import before_own_ruling, standing
from odcv_desk.workflow.readers import Readers, readers_in

TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Said:
    """The first labels of a wave that count, and what follows from them.

    Attributes:
        runs: Items with a severity of anybody, in draw order; the columns of `ratings`.
        raters: Who labelled or is to label, by name; the rows.
        ratings: (raters, runs) severities, NaN where there is none.
        cluster: (runs,) scenario codes from 0 on.
        first: The labels behind them, by run and rater; also those without a severity.
        readers: Who is to label each item, by each wave that drew it.
        again: Labels of runs that came a second time, unannounced.
        own: Whose label of which run is left out, as they gave it after they had settled the run.
        left: How many items each rater has still to end, where that is any.
        closed: Nobody has one, or the wave was closed for good.
    """

    wave: Wave
    runs: tuple[RunId, ...]
    raters: tuple[str, ...]
    ratings: Floats
    cluster: Ints
    first: Mapping[RunId, Mapping[str, Label]]
    readers: Readers
    again: Mapping[RunId, Mapping[str, Label]]
    own: Mapping[RunId, frozenset[str]]
    left: Mapping[str, int]
    closed: bool

    def taken_out(self, run: RunId) -> frozenset[str]:
        """Return whose label of a run is left out, as they had settled the run before."""
        return self.own.get(run, frozenset())

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels with a severity that count."""
        given = (label for by in self.first.values() for label in by.values())
        return tuple(label for label in given if label.severity is not None)

    def counts(self) -> Counts:
        """Return what the raters have done."""
        rated = np.isfinite(self.ratings).sum(axis=0)
        given = [label for by in self.first.values() for label in by.values()]
        return Counts(
            drawn=len(self.wave.items),
            labelled=len(self.runs),
            compared=int((rated >= TWO).sum()),
            labels=int(rated.sum()),
            asserted=sum(label.asserted for label in self.labels),
            outcomes=Counter(str(label.outcome) for label in given if label.outcome is not None),
            left=self.left,
            own=sum(len(raters) for raters in self.own.values()),
        )


def said_in(store: Store, wave: Wave) -> Said:
    """Return the blind, standing, first labels of a wave.

    What a rater said blind stays in, also where the rater settled the item later: only disputed
    items are settled, so that leaving it out would leave out disagreement. A label that came after
    the rater's own ruling is not blind and is left out. Nobody is compared with a gold: who rated
    and then ruled is never set beside the own ruling.
    """
    names = {wave.name, *wave.joins}
    events = [label for label in store.labels.all() if label.wave in names]
    stands = standing(events)
    given = first_labels(store, wave)
    before = before_own_ruling(events)
    first = {run: before.get(run, {}) for run in given}
    left = _left(wave, stands)
    runs = tuple(
        item.run
        for item in wave.items
        if any(label.severity is not None for label in first.get(item.run, {}).values())
    )
    raters = tuple(sorted({*wave.raters, *(rater for by in first.values() for rater in by)}))
    return Said(
        wave=wave,
        runs=runs,
        raters=raters,
        ratings=_ratings(first, runs, raters),
        cluster=codes_of(runs),
        first=first,
        readers=readers_in(store, wave),
        again=_again(stands),
        own={run: frozenset(by.keys() - first[run].keys()) for run, by in given.items()},
        left=left,
        closed=bool(raters) and (not left or _closed(store, wave)),
    )


def codes_of(runs: Sequence[RunId]) -> Ints:
    """Return the code of each run's scenario, from 0 on."""
    code = {scenario: number for number, scenario in enumerate(sorted({r.scenario for r in runs}))}
    return np.array([code[run.scenario] for run in runs], dtype=np.int64)


def marks_of(said: Said, marks: Mapping[RunId, Mapping[Judge, int]], judge: Judge) -> Floats:
    """Return (runs,) a judge's severities, NaN where there is none."""
    given = [marks.get(run, {}).get(judge) for run in said.runs]
    return np.array([np.nan if each is None else each for each in given], dtype=np.float64)


def _ratings(
    first: Mapping[RunId, Mapping[str, Label]], runs: Sequence[RunId], raters: Sequence[str]
) -> Floats:
    ratings = np.full((len(raters), len(runs)), np.nan)
    for column, run in enumerate(runs):
        for row, rater in enumerate(raters):
            label = first[run].get(rater)
            if label is not None and label.severity is not None:
                ratings[row, column] = label.severity
    return ratings


def _again(stands: Sequence[Label]) -> dict[RunId, dict[str, Label]]:
    found: dict[RunId, dict[str, Label]] = {}
    for label in stands:
        if label.repeat and label.stage is Stage.BLIND:
            found.setdefault(label.run, {})[label.rater] = label
    return found


def _left(wave: Wave, stands: Sequence[Label]) -> dict[str, int]:
    """Return how many items each rater has still to end; a wave for anybody waits for who began."""
    drawn = {item.run for item in wave.items}
    ended: dict[str, set[RunId]] = {}
    for label in stands:
        if label.stage is not Stage.ADJUDICATED and not label.repeat and label.run in drawn:
            ended.setdefault(label.rater, set()).add(label.run)
    if wave.raters:
        wanted = {rater: set[RunId]() for rater in wave.raters}
        for run, readers in wave.readers().items():
            for rater in readers:
                wanted[rater].add(run)
    else:
        wanted = dict.fromkeys(ended, drawn)
    left = {rater: len(runs - ended.get(rater, set())) for rater, runs in sorted(wanted.items())}
    return {rater: number for rater, number in left.items() if number}


def _closed(store: Store, wave: Wave) -> bool:
    return any(event.step is WaveStep.CLOSED for event in store.waves.events(wave.name))
