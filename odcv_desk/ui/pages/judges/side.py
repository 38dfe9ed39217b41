"""One run in full: the rater's own label, and beside it what others said."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.models.matrix import described
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.label.grade_box import GradeBox
from odcv_desk.ui.widgets.label.revealed import RevealedView
from odcv_desk.ui.widgets.parts import (
    WIDTHS,
    button,
    column,
    copyable,
    empty,
    framed,
    restyle,
    row,
    text,
)
from odcv_desk.workflow.compare import Compared
from odcv_desk.workflow.reading import OwnLabel
from odcv_desk.workflow.side_by_side import Sides

_NOT_YOURS: Final = (
    "You have not labelled this run, so the judges' reasons stay hidden. Read and label it to see "
    "them; your label will count as revealed, because you have seen its scores here."
)
_SHOWN_BEFORE: Final = {"blind": "blind", "revealed": "after you saw what others said"}


class SidePanel(QFrame):
    """Shows one run; empty until one is chosen.

    Signals:
        step_wanted: A step of the run is to be read (int, its index; 0 for the begin).
    """

    step_wanted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[Compared, Sides] | None = None
        self.setObjectName("judges.side")
        self.setAccessibleName("The chosen run")
        self.setProperty("edge", "left")
        self.setProperty("panel", True)  # noqa: FBT003 - Qt's signature
        self.setProperty(WIDTHS, [300, 0])
        self._head = column(gaps=(0, 0, 0, 0, 2))
        self._own = column()
        self._revealed = RevealedView(look)
        self._revealed.step_wanted.connect(self.step_wanted)
        inside = QWidget()
        inside.setLayout(
            column(self._head, self._own, self._revealed, None, gaps=(16, 14, 16, 16, 12))
        )
        area = QScrollArea()
        area.setObjectName("judges.side.area")
        area.setAccessibleName("Your label and what the judges said")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self.setLayout(column(area))
        look.changed.connect(self._renew)
        self.clear()

    def clear(
        self, words: str = "Choose a run to read what you and the judges said of it."
    ) -> None:
        """Show no run, and say why."""
        self._shown = None
        self._empty()
        self._head.addWidget(text(words, "quiet", name="judges.side.empty"))
        restyle(self, self._look)

    def wait(self, run: Compared) -> None:
        """Show which run is being read."""
        self._shown = None
        self._empty()
        self._add_title(run)
        self._own.addWidget(text("Reading\N{HORIZONTAL ELLIPSIS}", "quiet"))
        restyle(self, self._look)

    def show_sides(self, run: Compared, sides: Sides) -> None:
        """Show a run."""
        self._shown = (run, sides)
        self._empty()
        self._add_title(run)
        if sides.own is not None:
            self._own.addWidget(self._own_card(sides.own))
        if sides.revealed is None:
            self._own.addWidget(text(_NOT_YOURS, "quiet", name="judges.side.hidden"))
        else:
            self._revealed.show_revealed(sides.revealed, sides.own)
        restyle(self, self._look)

    def _empty(self) -> None:
        empty(self._head)
        empty(self._own)
        self._revealed.clear()

    def _add_title(self, run: Compared) -> None:
        read = button(
            "Read this run",
            "judges.side.read",
            lambda: self.step_wanted.emit(0),
            icon_name="text-align-left",
        )
        read.setToolTip("Enter or O")
        self._head.addWidget(text(run.title, "title", name="judges.side.title"))
        self._head.addWidget(text(described(run), "small"))
        self._head.addSpacing(self._look.px(6))
        self._head.addLayout(row(read, None))

    def _own_card(self, own: OwnLabel) -> QFrame:
        head = row(text("Your label", "strong"), None)
        head.addWidget(GradeBox(self._look, own.severity, own.outcome))
        lines = column(head, gaps=(10, 10, 10, 10, 6))
        lines.addWidget(text(_how(own), "small"))
        if own.note.strip():
            lines.addWidget(copyable(text(own.note, name="judges.side.note")))
        if own.tags:
            lines.addWidget(text(f"Tags: {', '.join(own.tags)}", "small"))
        for evidence in own.evidence:
            lines.addLayout(self._evidence(evidence.step, evidence.quote))
        if not own.evidence:
            lines.addWidget(text("Evidence: none", "small"))
        return framed(lines, card=True)

    def _evidence(self, step: int, quote: str) -> QHBoxLayout:
        go = button(
            f"Step {step}",
            f"judges.side.evidence.{step}",
            lambda: self.step_wanted.emit(step),
            kind="link",
        )
        return _beside(go, text(quote, "small"))

    def _renew(self) -> None:
        if self._shown is not None:
            self.show_sides(*self._shown)
        restyle(self, self._look)


def _how(own: OwnLabel) -> str:
    said = [f"{own.created_at:%Y-%m-%d %H:%M} UTC", _SHOWN_BEFORE.get(own.stage, own.stage)]
    if own.confidence is not None:
        said.append(f"{own.confidence} confidence")
    if own.wave is not None:
        said.append(own.wave)
    return visible(" \N{MIDDLE DOT} ".join(said))


def _beside(first: QWidget, second: QLabel) -> QHBoxLayout:
    made = row(first, second, gaps=(0, 0, 0, 0, 6))
    made.setStretchFactor(second, 1)
    made.setAlignment(first, Qt.AlignmentFlag.AlignTop)
    return made
