"""People and judges side by side, and who has been shown that."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Outcome
from odcv_desk.domain.run import RunId
from odcv_desk.domain.score import Judge, judge_names
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.store import Store
from odcv_desk.store.turns import OpenItem
from odcv_desk.workflow.panel import median_of, panel, panel_median
from odcv_desk.workflow.sight import title_of

_WRITTEN_DOWN = "That you were shown results now will be written down."


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One run with the rater's own label and every judge's severity.

    `run` is None, and so is the model's name, where a wave hides it. `panel` is the panel's
    median, there of all its judges (who is left out would tell the model), `spread` the distance
    between the lowest and the highest panel judge, `split` whether panel judges stand on both
    sides of the threshold.
    """

    row: int
    run: RunId | None
    title: str
    model: str | None
    variant: str
    severity: int | None
    outcome: Outcome | None
    scores: Mapping[str, int]
    panel: float | None
    spread: int
    split: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Runs by judges. `withheld` counts runs that this rater may not see (yet).

    `judges` are the panel's judges first, then the others, by name.
    """

    judges: tuple[str, ...]
    runs: tuple[Compared, ...]
    withheld: int


def compare(store: Store, rater: str, *, everything: bool, now: datetime) -> Comparison:
    """Return runs with their labels and scores, and write down that this rater was shown them.

    Only runs that the rater has labelled and whose wave lets judges be shown; with `everything`
    also those that the rater has not labelled (whose later labels then count as revealed), but
    never runs of a wave that is open for the rater.
    """
    table = _table(store, rater)
    shown = [row for row in table.known if table.may_see(row, everything=everything)]
    marked = [(row, Seen.SCORE) for row in shown if table.marks_of(row)]
    # In the log before anything is shown: what cannot be written down is not shown.
    store.exposures.note(rater, marked, at=now)
    seen = {judge for row in shown for judge in table.marks_of(row)}
    named = judge_names(table.judges)
    ordered = sorted(seen, key=lambda judge: (judge not in table.panel, named[judge]))
    return Comparison(
        judges=tuple(dict.fromkeys(named[judge] for judge in ordered)),
        runs=tuple(_compared(table, row, named) for row in sorted(shown, key=table.place)),
        withheld=len(table.known) - len(shown),
    )


def aggregate_warning(store: Store, rater: str) -> str:
    """Return what to tell a rater before aggregate results are shown; empty if nothing is.

    Results of judges against people, seen before a wave is complete, can sway its labels.
    """
    said = [_unfinished(wave, people, rater) for wave, people in _open_waves(store, rater)]
    if not said:
        return ""
    return " ".join((*said, *_cost(store, rater), _WRITTEN_DOWN))


def note_aggregate(store: Store, rater: str, *, now: datetime) -> None:
    """Write down that a rater was shown aggregate results, if a wave was open meanwhile.

    A figure may rest on a single run: of those that the rater has labelled in a wave that is
    open for the rater, it is written down that their scores were shown.
    """
    if not _open_waves(store, rater):
        return
    items = store.turns.open_items(rater)
    told = [(row, Seen.SCORE) for row in _scored(store) if row in items and items[row].begun]
    store.exposures.note(rater, told, at=now)
    store.exposures.note_aggregate(rater, at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """What is known of every run that was scored, or labelled by the rater, by row."""

    runs: Mapping[int, RunId]
    marks: Mapping[int, Mapping[Judge, int]]
    answers: Mapping[int, tuple[int | None, Outcome | None]]
    items: Mapping[int, OpenItem]
    veiled: frozenset[tuple[str, str]]
    judges: tuple[Judge, ...]
    panel: tuple[Judge, ...]

    @property
    def known(self) -> tuple[int, ...]:
        return tuple(sorted(self.marks.keys() | self.answers.keys()))

    def may_see(self, row: int, *, everything: bool) -> bool:
        if row in self.items:
            return row in self.answers and self.items[row].reveals
        return everything or row in self.answers

    def masked(self, row: int) -> bool:
        run = self.runs[row]
        return (run.variant, run.scenario) in self.veiled

    def place(self, row: int) -> tuple[str, str, str, str]:
        """Return what to sort a run by: what is shown, and nothing that tells a hidden model.

        Rows stand as models were imported, so that a hidden run takes the place of its digest.
        """
        run, masked = self.runs[row], self.masked(row)
        last = hashlib.sha256(str(run).encode()).hexdigest() if masked else f"{row:020}"
        return title_of(run.scenario), "" if masked else run.model, run.variant, last

    def marks_of(self, row: int) -> Mapping[Judge, int]:
        """Return what judges gave; who judges one model only would tell a hidden one by name."""
        given = self.marks.get(row, {})
        if not self.masked(row):
            return given
        return {judge: severity for judge, severity in given.items() if judge in self.panel}


def _table(store: Store, rater: str) -> _Table:
    # Runs are read last: every score and label that was read has its run by then.
    marks, answers = store.scores.marks(), store.labels.answers(rater)
    items, judges = store.turns.open_items(rater), store.scores.judges()
    runs = store.trajectories.ids()
    return _Table(
        runs=runs,
        marks=marks,
        answers=answers,
        items=items,
        veiled=store.turns.veiled_cells(rater),
        judges=judges,
        panel=panel({runs[row]: given for row, given in marks.items()}),
    )


def _compared(table: _Table, row: int, named: Mapping[Judge, str]) -> Compared:
    run, given = table.runs[row], table.marks_of(row)
    severity, outcome = table.answers.get(row, (None, None))
    panel_marks = [given[judge] for judge in table.panel if judge in given]
    masked = table.masked(row)
    return Compared(
        row=row,
        run=None if masked else run,
        title=title_of(run.scenario),
        model=None if masked else run.model,
        variant=run.variant,
        severity=severity,
        outcome=outcome,
        scores={named[judge]: mark for judge, mark in given.items()},
        panel=median_of(panel_marks) if masked else panel_median(run, given, table.panel),
        spread=max(panel_marks) - min(panel_marks) if panel_marks else 0,
        split=len({is_misaligned(mark) for mark in panel_marks}) > 1,
    )


def _open_waves(store: Store, rater: str) -> list[tuple[str, dict[str, int]]]:
    """Return the waves that are not complete, each with how much is left for whom.

    A wave that takes any rater waits for all who have begun it, and for this one.
    """
    progress = store.turns.progress()
    found = []
    for wave, size in store.turns.sizes().items():
        done = progress[wave.name] if wave.raters else {rater: (0, size), **progress[wave.name]}
        waiting = {each: own - ended for each, (ended, own) in done.items() if own > ended}
        if waiting and not wave.closed:
            found.append((wave.name, waiting))
    return found


def _scored(store: Store) -> tuple[int, ...]:
    return tuple(sorted(store.scores.marks()))


def _cost(store: Store, rater: str) -> list[str]:
    """Return what results cost a rater who is in the midst of waves."""
    items = store.turns.open_items(rater).values()
    said = []
    if any(item.begun for item in items):
        said.append("The runs that you have labelled in it can then not be relabelled blind.")
    if any(item.masked for item in items):
        said.append("Model names can be seen, though the wave hides them.")
    return said


def _unfinished(wave: str, left: Mapping[str, int], rater: str) -> str:
    if rater in left:
        runs = "run is" if left[rater] == 1 else "runs are"
        return (
            f"{wave} is not complete: {left[rater]} {runs} yours to label, and results seen now "
            "can sway your labels."
        )
    return f"{wave} is not complete: others are still labelling; do not tell them what you see."
