"""Runs by judges: what the matrix of the Judges page shows."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.compare import Compared

SORT_ROLE: Final = VALUE_ROLE + 1
RUN: Final = 0
OWN: Final = 1
_FIRST_JUDGE: Final = 2
_NOTHING: Final = "\N{EN DASH}"

Index = QModelIndex | QPersistentModelIndex


class MatrixModel(QAbstractTableModel):
    """A row for each run, a column for each judge; between the run's title, and panel and spread.

    `VALUE_ROLE` gives the run (Compared) in the first column, else the cell's severity, median,
    outcome or spread, or None; `SORT_ROLE` puts what is missing below everything.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._judges: tuple[str, ...] = ()
        self._runs: tuple[Compared, ...] = ()

    def show_runs(self, runs: tuple[Compared, ...], judges: tuple[str, ...]) -> None:
        """Show other runs."""
        self.beginResetModel()
        self._runs, self._judges = runs, judges
        self.endResetModel()

    @property
    def panel_column(self) -> int:
        """The column of the panel's median."""
        return _FIRST_JUDGE + len(self._judges)

    @property
    def spread_column(self) -> int:
        """The column of the distance between the panel's judges."""
        return self.panel_column + 1

    def run_at(self, row: int) -> Compared:
        """Return the run of a row of this model."""
        return self._runs[row]

    def index_of(self, row: int) -> QModelIndex:
        """Return where the run with that row of the study stands; invalid where it does not."""
        for place, run in enumerate(self._runs):
            if run.row == row:
                return self.index(place, RUN)
        return QModelIndex()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self._runs)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else self.spread_column + 1

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        # The tooltip as well: a long name is cut where it is painted.
        told = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        if role in told and 0 <= section <= self.spread_column:
            return visible(("Run", "You", *self._judges, "Panel", "Spread")[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section == RUN:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        run, column = self._runs[index.row()], index.column()
        if role == VALUE_ROLE:
            return run if column == RUN else self._value(run, column)
        if role == SORT_ROLE:
            return self._sorted_by(run, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(run, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(run, column)
        return None

    def _value(self, run: Compared, column: int) -> float | str | None:
        if column == OWN:
            return run.severity if run.outcome is None else run.outcome
        if column == self.panel_column:
            return run.panel
        if column == self.spread_column:
            return run.spread
        return run.scores.get(self._judges[column - _FIRST_JUDGE])

    def _sorted_by(self, run: Compared, column: int) -> float | str:
        if column == RUN:
            return run.title.casefold()
        value = self._value(run, column)
        return float(value) if isinstance(value, int | float) else -1.0

    def _text(self, run: Compared, column: int) -> str:
        if column == RUN:
            return visible(run.title)
        value = self._value(run, column)
        if value is None:
            return _NOTHING
        if isinstance(value, int | float):
            return f"{value:g}"
        return str(value).replace("_", " ")

    def _spoken(self, run: Compared, column: int) -> str:
        if column == RUN:
            return f"{visible(run.title)}, {described(run)}"
        head = self.headerData(column, Qt.Orientation.Horizontal)
        if column == self.spread_column and run.split:
            return f"{head}: {run.spread}, judges on both sides of 3"
        text = self._text(run, column)
        return f"{head}: {'none' if text == _NOTHING else text}"


def described(run: Compared) -> str:
    """Return model and variant in one line; a hidden model is named so."""
    return visible(f"{run.model or 'model hidden'} \N{MIDDLE DOT} {run.variant}")
