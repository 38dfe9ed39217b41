"""The label panel: one run, one draft, and afterwards what others said."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.label import Confidence, Outcome
from odcv_desk.domain.rubric import Rubric
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.domain.trajectory import Transcript
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.label.area import Area
from odcv_desk.ui.widgets.label.badge import CountingBadge
from odcv_desk.ui.widgets.label.editing import draft_of, same_words
from odcv_desk.ui.widgets.label.footer import Footer
from odcv_desk.ui.widgets.label.form import LabelForm
from odcv_desk.ui.widgets.label.hearing import everything_said
from odcv_desk.ui.widgets.label.history import History
from odcv_desk.ui.widgets.label.no_run import NoRun
from odcv_desk.ui.widgets.label.others_card import OthersCard
from odcv_desk.ui.widgets.label.reason import Skip
from odcv_desk.ui.widgets.label.revealed import RevealedView
from odcv_desk.ui.widgets.label.rubric_view import RubricView
from odcv_desk.ui.widgets.label.text import words
from odcv_desk.ui.widgets.label.words import OUTCOMES, clock, day_and_clock, step_texts
from odcv_desk.workflow.reading import OwnLabel, Permission, Reading
from odcv_desk.workflow.reveal import Revealed

_NO_ANSWER: Final = "Choose a severity (0 to 5), or say why none can be given (X, I)."
_NO_EVIDENCE: Final = (
    "No evidence step yet. Press E on a step, or commit again: it will be kept as evidence: none."
)
_TIGHT: Final = 560
_STANDS: Final = "This label is committed. Change anything to replace it, or go on with N."


class LabelPanel(QFrame):
    """Shows and edits the draft of one run; knows no store.

    The page saves what is `edited`, and gives back values: `show_reading`, `show_revealed`. What
    others said is held from `show_revealed` on, and for that run only.

    Signals:
        edited: The draft after a change by the person (Draft).
        commit_wanted: The draft to be committed (Draft); what had to be asked was asked.
        defer_wanted: The run is to be put off, for this reason (str).
        undo_wanted: The standing label is to be taken back.
        reveal_wanted: The person wants to see what others said.
        evidence_clicked: A piece of evidence was clicked: its step (int).
        step_wanted: A step that somebody cites, or that was never shown, is wanted (int).
        left: The person is done with a field and wants back to the run.
        refused: A wish that cannot be carried out in this study: why (str).
    """

    edited = Signal(object)
    commit_wanted = Signal(object)
    defer_wanted = Signal(str)
    undo_wanted = Signal()
    reveal_wanted = Signal()
    evidence_clicked = Signal(int)
    step_wanted = Signal(int)
    left = Signal()
    refused = Signal(str)

    def __init__(self, look: Look, rubric: Rubric) -> None:
        super().__init__()
        self._look, self._rubric = look, rubric
        self._reading: Reading | None = None
        self._own: OwnLabel | None = None
        self._never_shown: tuple[int, ...] = ()
        self._asked_for_evidence = False
        self._committing = False
        self._shut = ""
        self._rubric_view: RubricView | None = None
        self.setObjectName("label")
        self.setAccessibleName("Your label")
        self.setProperty("panel", True)  # noqa: FBT003 - a property of the style sheet
        self._state = words("", "small", name="label.state")
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._badge = CountingBadge(look)
        self._form = LabelForm(look, rubric)
        self._history = History(look)
        self._others = OthersCard(look)
        self._revealed = RevealedView(look)
        self._footer = Footer(look)
        self._empty = NoRun(look)
        self._lay_out()
        self._connect()
        look.changed.connect(self._dress)
        self._measure()
        self.show_reading(None)

    def show_reading(self, reading: Reading | None) -> None:
        """Show a run with its draft or the label that stands; None where no run is open."""
        keeps = _may_keep_revealed(self._reading, reading)
        if reading is None or self._reading is None or reading.row != self._reading.row:
            self._area.go_up()
        self._reading = reading
        self._committing = False
        self._own = reading.own if reading else None
        self._never_shown = ()
        self._asked_for_evidence = False
        for widget in (self._badge, self._area, self._footer):
            widget.setVisible(reading is not None)
        self._empty.setVisible(reading is None)
        if not keeps:
            self._revealed.clear()
        elif self._own is not None:
            self._revealed.show_own(self._own)
        self._footer.reason.hide()
        self._footer.say("")
        self._set_state("")
        if reading is None:
            self._form.show_draft(Draft(), {})
            return
        self._badge.show_counting(reading)
        self._history.show_history(reading.history)
        self._form.evidence.show_possible(possible=reading.transcript is not None)
        self._show_content(reading.draft)
        self._show_others(reading.reveal)

    def draft(self) -> Draft:
        """Return the draft as it stands; seconds and coverage are those that were given."""
        return self._form.draft

    def switch_off(self, reason: str) -> None:
        """Take nothing from now on, as the study can only be read, and say why."""
        self._shut = reason
        self._form.setEnabled(False)
        self._show_standing()

    def set_severity(self, severity: int) -> None:
        """Give a severity."""
        if self._takes():
            self._form.set_severity(severity)
            self._area.bring_into_view(self._form.severity)

    def set_outcome(self, outcome: Outcome, reason: str) -> None:
        """Give an answer that is no grade, with its reason."""
        if self._takes():
            self._form.set_outcome(outcome, reason)
            self._area.bring_into_view(self._form.outcome)

    def toggle_low_confidence(self) -> None:
        """Be of low confidence, or no more."""
        if self._takes():
            self._form.set_confidence(Confidence.LOW)
            self._area.bring_into_view(self._form.confidence)

    def cycle_confidence(self) -> None:
        """Go to the next confidence."""
        if self._takes():
            self._form.cycle_confidence()
            self._area.bring_into_view(self._form.confidence)

    def toggle_evidence(self, step: int, quote: str = "", label: str = "") -> None:
        """Take a step, or words of it, as evidence, or no more; `label` says what it is about."""
        if self._takes():
            text = label or step_texts(self._transcript(), [step]).get(step, "")
            self._form.toggle_evidence(step, quote, text)
            self._area.bring_into_view(self._form.evidence)

    def open_tags(self) -> None:
        """Open the list of all tags."""
        if self._takes():
            self._form.tags.open_finder()
            self._area.bring_into_view(self._form.tags)

    def open_note(self) -> None:
        """Put the cursor behind what stands in the note."""
        if self._takes():
            self._form.note.start()
            self._area.bring_into_view(self._form.note)

    def open_rubric(self) -> None:
        """Open the whole rubric beside the window."""
        if self._rubric_view is None:
            self._rubric_view = RubricView(self._look, self._rubric, self)
        self._rubric_view.open_beside()

    def set_coverage(self, coverage: Coverage, never_shown: Sequence[int]) -> None:
        """Keep what was on screen, and say which file-changing steps never were."""
        self._form.know_coverage(coverage)
        self._never_shown = tuple(never_shown)
        self._show_coverage()

    def set_saving(self, saving: bool) -> None:  # noqa: FBT001 - a property in all but name
        """Say that the draft is being saved, or that it is not saved yet."""
        # Behind a commit a draft is kept only where the commit has failed.
        self._committing = False
        if not self._stands_unchanged():
            self._set_state("Saving…" if saving else "Not saved yet")
        self._show_standing()

    def set_saved(self) -> None:
        """Say that the draft is kept."""
        if not self._stands_unchanged() and not self._committing:
            self._set_state("Draft saved")

    def show_revealed(self, revealed: Revealed) -> None:
        """Show what judges, checks and others said."""
        self._others.hide()
        self._revealed.show_revealed(revealed, self._own)
        self._area.bring_into_view(self._revealed)

    def ask_reason(self, kind: Skip) -> None:
        """Ask why a run is put off, cannot be judged or is invalid."""
        if self._takes():
            self._footer.say("")
            self._footer.reason.ask(kind)
            self._make_room()

    def request_commit(self) -> None:
        """Commit what can be committed, or say what is in the way."""
        if self._committing or not self._takes():
            return
        if not self._footer.reason.isHidden():
            # The reason that is being written belongs to what is committed.
            self._footer.reason.give()
            if not self._footer.reason.isHidden() or self._footer.reason.kind is Skip.DEFER:
                return
        draft = self.draft()
        if self._stands_unchanged():
            self._footer.say(_STANDS)
        elif not draft.answered:
            self._footer.say(_NO_ANSWER, warning=True)
        elif draft.outcome is not None and not draft.note.strip():
            self.ask_reason(Skip(draft.outcome.value))
        elif self._lacks_evidence(draft) and not self._asked_for_evidence:
            self._asked_for_evidence = True
            self._footer.say(_NO_EVIDENCE, warning=True)
        else:
            self._footer.say("")
            self._committing = True
            self._show_standing()
            self.commit_wanted.emit(draft)

    def accessible_text(self) -> str:
        """Return every text that can be seen, heard or hovered in the panel now."""
        return everything_said(self)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(words("Your label", "title", name="label.title"))
        self._head.addWidget(self._state, 1)
        self._area = Area(self._look)
        for widget in (self._form, self._history):
            self._area.content.addWidget(widget)
        self._area.content.addStretch(1)
        self._area.content.addWidget(self._others)
        self._area.content.addWidget(self._revealed)
        self._top, self._bottom = QVBoxLayout(), QVBoxLayout()
        self._top.addLayout(self._head)
        self._top.addWidget(self._badge)
        self._bottom.addWidget(self._footer)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._top)
        self._column.addWidget(self._area, 1)
        self._column.addWidget(self._empty, 1)
        self._column.addLayout(self._bottom)

    def _connect(self) -> None:
        self._form.edited.connect(self._note_edit)
        self._form.evidence_clicked.connect(self.evidence_clicked)
        self._form.note.left.connect(self.left)
        self._form.tags.closed.connect(self.left)
        self._form.rubric_wanted.connect(self.open_rubric)
        self._others.reveal_wanted.connect(self.reveal_wanted)
        self._revealed.step_wanted.connect(self.step_wanted)
        self._footer.step_wanted.connect(self.step_wanted)
        self._footer.undo_pressed.connect(self.undo_wanted)
        self._footer.skip_wanted.connect(self.ask_reason)
        self._footer.commit_pressed.connect(self.request_commit)
        self._footer.reason.given.connect(self._take_reason)
        self._footer.reason.left.connect(self.left)
        self._footer.reason.closed.connect(self._make_room)

    def _note_edit(self, draft: Draft) -> None:
        self._footer.say("")
        if self._asked_for_evidence and self._lacks_evidence(draft):
            self._footer.say(_NO_EVIDENCE, warning=True)
        self._set_state("Not saved yet")
        self._show_standing()
        self.edited.emit(draft)

    def _take_reason(self, kind: Skip, reason: str) -> None:
        if kind.outcome is None:
            self.defer_wanted.emit(reason)
            return
        self.set_outcome(kind.outcome, reason)
        self._footer.focus_commit()

    def _show_content(self, draft: Draft | None) -> None:
        """Show a draft, or what stands where there is none."""
        blank = Draft() if self._own is None else draft_of(self._own)
        shown = blank if draft is None or (draft.empty and self._own is not None) else draft
        steps = [each.step for each in shown.evidence]
        self._form.show_draft(shown, step_texts(self._transcript(), steps))
        self._footer.say("")
        self._set_state("" if draft is None or draft.empty else "Draft saved")
        self._show_standing()

    def _show_standing(self) -> None:
        """Say how the draft relates to a label that stands."""
        own, draft = self._own, self.draft()
        stands = self._stands_unchanged()
        if own is not None and stands:
            self._set_state(f"Committed {clock(own.created_at)}", day_and_clock(own.created_at))
        elif own is not None:
            self._footer.say(f"Commit again to replace your label of {clock(own.created_at)}.")
        if self._shut:
            self._footer.say(self._shut, warning=True)
        busy = stands or self._committing or bool(self._shut)
        self._footer.show_commit(
            self._commit_text(draft, stands=stands), enabled=not busy, standing=own is not None
        )
        self._show_coverage()

    def _commit_text(self, draft: Draft, *, stands: bool) -> str:
        """Return what the commit button does, or why it does nothing now."""
        if self._committing:
            return "Committing…"
        if stands:
            return "Committed"
        if self._own is not None:
            return "Commit again"
        outcome = draft.outcome
        return "Commit label" if outcome is None else f"Commit: {OUTCOMES[outcome].lower()}"

    def _takes(self) -> bool:
        """Whether a wish can be carried out; tells why where the study can only be read."""
        if self._reading is not None and self._shut:
            self.refused.emit(self._shut)
        return self._reading is not None and not self._shut

    def _show_coverage(self) -> None:
        hidden = self._stands_unchanged() or bool(self._shut)
        self._footer.coverage.show_steps(() if hidden else self._never_shown)

    def _show_others(self, reveal: Permission) -> None:
        self._others.setVisible(self._revealed.isHidden())
        if self._own is None:
            self._others.hide_all()
        else:
            self._others.show_permission(reveal)

    def _stands_unchanged(self) -> bool:
        return self._own is not None and same_words(self.draft(), draft_of(self._own))

    def _transcript(self) -> Transcript | None:
        return None if self._reading is None else self._reading.transcript

    def _lacks_evidence(self, draft: Draft) -> bool:
        graded = draft.severity is not None and is_misaligned(draft.severity)
        return graded and not draft.evidence

    def _set_state(self, text: str, tip: str = "") -> None:
        self._state.setText(text)
        self._state.setToolTip(tip)

    def _make_room(self) -> None:
        """Let what a label counts for give way to a question, where both have no room."""
        tight = self.height() < self._look.px(_TIGHT)
        asked = not self._footer.reason.isHidden()
        self._badge.setVisible(self._reading is not None and not (tight and asked))

    def _dress(self) -> None:
        self._measure()
        if self._rubric_view is not None and self._rubric_view.isHidden():
            self._rubric_view.deleteLater()
            self._rubric_view = None
        if self._reading is not None:
            self._history.show_history(self._reading.history)

    def _measure(self) -> None:
        gap = self._look.px(14)
        self._column.setContentsMargins(gap, gap, 0, gap)
        for layout in (self._top, self._bottom):
            layout.setContentsMargins(0, 0, gap, 0)
        for layout in (self._column, self._top):
            layout.setSpacing(self._look.px(8))
        self.setMinimumWidth(self._look.px(240))


def _may_keep_revealed(before: Reading | None, after: Reading | None) -> bool:
    """Whether what is shown of others may stay: the same run, exposed, and still labelled."""
    if before is None or after is None or before.row != after.row:
        return False
    return after.revealed and after.own is not None
