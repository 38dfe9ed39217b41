"""Figures as rows of texts: what a page shows of them, in the words and digits of the report."""

from collections.abc import Iterator, Sequence
from typing import Final

from odcv_desk.domain.benchmark import BenchmarkTables
from odcv_desk.domain.calibration import JudgeFigures
from odcv_desk.domain.wording import HEADLINE_ABOUT
from odcv_desk.exporters._cells import Cell, Table, Unit, printed
from odcv_desk.exporters._judge_cells import (
    HEADLINE,
    HEADLINE_COLUMNS,
    judge_cell,
    moves,
    unit_of,
    why,
)
from odcv_desk.exporters._tables import all_tables
from odcv_desk.metrics import Metric, metrics
from odcv_desk.workflow.sheet import Entry, Sheet

_FIGURES_ABOUT: Final = "Below each value its 95 % interval, or the reason why there is none."


def headline_sheet(
    judges: Sequence[JudgeFigures], *, name: str, title: str, about: str = ""
) -> Sheet:
    """Return the leading figures, a row for each judge."""
    return Sheet(
        name=name,
        title=title,
        about=about or HEADLINE_ABOUT,
        corner=HEADLINE_COLUMNS[0],
        columns=HEADLINE_COLUMNS[1:],
        rows=tuple((judge.judge, tuple(_headline(judge))) for judge in judges),
    )


def figures_sheet(judges: Sequence[JudgeFigures], *, about: str = "") -> Sheet:
    """Return every figure, a row each, with a column for each judge.

    `about` says what the bounds beside them mean.
    """
    shown = [
        metric for metric in metrics() if any(metric.name in judge.figures for judge in judges)
    ]
    return Sheet(
        name="figures",
        title="All figures",
        about=f"{_FIGURES_ABOUT} {about}".strip(),
        corner="figure",
        columns=(*(judge.judge for judge in judges), "method"),
        rows=tuple((metric.title, tuple(_figure_row(metric, judges))) for metric in shown),
    )


def benchmark_sheets(found: BenchmarkTables) -> tuple[Sheet, ...]:
    """Return the benchmark's tables that have rows."""
    return tuple(_sheet(table) for table in all_tables(found))


def _headline(judge: JudgeFigures) -> Iterator[Entry]:
    units = {metric.name: unit_of(metric) for metric in metrics()}
    yield Entry(text=str(judge.n))
    for name in HEADLINE:
        entry = _entry(judge_cell(judge, name, units[name]))
        yield _with_bounds(judge, name, units[name], entry)
    accuracy = _entry(judge_cell(judge, "accuracy", Unit.PERCENT))
    accuracy = _with_bounds(judge, "accuracy", Unit.PERCENT, accuracy)
    yield _with_majority(judge, accuracy)


def _with_majority(judge: JudgeFigures, accuracy: Entry) -> Entry:
    majority = judge_cell(judge, "majority_accuracy", Unit.PERCENT)
    point = str(majority) if majority.value is None else printed(majority.value, Unit.PERCENT)
    baseline = f"majority class: {point}"
    below = f"{accuracy.below}; {baseline}" if accuracy.below else baseline
    return Entry(text=accuracy.text, below=below, missing=accuracy.missing)


def _figure_row(metric: Metric, judges: Sequence[JudgeFigures]) -> Iterator[Entry]:
    for judge in judges:
        entry = _entry(judge_cell(judge, metric.name, unit_of(metric)), suffix=True)
        entry = _with_bounds(judge, metric.name, unit_of(metric), entry)
        yield _with_majority(judge, entry) if metric.name == "accuracy" else entry
    found = [judge.figures[metric.name] for judge in judges if metric.name in judge.figures]
    yield Entry(text="; ".join(sorted({why(each) for each in found if each.method})))


def _with_bounds(judge: JudgeFigures, name: str, unit: Unit, entry: Entry) -> Entry:
    below = [entry.below] if entry.below else []
    below = [*below, *moves(judge, name, unit)]
    return Entry(text=entry.text, below="; ".join(below), missing=entry.missing)


def _sheet(table: Table) -> Sheet:
    return Sheet(
        name=table.name,
        title=table.title,
        about=table.about,
        corner="",
        columns=table.columns,
        rows=tuple((name, tuple(_entry(cell) for cell in cells)) for name, cells in table.rows),
        total=table.total,
    )


def _entry(cell: Cell, *, suffix: bool = False) -> Entry:
    if cell.value is None:
        return Entry(text=str(cell), missing=True)
    unit = " %" if suffix and cell.unit is Unit.PERCENT else ""
    text = f"{printed(cell.value, cell.unit)}{unit}"
    if cell.low is None or cell.high is None:
        return Entry(text=text, below=f"no interval: {cell.reason}" if cell.reason else "")
    low, high = printed(cell.low, cell.unit), printed(cell.high, cell.unit)
    return Entry(text=text, below=f"{low} to {high}")
