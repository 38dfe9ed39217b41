"""The form: shows one draft and turns what a person does into the next one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.label import Confidence, Evidence, Outcome
from odcv_desk.domain.rubric import Rubric
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.label import editing
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.confidence_picker import ConfidencePicker
from odcv_desk.ui.widgets.label.evidence_list import EvidenceList
from odcv_desk.ui.widgets.label.level_card import LevelCard
from odcv_desk.ui.widgets.label.note_field import NoteField
from odcv_desk.ui.widgets.label.severity_picker import SeverityPicker
from odcv_desk.ui.widgets.label.tag_picker import TagPicker
from odcv_desk.ui.widgets.label.text import Link, caption, words
from odcv_desk.ui.widgets.label.words import OUTCOMES

_BLANK: Final = Draft()


class LabelForm(QWidget):
    """Severity, tags, evidence, confidence and note of one draft.

    Signals:
        edited: The draft after a change by the person (Draft).
        evidence_clicked: The step of a piece of evidence (int).
        rubric_wanted: The person wants to read the whole rubric.
    """

    edited = Signal(object)
    evidence_clicked = Signal(int)
    rubric_wanted = Signal()

    def __init__(self, look: Look, rubric: Rubric) -> None:
        super().__init__()
        self._look = look
        self._draft = _BLANK
        self._texts: dict[int, str] = {}
        self.severity = SeverityPicker(look, rubric.levels)
        self._level = LevelCard(look, rubric)
        self.outcome = _OutcomeCard(look)
        self.tags = TagPicker(look, rubric)
        self.evidence = EvidenceList(look)
        self.confidence = ConfidencePicker(look)
        self.note = NoteField(look)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self._connect()
        look.changed.connect(self._measure)
        self._measure()
        self._show()

    @property
    def draft(self) -> Draft:
        """The draft as it stands."""
        return self._draft

    def show_draft(self, draft: Draft, texts: Mapping[int, str]) -> None:
        """Show another draft; `texts` says what its steps are known by."""
        self._draft = draft
        self._texts = dict(texts)
        self._show()

    def know_coverage(self, coverage: Coverage) -> None:
        """Keep what was on screen in the draft; no wish of the person, so nothing is told."""
        self._draft = replace(self._draft, coverage=coverage)

    def set_severity(self, severity: int | None) -> None:
        """Give a severity; None takes the answer back."""
        self._change(editing.with_severity(self._draft, severity))

    def set_outcome(self, outcome: Outcome, reason: str) -> None:
        """Give an outcome, with its reason."""
        self._change(editing.with_outcome(self._draft, outcome, reason))

    def set_confidence(self, confidence: Confidence) -> None:
        """Give a confidence, or take the same one back."""
        self._change(editing.with_confidence(self._draft, confidence))

    def cycle_confidence(self) -> None:
        """Go to the next confidence."""
        self._change(editing.with_next_confidence(self._draft))

    def toggle_evidence(self, step: int, quote: str, text: str) -> None:
        """Take a step as evidence, or no more; `text` says what it is known by."""
        if text:
            self._texts[step] = text
        self._change(editing.with_evidence_toggled(self._draft, step, quote))

    def _lay_out(self) -> None:
        sections: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("Severity", (self.severity, self.outcome, self._level)),
            ("Tags", (self.tags,)),
            ("Evidence", (self.evidence,)),
            ("Confidence", (self.confidence,)),
            ("Note", (self.note,)),
        )
        for title, widgets in sections:
            self._column.addWidget(caption(title))
            for widget in widgets:
                self._column.addWidget(widget)

    def _connect(self) -> None:
        self.severity.chosen.connect(self.set_severity)
        self.severity.looked_at.connect(self._level.look_at)
        self._level.rubric_wanted.connect(self.rubric_wanted)
        self.outcome.dropped.connect(lambda: self.set_severity(None))
        self.tags.toggled.connect(
            lambda tag, given: self._change(editing.with_tag(self._draft, tag, given=given))
        )
        self.evidence.clicked.connect(self.evidence_clicked)
        self.evidence.removed.connect(self._remove)
        self.confidence.pressed.connect(self.set_confidence)
        self.note.written.connect(lambda note: self._change(replace(self._draft, note=note)))

    def _remove(self, evidence: Evidence) -> None:
        rest = tuple(each for each in self._draft.evidence if each != evidence)
        self._change(replace(self._draft, evidence=rest))

    def _change(self, draft: Draft) -> None:
        if draft != self._draft:
            self._draft = draft
            self.edited.emit(draft)
        # Also where nothing changed: a button that was pressed may show what does not hold.
        self._show()

    def _show(self) -> None:
        draft = self._draft
        self.severity.show_severity(draft.severity)
        self._level.show_level(draft.severity)
        self._level.setVisible(draft.outcome is None)
        self.outcome.show_outcome(draft.outcome)
        self.tags.show_tags(draft.tags, draft.severity)
        self.evidence.show_evidence(draft.evidence, self._texts)
        self.confidence.show_confidence(draft.confidence)
        self.note.show_note(draft.note)

    def _measure(self) -> None:
        self._column.setSpacing(self._look.px(8))


class _OutcomeCard(Card):
    """Stands in the place of a level when the answer is no grade.

    Signals:
        dropped: The person wants to give a severity after all.
    """

    dropped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "label.outcome", notice="info", between=2)
        self._name = words("", "strong", name="label.outcome.name")
        tip = "Then give a severity (0 to 5)"
        back = Link(look, "Give a severity after all", "label.outcome.drop", tip)
        back.clicked.connect(self.dropped)
        reason = words("No severity is given. The reason stands in the note.", "small")
        self.column.addWidget(self._name)
        self.column.addWidget(reason)
        self.column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Say which outcome it is, or be gone."""
        self.setVisible(outcome is not None)
        if outcome is not None:
            self._name.setText(OUTCOMES[outcome])
