"""What an import brought in, and what was wrong with which file."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

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

_NAMELESS = "Nothing tells which run this trail is. Say what it is, and it comes in."


def _wrong(problem: Problem) -> str:
    return _NAMELESS if problem.nameable else blind(problem.message)


_COLUMNS = (
    Column(title="Where", says=lambda problem: problem.path),
    Column(title="What is wrong", says=_wrong),
)


_NOTHING = (
    "Nothing came in: no trail, score table or label file was found there. "
    "Choose the folder that holds agent_logs or evaluations."
)


class ImportSummary(QWidget):
    """The result of the last import.

    Signals:
        reading_wanted: The person wants to read the runs.
        missing_wanted: The person wants to see which cells are missing.
        naming_wanted: The file of a trail that the person can tell the run of (Path).
        told: A line for the status corner (str).
    """

    reading_wanted = Signal()
    missing_wanted = Signal()
    naming_wanted = Signal(object)
    told = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._found: Ingested | None = None
        self._chosen: Problem | None = None
        self.setObjectName("library.import.summary")
        self._notice = Notice(look, name="library.import.result")
        self._figures = row(gaps=(0, 0, 0, 0, 10))
        self._remarks = copyable(text(role="quiet", name="library.import.remarks"))
        self._head = text(role="title", name="library.import.problems.title")
        self._message = copyable(text(role="quiet", name="library.import.problem"))
        self._name = button(
            "Say what it is…", "library.import.name", self._ask_name, icon_name="tag"
        )
        self._make_links(look)
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
        self._build()

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
        self._name.hide()
        self._problems.show_values(found.problems)
        self._problems.selectRow(_first_nameable(found))
        self._show_links(found)
        restyle(self, self._look)
        if self.window().isActiveWindow():
            self.take_focus()

    def take_focus(self) -> None:
        """Give the keyboard to what is done next: name a trail, else read what came in."""
        for wanted in (self._name, self._read):
            if not wanted.isHidden():
                wanted.setFocus()
                return

    def _build(self) -> None:
        self.setLayout(
            column(
                self._notice,
                self._figures,
                row(*self._links.values(), None, gaps=(0, 0, 0, 0, 18)),
                self._unknown,
                row(self._unknown_copy, None),
                self._remarks,
                row(self._read, None),
                row(self._head, None, self._copy),
                self._problems,
                self._message,
                row(self._name, None),
                gaps=(0, 0, 0, 12, 12),
            )
        )

    def _make_links(self, look: Look) -> None:
        self._links = {
            "missing": self._link("missing", self.missing_wanted.emit),
            "problems": self._link("problems", self._go_to_problems),
            "unknown": self._link("unknown", self._toggle_unknown),
        }
        self._unknown = RowTable(
            look,
            (Column(title="Files of other kinds, left alone", says=str),),
            name="library.import.unknown.list",
            title="Files of other kinds, left alone",
            most_rows=6,
        )
        self._unknown_copy = button(
            "Copy all", "library.import.unknown.copy", self._copy_unknown, icon_name="copy"
        )
        for widget in (self._unknown, self._unknown_copy):
            widget.hide()

    def _link(self, name: str, then: Callable[[], object]) -> QPushButton:
        return button(f"See the {name}", f"library.import.{name}.show", then, kind="link")

    def _show_links(self, found: Ingested) -> None:
        cells = amount(len(found.missing), "missing cell")
        self._say_link("missing", f"See the {cells}" if found.missing else "")
        problems = amount(len(found.problems), "problem") if found.problems else ""
        self._say_link("problems", f"See the {problems}" if problems else "")
        self._unknown.show_values(found.unknown_paths)
        for widget in (self._unknown, self._unknown_copy):
            widget.hide()
        self._say_unknown()

    def _say_link(self, name: str, words: str) -> None:
        link = self._links[name]
        link.setText(words)
        link.setAccessibleName(words)
        link.setVisible(bool(words))

    def _say_unknown(self) -> None:
        number = len(self._unknown.values)
        files = amount(number, "file") + " left alone"
        wish = "See" if self._unknown.isHidden() else "Hide"
        self._say_link("unknown", f"{wish} the {files}" if number else "")

    def _toggle_unknown(self) -> None:
        shown = self._unknown.isHidden()
        for widget in (self._unknown, self._unknown_copy):
            widget.setVisible(shown)
        self._say_unknown()
        if shown:
            self._unknown.selectRow(0)
            self._unknown.setFocus()

    def _go_to_problems(self) -> None:
        self._problems.setFocus()

    def _ask_name(self) -> None:
        problem = self._chosen
        if problem is not None and problem.nameable:
            self.naming_wanted.emit(Path(problem.path))

    def _show_problem(self, problem: object) -> None:
        if isinstance(problem, Problem):
            self._chosen = problem
            self._message.setText(written(f"{problem.path}\n{_wrong(problem)}"))
            self._name.setVisible(problem.nameable)

    def _copy_unknown(self) -> None:
        if self._found is not None:
            QGuiApplication.clipboard().setText("\n".join(self._found.unknown_paths))
            self.told.emit("The names of these files are on the clipboard")

    def _copy_problems(self) -> None:
        if self._found is not None:
            lines = (f"{each.path}\t{_wrong(each)}" for each in self._found.problems)
            QGuiApplication.clipboard().setText("\n".join(lines))
            self.told.emit("The problems are on the clipboard")


def _first_nameable(found: Ingested) -> int:
    """Return where to begin: at a trail that only lacks a name, else at the first problem."""
    places = [place for place, each in enumerate(found.problems) if each.nameable]
    return places[0] if places else 0


def _verdict(found: Ingested) -> tuple[str, str]:
    if lone := sum(problem.nameable for problem in found.problems):
        trails = amount(lone, "trail lies", "trails lie")
        came = "Imported, but " if not found.is_empty else ""
        return (
            f"{came}{trails} outside a results folder: say which run it is, and it comes in.",
            "warn",
        )
    if found.is_empty and found.problems:
        return "Nothing came in. What was wrong with which file stands below.", "warn"
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
