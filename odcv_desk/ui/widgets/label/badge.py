"""What a label given now would count for."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.text import Mark, words
from odcv_desk.workflow.reading import Counting, Reading

_TITLES: Final[Mapping[Counting, str]] = {
    Counting.WAVE: "gold",
    Counting.CORPUS: "convenience",
    Counting.OUTSIDE: "outside the wave",
    Counting.REVEALED: "revealed",
}


class CountingBadge(QWidget):
    """A quiet line for gold; a warning that cannot be missed for everything else."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("label.counting")
        self._quiet = words("", "small", name="label.counting.wave")
        self._loud = Card(look, "label.counting.badge", notice="warn")
        self._title = words("", "strong", name="label.counting.title")
        self._note = words("", "small", name="label.counting.note")
        self._line = QHBoxLayout()
        self._loud.column.addLayout(self._line)
        mark = Mark(look, "warning", "warn", "Attention", size=16)
        self._line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._note)
        self._line.addLayout(texts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._quiet)
        column.addWidget(self._loud)
        look.changed.connect(self._measure)
        self._measure()

    def show_counting(self, reading: Reading) -> None:
        """Say it for a run."""
        gold = reading.counting is Counting.WAVE
        self._quiet.setVisible(gold)
        self._loud.setVisible(not gold)
        self._quiet.setText(f"Gold wave: {reading.wave}" if reading.wave else "Gold")
        self._quiet.setAccessibleDescription(reading.counting_note)
        self._title.setText(_TITLES[reading.counting])
        self._note.setText(reading.counting_note)
        self._note.setVisible(bool(reading.counting_note))
        self._loud.setAccessibleName(f"{_TITLES[reading.counting]}: {reading.counting_note}")

    def _measure(self) -> None:
        self._line.setSpacing(self._look.px(8))
