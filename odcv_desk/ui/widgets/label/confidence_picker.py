"""How sure the person is: low, medium or high, or not said."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from odcv_desk.domain.label import Confidence
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.label.chip import Chip
from odcv_desk.ui.widgets.label.words import CONFIDENCES


class ConfidencePicker(QWidget):
    """Three segments of which at most one is on.

    Signals:
        pressed: A confidence (Confidence) was pressed, perhaps the one that is on.
    """

    pressed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("label.confidence")
        self.setAccessibleName("Confidence")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._segments: dict[Confidence, Chip] = {}
        for confidence, text in CONFIDENCES.items():
            tip = "U sets or clears low" if confidence is Confidence.LOW else "Shift+U goes on"
            segment = Chip(look, text, f"label.confidence.{confidence}", tip=tip, straight=True)
            segment.setAccessibleName(f"{text} confidence")
            segment.clicked.connect(lambda _on=False, c=confidence: self.pressed.emit(c))
            self._segments[confidence] = segment
            self._layout.addWidget(segment)
        look.changed.connect(self._measure)
        self._measure()

    def show_confidence(self, confidence: Confidence | None) -> None:
        """Show which one is on."""
        for each, segment in self._segments.items():
            segment.setChecked(each is confidence)

    def _measure(self) -> None:
        self._layout.setSpacing(self._look.px(6))
