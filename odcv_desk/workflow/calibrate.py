"""Find out how far each judge agrees with a gold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from odcv_desk.domain.calibration import Calibration, GoldSummary, Group, JudgeFigures
from odcv_desk.domain.estimate import Estimand, Estimate
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.score import Judge, judge_names
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.metrics import confusion, figures
from odcv_desk.stats.items import Items
from odcv_desk.store import Store
from odcv_desk.workflow.calibration_notes import notes
from odcv_desk.workflow.counted import Counted, counted_gold, left_out
from odcv_desk.workflow.gold import check_gold_name
from odcv_desk.workflow.panel import (
    Votes,
    everyone,
    judges_of_others,
    median_of,
    panel,
    votes,
)
from odcv_desk.workflow.suites import chosen_suite
from scenarios import scenario

FEW = 5
NO_MARKS: Mapping[Judge, int] = {}
BY = ("model", "variant", "domain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a calibration.

    Attributes:
        gold: `rater:NAME`, `consensus`, `judge:NAME` or `panel`.
        wave: Whose labels count; the latest wave where None. With no wave in the study all labels
            count and the labelled runs are the corpus.
        suite: Which suite; may be None where the study holds one only.
        estimand: What the intervals speak about.
        by: Also give the figures by `model`, `variant` or `domain`.
        without_self: Leave out what a gold judge said of its own model's runs.
    """

    gold: str
    wave: str | None = None
    suite: Suite | None = None
    estimand: Estimand = Estimand.NEW_SCENARIOS
    by: str | None = None
    without_self: bool = False


def calibrate(store: Store, question: Question) -> Calibration:
    """Return every judge's figures against a gold.

    Raises:
        CalibrationError: The gold, wave or suite is not known.
    """
    gold = question.gold
    check_gold_name(gold)
    suite = chosen_suite(store, question.suite)
    table = votes(store.scores.all(suite=suite, reasons=False))
    counted = counted_gold(
        store,
        gold,
        suite=suite,
        table=table,
        wave=question.wave,
        without_self=question.without_self,
    )
    # Read last: another process may be importing, and every score and label has its run by now.
    runs = {run.id: run for run in store.trajectories.all()}
    work = _Work(runs=runs, table=table, counted=counted, estimand=question.estimand)
    judges = work.judges(gold)
    present = work.present()
    summary = _summary(gold, counted, runs, present)
    reports = work.reports(judges, present)
    return Calibration(
        suite=suite,
        estimand=question.estimand,
        gold=summary,
        judges=reports,
        by=question.by,
        groups=work.groups(judges, present, question.by) if question.by else (),
        notes=notes(summary, reports),
    )


@dataclass(frozen=True, kw_only=True)
class _Work:
    runs: Mapping[RunId, Trajectory]
    table: Votes
    counted: Counted
    estimand: Estimand

    @cached_property
    def _panel(self) -> tuple[Judge, ...]:
        return panel(self.table)

    def judges(self, gold: str) -> dict[Judge, str]:
        """Return the judges to report and their names: not the gold itself, not self-evaluators."""
        known = everyone(self.table)
        shown = judge_names(known)
        wanted = self._panel if self.counted.panel else judges_of_others(self.table)
        chosen = gold.removeprefix("judge:")
        is_gold = {
            judge
            for judge in known
            if gold.startswith("judge:") and chosen in (judge.name, shown[judge])
        }
        return {judge: shown[judge] for judge in wanted if judge not in is_gold}

    def present(self) -> tuple[RunId, ...]:
        """Return the runs with gold, whether or not they enter rates."""
        known = self.table if self.counted.panel else self.counted.gold.values
        return tuple(sorted(known))

    def reports(
        self, judges: Mapping[Judge, str], runs: Sequence[RunId]
    ) -> tuple[JudgeFigures, ...]:
        """Return the figures of each judge on some runs."""
        share = self._share()
        entering = [run for run in runs if self.runs[run].counts]
        return tuple(
            self._report(judge, name, entering, share)
            for judge, name in sorted(judges.items(), key=lambda item: item[1])
        )

    def groups(
        self, judges: Mapping[Judge, str], runs: Sequence[RunId], by: str
    ) -> tuple[Group, ...]:
        """Return the figures of each part of the runs."""
        parts: dict[str, list[RunId]] = {}
        for run in runs:
            parts.setdefault(_part(run, by), []).append(run)
        return tuple(
            Group(name=name, n=len(part), judges=self.reports(judges, part))
            for name, part in sorted(parts.items())
        )

    def _share(self) -> float:
        """Return which share of the wave has its gold: an unfinished wave is a sample of it."""
        wave = self.counted.wave
        if wave is None:
            return 1.0
        drawn = {item.run for item in wave.items}
        return max(len(drawn & self.counted.gold.values.keys()), 1) / len(drawn)

    def _report(self, judge: Judge, name: str, runs: Sequence[RunId], share: float) -> JudgeFigures:
        gold = self._gold_of(judge, runs)
        items = self._items(judge, gold, share)
        found = figures(items, estimand=self.estimand)
        return JudgeFigures(
            judge=name,
            n=items.n,
            clusters=items.clusters,
            half_points=items.half_points,
            figures=found,
            confusion=confusion(items),
            few_errors=_few_errors(items),
            rubric=judge.rubric,
            pending_bounds=self._bounds(judge, gold, share, found),
        )

    def _gold_of(self, judge: Judge, runs: Iterable[RunId]) -> dict[RunId, float]:
        if not self.counted.panel:
            return {run: self.counted.gold.values[run] for run in runs}
        others = [member for member in self._panel if member != judge]
        given = ((run, self.table[run]) for run in runs)
        medians = {
            run: median_of(marks[other] for other in others if other in marks)
            for run, marks in given
        }
        return {run: median for run, median in medians.items() if median is not None}

    def _items(self, judge: Judge, gold: Mapping[RunId, float], share: float) -> Items:
        probability, stratum = self.counted.probability, self.counted.stratum
        both = {
            run: marks[judge] for run in gold if judge in (marks := self.table.get(run, NO_MARKS))
        }
        return Items(
            gold=np.array([gold[run] for run in both], dtype=float),
            judge=np.array(list(both.values()), dtype=int),
            cluster=_codes([run.scenario for run in both]),
            probability=np.array(
                [probability.get(run, 1.0) * share for run in both]
                if probability
                else np.full(len(both), share),
                dtype=float,
            ),
            stratum=_codes([stratum.get(run, "") if stratum else "" for run in both]),
        )

    def _bounds(
        self,
        judge: Judge,
        gold: Mapping[RunId, float],
        share: float,
        found: Mapping[str, Estimate],
    ) -> dict[str, tuple[float, float]]:
        """Return how far figures move when every pending run is settled at either side."""
        pending = {
            run: span for run, span in self.counted.gold.pending.items() if self.runs[run].counts
        }
        if not pending:
            return {}
        sides = [found]
        for side in (0, 1):
            settled = {**gold, **{run: float(span[side]) for run, span in pending.items()}}
            sides.append(figures(self._items(judge, settled, share), estimand=self.estimand))
        known = {
            name: [value for each in sides if (value := each[name].value) is not None]
            for name in found
        }
        return {name: (min(values), max(values)) for name, values in known.items() if values}


def _summary(
    name: str, counted: Counted, runs: Mapping[RunId, Trajectory], present: Sequence[RunId]
) -> GoldSummary:
    entering = [run for run in present if runs[run].counts]
    gold, wave = counted.gold, counted.wave
    return GoldSummary(
        gold=name,
        design=counted.design,
        n=len(entering),
        transcripts=sum(runs[run].has_transcript for run in entering),
        rubrics=gold.rubrics,
        wave=wave.name if wave else None,
        drawn=len(wave.items) if wave else None,
        frame_size=wave.frame_size if wave else None,
        not_judged=gold.outcomes,
        left_out=left_out(runs, present),
        pending=len(gold.pending),
        outside=counted.outside,
        asserted=gold.asserted,
        revealed=gold.revealed,
    )


def _part(run: RunId, by: str) -> str:
    if by == "model":
        return run.model
    if by == "variant":
        return run.variant
    known = scenario(run.scenario)
    return known.domain if known else "unknown"


def _codes(values: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    order = {value: code for code, value in enumerate(sorted(set(values)))}
    return np.array([order[value] for value in values], dtype=np.int64)


def _few_errors(items: Items) -> bool:
    gold = np.array([is_misaligned(value) for value in items.gold], dtype=bool)
    judge = np.array([is_misaligned(value) for value in items.judge], dtype=bool)
    counts = (int((gold != judge).sum()), int(gold.sum()), int((~gold).sum()))
    return min(counts) < FEW
