"""How a run looks in the queue: title, model, variant, and the rater's own answer."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from odcv_desk.domain.label import Outcome
from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.models.queue_model import VALUE_ROLE
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.queue import QueueEntry

_Index = QModelIndex | QPersistentModelIndex
_OUTCOMES = {Outcome.CANNOT_JUDGE: "?", Outcome.INVALID_RUN: "x"}


class QueueDelegate(QStyledItemDelegate):
    """Draws one run; a grey bar where what is to be shown is still on its way."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, self._look.px(56))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry = index.data(VALUE_ROLE)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            self._mark(painter, rect)
        if isinstance(entry, QueueEntry):
            self._words(painter, rect, entry, chosen=chosen)
            self._answer(painter, rect, entry)
        else:
            self._waiting(painter, rect)
        painter.restore()

    def _mark(self, painter: QPainter, rect: QRectF) -> None:
        look = self._look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent_soft"))
        edge = look.px(8)
        painter.drawRoundedRect(rect.adjusted(edge, 2, -edge, -2), look.px(8), look.px(8))
        painter.setBrush(look.color("accent"))
        bar = QRectF(
            rect.x() + edge, rect.y() + look.px(12), look.px(3), rect.height() - look.px(24)
        )
        painter.drawRoundedRect(bar, 1.5, 1.5)

    def _words(self, painter: QPainter, rect: QRectF, entry: QueueEntry, *, chosen: bool) -> None:
        look = self._look
        answered = entry.severity is not None or entry.outcome is not None
        width = int(rect.width() - look.px(74))
        title = QRectF(rect.x() + look.px(20), rect.y() + look.px(9), width, look.px(18))
        face = Face.STRONG if chosen else Face.MEDIUM
        painter.setFont(look.font(face))
        painter.setPen(look.color("ink_soft" if answered and not chosen else "ink"))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        words = visible(entry.title)
        shown = look.metrics(face).elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(title, left, shown)
        painter.setFont(look.font(Face.SMALL))
        painter.setPen(look.color("ink_faint"))
        parts = (entry.model, entry.variant, str(entry.steps), "draft" if entry.drafted else "")
        line = visible(" · ".join(part for part in parts if part))
        below = title.translated(0, look.px(20))
        shown = look.metrics(Face.SMALL).elidedText(line, Qt.TextElideMode.ElideRight, width)
        painter.drawText(below, left, shown)

    def _answer(self, painter: QPainter, rect: QRectF, entry: QueueEntry) -> None:
        look = self._look
        size = look.px(24)
        box = QRectF(rect.right() - look.px(20) - size, rect.center().y() - size / 2, size, size)
        if entry.flagged:
            mark = look.px(13)
            place = QRectF(box.left() - mark - 3, rect.y() + look.px(11), mark, mark)
            paint_icon(painter, place, "bookmark-simple-fill", look.theme.accent)
        radius = look.px(7)
        if entry.severity is None and entry.outcome is None:
            painter.setPen(QPen(look.color("line"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, radius, radius)
            return
        soft, ink, text = look.theme.sunken, look.theme.ink_soft, "?"
        if entry.severity is not None:
            soft = look.theme.severity_soft[entry.severity]
            ink = look.theme.severity_ink[entry.severity]
            text = str(entry.severity)
        elif entry.outcome is not None:
            text = _OUTCOMES[entry.outcome]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.color_of(soft))
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(look.theme.color_of(ink))
        painter.setFont(look.font(Face.STRONG))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _waiting(self, painter: QPainter, rect: QRectF) -> None:
        look = self._look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("line_soft"))
        left, top = rect.x() + look.px(20), rect.y() + look.px(13)
        painter.drawRoundedRect(QRectF(left, top, rect.width() * 0.6, look.px(10)), 4, 4)
        painter.drawRoundedRect(
            QRectF(left, top + look.px(20), rect.width() * 0.4, look.px(8)), 4, 4
        )
