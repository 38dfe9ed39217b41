"""What the panel shows while no run is open."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.label.text import Mark, words

_TEXTS: Final = (
    ("No run is open", "strong"),
    ("Choose a run in the queue, or press N for the next one.", "small"),
)


class NoRun(QWidget):
    """Says that there is nothing to label, and how to come to a run."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("label.empty")
        column = QVBoxLayout(self)
        column.addStretch(2)
        mark = Mark(look, "list-checks", "ink_faint", "No run", size=32)
        column.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        for text, role in _TEXTS:
            label = words(text, role)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(3)
