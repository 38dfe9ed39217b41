"""The queue at the left: which runs there are to read, and how far one is."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.ui.desk import Desk
from odcv_desk.ui.models.queue_model import QueueModel
from odcv_desk.ui.pages.review.queue_delegate import QueueDelegate
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.eliding_combo import ElidingCombo
from odcv_desk.ui.widgets.icon_field import IconField
from odcv_desk.workflow.queue import (
    Choices,
    Order,
    Part,
    QueueEntry,
    Tally,
    Wanted,
    choices,
    entries,
    queue,
    tally,
)

_TYPING_MS = 120
_PARTS = ((Part.UNLABELLED, "Unlabelled"), (Part.ALL, "All"), (Part.MINE, "Mine"))
_ORDERS = (
    (Order.SCENARIO, "By scenario"),
    (Order.MODEL, "By model"),
    (Order.SHORTEST, "Shortest first"),
    (Order.LONGEST, "Longest first"),
)
_ANY = {"model": "Any model", "variant": "Any variant", "scenario": "Any scenario"}


class QueuePanel(QFrame):
    """Filters, progress and the list; it reads itself, in jobs, and shows the newest answer.

    Signals:
        run_chosen: The row (int) of a run that the person wants to read.
        loaded: The list is there; how many runs it holds (int).
    """

    run_chosen = Signal(int)
    loaded = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._current: int | None = None
        self.setObjectName("queue")
        self.setProperty("panel", True)  # noqa: FBT003 - Qt's signature
        self._build()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self.filter.textEdited.connect(self._typing.start)
        self.model.page_wanted.connect(self._load_page)
        desk.look.changed.connect(self._dress)
        self._dress()

    @property
    def wanted(self) -> Wanted:
        """What the filters say."""
        return Wanted(
            part=self._part(),
            text=self.filter.text(),
            model=self._combos["model"].currentData(),
            variant=self._combos["variant"].currentData(),
            scenario=self._combos["scenario"].currentData(),
            order=Order(self._order.currentData()),
        )

    @property
    def empty_text(self) -> str:
        """What stands in place of an empty list."""
        return self._empty.text()

    def _part(self) -> Part:
        chosen = self._parts.checkedButton()
        return Part.ALL if chosen is None else Part(chosen.property("part"))

    def reload(self) -> None:
        """Read the list anew; a later call overtakes an earlier one."""
        self._asked += 1
        asked, wanted, desk = self._asked, self.wanted, self._desk

        def read(_progress: object) -> tuple[tuple[int, ...], Tally, Choices]:
            rows = queue(desk.store, desk.rater, wanted)
            return rows, tally(desk.store, desk.rater), choices(desk.store, desk.rater)

        def show(found: tuple[tuple[int, ...], Tally, Choices]) -> None:
            if asked == self._asked:
                self._show(*found)

        desk.jobs.start(read, then=show)

    def refresh_entry(self, *rows: int) -> None:
        """Read anew what is shown of some runs, and the progress; the list keeps its order."""
        desk = self._desk

        def read(_progress: object) -> tuple[tuple[QueueEntry, ...], Tally]:
            return entries(desk.store, desk.rater, rows), tally(desk.store, desk.rater)

        def show(found: tuple[tuple[QueueEntry, ...], Tally]) -> None:
            self.model.take(found[0])
            self._show_tally(found[1])

        desk.jobs.start(read, then=show)

    def choose(self, row: int) -> None:
        """Mark a run as the one that is read, without asking for it."""
        self._current = row
        place = self.model.place(row)
        selection = self.list.selectionModel()
        if place is None:
            selection.clear()
            return
        index = self.model.index(place, 0)
        selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def beside(self, row: int | None, *, step: int) -> int | None:
        """Return the run before (-1) or behind (+1) a run in the list, None at its ends."""
        rows = self.model.rows
        place = None if row is None else self.model.place(row)
        if place is None:
            return rows[0] if rows and step > 0 else None
        place += step
        return rows[place] if 0 <= place < len(rows) else None

    def behind(self, row: int | None) -> tuple[int, ...]:
        """Return the runs that stand behind a run in the list."""
        place = None if row is None else self.model.place(row)
        return self.model.rows if place is None else self.model.rows[place + 1 :]

    def clear_filters(self) -> None:
        """Show every run."""
        self.filter.clear()
        for combo in self._combos.values():
            combo.setCurrentIndex(0)
        self._parts.buttons()[1].setChecked(True)
        self.reload()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter lead from the filter into the list, Esc back to the transcript."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.filter.clear()
                self.reload()
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _show(self, rows: tuple[int, ...], counted: Tally, offered: Choices) -> None:
        self.model.show_rows(rows)
        self._show_tally(counted)
        self._offer("model", offered.models)
        self._offer("variant", offered.variants)
        self._offer("scenario", offered.scenarios)
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self._empty.setText(_empty_text(self.wanted, counted))
        if self._current is not None:
            self.choose(self._current)
        self.loaded.emit(len(rows))

    def _show_tally(self, counted: Tally) -> None:
        self._count.setText(f"{counted.labelled:,} of {counted.total:,} labelled")
        self._bar.setRange(0, max(counted.total, 1))
        self._bar.setValue(counted.labelled)
        self._hidden.setVisible(counted.hidden > 0)
        self._hidden.setText(f"{counted.hidden:,} more wait in a gold wave, in draw order")

    def _offer(self, name: str, values: tuple[str, ...]) -> None:
        combo = self._combos[name]
        known = tuple(combo.itemData(place) for place in range(1, combo.count()))
        combo.setVisible(len(values) > 1)
        if known == values:
            return
        chosen = combo.currentData()
        combo.blockSignals(True)  # noqa: FBT003 - Qt's signature
        combo.clear()
        combo.addItem(_ANY[name], None)
        for value in values:
            combo.addItem(visible(value), value)
        combo.setCurrentIndex(max(combo.findData(chosen), 0))
        combo.blockSignals(False)  # noqa: FBT003 - Qt's signature

    def _load_page(self, rows: tuple[int, ...]) -> None:
        desk = self._desk
        desk.jobs.start(
            lambda _progress: entries(desk.store, desk.rater, rows), then=self.model.take
        )

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.run_chosen.emit(self.model.rows[index.row()])

    def _dress(self) -> None:
        self.list.viewport().update()

    def _build(self) -> None:
        look = self._desk.look
        self._bar = QProgressBar()
        self._bar.setObjectName("queue.progress")
        self._bar.setAccessibleName("Runs labelled")
        self._build_filter()
        self._build_list()
        self._empty = _label("queue.empty", role="quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(24, 40, 24, 0)
        self._empty.hide()
        self._hidden = _label("queue.hidden", role="small")
        self._hidden.setContentsMargins(16, 6, 12, 8)
        self._hidden.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, look.px(12), 0, 0)
        layout.setSpacing(look.px(7))
        for part in (self._head(), self._bar, self.filter, self._part_row(), self._combo_row()):
            layout.addWidget(_inset(part, look.px(14)))
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._hidden)

    def _head(self) -> QHBoxLayout:
        title = QLabel("Queue")
        title.setProperty("role", "title")
        self._count = _label("queue.count", role="small")
        self._count.setWordWrap(False)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._count)
        return head

    def _build_filter(self) -> None:
        self.filter = IconField(self._desk.look, "funnel-simple")
        self.filter.setObjectName("queue.filter")
        self.filter.setPlaceholderText("Filter scenario, model…")
        self.filter.setAccessibleName("Filter the queue")
        self.filter.setClearButtonEnabled(True)
        self.filter.installEventFilter(self)
        self.filter.textChanged.connect(lambda text: None if text else self._typing.start())

    def _build_list(self) -> None:
        self.model = QueueModel(self)
        self.list = QListView()
        self.list.setObjectName("queue.list")
        self.list.setAccessibleName("Runs")
        self.list.setModel(self.model)
        self.list.setItemDelegate(QueueDelegate(self._desk.look, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)

    def _part_row(self) -> QHBoxLayout:
        self._parts = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(2)
        for part, text in (*_PARTS, (Part.FLAGGED, "Bookmarks")):
            button = QToolButton()
            button.setText(text)
            button.setObjectName(f"queue.part.{part}")
            button.setProperty("small", True)  # noqa: FBT003 - Qt's signature
            button.setProperty("part", str(part))
            button.setCheckable(True)
            button.setChecked(part is Part.UNLABELLED)
            self._parts.addButton(button)
            row.addWidget(button)
        row.addStretch()
        self._parts.buttonClicked.connect(self.reload)
        return row

    def _combo_row(self) -> QVBoxLayout:
        self._combos: dict[str, QComboBox] = {}
        rows = QVBoxLayout()
        rows.setSpacing(self._desk.look.px(5))
        top, below = QHBoxLayout(), QHBoxLayout()
        for name, any_text in _ANY.items():
            combo = _combo(f"queue.{name}", any_text)
            combo.addItem(any_text, None)
            combo.hide()
            combo.activated.connect(self.reload)
            self._combos[name] = combo
        self._order = _combo("queue.order", "Sort the queue")
        for order, text in _ORDERS:
            self._order.addItem(text, str(order))
        self._order.activated.connect(self.reload)
        top.addWidget(self._combos["model"])
        top.addWidget(self._combos["variant"])
        below.addWidget(self._combos["scenario"])
        below.addWidget(self._order)
        rows.addLayout(top)
        rows.addLayout(below)
        return rows


def _label(name: str, *, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _combo(name: str, spoken: str) -> QComboBox:
    combo = ElidingCombo()
    combo.setObjectName(name)
    combo.setAccessibleName(spoken)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    combo.setProperty("small", True)  # noqa: FBT003 - Qt's signature
    return combo


def _inset(part: QWidget | QHBoxLayout | QVBoxLayout, margin: int) -> QWidget:
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(margin, 0, margin, 0)
    if isinstance(part, QWidget):
        layout.addWidget(part)
    else:
        part.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(part)
    return holder


def _empty_text(wanted: Wanted, counted: Tally) -> str:
    if counted.total == 0:
        return "No run to read yet.\n\nImport trajectories in the Library (Alt+4)."
    if wanted.part is Part.UNLABELLED and not wanted.text:
        return "Everything here is labelled.\n\nChoose All or Mine to read on."
    if wanted.part is Part.FLAGGED and not wanted.text:
        return "No bookmarks.\n\nPress B on a run to set one."
    return "No run fits these filters."
