"""Find out how far each judge agrees with a gold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from odcv_desk.domain.calibration import Calibration, GoldSummary, Group, JudgeFigures
from odcv_desk.domain.estimate import Estimand, Estimator
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.score import Judge, judge_names
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.metrics import confusion, figures, points
from odcv_desk.stats.items import Items
from odcv_desk.stats.poststrata import PostStrata
from odcv_desk.store import Store
from odcv_desk.workflow.calibration_notes import notes
from odcv_desk.workflow.corpus import Corpus
from odcv_desk.workflow.counted import Counted, counted_gold, left_out
from odcv_desk.workflow.drawn import weighting
from odcv_desk.workflow.gold import ANY, check_gold_name
from odcv_desk.workflow.panel import (
    Votes,
    everyone,
    judges_of_others,
    median_of,
    panel,
    votes,
)
from odcv_desk.workflow.settlements import Spans, settlements
from odcv_desk.workflow.suites import chosen_suite
from odcv_desk.workflow.wave_course import was_chosen_late
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
        estimator: How the runs of a wave are weighted; None for the choice that was made for the
            wave, else by post-strata. Without a wave all runs weigh the same.
    """

    gold: str
    wave: str | None = None
    suite: Suite | None = None
    estimand: Estimand = Estimand.NEW_SCENARIOS
    by: str | None = None
    without_self: bool = False
    estimator: Estimator | None = None


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
    weights = weighting(store, counted.drawn, question.estimator)
    # Read last: another process may be importing, and every score and label has its run by now.
    runs = {run.id: run for run in store.trajectories.all()}
    work = _Work(
        runs=runs,
        table=table,
        counted=counted,
        estimand=question.estimand,
        estimator=weights.estimator,
    )
    judges = work.judges(gold)
    summary = replace(_summary(gold, work), chosen_late=_is_late(store, work))
    reports = work.reports(judges, work.everything())
    return Calibration(
        suite=suite,
        estimand=question.estimand,
        gold=summary,
        judges=reports,
        by=question.by,
        groups=work.groups(judges, question.by) if question.by else (),
        notes=notes(summary, reports, why=weights.why),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Sample:
    """Runs with a gold and a judge's severity, and the post-strata that weigh them."""

    items: Items
    strata: PostStrata | None = None
    poststrata: int | None = None
    merged: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class _Part:
    """A part of the runs: those with gold that enter figures, and others that may yet have it."""

    runs: Sequence[RunId]
    corpus: Corpus | None
    unsettled: Spans
    lost: Spans
    unended: Spans
    invalid: Spans


@dataclass(frozen=True, kw_only=True)
class _Work:
    runs: Mapping[RunId, Trajectory]
    table: Votes
    counted: Counted
    estimand: Estimand
    estimator: Estimator

    @cached_property
    def _panel(self) -> tuple[Judge, ...]:
        return panel(self.table)

    @cached_property
    def corpus(self) -> Corpus | None:
        """The runs that labelled ones stand for, None where they stand for themselves."""
        sample = self.counted.drawn
        if self.estimator is Estimator.HAJEK or sample is None or sample.frame is None:
            return None
        # With the invalid ones: how many others of their kind are none either is estimated.
        runs = [run for run in sample.frame if self.runs[run].counts]
        return Corpus.of(runs, self.table, self._panel or judges_of_others(self.table))

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

    def everything(self) -> _Part:
        """Return all runs with what they stand for."""
        return self._part(self.present(), self.corpus, lambda _run: True)

    def reports(self, judges: Mapping[Judge, str], part: _Part) -> tuple[JudgeFigures, ...]:
        """Return the figures of each judge on a part of the runs."""
        return tuple(
            self._report(judge, name, part)
            for judge, name in sorted(judges.items(), key=lambda item: item[1])
        )

    def groups(self, judges: Mapping[Judge, str], by: str) -> tuple[Group, ...]:
        """Return the figures of each part of the runs."""
        parts: dict[str, list[RunId]] = {}
        for run in self.present():
            parts.setdefault(_part(run, by), []).append(run)
        return tuple(
            Group(name=name, n=len(runs), judges=self.reports(judges, self._of(name, by, runs)))
            for name, runs in sorted(parts.items())
        )

    def _of(self, name: str, by: str, runs: Sequence[RunId]) -> _Part:
        def inside(run: RunId) -> bool:
            return _part(run, by) == name

        return self._part(runs, self.corpus and self.corpus.within(inside), inside)

    def _part(
        self, runs: Sequence[RunId], corpus: Corpus | None, inside: Callable[[RunId], bool]
    ) -> _Part:
        gold = self.counted.gold

        def kept(spans: Spans) -> Spans:
            return {
                run: span for run, span in spans.items() if self.runs[run].counts and inside(run)
            }

        return _Part(
            runs=[run for run in runs if self.runs[run].counts],
            corpus=corpus,
            unsettled=kept(gold.unsettled()),
            lost=kept(dict.fromkeys(gold.lost, ANY)),
            unended=kept({run: ANY for runs in self.counted.unended.values() for run in runs}),
            invalid=kept(dict.fromkeys(gold.invalid, ANY)),
        )

    def _report(self, judge: Judge, name: str, part: _Part) -> JudgeFigures:
        gold = self._gold_of(judge, part.runs)
        sample = self._sample(judge, gold, part)
        items, strata = sample.items, sample.strata
        found = figures(items, estimand=self.estimand, strata=strata)
        values = {name: each.value for name, each in found.items() if each.value is not None}

        def bounds(spans: Spans) -> dict[str, tuple[float, float]]:
            if not spans:
                return {}
            sides = settlements(self._scored(spans, judge))
            return _hull([values, *(self._settled(judge, gold, part, each) for each in sides)])

        pending, lost = bounds(part.unsettled), bounds(part.lost)
        everything = {**part.unsettled, **part.lost, **part.unended}
        known = [each for each in (part.unsettled, part.lost) if each == everything]

        return JudgeFigures(
            judge=name,
            n=items.n,
            clusters=items.clusters,
            half_points=items.half_points,
            figures=found,
            confusion=confusion(items, strata=strata),
            few_errors=_few_errors(items),
            rubric=judge.rubric,
            pending_bounds=pending,
            lost_bounds=lost,
            open_bounds=(pending or lost) if known else bounds(everything),
            invalid_bounds=bounds(part.invalid),
            poststrata=sample.poststrata,
            merged=sample.merged,
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

    def _sample(self, judge: Judge, gold: Mapping[RunId, float], part: _Part) -> _Sample:
        corpus = part.corpus
        gone = () if corpus is None else sorted(part.invalid.keys() - gold.keys())
        both = {
            run: marks[judge]
            for run in (*gold, *gone)
            if judge in (marks := self.table.get(run, NO_MARKS))
        }
        drawn, probability = self.counted.drawn, self.counted.probability
        stratum = {} if drawn is None else drawn.stratum
        places = None if corpus is None else corpus.places(both)
        items = Items(
            gold=np.array([gold.get(run, 0.0) for run in both], dtype=float),
            judge=np.array(list(both.values()), dtype=int),
            cluster=_codes([run.scenario for run in both])
            if corpus is None or places is None
            else corpus.scenario[places],
            probability=np.array([probability.get(run, 1.0) for run in both], dtype=float),
            stratum=_codes([stratum.get(run, "") for run in both]),
            left=np.array([run not in gold for run in both], dtype=bool),
        )
        if corpus is None or places is None:
            return _Sample(items=items)
        scored = corpus.scored_by(judge)
        strata = scored.strata(places)
        left = int((strata.totals.sum(axis=0) > 0).sum())
        return _Sample(items=items, strata=strata, poststrata=left, merged=scored.occurring - left)

    def _scored(self, spans: Spans, judge: Judge) -> dict[RunId, tuple[int, tuple[int, int]]]:
        given = ((run, self.table.get(run, NO_MARKS).get(judge), spans[run]) for run in spans)
        return {run: (mark, span) for run, mark, span in given if mark is not None}

    def _settled(
        self,
        judge: Judge,
        gold: Mapping[RunId, float],
        part: _Part,
        settled: Mapping[RunId, float],
    ) -> Mapping[str, float]:
        """Return the figures when some more runs have a gold."""
        sample = self._sample(judge, {**gold, **settled}, part)
        return points(sample.items, strata=sample.strata)


def _summary(name: str, work: _Work) -> GoldSummary:
    counted, runs, present = work.counted, work.runs, work.present()
    entering = [run for run in present if runs[run].counts]
    gold, drawn = counted.gold, counted.drawn
    return GoldSummary(
        gold=name,
        design=counted.design,
        n=len(entering),
        transcripts=sum(runs[run].has_transcript for run in entering),
        rubrics=gold.rubrics,
        wave=drawn.waves[-1].name if drawn else None,
        drawn=len(drawn.runs) if drawn else None,
        frame_size=drawn.frame_size if drawn else None,
        not_judged=gold.outcomes,
        left_out=left_out(runs, present),
        pending=len(gold.pending),
        outside=counted.outside,
        asserted=gold.asserted,
        revealed=gold.revealed,
        ambiguous=len(gold.ambiguous),
        deferred=counted.deferred,
        joins=tuple(wave.name for wave in drawn.waves[:-1]) if drawn else (),
        estimator=work.estimator,
        assigned=counted.assigned,
        unended={
            reason: sum(runs[run].counts for run in which)
            for reason, which in counted.unended.items()
        },
    )


def _is_late(store: Store, work: _Work) -> bool:
    """Return whether the weights are a wave's by a choice made after figures were seen."""
    drawn = work.counted.drawn
    return drawn is not None and was_chosen_late(store, drawn.waves[-1].name, work.estimator)


def _hull(sides: Sequence[Mapping[str, float]]) -> dict[str, tuple[float, float]]:
    """Return the lowest and highest value of each figure that has one."""
    names = dict.fromkeys(name for side in sides for name in side)
    values = {name: [side[name] for side in sides if name in side] for name in names}
    return {name: (min(known), max(known)) for name, known in values.items()}


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
    there = ~items.left
    gold = np.array([is_misaligned(value) for value in items.gold[there]], dtype=bool)
    judge = np.array([is_misaligned(value) for value in items.judge[there]], dtype=bool)
    counts = (int((gold != judge).sum()), int(gold.sum()), int((~gold).sum()))
    return min(counts) < FEW
