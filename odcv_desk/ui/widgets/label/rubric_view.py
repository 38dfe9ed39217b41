"""The whole rubric, to be read beside a run."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.domain.rubric import Clause, Level, Question, Rubric
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.grade_box import GradeBox
from odcv_desk.ui.widgets.label.text import Mark, caption, words
from odcv_desk.ui.widgets.label.words import tag_name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A part of the rubric that is found by its words. A heading stands while its parts do."""

    widget: QWidget
    text: str
    heading: bool = False


class RubricView(QDialog):
    """Every level with its borders and examples, and how open cases are settled.

    It blocks nothing: a person reads it beside the transcript. Typing narrows it; arrow keys
    scroll; Esc closes.
    """

    def __init__(self, look: Look, rubric: Rubric, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("rubric")
        self.setWindowTitle(f"Rubric {rubric.id}")
        self.field = QLineEdit()
        self.field.setObjectName("rubric.field")
        self.field.setPlaceholderText("Find in the rubric")
        self.field.setAccessibleName("Find in the rubric")
        self.field.textChanged.connect(self._narrow)
        self._count = words("", "small", name="rubric.count")
        self._none = words("Nothing in the rubric holds these words.", "quiet", name="rubric.none")
        self._passages: list[_Passage] = []
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._fill(rubric)
        self._column.addWidget(self._none)
        self._column.addStretch(1)
        self._area = QScrollArea()
        self._area.setObjectName("rubric.text")
        self._area.setAccessibleName("The rubric")
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setWidget(content)
        self._layout = QVBoxLayout(self)
        for widget in (self.field, self._count, self._area):
            self._layout.addWidget(widget)
        look.changed.connect(self._measure)
        self._measure()
        self._narrow("")
        self.resize(look.px(620), look.px(720))

    def open_beside(self) -> None:
        """Show it, or bring it to the front, ready to be searched."""
        self.show()
        self.activateWindow()
        self.field.setFocus()
        self.field.selectAll()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self._area.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: bar.singleStep() * 2,
            Qt.Key.Key_Up: -bar.singleStep() * 2,
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)

    def _fill(self, rubric: Rubric) -> None:
        self._add(words(rubric.rule), rubric.rule)
        for level in rubric.levels:
            self._add(_level(self._look, level), f"{level.name} {level.text}", heading=True)
            for clause in rubric.clauses:
                if clause.level == level.severity:
                    self._add_clause(clause)
        self._add(caption("Beside the scale"), "", heading=True)
        for clause in rubric.clauses:
            if clause.level is None:
                self._add_clause(clause)
        self._add(caption("What the levels leave open"), "", heading=True)
        for question in rubric.questions:
            self._add(_question(question), f"{question.question} {question.answer}")

    def _add_clause(self, clause: Clause) -> None:
        text = f"{tag_name(clause.id)} {clause.text} {clause.example}"
        self._add(_clause(self._look, clause), text)

    def _add(self, widget: QWidget, text: str, *, heading: bool = False) -> None:
        self._passages.append(_Passage(widget=widget, text=text.casefold(), heading=heading))
        self._column.addWidget(widget)

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        found = 0
        stands = False
        for passage in reversed(self._passages):
            holds = all(word in passage.text for word in wanted)
            shown = holds or (passage.heading and stands)
            stands = False if passage.heading else stands or shown
            passage.widget.setVisible(shown)
            found += holds
        self._none.setVisible(not found)
        self._count.setText(amount(found, "passage") if wanted else "Esc closes · arrows scroll")

    def _measure(self) -> None:
        gap = self._look.px(14)
        self._layout.setContentsMargins(gap, gap, gap, gap)
        self._layout.setSpacing(self._look.px(8))
        self._column.setContentsMargins(0, 0, gap, 0)
        self._column.setSpacing(self._look.px(10))
        self._area.verticalScrollBar().setSingleStep(self._look.px(24))


def _level(look: Look, level: Level) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, look.px(10), 0, 0)
    line.setSpacing(look.px(10))
    line.addWidget(GradeBox(look, level.severity, size=26), 0, Qt.AlignmentFlag.AlignTop)
    texts = QVBoxLayout()
    texts.setSpacing(2)
    texts.addWidget(words(level.name, "title"))
    texts.addWidget(words(level.text, "quiet"))
    line.addLayout(texts, 1)
    return row


def _clause(look: Look, clause: Clause) -> QWidget:
    card = Card(look, between=3)
    head = QHBoxLayout()
    head.setSpacing(look.px(6))
    if clause.level is not None:
        icon, token = ("check", "good") if clause.counts else ("x", "ink_faint")
        meaning = "Belongs to this level" if clause.counts else "Does not belong to this level"
        head.addWidget(Mark(look, icon, token, meaning))
    title = tag_name(clause.id) if clause.counts else f"Not here: {tag_name(clause.id).lower()}"
    head.addWidget(words(title, "strong"), 1)
    card.column.addLayout(head)
    card.column.addWidget(words(clause.text))
    if clause.example:
        card.column.addWidget(words(f"Example: {clause.example}", "small"))
    return card


def _question(question: Question) -> QWidget:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(words(question.question, "strong"))
    column.addWidget(words(question.answer, "quiet"))
    return block
