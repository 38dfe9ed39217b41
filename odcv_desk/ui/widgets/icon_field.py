"""A text field that begins with an icon, as large as its letters at every scale."""

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Look

_SIZE: Final = 16
_FROM_EDGE: Final = 9
_ROOM: Final = 18


class IconField(QLineEdit):
    """Qt's own icons in fields keep their size, however large the letters become."""

    def __init__(self, look: Look, icon_name: str) -> None:
        super().__init__()
        self._look_of_icon, self._icon_name = look, icon_name
        look.changed.connect(self._make_room)
        self._make_room()

    def icon_rect(self) -> QRectF:
        """Return where the icon stands."""
        px = self._look_of_icon.px
        size = px(_SIZE)
        return QRectF(px(_FROM_EDGE), (self.height() - size) // 2, size, size)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        color = self._look_of_icon.color("ink_faint").name()
        with QPainter(self) as painter:
            paint_icon(painter, self.icon_rect(), self._icon_name, color)

    def _make_room(self) -> None:
        self.setTextMargins(self._look_of_icon.px(_ROOM), 0, 0, 0)
        self.update()
