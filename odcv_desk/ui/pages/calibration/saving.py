"""Bring figures and charts into files: ask where, write in a job, tell where they are."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from odcv_desk.domain.calibration import Calibration
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.widgets.figure_view import Chart
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import Notice
from odcv_desk.workflow.overview import FileFormat, formats
from odcv_desk.workflow.picture import write_picture

if TYPE_CHECKING:
    from odcv_desk.workflow.calibrate import Question

_FIGURES: Final = {"csv": "All figures (CSV)", "json": "All figures (JSON)"}
_KINDS: Final = {
    "png": "Pictures (*.png)",
    "svg": "Drawings (*.svg)",
    "pdf": "Documents (*.pdf)",
    "csv": "Tables (*.csv)",
    "json": "JSON (*.json)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page shows: the question, and what was found."""

    question: "Question"
    found: Calibration


class Saving(QObject):
    """Writes what a page shows; `caution` warns before a file tells more than the page does.

    Signals:
        told: A short line that says what was written, and where (str).
    """

    told = Signal(str)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._warned: tuple[Question, FileFormat] | None = None
        self.caution = Notice(desk.look, name="calibration.export.warning")
        self.caution.answered.connect(self._answer)
        self._gate = Gate(self.caution)

    def offer_formats(self, asked: Asked, *, below: QWidget) -> None:
        """Open a menu of the formats that figures and labels can be written in."""
        menu = QMenu(self._page)
        menu.setObjectName("calibration.formats")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for form, title in _FIGURES.items():
            action = menu.addAction(f"{title}\N{HORIZONTAL ELLIPSIS}")
            action.setObjectName(f"calibration.export.figures-{form}")
            action.triggered.connect(partial(self._ask_figures, asked.found, form))
        menu.addSeparator()
        for each in formats():
            action = menu.addAction(f"{each.title}\N{HORIZONTAL ELLIPSIS}")
            action.setObjectName(f"calibration.export.{each.name}")
            action.triggered.connect(partial(self.ask_format, asked.question, each))
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def ask_format(self, question: "Question", wanted: FileFormat, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - as Qt calls it
        """Ask where a format is to be written, after a warning where it tells of single runs."""
        if not wanted.of_people:
            self._ask_place(question, wanted)
            return
        from odcv_desk.workflow.export_offer import export_warning  # loads slowly

        desk = self._desk
        desk.jobs.start(
            lambda _progress: export_warning(desk.store, desk.rater, wanted.name),
            then=lambda warning: self._warn(question, wanted, warning),
        )

    def ask_picture(self, chart: Chart, form: str) -> None:
        """Ask where a chart is to be written, and write it there."""
        self._ask(
            "Save the chart", f"{chart.name}.{form}", form, partial(self._write_picture, chart)
        )

    def _warn(self, question: "Question", wanted: FileFormat, warning: str) -> None:
        if not warning:
            self._ask_place(question, wanted)
            return
        self._warned = question, wanted
        answers = [("keep", "Do not write it"), ("write", "Write it all the same")]
        self.caution.say(warning, "warn", answers=answers)
        self._gate.open("calibration.export.warning.keep", self._close_gate)

    def _answer(self, name: str) -> None:
        warned = self._warned
        self._close_gate()
        if name == "write" and warned is not None:
            self._ask_place(*warned)

    def _close_gate(self) -> None:
        self._warned = None
        self._gate.close()
        self.caution.say("")

    def _ask_figures(self, found: Calibration, form: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - as Qt calls it
        self._ask(_FIGURES[form], f"figures.{form}", form, partial(self._write_figures, found))

    def _ask_place(self, question: "Question", wanted: FileFormat) -> None:
        self._ask(wanted.title, wanted.file_name, "", partial(self._write, question, wanted))

    def _ask(self, title: str, name: str, form: str, write: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._page, title)
        dialog.setObjectName("calibration.place")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        if form:
            dialog.setNameFilter(_KINDS[form])
            dialog.setDefaultSuffix(form)
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda place: write(Path(place)))
        dialog.open()

    def _write(self, question: "Question", wanted: FileFormat, out: Path) -> None:
        from odcv_desk.workflow.export import Order  # loads slowly
        from odcv_desk.workflow.export_offer import export_for

        order = Order(
            format=wanted.name,
            out=out,
            gold=question.gold,
            wave=question.wave,
            suite=question.suite,
            estimand=question.estimand,
            by=question.by,
            without_self=question.without_self,
            estimator=question.estimator,
            force=True,  # the dialog has asked whether a file that is there may go
        )
        desk = self._desk

        def work(_progress: Progress) -> tuple[str, Path]:
            written = export_for(desk.store, order, rater=desk.rater, now=desk.now())
            return wanted.title, written[0]

        desk.jobs.start(work, then=self._tell)

    def _write_figures(self, found: Calibration, out: Path) -> None:
        from odcv_desk.workflow.figures_file import write_figures  # loads slowly

        self._desk.jobs.start(
            lambda _progress: ("All figures", write_figures(found, out)), then=self._tell
        )

    def _write_picture(self, chart: Chart, out: Path) -> None:
        self._desk.jobs.start(
            lambda _progress: ("Chart", write_picture(chart.draw, out)), then=self._tell
        )

    def _tell(self, written: tuple[str, Path]) -> None:
        what, place = written
        self.told.emit(f"{what} written to {place}")
