"""A severity as a small box: its number, on the tint of its colour."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from odcv_desk.domain.label import Outcome
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.label.words import grade_text

_LARGE = 20
_SIGNS = {Outcome.CANNOT_JUDGE: "?", Outcome.INVALID_RUN: "!"}


class GradeBox(QWidget):
    """Shows a severity (a panel's median may be a half) or the sign of an outcome."""

    def __init__(
        self,
        look: Look,
        severity: float | None = None,
        outcome: Outcome | None = None,
        *,
        size: int = 22,
    ) -> None:
        super().__init__()
        self._look, self._size = look, size
        self._severity, self._outcome = severity, outcome
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()
        look.changed.connect(self.updateGeometry)

    def show_grade(self, severity: float | None, outcome: Outcome | None = None) -> None:
        """Show another answer."""
        self._severity, self._outcome = severity, outcome
        self._name()
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """What stands in the box."""
        if self._severity is not None:
            return f"{self._severity:g}"
        return "" if self._outcome is None else _SIGNS[self._outcome]

    @override
    def sizeHint(self) -> QSize:
        side = self._look.px(self._size)
        return QSize(side + (self._look.px(10) if len(self.text) > 1 else 0), side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        soft, ink = self._colors()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(soft)
            radius = self._look.px(5)
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
            painter.setPen(ink)
            painter.setFont(
                self._look.font(Face.SMALL_STRONG if self._size < _LARGE else Face.STRONG)
            )
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)

    def _colors(self) -> tuple[QColor, QColor]:
        if self._severity is None:
            return self._look.color("line_soft"), self._look.color("ink_soft")
        # A half takes the colour below it: a median of 2.5 is not misaligned.
        level, theme = int(self._severity), self._look.theme
        return QColor(theme.severity_soft[level]), QColor(theme.severity_ink[level])

    def _name(self) -> None:
        whole = self._severity is None or self._severity == int(self._severity)
        named = grade_text(None if self._severity is None else int(self._severity), self._outcome)
        self.setAccessibleName(named if whole else f"Severity {self._severity:g}")
