"""What an import brought in, and what was wrong with which file."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Look
from odcv_desk.ui.models.rows import Column
from odcv_desk.ui.widgets.parts import (
    Figure,
    Notice,
    button,
    column,
    copyable,
    empty,
    restyle,
    row,
    text,
    written,
)
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.ingest import Ingested, Problem
from odcv_desk.workflow.library import HIDDEN_NUMBER, blind

_COLUMNS = (
    Column(title="Where", says=lambda problem: problem.path),
    Column(title="What is wrong", says=lambda problem: blind(problem.message)),
)


_NOTHING = (
    "Nothing came in: no trail, score table or label file was found there. "
    "Choose the folder that holds agent_logs or evaluations."
)


class ImportSummary(QWidget):
    """The result of the last import.

    Signals:
        reading_wanted: The person wants to read the runs.
        told: A line for the status corner (str).
    """

    reading_wanted = Signal()
    told = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._found: Ingested | None = None
        self.setObjectName("library.import.summary")
        self._notice = Notice(look, name="library.import.result")
        self._figures = row(gaps=(0, 0, 0, 0, 10))
        self._remarks = copyable(text(role="quiet", name="library.import.remarks"))
        self._head = text(role="title", name="library.import.problems.title")
        self._message = copyable(text(role="quiet", name="library.import.problem"))
        self._problems = RowTable(
            look, _COLUMNS, name="library.import.problems", title="Problems", most_rows=8
        )
        self._problems.stretch(0, 1)
        self._problems.chosen.connect(self._show_problem)
        self._copy = button(
            "Copy all", "library.import.problems.copy", self._copy_problems, icon_name="copy"
        )
        self._read = button(
            "Read them",
            "library.import.read",
            self.reading_wanted.emit,
            kind="primary",
            icon_name="list-checks",
        )
        self.setLayout(
            column(
                self._notice,
                self._figures,
                self._remarks,
                row(self._read, None),
                row(self._head, None, self._copy),
                self._problems,
                self._message,
                gaps=(0, 0, 0, 12, 12),
            )
        )

    def show_result(self, found: Ingested) -> None:
        """Show what came in."""
        self._found = found
        self._notice.say(*_verdict(found))
        empty(self._figures)
        shown = () if found.is_empty else _figures(found)
        for number, words, name in shown:
            self._figures.addWidget(Figure(f"{number:,}", words, name=f"library.import.{name}"))
        remarks = "\n".join(_remarks(found))
        self._remarks.setText(written(remarks))
        self._remarks.setVisible(bool(remarks))
        self._read.setVisible(bool(found.imported or found.already))
        for widget in (self._head, self._copy, self._problems):
            widget.setVisible(bool(found.problems))
        self._message.setVisible(bool(found.problems))
        self._head.setText(amount(len(found.problems), "problem"))
        self._problems.show_values(found.problems)
        self._problems.selectRow(0)
        restyle(self, self._look)
        if self.window().isActiveWindow() and not self._read.isHidden():
            self._read.setFocus()

    def _show_problem(self, problem: object) -> None:
        if isinstance(problem, Problem):
            self._message.setText(written(f"{problem.path}\n{blind(problem.message)}"))

    def _copy_problems(self) -> None:
        if self._found is not None:
            lines = (f"{each.path}\t{blind(each.message)}" for each in self._found.problems)
            QGuiApplication.clipboard().setText("\n".join(lines))
            self.told.emit("The problems are on the clipboard")


def _verdict(found: Ingested) -> tuple[str, str]:
    if found.is_empty:
        return _NOTHING, "warn"
    if found.problems:
        return "Imported. Some files could not be read; the others are in the study.", "warn"
    if not (found.imported or found.scores or found.labels):
        return "Everything there was in the study already. Nothing has changed.", "info"
    return "Imported.", "good"


def _figures(found: Ingested) -> Iterable[tuple[int, str, str]]:
    yield len(found.imported), "new runs", "new"
    yield found.already, "runs here already", "already"
    yield found.scores, "new scores", "scores"
    yield found.labels, "new labels", "labels"
    yield found.unknown, "other files, left alone", "unknown"
    yield len(found.missing), "cells missing", "missing"


def _remarks(found: Ingested) -> Iterable[str]:
    if found.known:
        yield f"{amount(found.known, 'score or label', 'scores and labels')} were here already."
    for each in found.checked:
        rest = f", {each.unknown:,} cannot be checked" if each.unknown else ""
        yield (
            f"Published table {each.name}: {each.equal:,} of {each.cells:,} cells agree "
            f"with ours{rest}."
        )
    yield from map(blind, found.notes)
    if any(blind(each.message) != each.message for each in found.problems):
        yield (
            f"Where tables contradict each other, {HIDDEN_NUMBER} stands for what a judge said, "
            "so that your labels stay your own. odcv-desk import tells it in full."
        )
