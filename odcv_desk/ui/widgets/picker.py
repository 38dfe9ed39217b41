"""A list to pick from by typing: the frame of the command palette and the shortcut sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.models.rows import VALUE_ROLE

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A line to pick: what it does, to what it belongs, and its key."""

    id: str
    text: str
    group: str = ""
    key: str = ""
    icon: str = ""


def matching(choices: Sequence[Choice], text: str) -> tuple[Choice, ...]:
    """Return the choices that hold every word, those whose text begins so first."""
    words = text.casefold().split()
    fits = [
        choice
        for choice in choices
        if all(word in f"{choice.text} {choice.group} {choice.key}".casefold() for word in words)
    ]
    begins = text.casefold().strip()
    return tuple(sorted(fits, key=lambda choice: not choice.text.casefold().startswith(begins)))


class ChoiceModel(QAbstractListModel):
    """The choices that fit what was typed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self._choices = choices
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._choices)

    @override
    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        choice = self._choices[index.row()]
        if role == VALUE_ROLE:
            return choice
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (choice.text, choice.group, choice.key) if part)
        return None


class Picker(QDialog):
    """A field and a list under it; typing narrows the list, Enter picks, Esc closes.

    Signals:
        picked: The id of what was picked (str).
    """

    picked = Signal(str)

    def __init__(self, look: Look, parent: QWidget, *, name: str, hint: str) -> None:
        super().__init__(parent)
        self._all: tuple[Choice, ...] = ()
        self.setObjectName(name)
        self.setWindowTitle(hint)
        self.setModal(True)
        self.field = QLineEdit()
        self.field.setObjectName(f"{name}.field")
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self._model = ChoiceModel(self)
        self.list = QListView()
        self.list.setObjectName(f"{name}.list")
        self.list.setAccessibleName(hint)
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_ChoiceDelegate(look, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        self.resize(look.px(560), look.px(460))

    def offer(self, choices: Sequence[Choice]) -> None:
        """Open with these choices."""
        self._all = tuple(choices)
        self.field.clear()
        self._narrow("")
        self.open()
        self.field.setFocus()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick(self.list.currentIndex())
                return True
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self._move(step)
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        self._model.show_choices(matching(self._all, text))
        self._move(0)

    def _move(self, step: int) -> None:
        last = self._model.rowCount() - 1
        row = min(max(self.list.currentIndex().row() + step, 0), last)
        self.list.setCurrentIndex(self._model.index(row, 0))

    def _pick(self, index: QModelIndex) -> None:
        choice = index.data(VALUE_ROLE)
        if isinstance(choice, Choice):
            self.accept()
            self.picked.emit(choice.id)


_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class _ChoiceDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, self._look.px(34))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        choice = index.data(VALUE_ROLE)
        if not isinstance(choice, Choice):
            return
        look, rect = self._look, QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), look.px(6), look.px(6))
        left = rect.left() + look.px(12)
        if choice.icon:
            size = look.px(16)
            place = QRectF(left, rect.center().y() - size / 2, size, size)
            paint_icon(painter, place, choice.icon, look.theme.ink_soft)
        painter.setFont(look.font(Face.BODY))
        painter.setPen(look.color("ink"))
        text = rect.adjusted(look.px(38), 0, -look.px(12), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignLeft, choice.text)
        painter.setFont(look.font(Face.SMALL))
        painter.setPen(look.color("ink_faint"))
        beside = "   ".join(part for part in (choice.group, choice.key) if part)
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignRight, beside)
        painter.restore()
