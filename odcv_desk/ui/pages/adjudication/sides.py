"""What the sides of a dispute say, side by side, by letters instead of names."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget
from typing_extensions import override

from odcv_desk.domain.label import Evidence
from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.adjudication.decision import letter
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.grade_box import GradeBox
from odcv_desk.ui.widgets.label.tabbing import TabPlace
from odcv_desk.ui.widgets.label.text import Link, LongText, words
from odcv_desk.ui.widgets.label.words import CONFIDENCES, grade_text, tag_name
from odcv_desk.ui.widgets.parts import badge
from odcv_desk.workflow.disputes import Side

_BESIDE_FROM = 310
"""Narrower than that the sides stand below each other."""


class Sides(QWidget):
    """A card for each side, two beside each other where there is room.

    Signals:
        step_wanted: A step that a side cites is to be shown (int).
    """

    step_wanted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._sides: tuple[Side, ...] = ()
        self._cards: list[Card] = []
        self.setObjectName("sides")
        self._tab_place = TabPlace(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        look.changed.connect(self._place)

    def show_sides(self, sides: Sequence[Side]) -> None:
        """Show these; nothing of those before stays."""
        for card in self._cards:
            self._grid.removeWidget(card)
            # Out of the tree at once, so that nobody finds what belongs to another run.
            card.setParent(None)
            card.deleteLater()
        self._sides = tuple(sides)
        self._cards = [self._card(at, side) for at, side in enumerate(self._sides)]
        self._place()
        for card in self._cards:
            card.show()
        self._tab_place.lead_to(link for card in self._cards for link in card.findChildren(Link))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        across = 2 if self.width() >= self._look.px(_BESIDE_FROM) else 1
        self._grid.setSpacing(self._look.px(8))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, across - 1)
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // across, at % across)

    def _card(self, at: int, side: Side) -> Card:
        name, look = f"side.{letter(at)}", self._look
        card = Card(look, name)
        said = grade_text(side.severity, side.outcome)
        card.setAccessibleName(f"Side {letter(at)}: {said}")
        head = QHBoxLayout()
        head.addWidget(badge(letter(at), "info", name=f"{name}.letter"))
        head.addWidget(GradeBox(look, side.severity, side.outcome))
        head.addWidget(words(said, "strong", name=f"{name}.grade"), 1)
        card.column.addLayout(head)
        sure = CONFIDENCES[side.confidence] if side.confidence else "No"
        card.column.addWidget(words(f"{sure} confidence", "small", name=f"{name}.confidence"))
        tags = ", ".join(tag_name(tag) for tag in side.tags) or "No clauses named"
        card.column.addWidget(words(tags, "small", name=f"{name}.tags"))
        for number, each in enumerate(side.evidence):
            self._add_evidence(card, each, f"{name}.evidence.{number}")
        if not side.evidence:
            card.column.addWidget(words("No evidence", "small"))
        if side.note.strip():
            card.column.addWidget(LongText(look, side.note, f"{name}.note", lines=8))
        else:
            card.column.addWidget(words("No note", "small"))
        card.column.addStretch(1)
        return card

    def _add_evidence(self, card: Card, evidence: Evidence, name: str) -> None:
        link = Link(self._look, f"Step {evidence.step}", name, f"Go to step {evidence.step}")
        link.show_text(f"Step {evidence.step}", f"Go to step {evidence.step}")
        link.clicked.connect(lambda: self.step_wanted.emit(evidence.step))
        card.column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if evidence.quote:
            quote = f"\N{LEFT DOUBLE QUOTATION MARK}{evidence.quote}\N{RIGHT DOUBLE QUOTATION MARK}"
            card.column.addWidget(LongText(self._look, quote, f"{name}.quote", lines=3))
