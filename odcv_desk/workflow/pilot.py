"""The labels so far as arrays: what a planner and a stopping rule look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.label import Label, Stage
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.score import Judge, judge_names
from odcv_desk.metrics import Metric, metrics
from odcv_desk.stats.items import Items
from odcv_desk.stats.tables import Ints
from odcv_desk.store import Store
from odcv_desk.workflow.aim import FIGURES, RATE
from odcv_desk.workflow.counted import Counted, counted_gold
from odcv_desk.workflow.gold import ANY, CONSENSUS, standing
from odcv_desk.workflow.gold_set_figures import codes
from odcv_desk.workflow.panel import Votes, everyone, judges_of_others, panel, votes

_METRICS: Mapping[str, str] = {
    "mcc": "mcc",
    "kappa": "kappa",
    "kappa_quadratic": "kappa_quadratic",
    RATE: "prevalence_gold",
}
_EVEN = 1.5
"""How far probabilities may lie apart for runs to pass as drawn alike; strata are rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """What is known so far.

    Attributes:
        gold: The settled severity of each run that enters rates.
        judges: Which judges count, and how they are called.
        votes: What each judge gave each run.
        panel: The judges of more than one agent model.
    """

    gold: Mapping[RunId, float]
    judges: Mapping[Judge, str]
    votes: Votes
    panel: tuple[Judge, ...]
    counted: Counted

    def items(self, judge: Judge | None) -> Items:
        """Return the runs with gold that a judge scored; all, against themselves, without one."""
        own = {
            run: self.votes.get(run, {}).get(judge) if judge is not None else int(severity)
            for run, severity in self.gold.items()
        }
        return self._items({run: mark for run, mark in own.items() if mark is not None})

    def still_open(self) -> Mapping[RunId, tuple[int, int]]:
        """Return the lowest and highest severity of the runs read, but not settled."""
        found = self.counted.gold
        return {**found.unsettled(), **dict.fromkeys(found.lost, ANY)}

    def _items(self, marks: Mapping[RunId, int]) -> Items:
        runs = list(marks)
        probability, drawn = self.counted.probability, self.counted.drawn
        stratum = {} if drawn is None else drawn.stratum
        return Items(
            gold=np.array([self.gold[run] for run in runs], dtype=np.float64),
            judge=_whole(list(marks.values())),
            cluster=codes([run.scenario for run in runs]),
            probability=np.array([probability.get(run, 1.0) for run in runs], dtype=np.float64),
            stratum=codes([stratum.get(run, "") for run in runs]),
        )


def pilot(store: Store, *, suite: Suite, wave: str | None) -> Pilot:
    """Return what the labels of a wave tell so far, the latest where none is named.

    Raises:
        CalibrationError: There is no such wave.
    """
    table = votes(store.scores.all(suite=suite, reasons=False))
    counted = counted_gold(
        store, CONSENSUS, suite=suite, table=table, wave=wave, without_self=False
    )
    # Read last: another process may be importing, and every label has its run by now.
    entering = {run.id for run in store.trajectories.all(suite=suite) if run.counts}
    members = panel(table)
    names = judge_names(everyone(table))
    return Pilot(
        gold={run: found for run, found in counted.gold.values.items() if run in entering},
        judges={judge: names[judge] for judge in members or judges_of_others(table)},
        votes=table,
        panel=members,
        counted=counted,
    )


def drawn_alike(known: Pilot, runs: Iterable[RunId]) -> bool:
    """Return whether runs were drawn, and each about as likely as the others."""
    chances = [known.counted.probability.get(run, 0.0) for run in runs]
    return min(chances, default=0.0) > 0 and max(chances) <= _EVEN * min(chances)


def timed(store: Store) -> tuple[float, ...]:
    """Return the active seconds of first labels that stand: no repeat, no ruling, no correction."""
    first: dict[tuple[RunId, str], Label] = {}
    for label in standing(store.labels.all()):
        if label.stage is Stage.BLIND and not label.repeat:
            first.setdefault((label.run, label.rater), label)
    return tuple(label.seconds for label in first.values() if label.seconds is not None)


def metric_of(figure: str) -> Metric:
    """Return what a figure that can be planned for looks at.

    Raises:
        CalibrationError: It is none of them.
    """
    if figure not in _METRICS:
        raise CalibrationError(
            f"{figure}: cannot be planned for", hint=f"Figures are: {', '.join(FIGURES)}."
        )
    return next(each for each in metrics() if each.name == _METRICS[figure])


def _whole(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
