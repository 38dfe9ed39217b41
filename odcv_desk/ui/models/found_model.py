"""What a search found, as a list, and how a line of it looks."""

from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.queue import Found

VALUE_ROLE: Final = int(Qt.ItemDataRole.UserRole)

_Index = QModelIndex | QPersistentModelIndex


class FoundModel(QAbstractListModel):
    """The hits of the newest search."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._found: tuple[Found, ...] = ()

    def show_found(self, found: tuple[Found, ...]) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._found)

    @override
    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        hit = self._found[index.row()]
        if role == VALUE_ROLE:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return visible(f"{hit.title}, step {hit.step}: {hit.snippet}")
        return None


class FoundDelegate(QStyledItemDelegate):
    """Draws one hit: the run and step above, the words around it below."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, self._look.px(50))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        hit = index.data(VALUE_ROLE)
        if not isinstance(hit, Found):
            return
        look, rect = self._look, QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), look.px(6), look.px(6))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        line = rect.adjusted(look.px(10), look.px(6), -look.px(10), 0)
        line.setHeight(look.px(18))
        beside = " · ".join(part for part in (hit.model, hit.variant, f"step {hit.step}") if part)
        for face, token, text in (
            (Face.MEDIUM, "ink", hit.title),
            (Face.SMALL, "ink_faint", f"{beside}:  {' '.join(hit.snippet.split())}"),
        ):
            painter.setFont(look.font(face))
            painter.setPen(look.color(token))
            shown = look.metrics(face).elidedText(
                visible(text), Qt.TextElideMode.ElideRight, int(line.width())
            )
            painter.drawText(line, left, shown)
            line.translate(0, look.px(19))
        painter.restore()
