"""Pairs of what and how many, in as many columns as there is room for."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.parts import GAPS, column, copyable, text

_COLUMNS: Final = (2, 4)
_ROOMY: Final = 760


class Facts(QFrame):
    """Facts on a card; what was left out stands below them in a list."""

    def __init__(
        self,
        look: Look,
        told: Sequence[tuple[str, str]],
        *,
        name: str = "",
        left_out: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._look = look
        self._columns = 0
        self.setObjectName(name)
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._cells = [_fact(what, value) for what, value in told]
        self._grid = QGridLayout()
        self._grid.setProperty(GAPS, [14, 12, 14, 12, 14])
        lines = column(self._grid, gaps=(0, 0, 0, 0, 0))
        if left_out is not None:
            said = column(text("Left out", "caption"), left_out, gaps=(14, 0, 14, 12, 2))
            lines.addLayout(said)
        self.setLayout(lines)
        self._fill(_COLUMNS[0])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        few, many = _COLUMNS
        self._fill(many if self.width() >= self._look.px(_ROOMY) else few)

    def _fill(self, columns: int) -> None:
        if columns == self._columns:
            return
        for place in range(max(columns, self._columns)):
            self._grid.setColumnStretch(place, int(place < columns))
        self._columns = columns
        for number, cell in enumerate(self._cells):
            self._grid.addWidget(cell, number // columns, number % columns)


def _fact(what: str, value: str) -> QWidget:
    made = QWidget()
    made.setLayout(column(text(what, "caption"), copyable(text(value)), None, gaps=(0, 0, 0, 0, 1)))
    return made
