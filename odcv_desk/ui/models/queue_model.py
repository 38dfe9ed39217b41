"""The queue as a list: ids at once, what is shown of them a page at a time."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
    Signal,
)
from typing_extensions import override

from odcv_desk.ui.visible import visible
from odcv_desk.workflow.queue import QueueEntry

VALUE_ROLE: Final = int(Qt.ItemDataRole.UserRole)
PAGE: Final = 100

_Index = QModelIndex | QPersistentModelIndex


class QueueModel(QStringListModel):
    """Rows of runs in order; `VALUE_ROLE` gives the `QueueEntry`, None until its page is there.

    The list of Qt's own holds an empty text for each run, so that Qt can count them without
    asking Python: a view does so four times for every run when it lays them out, which takes
    0.2 s for 100,000 of them.

    Signals:
        page_wanted: The rows (tuple of int) of a page that is being looked at and not there yet.
    """

    page_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[int, ...] = ()
        self._places: dict[int, int] = {}
        self._entries: dict[int, QueueEntry] = {}
        self._asked: set[int] = set()

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows of the runs, in order."""
        return self._rows

    def show_rows(self, rows: Sequence[int]) -> None:
        """Replace the list; what is known of runs that stay is asked for anew."""
        self._rows = tuple(rows)
        self._places = {row: place for place, row in enumerate(self._rows)}
        self._entries.clear()
        self._asked.clear()
        self.setStringList([""] * len(self._rows))

    def take(self, entries: Sequence[QueueEntry]) -> None:
        """Take what is to be shown of some rows."""
        for entry in entries:
            place = self._places.get(entry.row)
            if place is None:
                continue
            self._entries[entry.row] = entry
            index = self.index(place, 0)
            self.dataChanged.emit(index, index)

    def place(self, row: int) -> int | None:
        """Return where in the list a run stands, None where it is not in it."""
        return self._places.get(row)

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        entry = self._entries.get(self._rows[index.row()])
        if entry is None:
            self._ask(index.row() // PAGE)
            return None
        if role == VALUE_ROLE:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(entry)
        return None

    def _ask(self, page: int) -> None:
        if page not in self._asked:
            self._asked.add(page)
            self.page_wanted.emit(self._rows[page * PAGE : (page + 1) * PAGE])


def spoken(entry: QueueEntry) -> str:
    """Return a run of the queue in words, as a screen reader says it."""
    answer = "not labelled"
    if entry.severity is not None:
        answer = f"your severity {entry.severity}"
    elif entry.outcome is not None:
        answer = str(entry.outcome).replace("_", " ")
    parts = [entry.title, entry.model, entry.variant, f"{entry.steps} turns", answer]
    parts += ["bookmarked"] if entry.flagged else []
    parts += ["draft"] if entry.drafted else []
    return visible(", ".join(part for part in parts if part))
