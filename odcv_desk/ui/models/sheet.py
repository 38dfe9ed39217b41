"""A sheet of figures as a table."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.sheet import Entry, Sheet

Index = QModelIndex | QPersistentModelIndex


class SheetModel(QAbstractTableModel):
    """The rows of one sheet; `VALUE_ROLE` gives an Entry, also for the name of a row."""

    def __init__(self, sheet: Sheet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet = sheet

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self.sheet.rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self.sheet.columns) + 1

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return visible((self.sheet.corner, *self.sheet.columns)[section])

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entry(index.row(), index.column())
        if role == VALUE_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index.column(), entry)
        return None

    def entry(self, row: int, column: int) -> Entry:
        """Return what stands in a field; column 0 holds the names of the rows."""
        name, entries = self.sheet.rows[row]
        return Entry(text=visible(name)) if column == 0 else entries[column - 1]

    def is_total(self, row: int) -> bool:
        """Return whether a row sums up the others."""
        return self.sheet.total and row == len(self.sheet.rows) - 1

    def _spoken(self, column: int, entry: Entry) -> str:
        said = entry.text if not entry.below else f"{entry.text}, {entry.below}"
        return said if column == 0 else f"{self.sheet.columns[column - 1]}: {said}"
