"""The filters above the matrix."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.label.chip import Chip
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.parts import WIDTHS, restyle, text
from odcv_desk.workflow.side_by_side import Cell, Wanted

_TYPING_MS: Final = 120
_TOGGLES: Final = {
    "splits": ("Splits", "Judges on both sides of 3"),
    "wide": ("Spread \N{GREATER-THAN OR EQUAL TO} 2", "Judges two levels apart or more"),
    "against": ("You against the panel", "You and the panel on different sides of 3"),
}


class Filters(QWidget):
    """Words, three questions, model, variant, and the field of a confusion table.

    Signals:
        changed: Which runs are wanted now (Wanted).
    """

    changed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.wanted = Wanted()
        self.text = _field()
        self.toggles = {
            name: Chip(look, words, f"judges.filter.{name}", tip=meaning)
            for name, (words, meaning) in _TOGGLES.items()
        }
        self.model = _choice("judges.filter.model", "Model")
        self.variant = _choice("judges.filter.variant", "Variant")
        self.cell = Chip(look, "", "judges.filter.cell", tip="Show the others again")
        self.cell.hide()
        self.fitting = _fitting()
        typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        typing.timeout.connect(self._tell)
        self.text.textChanged.connect(typing.start)
        for button in self.toggles.values():
            button.toggled.connect(lambda _on: self._tell())
        for box in (self.model, self.variant):
            box.currentIndexChanged.connect(lambda _index: self._tell())
        self.cell.clicked.connect(lambda _on: self.want_cell(None))
        flow = FlowLayout(look, self, gap=8)
        for part in (self.text, *self.toggles.values(), self.model, self.variant, self.cell):
            flow.addWidget(part)
        flow.addWidget(self.fitting)
        look.changed.connect(self._renew)
        self._renew()

    def offer(self, models: Sequence[str], variants: Sequence[str]) -> None:
        """Offer other models and variants; what is chosen stays, if it is still there."""
        _fill(self.model, "All models", models)
        _fill(self.variant, "Both variants", variants)
        self._tell()

    def want_cell(self, cell: Cell | None) -> None:
        """Want the runs of a field of a confusion table only, or all again."""
        self.wanted = replace(self.wanted, cell=cell)
        self.cell.setVisible(cell is not None)
        self.cell.setChecked(cell is not None)
        if cell is not None:
            words = visible(f"{cell.judge}: you {cell.own}, judge {cell.given}")
            self.cell.setText(f"{words} \N{MULTIPLICATION SIGN}")
            self.cell.updateGeometry()
            self.cell.setAccessibleName(f"Stop showing only {words}")
        self._tell()

    def tell_fitting(self, shown: int, total: int) -> None:
        """Say how many runs fit, where not all do."""
        self.fitting.setText(f"{shown} of {total} runs")
        self.fitting.setVisible(shown < total)

    def clear(self) -> None:
        """Want all runs again."""
        with QSignalBlocker(self):
            self.text.clear()
            for button in self.toggles.values():
                button.setChecked(False)
            self.model.setCurrentIndex(0)
            self.variant.setCurrentIndex(0)
        self.want_cell(None)

    def _tell(self) -> None:
        self.wanted = Wanted(
            text=self.text.text(),
            splits=self.toggles["splits"].isChecked(),
            wide=self.toggles["wide"].isChecked(),
            against=self.toggles["against"].isChecked(),
            model=self.model.currentData(),
            variant=self.variant.currentData(),
            cell=self.wanted.cell,
        )
        self.changed.emit(self.wanted)

    def _renew(self) -> None:
        restyle(self, self._look)


def _field() -> QLineEdit:
    field = QLineEdit()
    field.setObjectName("judges.filter.text")
    field.setPlaceholderText("Filter scenario, model\N{HORIZONTAL ELLIPSIS}")
    field.setAccessibleName("Filter runs by words")
    field.setClearButtonEnabled(True)
    field.setProperty(WIDTHS, [160, 260])
    return field


def _fitting() -> QLabel:
    label = text(role="small", name="judges.fitting")
    label.setWordWrap(False)
    return label


def _choice(name: str, title: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    return box


def _fill(box: QComboBox, everything: str, names: Sequence[str]) -> None:
    chosen = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        box.addItem(everything, None)
        for name in names:
            box.addItem(visible(name), name)
        box.setCurrentIndex(max(box.findData(chosen), 0) if chosen is not None else 0)
    box.setVisible(len(names) > 1)
