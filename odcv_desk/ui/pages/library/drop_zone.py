"""A calm place that says what can be dropped on it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.parts import column, picture, row, text

_RADIUS_PX = 12


class DropZone(QFrame):
    """A dashed frame around an icon, a line, and buttons for those who do not drag."""

    def __init__(self, look: Look, buttons: tuple[QWidget, ...]) -> None:
        super().__init__()
        self._look = look
        self._over = False
        self.setObjectName("library.import.drop")
        self.setAccessibleName("Drop a results folder here")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        icon = picture("download-simple", tint="accent", size=34)
        title = text("Drop a results folder here", "title")
        explained = text(
            "Trails, score tables and label files are recognised; a folder is walked. "
            "Importing the same files again is safe: what is here already stays as it is.",
            "quiet",
        )
        for label in (icon, title, explained):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(
            column(icon, title, explained, row(None, *buttons, None), gaps=(24, 48, 24, 48, 14))
        )
        look.changed.connect(self.update)

    def hover(self, *, over: bool) -> None:
        """Show that what is being dragged may be dropped."""
        self._over = over
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(theme.color("accent" if self._over else "accent_line"))
            pen.setWidthF(self._look.px(2) if self._over else 1.5)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(theme.color("accent_soft" if self._over else "surface"))
            radius = self._look.px(_RADIUS_PX)
            inside = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
            painter.drawRoundedRect(inside, radius, radius)
