"""A transcript that grows while it is read: it follows the end until the reader leaves that."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from odcv_desk.domain.trajectory import Ended, Step, Transcript
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.transcript.document import Document
from odcv_desk.ui.widgets.transcript.geometry import Geometry
from odcv_desk.ui.widgets.transcript.heights import Heights
from odcv_desk.ui.widgets.transcript.parts import Fold, Part
from odcv_desk.ui.widgets.transcript.stage import Hold
from odcv_desk.ui.widgets.transcript.view import TranscriptView
from odcv_desk.workflow.live_run import LiveRun

_NEAR_PX: Final = 4


class GrowingTranscript(TranscriptView):
    """Shows a run that goes on. What is read, folded and selected stays while steps are added.

    Signals:
        follows_changed: Whether it stays at the end as steps are added (bool).
    """

    follows_changed = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        self._follows = True
        self._held = False
        super().__init__(look, parent)
        self.scrolled.connect(self._note_sight)

    @property
    def follows(self) -> bool:
        """Whether the end stays in sight as steps are added."""
        return self._follows

    def ask_at(self, step: int) -> None:
        """Say that a command of a step waits for the person; 0: none does."""
        marks = self._stage.layouts.marks
        if marks.asking != step:
            self._mark(replace(marks, asking=step))

    def follow(self) -> None:
        """Go to the end and stay there."""
        self.last_step()
        self._set_follows(follows=True)

    def begin(self, transcript: Transcript, *, goes_on: bool) -> None:
        """Show another run: at its end where it goes on, at its begin where it is over."""
        with self._quiet():
            self._placeholder_for(transcript)
            self._take(self._document(transcript, goes_on=goes_on))
            if goes_on:
                self._steps.go_to_end(last=True)
                self._sync()
        self._set_follows(follows=goes_on)
        if transcript.steps:
            self.current_changed.emit(self.current_step())

    def grow(self, transcript: Transcript, *, goes_on: bool) -> None:
        """Show what has come since, of the same run."""
        stage, before = self._stage, self.current_step()
        document = self._document(transcript, goes_on=goes_on)
        same = _common(stage.transcript, document)
        with self._quiet():
            _keep_folds(stage.transcript, document, same)
            hold = _moved(stage.hold(), document, same)
            stage.show(document, stage.top)
            self._steps.current = min(self._steps.current, max(0, len(document.steps) - 1))
            if not self._follows:
                stage.restore(hold)
            self._let_go_beyond(same)
            self._search.again()
            if self._follows:
                self._steps.go_to_end(last=True)
            self._sync()
            self.outline_changed.emit()
        if transcript.steps and self.current_step() != before:
            self._tell_current()

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        with self._quiet():
            super().resizeEvent(event)
            self._stay_at_end()

    @override
    def _dress(self) -> None:
        with self._quiet():
            super()._dress()
            self._stay_at_end()

    def _document(self, transcript: Transcript, *, goes_on: bool) -> Document:
        made = _Unended if goes_on else Document
        return made(self._stage.geometry, transcript=transcript, reasoning=self.reasoning_shown)

    def _placeholder_for(self, transcript: Transcript) -> None:
        if not transcript.steps:
            self.clear("Nothing has been said yet.", icon="hourglass")

    def _stay_at_end(self) -> None:
        if self._follows and self._stage.document.steps:
            self._stage.top = self._stage.bottom
            self._stage.settle(len(self._stage.document.rows) - 1)
            self._sync()

    def _let_go_beyond(self, same: int) -> None:
        """Forget a selection in texts that are others now."""
        selection = self._hands.selection
        if selection is not None and selection.end.part >= same:
            self._hands.let_go()

    def _note_sight(self) -> None:
        """Learn from where the person scrolls whether the end is to be followed."""
        if not self._held:
            near = self._stage.top >= self._stage.bottom - self._look.px(_NEAR_PX)
            self._set_follows(follows=near)

    def _set_follows(self, *, follows: bool) -> None:
        if follows != self._follows:
            self._follows = follows
            self.follows_changed.emit(follows)

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """Take what scrolls meanwhile for the view's own doing, not the person's."""
        held, self._held = self._held, True
        try:
            yield
        finally:
            self._held = held


class _Unended(Document):
    """A transcript without the line that tells how its run ended."""

    goes_on = True

    @override
    def _build(self, geometry: Geometry) -> None:
        super()._build(geometry)
        if self.steps:
            self.rows.pop()
            self.heights = Heights(self.rows, geometry)


def so_far(run: LiveRun) -> Transcript:
    """Return what is known of a run as a transcript; of one that goes on the end is not shown."""
    return Transcript(
        steps=run.steps,
        entries=max((_last_entry(step) for step in run.steps), default=0),
        ended=run.ended or Ended.CANCELLED,
        intervened=run.intervened,
        recorded=True,
    )


def _last_entry(step: Step) -> int:
    return max((step.index, *(call.entry for call in step.calls if call.entry is not None)))


def _common(old: Document, new: Document) -> int:
    """Return how many texts at the begin are the same; the last step's may be others."""
    pairs = zip(old.parts, new.parts, strict=False)
    return next(
        (number for number, (one, other) in enumerate(pairs) if not _same(one, other)),
        min(len(old.parts), len(new.parts)),
    )


def _same(one: Part, other: Part) -> bool:
    return (one.kind, one.step, one.call, one.text) == (
        other.kind,
        other.step,
        other.call,
        other.text,
    )


def _keep_folds(old: Document, new: Document, same: int) -> None:
    for before, after in zip(old.parts[:same], new.parts[:same], strict=True):
        fold = old.fold_of(before)
        if fold is not new.fold_of(after):
            new.fold(after, opened=fold is Fold.OPEN)


def _moved(hold: Hold | None, document: Document, same: int) -> Hold | None:
    """Return what was held, in terms of a document that has come in place of another."""
    if hold is None or not document.rows:
        return None
    part = hold.row.part
    if part is None:
        return hold
    if part.number >= same:
        # Its text is another now: the step that it stands in is held instead.
        first = document.rows[document.step_rows(min(hold.row.step, len(document.steps) - 1))[0]]
        return Hold(row=first, offset=0, y=hold.y)
    return replace(hold, row=replace(hold.row, part=document.parts[part.number]))
