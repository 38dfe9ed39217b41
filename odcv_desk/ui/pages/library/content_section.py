"""What is in this study: totals, runs by model and variant, judges, raters, missing cells."""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.models.rows import Column
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.library.words import suite_name
from odcv_desk.ui.widgets.parts import (
    Figure,
    Notice,
    button,
    column,
    empty,
    group,
    heading,
    restyle,
    row,
    text,
    told,
    written,
)
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.library import Holdings, holdings

_GROUPS = (
    Column(title="Suite", says=lambda group: suite_name(group.suite)),
    Column(title="Model", says=lambda group: group.model),
    Column(title="Variant", says=lambda group: group.variant),
    Column(title="Runs", says=lambda group: f"{group.runs:,}", number=True),
    Column(title="Transcripts", says=lambda group: f"{group.transcripts:,}", number=True),
    Column(title="Left out", says=lambda group: f"{group.uncounted:,}", number=True),
)
_JUDGES = (
    Column(title="Suite", says=lambda judge: suite_name(judge.suite)),
    Column(title="Judge", says=lambda judge: judge.shown),
    Column(title="Model behind it", says=lambda judge: judge.model),
    Column(title="Rubric", says=lambda judge: judge.rubric),
    Column(title="Scores", says=lambda judge: f"{judge.scores:,}", number=True),
)
_RATERS = (
    Column(title="Rater", says=lambda rater: rater.rater),
    Column(title="Named in waves", says=lambda rater: f"{rater.waves:,}", number=True),
    Column(title="Runs labelled", says=lambda rater: f"{rater.labels:,}", number=True),
)
_MISSING = (
    Column(title="Model", says=lambda run: run.model),
    Column(title="Variant", says=lambda run: run.variant),
    Column(title="Scenario", says=lambda run: run.scenario),
)


class ContentSection(QWidget):
    """Counts of everything in the study; nothing of what judges or people said.

    Signals:
        import_wanted: The study is empty, and the person wants to change that.
        told: A line for the status corner (str).
    """

    import_wanted = Signal()
    told = Signal(str)

    topics: Changes = frozenset({Topic.RUNS, Topic.SCORES, Topic.LABELS, Topic.WAVES})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._notice = Notice(desk.look, name="library.content.notice")
        self._notice.answered.connect(lambda _name: self.import_wanted.emit())
        self._figures = row(gaps=(0, 0, 0, 0, 10))
        look = desk.look
        self._groups = _table(desk, _GROUPS, "groups", "Runs by suite, model and variant", 1)
        self._judges = _table(desk, _JUDGES, "judges", "Judges", 1)
        self._raters = _table(desk, _RATERS, "raters", "Raters", 0)
        self._missing = _table(desk, _MISSING, "missing", "Missing cells", 2)
        self._missing_line = text(role="quiet", name="library.content.missing.line")
        self._missing_show = button(
            "Show them", "library.content.missing.show", self._toggle_missing, kind="link"
        )
        self._missing_copy = button(
            "Copy all", "library.content.missing.copy", self._copy_missing, icon_name="copy"
        )
        self._missing_wanted = False
        self._body = QWidget()
        self._build()
        self._body.hide()
        self._notice.say("Counting what is in the study ...")
        restyle(self, look)

    def load(self) -> None:
        """Count in the background."""
        store = self._desk.store
        self._desk.jobs.start(
            lambda _progress: holdings(store), then=self._show, failed=self._fail, quiet=True
        )

    def show_missing(self) -> None:
        """Bring the list of missing cells into sight, as soon as it is known."""
        self._missing_wanted = True
        self._unfold_missing()

    def _show(self, found: Holdings) -> None:
        self._body.setVisible(not found.is_empty)
        if found.is_empty:
            self._notice.say(
                "This study is empty. Import results to begin.",
                answers=(("import", "Import results"),),
            )
            return
        self._notice.say("")
        empty(self._figures)
        for number, words, name in _totals(found):
            self._figures.addWidget(Figure(f"{number:,}", words, name=f"library.content.{name}"))
        self._groups.show_values(found.groups)
        self._judges.show_values(found.judges)
        self._raters.show_values(found.raters)
        self._missing.show_values(found.missing)
        self._missing_line.setText(written(_missing_words(found)))
        self._missing_show.setVisible(bool(found.missing))
        self._missing_copy.setVisible(bool(found.missing))
        self._missing.setVisible(bool(found.missing) and not self._missing.isHidden())
        for table in (self._groups, self._judges):
            # Which suite a line is of need not be said where there is one only.
            table.setColumnHidden(0, len(found.suites) == 1)
        for table in (self._judges, self._raters):
            table.setVisible(bool(table.values))
            self._nothing[table].setVisible(not table.values)
        restyle(self, self._desk.look)
        self._unfold_missing()

    def _fail(self, fault: Exception) -> None:
        self._body.hide()
        if isinstance(fault, DeskError):
            self._notice.say(told(fault), "bad")
        else:
            self._notice.say("The study could not be counted.", "bad")
            self._desk.jobs.problem.emit(fault)

    def _unfold_missing(self) -> None:
        if not (self._missing_wanted and self._missing.values):
            return
        self._missing_wanted = False
        if self._missing.isHidden():
            self._toggle_missing()
        self._missing.selectRow(0)
        self._missing.setFocus()
        # Where the table stands is known once the rows above it have found their heights.
        QTimer.singleShot(0, self._missing, lambda: self._scroll.ensureWidgetVisible(self._missing))

    def _toggle_missing(self) -> None:
        self._missing.setVisible(self._missing.isHidden())
        self._missing_show.setText("Show them" if self._missing.isHidden() else "Hide them")

    def _copy_missing(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(map(str, self._missing.values)))
        self.told.emit("The missing cells are on the clipboard")

    def _build(self) -> None:
        self._nothing = {
            self._judges: text("No judge has scored yet.", "quiet"),
            self._raters: text("Nobody has labelled yet, and no wave names a rater.", "quiet"),
        }
        missing = row(self._missing_line, self._missing_show, self._missing_copy)
        missing.setStretch(0, 1)
        self._body.setLayout(
            column(
                self._figures,
                group("Runs by model and variant", self._groups),
                group("Judges", self._judges, self._nothing[self._judges]),
                group("Raters", self._raters, self._nothing[self._raters]),
                group("Missing cells", missing, self._missing),
                gaps=(0, 0, 0, 0, 12),
            )
        )
        self._missing.hide()
        lines = column(
            heading("In this study"), self._notice, self._body, None, gaps=(28, 24, 28, 24, 14)
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        self._scroll = centred(lines, name="library.content.scroll")
        around.addWidget(self._scroll)


def _table(
    desk: Desk, columns: tuple[Column, ...], name: str, title: str, stretched: int
) -> RowTable:
    table = RowTable(desk.look, columns, name=f"library.content.{name}", title=title)
    table.stretch(stretched)
    return table


def _totals(found: Holdings) -> Iterable[tuple[int, str, str]]:
    yield found.runs, "runs known", "runs"
    yield found.transcripts, "with a transcript", "transcripts"
    yield found.scores, "scores of judges", "scores"
    yield found.labels, "labels of people", "labels"
    yield found.waves, "waves drawn", "waves"


def _missing_words(found: Holdings) -> str:
    if not found.missing:
        return "None: every model met every scenario in every variant, by trail or by score."
    cells = amount(len(found.missing), "cell has", "cells have")
    by_model = Counter(run.model for run in found.missing)
    models = ", ".join(f"{number:,} of {model}" for model, number in sorted(by_model.items()))
    return f"{cells} neither trail nor score: {models}."
