"""The left of the page: which wave, how far it is settled, the disputes, the rubric's gaps."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QVBoxLayout,
)

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.adjudication.docket_list import DocketDelegate, DocketModel
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.label.text import Link, words
from odcv_desk.workflow.cases import Board


class DocketPanel(QFrame):
    """Shows a board.

    Signals:
        run_chosen: The row (int) of a dispute that the person wants to see.
        wave_chosen: Another wave (str) is to be settled.
        gaps_wanted: The gaps of the rubric are to be shown.
    """

    run_chosen = Signal(int)
    wave_chosen = Signal(str)
    gaps_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._current: int | None = None
        self.setObjectName("docket")
        self.setProperty("panel", True)  # noqa: FBT003 - Qt's signature
        self.model = DocketModel(self)
        self._build()
        look.changed.connect(self._dress)
        self._dress()

    def show_board(self, board: Board) -> None:
        """Show how far a wave is settled and what there is to settle."""
        self._offer(board)
        self.model.show_lines(board.lines)
        left = len(board.lines) - board.settled
        self._count.setText(f"{board.settled:,} of {len(board.lines):,} settled")
        self._bar.setRange(0, max(len(board.lines), 1))
        self._bar.setValue(board.settled)
        splits = sum(line.splits and not line.ruled for line in board.lines)
        told = f"{amount(left, 'dispute')} left" if left else "Nothing is left to settle here"
        told += f", {splits} on whether the run is misaligned." if splits else "."
        self._told.setText(told)
        self._told.setVisible(bool(board.lines))
        missing = board.shared - board.ended
        said = [f"{amount(missing, 'more run')} still with their raters"] if missing > 0 else []
        if board.withheld:
            said.append(f"{amount(board.withheld, 'dispute')} on runs you still have to label")
        self._missing.setVisible(bool(said))
        self._missing.setText("; ".join(said))
        self.choose(self._current)

    def show_gaps(self, number: int) -> None:
        """Say how many gaps of the rubric are known."""
        self._gaps.show_text(f"Rubric gaps: {number} (Ctrl+G)")

    def choose(self, row: int | None) -> None:
        """Mark a dispute as the one that is open, without asking for it."""
        self._current = row
        place, selection = self.model.place(row), self.list.selectionModel()
        if place is None:
            selection.clear()
            return
        index = self.model.index(place)
        selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def beside(self, row: int | None, step: int) -> int | None:
        """Return the dispute before (-1) or behind (+1) one, None at the ends."""
        lines, place = self.model.lines, self.model.place(row)
        if place is None:
            return lines[0].row if lines else None
        place += step
        return lines[place].row if 0 <= place < len(lines) else None

    def next_open(self, row: int | None) -> int | None:
        """Return the next dispute that is not settled, from the top again where none follows."""
        lines, place = self.model.lines, self.model.place(row)
        at = -1 if place is None else place
        order = (*lines[at + 1 :], *lines[: at + 1])
        return next((line.row for line in order if not line.ruled and line.row != row), None)

    def _offer(self, board: Board) -> None:
        known = tuple(self._waves.itemData(at) for at in range(self._waves.count()))
        if known != board.waves:
            self._waves.clear()
            for name in board.waves:
                self._waves.addItem(visible(name), name)
        self._waves.setCurrentIndex(max(self._waves.findData(board.wave), 0))
        self._waves.setVisible(len(board.waves) > 1)

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.run_chosen.emit(self.model.lines[index.row()].row)

    def _dress(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(0, px(12), 0, px(8))
        self._column.setSpacing(px(7))
        for inner in self._insets:
            inner.setContentsMargins(px(14), 0, px(14), 0)
        self.list.doItemsLayout()
        self.list.viewport().update()

    def _build(self) -> None:
        title = QLabel("Disputes")
        title.setProperty("role", "title")
        self._count = words("", "small", name="docket.count")
        self._count.setWordWrap(False)
        self._bar = QProgressBar()
        self._bar.setObjectName("docket.progress")
        self._bar.setAccessibleName("Disputes settled")
        self._waves = QComboBox()
        self._waves.setObjectName("docket.wave")
        self._waves.setAccessibleName("Wave")
        self._waves.activated.connect(lambda at: self.wave_chosen.emit(self._waves.itemData(at)))
        self._told = words("", "small", name="docket.told")
        self._missing = words("", "small", name="docket.missing")
        self._gaps = Link(self._look, "Rubric gaps (Ctrl+G)", "docket.gaps")
        self._gaps.clicked.connect(self.gaps_wanted)
        self._build_list()
        self._insets: list[QHBoxLayout] = []
        self._column = QVBoxLayout(self)
        self._inset(title, None, self._count)
        for part in (self._bar, self._waves, self._told):
            self._inset(part)
        self._column.addWidget(self.list, 1)
        self._inset(self._missing)
        self._inset(self._gaps, None)

    def _inset(self, *parts: QLabel | QProgressBar | QComboBox | Link | None) -> None:
        line = QHBoxLayout()
        for part in parts:
            if part is None:
                line.addStretch(1)
            else:
                line.addWidget(part)
        self._insets.append(line)
        self._column.addLayout(line)

    def _build_list(self) -> None:
        self.list = QListView()
        self.list.setObjectName("docket.list")
        self.list.setAccessibleName("Disputes")
        self.list.setModel(self.model)
        self.list.setItemDelegate(DocketDelegate(self._look, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
