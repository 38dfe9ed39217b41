"""Paints the matrix of runs by judges: titles in two lines, severities as numbers in boxes."""

import math
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.models.matrix import RUN, described
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.compare import Compared

_ROW: Final = 46
_BOX: Final = (28, 24, 6)
_MARGIN: Final = 10

Index = QModelIndex | QPersistentModelIndex


class MatrixDelegate(QStyledItemDelegate):
    """Paints what `MatrixModel` holds."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    @property
    def row_height(self) -> int:
        """How high each row is at this scale."""
        return self._look.px(_ROW)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(60), self.row_height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, self._look.color("accent_soft" if chosen else "surface"))
        painter.setPen(self._look.color("line_soft"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        value = index.data(VALUE_ROLE)
        if index.column() == RUN:
            self._paint_run(painter, rect, value, chosen=chosen)
        elif self._is_spread(index):
            self._paint_spread(painter, rect, index)
        elif isinstance(value, int | float):
            paint_severity(painter, rect, value, self._look)
        else:
            self._paint_text(painter, rect, str(index.data()))
        painter.restore()

    def _is_spread(self, index: Index) -> bool:
        return index.column() == index.model().columnCount() - 1

    def _paint_run(self, painter: QPainter, rect: QRectF, run: Compared, *, chosen: bool) -> None:
        look = self._look
        edge = look.px(_MARGIN)
        if chosen:
            bar = QRectF(rect.left(), rect.top() + edge, look.px(3), rect.height() - 2 * edge)
            painter.fillRect(bar, look.color("accent"))
        inside = rect.adjusted(look.px(14), look.px(6), -edge, -look.px(6))
        half = inside.height() / 2
        upper = QRectF(inside.left(), inside.top(), inside.width(), half)
        self._line(painter, upper, visible(run.title), Face.MEDIUM, "ink")
        self._line(painter, upper.translated(0, half), described(run), Face.SMALL, "ink_soft")

    def _line(self, painter: QPainter, rect: QRectF, words: str, face: Face, token: str) -> None:
        painter.setFont(self._look.font(face))
        painter.setPen(self._look.color(token))
        elide = Qt.TextElideMode.ElideRight
        shown = self._look.metrics(face).elidedText(words, elide, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_spread(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        run = index.model().index(index.row(), RUN).data(VALUE_ROLE)
        if not isinstance(run, Compared):
            return
        look = self._look
        painter.setFont(look.font(Face.MEDIUM if run.spread else Face.BODY))
        painter.setPen(look.color("ink" if run.spread else "ink_faint"))
        if not run.split:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(run.spread))
            return
        half = rect.width() / 2
        number = QRectF(rect.left(), rect.top(), half - look.px(4), rect.height())
        painter.drawText(
            number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(run.spread)
        )
        self._paint_split(painter, QRectF(rect.left() + half, rect.top(), half, rect.height()))

    def _paint_split(self, painter: QPainter, rect: QRectF) -> None:
        look = self._look
        pill = QRectF(rect.left(), rect.center().y() - look.px(9), look.px(32), look.px(18))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("warn_soft"))
        painter.drawRoundedRect(pill, look.px(5), look.px(5))
        painter.setFont(look.font(Face.SMALL_MEDIUM))
        painter.setPen(look.color("warn"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, "split")

    def _paint_text(self, painter: QPainter, rect: QRectF, words: str) -> None:
        painter.setFont(self._look.font(Face.SMALL))
        painter.setPen(self._look.color("ink_faint"))
        center = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(rect, center, words)


def paint_severity(painter: QPainter, around: QRectF, severity: float, look: Look) -> None:
    """Paint a severity, or a median, in the middle of a rectangle.

    A median between two levels has the colour of the lower one: 2.5 is not misaligned.
    """
    width, height, radius = (look.px(length) for length in _BOX)
    box = QRectF(0, 0, width, height)
    box.moveCenter(around.center())
    level = math.floor(severity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.theme.severity_soft[level]))
    painter.drawRoundedRect(box, radius, radius)
    painter.setPen(QColor(look.theme.severity_ink[level]))
    painter.setFont(look.font(Face.STRONG))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{severity:g}")
