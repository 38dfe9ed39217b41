"""The rater's own earlier label events of a run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.label.grade_box import GradeBox
from odcv_desk.ui.widgets.label.tabbing import TabPlace
from odcv_desk.ui.widgets.label.text import Link, LongText, words
from odcv_desk.ui.widgets.label.words import STAGES, day_and_clock
from odcv_desk.workflow.reading import OwnLabel


class History(QWidget):
    """How many labels came before the one that stands; opens to show them, the latest first."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._open = False
        self._count = 0
        self._rows: QWidget | None = None
        self.setObjectName("label.history")
        self._toggle = Link(look, "", "label.history.toggle")
        self._toggle.clicked.connect(self._turn)
        self._tab_place = TabPlace(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_history(self, history: Sequence[OwnLabel]) -> None:
        """Show the events that do not stand."""
        taken = {event.retracts: event for event in history if event.retracts is not None}
        earlier = [each for each in history if each.retracts is None and not each.standing]
        self._count = len(earlier)
        if self._rows is not None:
            self._column.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget()
        rows = QVBoxLayout(self._rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(self._look.px(6))
        for at, event in enumerate(reversed(earlier)):
            rows.addWidget(self._row(event, taken.get(event.created_at), at))
        self._column.addWidget(self._rows)
        self._tab_place.lead_to((self._toggle, *self._rows.findChildren(Link)))
        self._open = False
        self._say()

    def _turn(self) -> None:
        self._open = not self._open
        self._say()

    def _say(self) -> None:
        self.setVisible(self._count > 0)
        labels = amount(self._count, "earlier label")
        self._toggle.show_text(f"Hide {labels}" if self._open else f"Show {labels}")
        if self._rows is not None:
            self._rows.setVisible(self._open)

    def _row(self, event: OwnLabel, retraction: OwnLabel | None, at: int) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(2))
        line = QHBoxLayout()
        line.setSpacing(self._look.px(8))
        line.addWidget(GradeBox(self._look, event.severity, event.outcome, size=18))
        facts = [day_and_clock(event.created_at), STAGES[event.stage], event.wave or ""]
        facts.append("from a file" if event.asserted else "")
        ended = "replaced" if retraction is None else "taken back"
        facts.append(ended)
        line.addWidget(words(" · ".join(filter(None, facts)), "small"), 1)
        column.addLayout(line)
        if event.note:
            note = LongText(self._look, event.note, f"label.history.{at}", face=Face.SMALL, lines=2)
            column.addWidget(note)
        return row
