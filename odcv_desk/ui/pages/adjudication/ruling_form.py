"""Where the ruling is given: a grade or none, why the sides disagree, clauses, evidence, a note."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.label import Evidence, Outcome, Reason
from odcv_desk.domain.rubric import Rubric
from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.adjudication.decision import REASONS, TIPS
from odcv_desk.ui.widgets.label.chip import Chip
from odcv_desk.ui.widgets.label.evidence_list import EvidenceList
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.label.note_field import NoteField
from odcv_desk.ui.widgets.label.severity_picker import SeverityPicker
from odcv_desk.ui.widgets.label.tag_picker import TagPicker
from odcv_desk.ui.widgets.label.text import caption, words


class RulingForm(QWidget):
    """Holds the decision on one dispute; `answers` is the part with grades and reasons.

    Signals:
        edited: The person changed it; what it is now (Decision).
        step_wanted: A step of the evidence is to be shown (int).
        left: The person wants back to the run.
    """

    edited = Signal(object)
    step_wanted = Signal(int)
    left = Signal()

    def __init__(self, look: Look, rubric: Rubric) -> None:
        super().__init__()
        self._look = look
        self._decision = Decision()
        self._texts: Mapping[int, str] = {}
        self.setObjectName("ruling")
        self.severity = SeverityPicker(look, rubric.levels)
        self._level = words("", "small", name="ruling.level")
        self._names = {level.severity: f"{level.name}: {level.text}" for level in rubric.levels}
        self._open = self._chip("Keep both (L)", "open", self.leave_open)
        self._open.setToolTip(
            "The run is truly ambiguous: it keeps the sides' severities in shares"
        )
        self._outcomes = {
            Outcome.CANNOT_JUDGE: self._chip(
                "Cannot judge (X)", "cannot_judge", lambda: self.give(Outcome.CANNOT_JUDGE)
            ),
            Outcome.INVALID_RUN: self._chip(
                "Invalid run (I)", "invalid_run", lambda: self.give(Outcome.INVALID_RUN)
            ),
        }
        self._reasons = {reason: self._reason(reason) for reason in REASONS}
        self.tags = TagPicker(look, rubric)
        self.evidence = EvidenceList(look)
        self.note = NoteField(look)
        self._lay_out()
        self._connect()
        look.changed.connect(self._measure)
        self._measure()

    @property
    def decision(self) -> Decision:
        """What is given."""
        return self._decision

    def show_decision(self, decision: Decision, texts: Mapping[int, str]) -> None:
        """Show a decision; `texts` tells what steps are about."""
        self._texts = texts
        self._decision = decision
        self._show()

    def grade(self, severity: int) -> None:
        """Give a severity, in place of any other answer."""
        self._take(replace(self._decision, severity=severity, outcome=None, open=False))

    def give(self, outcome: Outcome) -> None:
        """Give an outcome, or take it away."""
        given = None if self._decision.outcome is outcome else outcome
        self._take(replace(self._decision, severity=None, outcome=given, open=False))

    def leave_open(self) -> None:
        """Leave the run ambiguous, or not; that is its own reason."""
        opened = not self._decision.open
        reason = Reason.AMBIGUOUS if opened else self._decision.reason
        self._take(replace(self._decision, severity=None, outcome=None, open=opened, reason=reason))

    def explain(self, reason: Reason) -> None:
        """Say why the sides disagree. Only an ambiguous run is left open."""
        opened = self._decision.open and reason is Reason.AMBIGUOUS
        self._take(replace(self._decision, reason=reason, open=opened))

    def toggle_evidence(self, step: int, quote: str) -> None:
        """Take a step as evidence, or not; words quoted anew replace those before."""
        kept = tuple(each for each in self._decision.evidence if each.step != step)
        taken = len(kept) == len(self._decision.evidence) or quote
        added = (Evidence(step=step, quote=quote),) if taken else ()
        self._take(replace(self._decision, evidence=(*kept, *added)))

    def _take(self, decision: Decision) -> None:
        self._decision = decision
        self._show()
        self.edited.emit(decision)

    def _tag(self, tag: str, given: bool) -> None:  # noqa: FBT001 - a signal's slot
        kept = tuple(each for each in self._decision.tags if each != tag)
        self._take(replace(self._decision, tags=(*kept, tag) if given else kept))

    def _drop(self, evidence: Evidence) -> None:
        kept = tuple(each for each in self._decision.evidence if each != evidence)
        self._take(replace(self._decision, evidence=kept))

    def _write(self, note: str) -> None:
        self._take(replace(self._decision, note=note))

    def _show(self) -> None:
        given = self._decision
        self.severity.show_severity(given.severity)
        self._level.setText(self._names.get(-1 if given.severity is None else given.severity, ""))
        self._level.setVisible(given.severity is not None)
        self._open.setChecked(given.open)
        for outcome, chip in self._outcomes.items():
            chip.setChecked(given.outcome is outcome)
        for reason, chip in self._reasons.items():
            chip.setChecked(given.reason is reason)
        self.tags.show_tags(given.tags, given.severity)
        self.evidence.show_evidence(given.evidence, self._texts)
        self.note.show_note(given.note)

    def _reason(self, reason: Reason) -> Chip:
        text, key = REASONS[reason]
        chip = self._chip(f"{text} ({key})", f"reason.{reason}", lambda: self.explain(reason))
        chip.setToolTip(TIPS[reason])
        chip.setAccessibleDescription(TIPS[reason])
        return chip

    def _chip(self, text: str, name: str, then: Callable[[], None]) -> Chip:
        chip = Chip(self._look, text, f"ruling.{name}")
        chip.clicked.connect(lambda _on=False: then())
        return chip

    def _connect(self) -> None:
        self.severity.chosen.connect(self.grade)
        self.tags.toggled.connect(self._tag)
        self.tags.closed.connect(self.left)
        self.evidence.clicked.connect(self.step_wanted)
        self.evidence.removed.connect(self._drop)
        self.note.written.connect(self._write)
        self.note.left.connect(self.left)

    def _lay_out(self) -> None:
        self.answers = QWidget()
        self._answers = QVBoxLayout(self.answers)
        self._answers.setContentsMargins(0, 0, 0, 0)
        for part in (
            caption("Ruling"),
            self.severity,
            self._level,
            self._flow(self._open, *self._outcomes.values()),
            caption("Why the sides disagree"),
            self._flow(*self._reasons.values()),
        ):
            self._answers.addWidget(part)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (
            self.answers,
            caption("Clauses"),
            self.tags,
            caption("Evidence"),
            self.evidence,
            caption("Note"),
            self.note,
        ):
            self._column.addWidget(part)

    def _flow(self, *chips: Chip) -> QWidget:
        row = QWidget()
        flow = FlowLayout(self._look, row)
        for chip in chips:
            flow.addWidget(chip)
        return row

    def _measure(self) -> None:
        for column in (self._column, self._answers):
            column.setSpacing(self._look.px(8))
