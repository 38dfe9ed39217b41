"""Aggregate results for a rater: what to say before they are shown, and what is written down."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from odcv_desk.domain.calibration import Calibration, JudgeFigures
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.domain.run import RunId
from odcv_desk.domain.score import judge_names
from odcv_desk.store import Store
from odcv_desk.workflow.compare import aggregate_warning, note_aggregate
from odcv_desk.workflow.gold import CONSENSUS, RATER, standing
from odcv_desk.workflow.live_counts import check_counts
from odcv_desk.workflow.overview import Overview, overview
from odcv_desk.workflow.panel import Votes, votes
from scenarios import scenario

if TYPE_CHECKING:
    from odcv_desk.workflow.calibrate import Question

UNLABELLED: Final = (
    "You have not labelled anything yet. Results over all runs name no single run, but they can "
    "sway how you label. That you were shown them is noted in the exposure log (aggregate)."
)


def warning_before(store: Store, rater: str) -> str:
    """Return what to tell a rater before aggregate results are shown; empty if nothing is."""
    warning = aggregate_warning(store, rater)
    if warning or store.labels.answers(rater) or not store.scores.judges():
        return warning
    return UNLABELLED


def overview_for(
    store: Store, question: "Question", *, rater: str, now: datetime, progress: Progress = SILENT
) -> Overview:
    """Return everything that there is to show of a question, and write down who is shown it.

    A figure that rests on one run tells what the judge, and the person behind the gold, said of
    it: of such runs it is written down that both were shown.

    Raises:
        CalibrationError: The gold, wave or suite is not known, or what is counted over the wave
            would tell the rater single labels of others.
    """
    if question.gold == CONSENSUS:
        check_counts(store, rater, question.wave, question.suite)
    # In the log before anything is shown: what cannot be written down is not shown.
    note_aggregate(store, rater, now=now)
    if not store.labels.answers(rater):
        store.exposures.note_aggregate(rater, at=now)
    found = overview(store, question, rater=rater, progress=progress)
    told = _told(store, found.calibration, question, rater)
    if told:
        rows = {run: row for row, run in store.trajectories.ids().items()}
        store.exposures.note(rater, [(rows[run], seen) for run, seen in told], at=now)
    return found


def _told(
    store: Store, found: Calibration, question: "Question", rater: str
) -> list[tuple[RunId, Seen]]:
    """Return the runs on which alone a figure rests, and what it tells of each."""
    reports = (*found.judges, *(judge for group in found.groups for judge in group.judges))
    if all(judge.n != 1 for judge in reports):
        return []
    table = votes(store.scores.all(suite=found.suite, reasons=False))
    gold, others = _gold_runs(store, found, question, table, rater)
    alone = set(_alone(found.judges, gold, table))
    for group in found.groups:
        inside = [run for run in gold if _part(run, found.by) == group.name]
        alone |= set(_alone(group.judges, inside, table))
    told = [(run, Seen.SCORE) for run in sorted(alone)]
    return [*told, *((run, Seen.LABEL) for run in sorted(alone & others))]


def _gold_runs(
    store: Store, found: Calibration, question: "Question", table: Votes, rater: str
) -> tuple[Sequence[RunId], set[RunId]]:
    """Return the runs that have gold and enter figures, and those that another person labelled."""
    from odcv_desk.workflow.counted import counted_gold  # loads slowly

    counted = counted_gold(
        store,
        question.gold,
        suite=found.suite,
        table=table,
        wave=question.wave,
        without_self=question.without_self,
    )
    known = {run.id for run in store.trajectories.all(suite=found.suite) if run.counts}
    runs = [run for run in (table if counted.panel else counted.gold.values) if run in known]
    of_people = question.gold == CONSENSUS or question.gold.startswith(RATER)
    labels = standing(store.labels.all()) if of_people else ()
    return runs, {label.run for label in labels if label.rater != rater}


def _alone(judges: Sequence[JudgeFigures], runs: Sequence[RunId], table: Votes) -> Iterator[RunId]:
    shown = judge_names({judge for given in table.values() for judge in given})
    single = {report.judge for report in judges if report.n == 1}
    for run in runs:
        if single & {shown[judge] for judge in table.get(run, {})}:
            yield run


def _part(run: RunId, by: str | None) -> str:
    if by == "model":
        return run.model
    if by == "variant":
        return run.variant
    known = scenario(run.scenario)
    return known.domain if known else "unknown"
