"""The bundled icons, in any colour and sharp at any size."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from odcv_desk.ui.theme import Theme

_SIZES = (16, 18, 20, 24, 32, 36, 40, 48, 64)


@cache
def icon(name: str, theme: Theme, ink: str = "ink_soft") -> QIcon:
    """Return an icon of `resources/icons` in a colour token of the theme."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(name, theme.color(ink).name(), size))
    return made


@cache
def icon_before(name: str, theme: Theme, ink: str = "ink_soft", *, gap: float) -> QIcon:
    """Return the same with room behind it, for a button whose words follow; `gap` is a share."""
    made = QIcon()
    for size in _SIZES:
        wide = QPixmap(QSize(size + round(size * gap), size))
        wide.fill(Qt.GlobalColor.transparent)
        with QPainter(wide) as painter:
            painter.drawPixmap(0, 0, pixmap(name, theme.color(ink).name(), size))
        made.addPixmap(wide)
    return made


def paint_icon(painter: QPainter, rect: QRectF, name: str, color: str) -> None:
    """Draw an icon into a rectangle, in a colour given as `#RRGGBB`."""
    _renderer(name, color).render(painter, rect)


@cache
def pixmap(name: str, color: str, size: int) -> QPixmap:
    """Return an icon as a square picture of `size` device pixels."""
    picture = QPixmap(QSize(size, size))
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _renderer(name, color).render(painter, QRectF(0, 0, size, size))
    return picture


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawing = resources.text(f"icons/{name}.svg").replace("currentColor", color)
    return QSvgRenderer(QByteArray(drawing.encode()))
