"""The list of the files that a step changed; shown where there is more than one."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.change import ChangeKind, FileChange
from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.diff.wording import MINUS, count_words, done_words, texts_of
from odcv_desk.workflow.difference import counted

COUNTS_ROLE: Final = VALUE_ROLE + 1

# Larger texts are not counted for a list that somebody glances at.
_MOST_COUNTED: Final = 50_000
_ICONS: Final = {
    ChangeKind.CREATED: "file-plus",
    ChangeKind.MODIFIED: "pencil-simple",
    ChangeKind.DELETED: "file-x",
    ChangeKind.RENAMED: "arrow-right",
    ChangeKind.MODE: "lock-simple",
}
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class ChangesModel(QAbstractListModel):
    """The changes of a step, with their counts as far as somebody looks."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes: tuple[FileChange, ...] = ()
        self._counts: dict[int, tuple[int, int] | None] = {}

    def show_changes(self, changes: Sequence[FileChange]) -> None:
        """Hold other changes."""
        self.beginResetModel()
        self._changes = tuple(changes)
        self._counts.clear()
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._changes)

    # Qt's data() returns whatever the role asks for.
    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        change = self._changes[index.row()]
        if role == VALUE_ROLE:
            return change
        if role == COUNTS_ROLE:
            return self._counted(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return visible(change.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            counts = self._counted(index.row())
            words = "" if counts is None else f", {count_words(*counts)}"
            return f"{visible(change.path)}, {done_words(change)}{words}"
        return None

    def _counted(self, row: int) -> tuple[int, int] | None:
        if row not in self._counts:
            self._counts[row] = _counts_of(self._changes[row])
        return self._counts[row]


class ChangesList(QListView):
    """A narrow list of changed files.

    Signals:
        chosen: Another change is the current one: its number (int).
    """

    chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._model = ChangesModel(self)
        self._room = 0
        self.setObjectName("diff.changes")
        self.setAccessibleName("Files that this step changed")
        self.setProperty("edge", "right")
        self.setModel(self._model)
        self.setItemDelegate(_ChangeDelegate(look, self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._tell)
        look.changed.connect(self._wear)
        self._wear()

    def show_changes(self, changes: Sequence[FileChange]) -> None:
        """List the changes of a step."""
        self._model.show_changes(changes)
        self.setVisible(len(changes) > 1)

    def show_current(self, number: int) -> None:
        """Mark the change that is shown."""
        self.setCurrentIndex(self._model.index(number))

    def fit(self, room: int) -> None:
        """Take no more than a third of the room that there is for list and rows."""
        self._room = room
        self.setFixedWidth(min(self._look.px(216), room // 3))

    def words(self) -> tuple[str, ...]:
        """Return the texts of the rows that are on screen."""
        rows = (self._model.index(row) for row in range(self._model.rowCount()))
        shown = (row for row in rows if self.visualRect(row).intersects(self.viewport().rect()))
        return tuple(str(row.data(Qt.ItemDataRole.AccessibleTextRole)) for row in shown)

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.row())

    def _wear(self) -> None:
        self.fit(self._room)
        self.scheduleDelayedItemsLayout()


class _ChangeDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._look.px(120), self._look.px(26))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, change = self._look, index.data(VALUE_ROLE)
        area, state = QRectF(option.rect), option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, look.color("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, look.color("line_soft"))
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(
                QRectF(area.x(), area.y(), look.px(3), area.height()), look.color("accent")
            )
        side = look.px(14)
        ink = look.theme.accent if selected else look.theme.ink_soft
        top = area.y() + (area.height() - side) / 2
        paint_icon(
            painter, QRectF(area.x() + look.px(10), top, side, side), _ICONS[change.kind], ink
        )
        text = area.adjusted(look.px(32), 0, -look.px(10), 0)
        right = self._paint_counts(painter, text, index.data(COUNTS_ROLE))
        self._paint_name(painter, text.adjusted(0, 0, -right, 0), str(index.data()))

    def _paint_counts(
        self, painter: QPainter, area: QRectF, counts: tuple[int, int] | None
    ) -> float:
        """Draw the counts at the right end; return how much room they take."""
        taken = 0.0
        metrics = self._look.metrics(Face.SMALL_STRONG)
        painter.setFont(self._look.font(Face.SMALL_STRONG))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        added, removed = counts or (0, 0)
        signed = [(MINUS, removed, "bad"), ("+", added, "good")]
        for sign, count, token in (each for each in signed if each[1]):
            text = f"{sign}{count:,}"
            painter.setPen(self._look.color(token))
            painter.drawText(area.adjusted(0, 0, -taken, 0), int(middle), text)
            taken += metrics.horizontalAdvance(text) + self._look.px(6)
        return taken

    def _paint_name(self, painter: QPainter, area: QRectF, path: str) -> None:
        metrics = self._look.metrics(Face.MONO_SMALL)
        painter.setFont(self._look.font(Face.MONO_SMALL))
        painter.setPen(self._look.color("ink"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        name = metrics.elidedText(path, Qt.TextElideMode.ElideLeft, area.width())
        painter.drawText(area, int(flags | Qt.TextFlag.TextSingleLine), name)


def _counts_of(change: FileChange) -> tuple[int, int] | None:
    texts = texts_of(change)
    if texts is None or texts.half_known or len(texts.before) + len(texts.after) > _MOST_COUNTED:
        return None
    return counted(texts.before, texts.after)
