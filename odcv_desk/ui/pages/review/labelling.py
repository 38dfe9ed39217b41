"""What happens to the label in the making: saved as it is typed, committed, taken back, put off."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.errors import LabelError
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.review.active_time import ActiveTime
from odcv_desk.ui.pages.review.writes import Writes
from odcv_desk.ui.widgets.label.editing import draft_of, same_words
from odcv_desk.workflow.commit import Opened, commit, defer, flag, save_draft, undo
from odcv_desk.workflow.reading import OwnLabel, Reading
from odcv_desk.workflow.reveal import Revealed, reveal

_TYPING_MS: Final = 150


class Labelling(QObject):
    """Carries out, one after another, what the rater says of the run that is open.

    Signals:
        saving: A draft is on its way into the study.
        saved: The draft is in the study.
        committed: The row (int) and the label (OwnLabel).
        taken_back: The row (int) whose label was taken back into its draft.
        put_off: The row (int).
        bookmarked: The row (int) and whether it is a bookmark now (bool).
        revealed: The row (int) and what others said (Revealed).
        coverage_changed: What was on screen so far (Coverage).
        refused: A wish that cannot be carried out in this study: why (str).
    """

    saving = Signal()
    saved = Signal()
    committed = Signal(int, object)
    taken_back = Signal(int)
    put_off = Signal(int)
    bookmarked = Signal(int, bool)
    revealed = Signal(int, object)
    coverage_changed = Signal(object)
    refused = Signal(str)

    def __init__(self, desk: Desk, active: ActiveTime) -> None:
        super().__init__(active)
        self._desk, self._active = desk, active
        self._reading: Reading | None = None
        self._draft = Draft()
        self._unsaved = False
        self._kept = False
        self._coverage = Coverage()
        self._done: list[int] = []
        self._given_at: dict[int, datetime] = {}
        self._writes = Writes(desk.jobs, self)
        self._committing = False
        self._meanwhile: Draft | None = None
        self._on_way: dict[int, Draft] = {}
        self._left: dict[int, Draft] = {}
        self._shut = ""
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._save)

    @property
    def row(self) -> int | None:
        """The run that a label given now would be of, None on the way to another."""
        return None if self._reading is None else self._reading.row

    def switch_off(self, reason: str) -> None:
        """Keep nothing from now on, as the study can only be read; every wish is told why."""
        self._shut = reason
        self._unsaved = False
        self._typing.stop()

    def begin(self, reading: Reading) -> Reading:
        """Turn to a run; what was said of the one before is kept first.

        Returns:
            The run with its newest draft: one that was on its way into the study while the run was
            read may not be in what was read.
        """
        newest = self._left.pop(reading.row, None)
        reading = reading if newest is None else replace(reading, draft=newest)
        self.leave()
        self._reading = reading
        self._given_at.pop(reading.row, None)
        self._committing = False
        self._draft = reading.draft or Draft()
        self._kept = reading.draft is not None
        self._coverage = self._draft.coverage
        self._active.start(self._draft.seconds)
        return reading

    def resume(self, reading: Reading) -> None:
        """Turn back to a run that was left for one that could not be opened."""
        self._reading = reading
        self._committing = False
        self._active.start(self._active.seconds)
        self._unsaved = True
        self._save()

    def leave(self) -> None:
        """Turn away from the run; its draft is kept."""
        if self._unsaved:
            self._save()
        self._active.stop()
        self._reading = None
        self._left = dict(self._on_way)

    def finish(self) -> Exception | None:
        """Do at once what still waits; for a window or a desk that goes.

        Returns:
            Why something could not be kept, None where all was.
        """
        self.leave()
        return self._writes.finish()

    def edit(self, draft: Draft) -> None:
        """Keep a draft, soon: a key after another makes one write.

        Behind a commit nothing is kept until a run is opened, or until the commit has failed: it
        would come back as a draft of the run that was just labelled.
        """
        if self._shut:
            return
        if self._committing:
            self._meanwhile = draft
            return
        self._draft = draft
        self._unsaved = True
        self.saving.emit()
        self._save_soon()

    def see_steps(self, steps: Iterable[int]) -> None:
        """Note steps that were on screen."""
        self._cover(replace(self._coverage, steps=self._coverage.steps | frozenset(steps)))

    def see_change(self, step: int, path: str) -> None:
        """Note a file's diff that was on screen."""
        self._cover(replace(self._coverage, changes=self._coverage.changes | {(step, path)}))

    def commit(self, draft: Draft) -> None:
        """Append the label; what follows is for the run that is opened next."""
        reading, desk = self._reading, self._desk
        if reading is None or self._committing or not self._open():
            return
        self._typing.stop()
        self._unsaved = False
        self._committing = True
        self._meanwhile = None
        self._writes.drop_drafts(reading.row)
        self._on_way.pop(reading.row, None)
        whole, now = self._whole(draft), desk.now()
        row = reading.row
        seen = None if reading.own is None else reading.own.created_at
        opened = Opened(wave=reading.wave, label_at=self._given_at.get(row, seen))

        def then(label: OwnLabel) -> None:
            self._done.append(row)
            self._given_at[row] = label.created_at
            self.committed.emit(row, label)

        def failed(_fault: Exception) -> None:
            if self._reading is reading:
                self._committing = False
                self.edit(draft if self._meanwhile is None else self._meanwhile)
            else:  # the rater has gone on meanwhile: what was said stays with its run
                self._writes.add_draft(
                    row, lambda _: save_draft(desk.store, desk.rater, row, whole, now=now)
                )

        self._writes.add(
            lambda _: commit(desk.store, desk.rater, row, whole, opened=opened, now=now),
            then,
            failed,
        )

    def undo(self) -> bool:
        """Take the last label back, else that of the open run; False where there is none."""
        if not self._open():
            return True
        if self._done:
            self._take_back(self._done.pop(), again=True)
            return True
        return self.take_back()

    def take_back(self) -> bool:
        """Take the open run's label back; False where there is none."""
        if not self._open():
            return True
        reading = self._reading
        if reading is None or (reading.own is None and reading.row not in self._done):
            return False
        known = reading.row in self._done
        if known:
            self._done.remove(reading.row)
        self._take_back(reading.row, again=known)
        return True

    def _take_back(self, row: int, *, again: bool) -> None:
        desk, now = self._desk, self._desk.now()
        if self._reading is not None and self._reading.row == row:
            self._typing.stop()
            self._unsaved = False
        elif self._unsaved:
            self._save()

        def failed(fault: Exception) -> None:
            # What somebody took back already is no step to undo; anything else can be tried again.
            if again and not isinstance(fault, LabelError):
                self._done.append(row)

        self._writes.add(
            lambda _: undo(desk.store, desk.rater, row, now=now),
            lambda _draft: self.taken_back.emit(row),
            failed,
        )

    def defer(self, reason: str) -> None:
        """Put the run off."""
        reading, desk = self._reading, self._desk
        if reading is not None and self._open():
            row, now = reading.row, desk.now()
            self._writes.add(
                lambda _: defer(desk.store, desk.rater, row, reason, now=now),
                lambda _none: self.put_off.emit(row),
            )

    def bookmark(self, *, flagged: bool) -> None:
        """Set or clear the bookmark."""
        reading, desk = self._reading, self._desk
        if reading is not None and self._open():
            row = reading.row
            self._writes.add(
                lambda _: flag(desk.store, desk.rater, row, flagged=flagged),
                lambda _none: self.bookmarked.emit(row, flagged),
            )

    def reveal(self) -> None:
        """Show what others said of the run; the study writes that down."""
        reading, desk = self._reading, self._desk
        if reading is not None and self._open():
            row, now = reading.row, desk.now()

            def then(shown: Revealed) -> None:
                self.revealed.emit(row, shown)

            self._writes.add(lambda _: reveal(desk.store, desk.rater, row, now=now), then)

    def _cover(self, coverage: Coverage) -> None:
        if self._reading is not None and coverage != self._coverage and not self._committing:
            self._coverage = coverage
            self._unsaved = True
            self._save_soon()
            self.coverage_changed.emit(coverage)

    def _save_soon(self) -> None:
        # Not started anew by every key: who types without a pause would never be saved.
        if not self._typing.isActive() and not self._shut:
            self._typing.start()

    def _open(self) -> bool:
        """Whether the study takes anything; says why where it does not."""
        if self._shut:
            self.refused.emit(self._shut)
        return not self._shut

    def _whole(self, draft: Draft) -> Draft:
        return replace(draft, seconds=round(self._active.seconds, 1), coverage=self._coverage)

    def _save(self) -> None:
        self._typing.stop()
        self._unsaved = False
        reading, desk = self._reading, self._desk
        if reading is None or reading.transcript is None or self._shut:
            return
        row, now = reading.row, desk.now()
        draft = self._to_keep(reading)
        if draft.empty and reading.own is not None and not self._kept:
            return
        self._kept = True
        self._on_way[row] = draft

        def then(_none: object) -> None:
            if self._on_way.get(row) is draft:
                del self._on_way[row]
            self._tell_saved(draft)

        self._writes.add_draft(
            row, lambda _: save_draft(desk.store, desk.rater, row, draft, now=now), then
        )

    def _to_keep(self, reading: Reading) -> Draft:
        """Return the draft to be kept: one that says what the standing label says is none."""
        if reading.own is not None and same_words(self._draft, draft_of(reading.own)):
            return self._whole(Draft())
        return self._whole(self._draft)

    def _tell_saved(self, draft: Draft) -> None:
        # What was typed since is still on its way: its own write will tell.
        if not self._typing.isActive() and not self._writes.waiting and not draft.empty:
            self.saved.emit()


def spoken(label: OwnLabel) -> str:
    """Return what a label says, as a line for the rater begins."""
    if label.severity is not None:
        return f"Severity {label.severity}"
    return str(label.outcome).replace("_", " ").capitalize()
