"""Small buttons that are on or off."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from odcv_desk.ui.look import Face, Look

_WIDEST: Final = 220
"""No text of a chip takes more; the rest stands in what it says to ears and pointers."""


class Chip(QAbstractButton):
    """A rounded button that stays on when pressed. `straight` is a segment of a row instead."""

    def __init__(
        self, look: Look, text: str, name: str, *, tip: str = "", straight: bool = False
    ) -> None:
        super().__init__()
        self._look, self._straight = look, straight
        self.setText(text)
        # A tag may hold an ampersand, which is not meant as a key.
        self.setShortcut(QKeySequence())
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setToolTip(tip)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        across = QSizePolicy.Policy.Expanding if straight else QSizePolicy.Policy.Maximum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @override
    def sizeHint(self) -> QSize:
        # Measured in the bold face of a chosen chip, so that choosing moves nothing.
        wide = self._look.metrics(Face.SMALL_STRONG).horizontalAdvance(self.text())
        wide = min(wide, self._look.px(_WIDEST))
        return QSize(round(wide) + self._look.px(20), self._look.px(30 if self._straight else 26))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(30), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, on = self._look, self.isChecked()
        radius = look.px(7) if self._straight else self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = 1.0 + (self.hasFocus() and 1.0)
            painter.setPen(QPen(self._edge_color(), edge))
            painter.setBrush(self._fill_color())
            inset = edge / 2
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius
            )
            face = Face.SMALL_STRONG if on else Face.SMALL_MEDIUM
            painter.setFont(look.font(face))
            painter.setPen(look.color("accent" if on else "ink_soft"))
            room = self.width() - look.px(14)
            text = look.metrics(face).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)

    def _edge_color(self) -> QColor:
        return self._look.color("accent" if self.isChecked() or self.hasFocus() else "line")

    def _fill_color(self) -> QColor:
        if self.isChecked():
            return self._look.color("accent_soft")
        return self._look.color("line_soft" if self.underMouse() else "surface")
