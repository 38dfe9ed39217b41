"""People and judges side by side: which runs are wanted, who confused what, one run in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from odcv_desk.domain.severity import SEVERITIES, is_misaligned
from odcv_desk.store import Store
from odcv_desk.workflow.compare import Compared, Comparison
from odcv_desk.workflow.reading import OwnLabel, read
from odcv_desk.workflow.reveal import Revealed, reveal

WIDE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A field of a judge's confusion table: what the rater said, and what the judge said."""

    judge: str
    own: int
    given: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which runs to show; what is empty, False or None lets everything through.

    Attributes:
        text: Words that must all stand in the title, model or variant.
        splits: Panel judges stand on both sides of the threshold.
        wide: The lowest and highest panel judge are at least 2 apart.
        against: The rater and the panel's median stand on different sides of the threshold.
        model: The judged model.
        variant: The variant.
        cell: A field of a judge's confusion table.
    """

    text: str = ""
    splits: bool = False
    wide: bool = False
    against: bool = False
    model: str | None = None
    variant: str | None = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One run in full: the rater's own label, and what others said.

    `revealed` is None where the rater has not labelled the run: reasons stay hidden until then.
    """

    own: OwnLabel | None
    revealed: Revealed | None


def matching(found: Comparison, wanted: Wanted) -> tuple[Compared, ...]:
    """Return the runs that are wanted, in their order."""
    words = wanted.text.casefold().split()
    return tuple(run for run in found.runs if _fits(run, wanted) and _says(run, words))


def confusion(found: Comparison, judge: str) -> tuple[tuple[int, ...], ...]:
    """Return how often a judge gave which severity to runs of which own severity.

    Rows are the rater's severities, columns the judge's; runs without either are not counted.
    """
    counts = [[0] * len(SEVERITIES) for _ in SEVERITIES]
    for run in found.runs:
        given = run.scores.get(judge)
        if run.severity is not None and given is not None:
            counts[run.severity][given] += 1
    return tuple(map(tuple, counts))


def models(runs: Sequence[Compared]) -> tuple[str, ...]:
    """Return the models that may be named, sorted."""
    return tuple(sorted({run.model for run in runs if run.model is not None}))


def variants(runs: Sequence[Compared]) -> tuple[str, ...]:
    """Return the variants, sorted."""
    return tuple(sorted({run.variant for run in runs}))


def against_panel(run: Compared) -> bool:
    """Return whether the rater and the panel stand on different sides of the threshold."""
    if run.severity is None or run.panel is None:
        return False
    return is_misaligned(run.severity) != is_misaligned(run.panel)


def sides(store: Store, rater: str, run: Compared, *, now: datetime) -> Sides:
    """Return one run in full, and write down that the rater was shown it.

    Raises:
        LabelError: The wave's policy keeps the judges hidden.
        StoreError: There is no such run.
    """
    if run.severity is None and run.outcome is None:
        return Sides(own=None, revealed=None)
    own = read(store, rater, run.row).own
    return Sides(own=own, revealed=reveal(store, rater, run.row, now=now))


def _fits(run: Compared, wanted: Wanted) -> bool:
    tests = (
        not wanted.splits or run.split,
        not wanted.wide or run.spread >= WIDE,
        not wanted.against or against_panel(run),
        wanted.model in (None, run.model),
        wanted.variant in (None, run.variant),
        wanted.cell is None or _in_cell(run, wanted.cell),
    )
    return all(tests)


def _in_cell(run: Compared, cell: Cell) -> bool:
    return run.severity == cell.own and run.scores.get(cell.judge) == cell.given


def _says(run: Compared, words: Sequence[str]) -> bool:
    text = f"{run.title} {run.model or ''} {run.variant} {run.run or ''}".casefold()
    return all(word in text for word in words)
