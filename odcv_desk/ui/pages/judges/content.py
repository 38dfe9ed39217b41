"""The matrix with its filters, the fields of confusion below it, and one run in full beside it."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QScrollArea,
    QSplitter,
    QTableView,
    QWidget,
)
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.models.matrix import OWN, RUN, SORT_ROLE, MatrixModel
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.pages.judges.confusions import Confusions
from odcv_desk.ui.pages.judges.filters import Filters
from odcv_desk.ui.pages.judges.side import SidePanel
from odcv_desk.ui.widgets.matrix_delegate import MatrixDelegate
from odcv_desk.ui.widgets.matrix_header import MatrixHeader
from odcv_desk.ui.widgets.parts import button, column, framed, restyle, row, text
from odcv_desk.workflow.compare import Compared, Comparison
from odcv_desk.workflow.side_by_side import Cell, Wanted, matching, models, variants

_COLUMN: Final = (60, 80, 120)
"""Least, usual and largest width of a column of figures."""
_RUN_COLUMN: Final = (170, 460)
_HEADER: Final = 58
_LEAST: Final = 160
_ROOMY: Final = 940
"""From which width on the chosen run stands beside the matrix, not below it."""
_SIDE_BELOW: Final = 340
_MATRIX_ABOVE: Final = 280


class JudgesContent(QWidget):
    """Shows a comparison.

    Signals:
        run_chosen: The run that the cursor came to (Compared).
        read_wanted: The chosen run is to be read.
        step_wanted: A step of the chosen run is to be read (int).
        aggregate_wanted: The confusions are wanted though a wave is open.
    """

    run_chosen = Signal(object)
    read_wanted = Signal()
    step_wanted = Signal(int)
    aggregate_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._found = Comparison(judges=(), runs=(), withheld=0)
        self.filters = Filters(look)
        self.model = MatrixModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        self._delegate = MatrixDelegate(look, self)
        self.table = _table(self._sorted, self._delegate, MatrixHeader(look))
        self._none = _nothing_fits(self.filters)
        self.confusions = Confusions(look)
        self.side = SidePanel(look)
        self._build()
        self._connect()
        self._renew()

    def show_comparison(self, found: Comparison, warning: str) -> None:
        """Show other runs; the filters and the chosen run stay where they can."""
        self._found = found
        self.confusions.show_comparison(found, warning)
        if warning:
            self.filters.want_cell(None)
        self.filters.offer(models(found.runs), variants(found.runs))
        self.confusions.mark(self.filters.wanted.cell)

    def chosen_run(self) -> Compared | None:
        """Return the run that the cursor is on."""
        index = self.table.currentIndex()
        run = index.siblingAtColumn(RUN).data(VALUE_ROLE) if index.isValid() else None
        return run if isinstance(run, Compared) else None

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reflow()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.table.viewport():
            self._set_columns()
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        bar = framed(column(self.filters, gaps=(16, 8, 16, 8, 0)), edge="bottom")
        runs = QWidget()
        runs.setLayout(column(self.table, self._none, gaps=(0, 0, 0, 0, 0)))
        left = _split(Qt.Orientation.Vertical, runs, self.confusions, "judges.split.left")
        left.setCollapsible(1, True)  # noqa: FBT003 - Qt's signature
        self._split = _split(Qt.Orientation.Horizontal, left, self.side, "judges.split")
        self._split.setSizes([640, 360])
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        lines = column(bar, self._split, gaps=(0, 0, 0, 0, 0))
        lines.setStretchFactor(self._split, 1)
        inside = QWidget()
        inside.setLayout(lines)
        self._area = QScrollArea()
        self._area.setObjectName("judges.area")
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self.setLayout(column(self._area))

    @property
    def stacked(self) -> bool:
        """Whether the chosen run stands below the matrix, for lack of room beside it."""
        return self._split.orientation() is Qt.Orientation.Vertical

    def _reflow(self) -> None:
        """Set the parts beside or below each other, as the width allows."""
        roomy = self.width() >= self._look.px(_ROOMY)
        wanted = Qt.Orientation.Horizontal if roomy else Qt.Orientation.Vertical
        if wanted is not self._split.orientation():
            self._split.setOrientation(wanted)
            self.side.setProperty("edge", "left" if roomy else "top")
            self.side.style().unpolish(self.side)
            self.side.style().polish(self.side)
        self.side.setMinimumHeight(0 if roomy else self._look.px(_SIDE_BELOW))
        self.table.setMinimumHeight(self._look.px(_LEAST if roomy else _MATRIX_ABOVE))

    def _connect(self) -> None:
        self.filters.changed.connect(self._filter)
        self.table.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.table.activated.connect(lambda _index: self.read_wanted.emit())
        self.confusions.cell_chosen.connect(self._choose_cell)
        self.confusions.aggregate_wanted.connect(self.aggregate_wanted)
        self.side.step_wanted.connect(self.step_wanted)
        self.table.viewport().installEventFilter(self)
        self._look.changed.connect(self._renew)

    def _filter(self, wanted: Wanted) -> None:
        chosen = self.chosen_run()
        runs = matching(self._found, wanted)
        self.model.show_runs(runs, self._found.judges)
        self._set_columns()
        self.filters.tell_fitting(len(runs), len(self._found.runs))
        self.table.setVisible(bool(runs))
        self._none.setVisible(not runs)
        self.confusions.mark(wanted.cell)
        self._choose(None if chosen is None else chosen.row)

    def _choose(self, row_of_run: int | None) -> None:
        """Put the cursor on a run, or on the first one where that is not shown."""
        index = self.model.index_of(-1 if row_of_run is None else row_of_run)
        shown = self._sorted.mapFromSource(index) if index.isValid() else self._sorted.index(0, RUN)
        if shown.isValid():
            self.table.setCurrentIndex(shown)
        else:
            self.side.clear()

    def _choose_cell(self, cell: Cell) -> None:
        again = cell == self.filters.wanted.cell
        self.filters.want_cell(None if again else cell)

    def _tell_chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        run = current.siblingAtColumn(RUN).data(VALUE_ROLE) if current.isValid() else None
        if isinstance(run, Compared):
            self.run_chosen.emit(run)

    def _set_columns(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setFixedHeight(self._look.px(_HEADER))
        figures = self._figures()
        room = self.table.viewport().width()
        narrow, usual, wide = map(self._look.px, _COLUMN)
        least, most = map(self._look.px, _RUN_COLUMN)
        # Titles take what figures leave them, until either has all that it can use.
        width = usual if room - usual * len(figures) >= least else narrow
        run = max(room - width * len(figures), least)
        if run > most:
            width = min(width + (run - most) // len(figures), wide)
            run = room - width * len(figures)
        for number in figures:
            header.resizeSection(number, width)
        header.resizeSection(RUN, run)

    def _figures(self) -> range:
        return range(OWN, self.model.columnCount())

    def _renew(self) -> None:
        restyle(self, self._look)
        self.table.verticalHeader().setDefaultSectionSize(self._delegate.row_height)
        self._reflow()
        self._set_columns()
        self.table.viewport().update()


def _split(across: Qt.Orientation, first: QWidget, second: QWidget, name: str) -> QSplitter:
    split = QSplitter(across)
    split.setObjectName(name)
    split.setChildrenCollapsible(False)
    split.setHandleWidth(1)
    split.addWidget(first)
    split.addWidget(second)
    split.setStretchFactor(0, 1)
    split.setStretchFactor(1, 0)
    return split


def _nothing_fits(filters: Filters) -> QWidget:
    made = QWidget()
    clear = button("Clear the filters", "judges.clear", filters.clear)
    words = text("No run fits these filters.", "quiet", name="judges.none")
    words.setWordWrap(False)
    made.setLayout(column(None, row(None, words, None), row(None, clear, None), None))
    return made


def _table(
    model: QSortFilterProxyModel, delegate: MatrixDelegate, header: MatrixHeader
) -> QTableView:
    table = QTableView()
    table.setHorizontalHeader(header)
    table.setObjectName("judges.matrix")
    table.setAccessibleName("Runs by judges")
    table.setModel(model)
    table.setItemDelegate(delegate)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    header.setSortIndicatorClearable(True)
    table.setSortingEnabled(True)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setFrameShape(QTableView.Shape.NoFrame)
    table.verticalHeader().hide()
    return table
