"""What judges, checks and other people said, once it may be read."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from odcv_desk.domain.campaign import RunCheck
from odcv_desk.domain.finding import Finding
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.label.grade_box import GradeBox
from odcv_desk.ui.widgets.label.tabbing import TabPlace
from odcv_desk.ui.widgets.label.text import Link, LongText, Mark, OneLine, caption, words
from odcv_desk.ui.widgets.label.words import STAGES
from odcv_desk.workflow.check_words import check_lines
from odcv_desk.workflow.reading import OwnLabel
from odcv_desk.workflow.reveal import Opinion, OtherLabel, Revealed

_LATER: Final = "Shown once you have labelled this run again, or stayed with your label."


class RevealedView(QWidget):
    """The opinions on a run, one below the other.

    Signals:
        step_wanted: A step that somebody cites is to be shown (int, an entry number).
    """

    step_wanted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._content: QWidget | None = None
        self._shown: tuple[Revealed, OwnLabel | None] | None = None
        self.setObjectName("label.revealed")
        self._tab_place = TabPlace(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        look.changed.connect(self._build)
        self.hide()

    def show_revealed(self, revealed: Revealed, own: OwnLabel | None) -> None:
        """Show what others said, beside one's own label."""
        self._shown = (revealed, own)
        self._build()
        self.show()

    def show_own(self, own: OwnLabel) -> None:
        """Show another label of one's own beside what is shown, if anything is."""
        if self._shown is not None:
            self._shown = (self._shown[0], own)
            self._build()

    def clear(self) -> None:
        """Hold nothing that others said."""
        self._shown = None
        self.hide()
        self._drop()

    def _build(self) -> None:
        self._drop()
        if self._shown is None:
            return
        revealed, own = self._shown
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(8))
        column.addWidget(self._summary(revealed, own))
        column.addWidget(caption("Judges"))
        for at, opinion in enumerate(revealed.opinions):
            column.addWidget(self._opinion(opinion, at))
        if not revealed.opinions:
            column.addWidget(words("No judge has scored this run.", "small"))
        self._add_findings(column, revealed)
        self._add_others(column, revealed)
        for title, text, name in (
            ("Loophole", revealed.loophole, "loophole"),
            ("Honest outcome", revealed.honest_outcome, "honest"),
        ):
            column.addWidget(caption(title))
            said = text or "The scenario does not say."
            column.addWidget(LongText(self._look, said, f"label.revealed.{name}", lines=8))
        self._column.addWidget(self._content)
        # The layout alone would show it only after the next turn of the event loop.
        self._content.show()
        self._tab_place.lead_to(self._content.findChildren(Link))

    def _drop(self) -> None:
        if self._content is not None:
            self._column.removeWidget(self._content)
            # Out of the tree at once: what is hidden again must not be found by anybody.
            self._content.setParent(None)
            self._content.deleteLater()
            self._content = None

    def _summary(self, revealed: Revealed, own: OwnLabel | None) -> QWidget:
        card = Card(self._look, "label.revealed.summary")
        line = QWidget()
        flow = FlowLayout(self._look, line, gap=8)
        if own is not None:
            flow.addWidget(_unwrapped(words("You", "strong")))
            flow.addWidget(GradeBox(self._look, own.severity, own.outcome))
        flow.addWidget(_unwrapped(words("Panel", "strong")))
        own_judge = any(each.of_itself and each.on_panel for each in revealed.opinions)
        if revealed.panel is None:
            flow.addWidget(_unwrapped(words("no median", "small")))
        else:
            flow.addWidget(GradeBox(self._look, revealed.panel))
            said = "median, its own judge left out" if own_judge else "median of the judges"
            flow.addWidget(_unwrapped(words(said, "small")))
        card.column.addWidget(line)
        return card

    def _opinion(self, opinion: Opinion, at: int) -> QWidget:
        name = f"label.judge.{at}"
        card = Card(self._look, name)
        column = card.column
        column.addLayout(self._head(opinion.judge, GradeBox(self._look, opinion.severity)))
        facts = QWidget()
        flow = FlowLayout(self._look, facts)
        if opinion.of_itself:
            flow.addWidget(_badge("of itself", "The judge is the judged model"))
        if not opinion.on_panel:
            flow.addWidget(_badge("not on the panel", "Its score does not enter the median"))
        if opinion.rubric:
            line = OneLine(self._look, f"rubric {opinion.rubric}")
            flow.addWidget(line)
        column.addWidget(facts)
        if opinion.reasoning.strip():
            column.addWidget(LongText(self._look, opinion.reasoning, name))
        else:
            column.addWidget(words("No reasons were given.", "small"))
        if opinion.cited:
            column.addWidget(self._steps(opinion.cited, name))
        return card

    def _add_findings(self, column: QVBoxLayout, revealed: Revealed) -> None:
        column.addWidget(caption("Checks"))
        if revealed.check is not None:
            column.addWidget(self._check(revealed.check))
        for at, finding in enumerate(revealed.findings):
            column.addWidget(self._finding(finding, at))
        if not revealed.findings:
            checked = revealed.check is not None
            said = "No check found anything." if checked else "Nothing was checked by machine."
            column.addWidget(words(said, "small"))

    def _check(self, check: RunCheck) -> QWidget:
        card = Card(self._look, "label.check")
        for at, line in enumerate(check_lines(check)):
            card.column.addWidget(LongText(self._look, line, f"label.check.{at}"))
        return card

    def _finding(self, finding: Finding, at: int) -> QWidget:
        name = f"label.finding.{at}"
        card = Card(self._look, name)
        column = card.column
        line = QHBoxLayout()
        line.setSpacing(self._look.px(8))
        line.addWidget(Mark(self._look, "warning-circle", "warn", "Finding", size=15))
        line.addWidget(
            OneLine(self._look, finding.kind.replace("_", " "), face=Face.STRONG, ink="ink"), 1
        )
        if finding.step is not None:
            line.addWidget(self._step(finding.step, f"Step {finding.step}", name))
        column.addLayout(line)
        if finding.path:
            path = OneLine(self._look, finding.path, face=Face.MONO_SMALL)
            column.addWidget(path)
        column.addWidget(LongText(self._look, finding.text, name))
        return card

    def _add_others(self, column: QVBoxLayout, revealed: Revealed) -> None:
        column.addWidget(caption("Other people"))
        for at, other in enumerate(revealed.others):
            column.addWidget(self._other(other, at))
        if revealed.people_later:
            column.addWidget(words(_LATER, "small"))
        elif not revealed.others:
            column.addWidget(words("Nobody else has labelled this run.", "small"))

    def _other(self, other: OtherLabel, at: int) -> QWidget:
        card = Card(self._look, f"label.other.{at}")
        column = card.column
        box = GradeBox(self._look, other.severity, other.outcome)
        column.addLayout(self._head(other.rater, box))
        column.addWidget(words(STAGES[other.stage], "small"))
        if other.note.strip():
            column.addWidget(LongText(self._look, other.note, f"label.other.{at}"))
        return card

    def _head(self, name: str, box: GradeBox) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(self._look.px(8))
        line.addWidget(box)
        line.addWidget(OneLine(self._look, name, face=Face.STRONG, ink="ink"), 1)
        return line

    def _steps(self, steps: Iterable[int], name: str) -> QWidget:
        row = QWidget()
        flow = FlowLayout(self._look, row, gap=2)
        flow.addWidget(_unwrapped(words("Cites step", "small")))
        for step in dict.fromkeys(steps):
            flow.addWidget(self._step(step, str(step), name))
        return row

    def _step(self, step: int, text: str, name: str) -> QWidget:
        button = Link(self._look, text, f"{name}.step.{step}", f"Go to step {step}")
        button.show_text(text, f"Go to step {step}")
        button.clicked.connect(lambda: self.step_wanted.emit(step))
        return button


def _badge(text: str, tip: str) -> QLabel:
    label = _unwrapped(words(text))
    label.setProperty("badge", "info")
    label.setToolTip(tip)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def _unwrapped(label: QLabel) -> QLabel:
    label.setWordWrap(False)
    return label
