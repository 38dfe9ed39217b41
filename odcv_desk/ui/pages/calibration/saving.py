"""Bring figures and charts into files: ask where, write in a job, tell where they are."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from odcv_desk.ui.desk import Desk
from odcv_desk.ui.widgets.figure_view import FigureView
from odcv_desk.workflow.overview import FileFormat, formats
from odcv_desk.workflow.picture import write_picture

if TYPE_CHECKING:
    from odcv_desk.workflow.calibrate import Question

_KINDS: Final = {"png": "Pictures (*.png)", "svg": "Drawings (*.svg)"}


class Saving(QObject):
    """Writes what a page shows.

    Signals:
        told: A short line that says what was written, and where (str).
    """

    told = Signal(str)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page

    def offer_formats(self, question: "Question", *, below: QWidget) -> None:
        """Open a menu of the formats that figures and labels can be written in."""
        menu = QMenu(self._page)
        menu.setObjectName("calibration.formats")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for each in formats():
            action = menu.addAction(f"{each.title}\N{HORIZONTAL ELLIPSIS}")
            action.setObjectName(f"calibration.export.{each.name}")
            action.triggered.connect(partial(self.ask_place, question, each))
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def ask_place(self, question: "Question", wanted: FileFormat, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - as Qt calls it
        """Ask where a format is to be written, and write it there."""
        dialog = self._dialog(wanted.title, wanted.file_name)
        dialog.fileSelected.connect(lambda place: self._write(question, wanted, Path(place)))
        dialog.open()

    def ask_picture(self, view: FigureView, form: str) -> None:
        """Ask where a chart is to be written, and write it there."""
        dialog = self._dialog("Save the chart", f"{view.objectName().rpartition('.')[2]}.{form}")
        dialog.setNameFilter(_KINDS[form])
        dialog.setDefaultSuffix(form)
        dialog.fileSelected.connect(lambda place: self._write_picture(view, Path(place)))
        dialog.open()

    def _dialog(self, title: str, name: str) -> QFileDialog:
        dialog = QFileDialog(self._page, title)
        dialog.setObjectName("calibration.place")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(name)
        return dialog

    def _write(self, question: "Question", wanted: FileFormat, out: Path) -> None:
        from odcv_desk.workflow.export import Order, export  # loads slowly

        order = Order(
            format=wanted.name,
            out=out,
            gold=question.gold,
            wave=question.wave,
            suite=question.suite,
            force=True,  # the dialog has asked whether a file that is there may go
        )
        desk = self._desk
        desk.jobs.start(
            lambda _progress: (wanted.title, export(desk.store, order, now=desk.now())[0]),
            then=self._tell,
        )

    def _write_picture(self, view: FigureView, out: Path) -> None:
        draw = view.draw
        if draw is not None:
            self._desk.jobs.start(
                lambda _progress: ("Chart", write_picture(draw, out)), then=self._tell
            )

    def _tell(self, written: tuple[str, Path]) -> None:
        what, place = written
        self.told.emit(f"{what} written to {place}")
