"""A quiet table of values: rows are chosen, nothing is edited; as high as its rows, to a limit."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QTableView
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.models.rows import VALUE_ROLE, Column, RowsModel

_ROW_PX: Final = 30
_SMALLEST_COLUMN_PX: Final = 70


class RowTable(QTableView):
    """The table of a tuple of values.

    Signals:
        chosen: The value of the row that the cursor came to (object).
    """

    chosen = Signal(object)

    def __init__(
        self, look: Look, columns: Sequence[Column], *, name: str, title: str, most_rows: int = 12
    ) -> None:
        super().__init__()
        self._look, self._most_rows = look, most_rows
        self._model = RowsModel(columns, self)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setModel(self._model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(not columns[-1].number)
        self._stretched: tuple[int, ...] = (0,)
        self.selectionModel().currentRowChanged.connect(self._tell)
        look.changed.connect(self.fit)
        self.fit()

    def stretch(self, *columns: int) -> None:
        """Give columns the room that is left, in equal parts."""
        self._stretched = columns
        self.fit()

    def show_values(self, values: Sequence[object]) -> None:
        """Replace the rows."""
        self._model.show_values(values)
        self.fit()

    @property
    def values(self) -> tuple[object, ...]:
        """The values of the rows."""
        return self._model.values

    def fit(self) -> None:
        """Take row heights and column widths from the look and the values."""
        self.verticalHeader().setDefaultSectionSize(self._look.px(_ROW_PX))
        header = self.horizontalHeader()
        header.setMinimumSectionSize(self._look.px(_SMALLEST_COLUMN_PX))
        for section in range(header.count()):
            header.setSectionResizeMode(
                section,
                QHeaderView.ResizeMode.Stretch
                if section in self._stretched
                else QHeaderView.ResizeMode.ResizeToContents,
            )
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        rows = min(max(self._model.rowCount(), 1), self._most_rows)
        height = self.horizontalHeader().sizeHint().height() + rows * self._look.px(_ROW_PX)
        return QSize(self._look.px(400), height + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(200), min(self.sizeHint().height(), self._look.px(140)))

    def _tell(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(now.data(VALUE_ROLE))
