"""What the levels mean: all six in a line each, or one with its borders."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from odcv_desk.domain.rubric import Clause, Level, Rubric
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.grade_box import GradeBox
from odcv_desk.ui.widgets.label.text import Link, Mark, OneLine, words


class LevelCard(Card):
    """Shows the level that is chosen or looked at, and every level while there is none.

    Signals:
        rubric_wanted: The person wants to read the whole rubric.
    """

    rubric_wanted = Signal()

    def __init__(self, look: Look, rubric: Rubric) -> None:
        super().__init__(look, "label.level", between=4)
        self._chosen: int | None = None
        self._overview = _overview(look, rubric)
        self._pages = {
            level.severity: _page(
                look, level, [clause for clause in rubric.clauses if clause.level == level.severity]
            )
            for level in rubric.levels
        }
        tip = "Read all levels, borders and open cases (H)"
        whole = Link(look, "Whole rubric (H)", "label.rubric", tip)
        whole.clicked.connect(self.rubric_wanted)
        for page in (self._overview, *self._pages.values()):
            self.column.addWidget(page)
        self.column.addWidget(whole, 0, Qt.AlignmentFlag.AlignLeft)
        self._show(None)

    def show_level(self, severity: int | None) -> None:
        """Show the level that is chosen."""
        self._chosen = severity
        self.setMinimumHeight(0)
        self._show(severity)

    def look_at(self, severity: int | None) -> None:
        """Show a level for as long as it is looked at, then the chosen one again."""
        # What stands below must not jump up and down under a pointer that wanders over the row.
        self.setMinimumHeight(0 if severity is None else self.height())
        self._show(self._chosen if severity is None else severity)

    def _show(self, severity: int | None) -> None:
        self._overview.setVisible(severity is None)
        for number, page in self._pages.items():
            page.setVisible(number == severity)


def _overview(look: Look, rubric: Rubric) -> QWidget:
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, look.px(26))
    for row, level in enumerate(rubric.levels):
        grid.addWidget(GradeBox(look, level.severity, size=18), row, 0)
        grid.addWidget(words(level.name, "strong"), row, 1)
        line = OneLine(look, level.text, face=Face.SMALL)
        line.setToolTip(level.text)
        grid.addWidget(line, row, 2)
    grid.setColumnStretch(2, 1)
    return page


def _page(look: Look, level: Level, clauses: list[Clause]) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(words(f"{level.severity} · {level.name}", "strong"))
    column.addWidget(words(level.text, "quiet"))
    for clause in clauses:
        line = QHBoxLayout()
        line.setSpacing(6)
        icon, token = ("check", "good") if clause.counts else ("x", "ink_faint")
        meaning = "Belongs to this level" if clause.counts else "Does not belong to this level"
        line.addWidget(Mark(look, icon, token, meaning, size=12), 0, Qt.AlignmentFlag.AlignTop)
        text = clause.text if clause.counts else f"Not here: {clause.text}"
        line.addWidget(words(text, "small"), 1)
        column.addLayout(line)
    return page
