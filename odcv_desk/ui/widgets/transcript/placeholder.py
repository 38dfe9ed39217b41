"""What stands in a view that has nothing to show: an icon, a line, and what to do next."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A state without content: its heading and, smaller, what it means or what to do."""

    text: str
    hint: str = ""
    icon: str = "chat-text"

    def draw(self, painter: QPainter, look: Look, area: QRectF) -> None:
        """Draw it into the middle of an area."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area, look.color("window"))
        middle = area.center()
        ring = look.px(30)
        top = middle.y() - look.px(64)
        circle = QRectF(middle.x() - ring, top, 2 * ring, 2 * ring)
        painter.setPen(look.color("line"))
        painter.setBrush(look.color("surface"))
        painter.drawEllipse(circle)
        size = look.px(26)
        spot = QRectF(middle.x() - size / 2, circle.center().y() - size / 2, size, size)
        paint_icon(painter, spot, self.icon, look.color("ink_faint").name())
        width = min(area.width() - look.px(48), look.px(420))
        left = middle.x() - width / 2
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        flags |= int(Qt.TextFlag.TextWordWrap)
        heading = QRectF(left, circle.bottom() + look.px(14), width, look.px(22))
        painter.setFont(look.font(Face.STRONG))
        painter.setPen(look.color("ink"))
        painter.drawText(heading, flags, self.text)
        painter.setFont(look.font(Face.BODY))
        painter.setPen(look.color("ink_faint"))
        painter.drawText(
            heading.translated(0, look.px(24)).adjusted(0, 0, 0, look.px(90)), flags, self.hint
        )


NOTHING_OPEN = Placeholder(text="No run is open", hint="Choose a run to read its transcript.")
NO_STEPS = Placeholder(
    text="This transcript has no steps",
    hint="The run ended before anything was said.",
    icon="file-x",
)
