"""The whole transcript at a glance, and where in it one is."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.transcript.outline import Outline, Places
from odcv_desk.ui.widgets.transcript.view import TranscriptView

_WIDTH = 46
_MARGIN = 14
_VEIL = 0.08
_HALF = 0.55
_FEWEST_PIXELS = 4


class Minimap(QWidget):
    """Bars for steps, marks for commands, errors, changed files, evidence and what was found.

    A click or a drag scrolls the view beside it.
    """

    def __init__(self, look: Look, view: TranscriptView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript.minimap")
        self.setAccessibleName("Transcript at a glance")
        self.setToolTip("Click or drag to scroll")
        self._look = look
        self._view = view
        self._picture: QPixmap | None = None
        self._outline: Outline | None = None
        self._grip = 0.0
        self.setFixedWidth(look.px(_WIDTH))
        look.changed.connect(self._dress)
        view.outline_changed.connect(self._redraw)
        view.scrolled.connect(self.update)
        view.current_changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(_WIDTH), self._look.px(200))

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.size() != self.size() * ratio:
            self._picture = self._drawn(ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._picture)
            if self._outline is not None and len(self._outline.begins):
                self._frame(painter)

    @override
    def mousePressEvent(self, event: QMouseEvent, /) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        frame = self._frame_rect()
        inside = frame.top() <= event.position().y() <= frame.bottom()
        self._grip = event.position().y() - frame.top() if inside else frame.height() / 2
        self._scroll(event.position().y())

    @override
    def mouseMoveEvent(self, event: QMouseEvent, /) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scroll(event.position().y())

    @override
    def wheelEvent(self, event: QWheelEvent, /) -> None:
        QApplication.sendEvent(self._view.viewport(), event)

    def _redraw(self) -> None:
        self._picture = None
        self._outline = None
        self.update()

    def _dress(self) -> None:
        self.setFixedWidth(self._look.px(_WIDTH))
        self._redraw()

    @property
    def _room(self) -> float:
        return max(1.0, self.height() - 2.0 * self._look.px(_MARGIN))

    def _scroll(self, y: float) -> None:
        if self._outline is not None:
            share = (y - self._grip - self._look.px(_MARGIN)) / self._room
            self._view.scroll_to(share * self._outline.total)

    def _frame_rect(self) -> QRectF:
        top, height = self._view.sight()
        total = self._outline.total if self._outline is not None else 1
        scale = self._room / total
        y = self._look.px(_MARGIN) + top * scale
        shown = max(min(height, total) * scale, self._look.px(10))
        return QRectF(self._look.px(6) + 0.5, y, self._look.px(34), shown)

    def _frame(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self._look.color("accent"))
        veil.setAlphaF(_VEIL)
        painter.setBrush(veil)
        painter.setPen(QPen(self._look.color("accent"), 1))
        painter.drawRoundedRect(self._frame_rect(), self._look.px(5), self._look.px(5))

    def _drawn(self, ratio: float) -> QPixmap:
        self._outline = found = self._view.outline()
        picture = QPixmap(QSize(self.width(), self.height()) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._look.color("window"))
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            self._bars(painter, found)
            self._signs(painter, found)
        return picture

    def _bars(self, painter: QPainter, found: Outline) -> None:
        px, look = self._look.px, self._look
        begins, ends = self._ys(found.begins), self._ys(found.ends)
        if len(begins) * _FEWEST_PIXELS > self._room:
            # Too many to tell apart: one bar, with marks where there are any.
            self._bar(painter, px(_MARGIN), px(_MARGIN) + self._room, "line")
        else:
            for begin, end, prompt in zip(begins, ends, found.prompts, strict=True):
                self._bar(painter, begin, end, "accent_line" if prompt else "line")
        painter.setBrush(self._half("accent"))
        commands = np.unique(np.round(begins[found.commands]))
        painter.drawRects([QRectF(px(12), y, px(14), px(4)) for y in commands])
        painter.setBrush(look.color("bad"))
        failed = self._merged(begins[found.errors], ends[found.errors])
        painter.drawRects(
            [QRectF(px(23), begin, px(3), max(px(3), end - begin - px(2))) for begin, end in failed]
        )

    def _signs(self, painter: QPainter, found: Outline) -> None:
        px, look = self._look.px, self._look
        begins = self._ys(found.begins)
        painter.setBrush(look.color("mark"))
        hits = np.unique(np.round(self._ys(found.hits)))
        painter.drawRects([QRectF(px(12), y - 1, px(14), px(2)) for y in hits])
        painter.setBrush(look.color("mark"))
        for y in np.unique(np.round(begins[found.changes])):
            painter.drawEllipse(QPointF(px(33), y + px(4)), px(3), px(3))
        painter.setBrush(look.color("ink_faint"))
        for y in np.unique(np.round(begins[found.cited])):
            painter.drawRect(QRectF(px(7), y + px(2), px(3), px(5)))
        painter.setBrush(look.color("accent"))
        for y in np.unique(np.round(begins[found.evidence])):
            corners = [QPointF(px(3), y), QPointF(px(9), y + px(4)), QPointF(px(3), y + px(8))]
            painter.drawPolygon(corners)

    def _bar(self, painter: QPainter, begin: float, end: float, token: str) -> None:
        px = self._look.px
        painter.setBrush(self._look.color(token))
        painter.drawRoundedRect(
            QRectF(px(12), begin, px(14), max(px(3), end - begin - px(2))), px(2), px(2)
        )

    def _half(self, token: str) -> QColor:
        color = QColor(self._look.color(token))
        color.setAlphaF(_HALF)
        return color

    def _ys(self, shares: Places) -> Places:
        return np.asarray(self._look.px(_MARGIN) + shares * self._room)

    def _merged(self, begins: Places, ends: Places) -> list[tuple[float, float]]:
        """Return begins and ends in pixels, once each where several fall on the same pixel."""
        pairs = np.unique(np.round(np.stack((begins, ends), axis=1)), axis=0)
        return [(float(begin), float(end)) for begin, end in pairs]
