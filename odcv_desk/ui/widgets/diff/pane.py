"""The pane below the transcript: the files that a step changed, one difference at a time."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.change import ChangeKind, FileChange
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.jobs import Job, Jobs
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.diff.changes_list import ChangesList
from odcv_desk.ui.widgets.diff.header import DiffHeader
from odcv_desk.ui.widgets.diff.notice_view import NoticeView
from odcv_desk.ui.widgets.diff.view import DiffView
from odcv_desk.ui.widgets.diff.wording import (
    FAILED,
    NO_CHANGES,
    NO_STEP,
    UNKNOWN,
    Notice,
    Texts,
    count_words,
    done_words,
    file_name,
    notes_of,
    notice_of,
    texts_of,
    too_large,
)
from odcv_desk.workflow.difference import LONGEST_LINE, MOST_BYTES, Difference, difference

# What is on screen for less was not read.
SEEN_AFTER_MS: Final = 300
# Below these a difference is worked out while the person waits, which nobody notices.
_LINES_AT_ONCE: Final = 2_000
_SIGNS_AT_ONCE: Final = 200_000


class DiffPane(QFrame):
    """Shows what a step changed in files. Tab goes through the changes and then on.

    Backtab goes the other way; Ctrl+Tab leaves at once.

    Signals:
        seen: A change's difference has been on screen for a moment: step (int), path (str).
        change_chosen: Another change of the step is shown: its number (int).
        closed: The person wants the pane away.
        mode_changed: Side by side (True) or unified (bool).
        folded_changed: There is a change to show now, or none any more.
        left: It folded while it had the keyboard.
    """

    seen = Signal(int, str)
    change_chosen = Signal(int)
    closed = Signal()
    mode_changed = Signal(bool)
    folded_changed = Signal()
    left = Signal()

    def __init__(self, look: Look, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._jobs = jobs
        self._step: int | None = None
        self._given: Sequence[FileChange] = ()
        self._changes: tuple[FileChange, ...] = ()
        self._said = (False, NO_CHANGES)
        self._number = 0
        self._texts: Texts | None = None
        self._job: Job | None = None
        self._final = False
        self._found: dict[int, Difference] = {}
        self._header = DiffHeader(look)
        self._notes = QLabel()
        self._list = ChangesList(look)
        self._view = DiffView(look)
        self._notice = NoticeView(look)
        self._body = QStackedWidget()
        self._timer = QTimer(self)
        self._lay_out()
        self._connect()
        self.show_no_step()

    @property
    def side_by_side(self) -> bool:
        """Whether the mode is side by side, not unified."""
        return self._view.side_by_side

    @property
    def view(self) -> DiffView:
        """The rows, for whoever gives the focus to them."""
        return self._view

    @property
    def folded(self) -> bool:
        """Whether there is no change, so that its header says all."""
        return self._body.isHidden()

    def line_height(self) -> int:
        """Return how high it is while it is folded."""
        return self._header.sizeHint().height()

    @property
    def number(self) -> int:
        """Which change of the step is shown."""
        return self._number

    def show_no_step(self) -> None:
        """Show that no step is chosen."""
        self._step, self._given, self._changes, self._said = None, (), (), (False, NO_CHANGES)
        self._begin_anew()

    def show_step(
        self,
        step_index: int,
        changes: Sequence[FileChange],
        *,
        unknown: bool,
        none: Notice = NO_CHANGES,
    ) -> None:
        """Show the changes of a step, the first one first.

        Args:
            step_index: The step's own index.
            changes: What it changed.
            unknown: It may have changed files in ways that nothing proves.
            none: What is said where it changed none.
        """
        said = (unknown, none)
        # The same values, not equal ones: another run's like change is to be seen anew.
        if step_index == self._step and changes is self._given and said == self._said:
            return
        self._step, self._given, self._said = step_index, changes, said
        self._changes = tuple(changes)
        self._begin_anew()

    def show_change(self, number: int) -> None:
        """Show one change of the step, by its number from 0 on."""
        if number != self._number:
            self._number = number
            self._list.show_current(number)
            self._show()
            self.change_chosen.emit(number)

    def next_change(self) -> bool:
        """Show the step's next change; False at the last one."""
        return self._go(self._number + 1)

    def previous_change(self) -> bool:
        """Show the step's previous change; False at the first one."""
        return self._go(self._number - 1)

    def set_mode(self, side_by_side: bool) -> None:  # noqa: FBT001 - a slot, one thing it can mean
        """Show changes side by side, or unified."""
        self._header.set_mode(side_by_side=side_by_side)
        if side_by_side != self._view.side_by_side:
            self._view.set_side_by_side(side_by_side)
            self.mode_changed.emit(side_by_side)

    def accessible_text(self) -> str:
        """Return all text that is on screen."""
        rows = self._body.currentWidget() is self._view
        parts = [*self._header.words()]
        parts += [] if self._notes.isHidden() else [self._notes.text()]
        parts += [] if self._list.isHidden() else self._list.words()
        shown = [self._view.accessible_text()] if rows else self._notice.words()
        parts += [] if self.folded else shown
        return "\n".join(parts)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._list.fit(event.size().width())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_at()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        if len(self._changes) < 2 or not self._body_has_focus():  # noqa: PLR2004 - none to go to
            return super().focusNextPrevChild(next)
        moved = self.next_change() if next else self.previous_change()
        return moved or super().focusNextPrevChild(next)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            super().focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
        else:
            super().keyPressEvent(event)

    # What is shown

    def _begin_anew(self) -> None:
        self._number = 0
        self._found.clear()
        self._list.show_changes(self._changes)
        if self._changes:
            self._list.show_current(0)
        self._show()

    def _show(self) -> None:
        self._stop()
        self._view.clear()
        if not self._changes:
            unknown, none = self._said
            known = UNKNOWN if unknown else none
            self._header.show_nothing(self._step, NO_STEP if self._step is None else known)
            self._note(())
            self._fold(folded=True)
            return
        self._fold(folded=False)
        change = self._changes[self._number]
        self._header.show_change(self._step or 0, change)
        self._texts = texts_of(change)
        self._note(notes_of(change, None))
        if self._texts is None:
            self._tell(notice_of(change), final=True)
        elif self._number in self._found:
            self._take(self._found[self._number])
        else:
            self._compare(self._texts, limited=True)

    def _compare(self, texts: Texts, *, limited: bool) -> None:
        limits = (MOST_BYTES, LONGEST_LINE) if limited else (None, None)

        def work(_progress: Progress) -> Difference:
            return difference(
                texts.before, texts.after, limit_bytes=limits[0], limit_line=limits[1]
            )

        signs = len(texts.before) + len(texts.after)
        lines = texts.before.count("\n") + texts.after.count("\n")
        if signs <= _SIGNS_AT_ONCE and lines <= _LINES_AT_ONCE:
            self._take(difference(texts.before, texts.after, limit_line=limits[1]))
            return
        self._notice.show_loading(f"Comparing {lines:,} lines …")
        self._turn_to(self._notice)
        self._job = self._jobs.start(work, then=self._take, failed=self._fail)

    def _take(self, found: Difference) -> None:
        self._job = None
        if found.too_large is not None:
            self._tell(too_large(found.too_large), final=False)
            return
        change = self._changes[self._number]
        half_known = self._texts is not None and self._texts.half_known
        self._found[self._number] = found
        counts = None if half_known else (found.added, found.removed)
        self._header.show_counts(counts)
        words = done_words(change) if counts is None else count_words(*counts)
        self._note(notes_of(change, found))
        one_sided = half_known or change.kind in (ChangeKind.CREATED, ChangeKind.DELETED)
        self._view.show_difference(found, change.path, one_sided=one_sided)
        self._header.offer_modes(offered=not one_sided)
        self._view.setAccessibleName(f"{file_name(change.path)}, {words}")
        self._turn_to(self._view)
        self._end()

    def _fail(self, _fault: Exception) -> None:
        self._job = None
        self._tell(FAILED, final=False)

    def _tell(self, notice: Notice, *, final: bool) -> None:
        self._notice.show_notice(notice)
        self._turn_to(self._notice)
        if final:
            self._end()

    def _note(self, notes: Sequence[str]) -> None:
        more = "This step may have changed more files: nothing proves which"
        shown = [*notes, more] if self._said[0] and self._changes else notes
        self._notes.setText("  ·  ".join(shown))
        self._notes.setVisible(bool(shown))

    def _fold(self, *, folded: bool) -> None:
        if folded == self.folded:
            return
        had_keys = self._body_has_focus()
        self._body.setVisible(not folded)
        self.folded_changed.emit()
        if folded and had_keys:
            self.left.emit()

    def _turn_to(self, widget: QWidget) -> None:
        """Show rows or a notice, and keep the focus in the pane if it is there."""
        had_focus = self._body_has_focus()
        self._body.setCurrentWidget(widget)
        self._body.setFocusProxy(widget)
        if had_focus:
            widget.setFocus()

    def _press(self) -> None:
        if self._texts is not None:
            self._compare(self._texts, limited=False)

    # Seen

    def _stop(self) -> None:
        """Let go of what is under way; a result that comes late is dropped."""
        self._final = False
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _end(self) -> None:
        self._final = True
        self._look_at()

    def _look_at(self) -> None:
        if self._final and self.isVisible():
            self._timer.start()

    def _see(self) -> None:
        if self._step is not None:
            self.seen.emit(self._step, self._changes[self._number].path)

    # Make-up

    def _go(self, number: int) -> bool:
        if not 0 <= number < len(self._changes) or number == self._number:
            return False
        self.show_change(number)
        return True

    def _body_has_focus(self) -> bool:
        focus = self.focusWidget()
        return focus is not None and focus.hasFocus() and self._body.isAncestorOf(focus)

    def _connect(self) -> None:
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEEN_AFTER_MS)
        self._timer.timeout.connect(self._see)
        self._header.mode_chosen.connect(self.set_mode)
        self._header.closed.connect(self.closed)
        self._list.chosen.connect(self.show_change)
        self._notice.pressed.connect(self._press)
        self._look.changed.connect(self._wear)
        self._wear()

    def _lay_out(self) -> None:
        self.setProperty("panel", True)  # noqa: FBT003 - Qt's signature
        self.setObjectName("diff")
        self._view.setObjectName("diff.rows")
        self._notice.setObjectName("diff.notice")
        self._notes.setObjectName("diff.notes")
        self._notes.setTextFormat(Qt.TextFormat.PlainText)
        self._notes.setProperty("role", "small")
        self._notes.setWordWrap(True)
        # A long path in a note must not make the window wide.
        self._notes.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._body.addWidget(self._notice)
        self._body.addWidget(self._view)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self._list)
        beside.addWidget(self._body, 1)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._header)
        column.addWidget(self._notes)
        column.addLayout(beside, 1)
        self.setFocusProxy(self._body)

    def _wear(self) -> None:
        px = self._look.px
        self._notes.setContentsMargins(px(16), px(5), px(16), px(5))
