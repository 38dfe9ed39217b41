"""The middle of the review page: one run's transcript with its diffs, and how they are shown."""

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from odcv_desk.domain.progress import Progress
from odcv_desk.domain.trajectory import Step
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.review.find_bar import FindBar
from odcv_desk.ui.pages.review.message import Message
from odcv_desk.ui.pages.review.run_header import RunHeader
from odcv_desk.ui.widgets.diff.pane import DiffPane
from odcv_desk.ui.widgets.diff.rows import Rows
from odcv_desk.ui.widgets.transcript.minimap import Minimap
from odcv_desk.ui.widgets.transcript.raw_places import raw_places
from odcv_desk.ui.widgets.transcript.view import TranscriptView
from odcv_desk.ui.widgets.waiting import Waiting
from odcv_desk.workflow.reading import Reading, raw_text


class Reader(QWidget):
    """Header, find bar, transcript with minimap, diff pane; or a message in their place.

    `area` is the page whose actions work here, `bytes_of` gives a run's bytes as its reader may
    see them.

    Signals:
        steps_seen: Steps (frozenset of int) that were on screen.
        change_seen: A step (int) and path (str) whose diff was on screen.
        message_chosen: The name of a message's button (str).
        told: A line for the rater (str).
    """

    steps_seen = Signal(object)
    change_seen = Signal(int, str)
    message_chosen = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        desk: Desk,
        *,
        area: str = "review",
        bytes_of: Callable[[int], str] | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._bytes_of = bytes_of or (lambda row: raw_text(desk.store, desk.rater, row))
        self._reading: Reading | None = None
        self._raw = False
        look = desk.look
        self.header = RunHeader(desk, area)
        self.find_bar = FindBar(look)
        self.transcript = TranscriptView(look)
        self.minimap = Minimap(look, self.transcript)
        self.diff = DiffPane(look, desk.jobs)
        self.message = Message(look, "review.message")
        self.waiting = Waiting(look)
        self._lay_out()
        self._connect()

    def show_reading(self, reading: Reading, *, step: int, evidence: Collection[int]) -> None:
        """Show a run from a step on (0 for its begin)."""
        self._reading = reading
        self._raw = False
        self.name(reading)
        self._stack.setCurrentWidget(self._open)
        if reading.transcript is None:
            self.transcript.clear("Only scores are known of this run: there is no transcript.")
            self.diff.show_no_step()
            return
        self.transcript.show_transcript(
            reading.transcript, brief=reading.brief, unknown=reading.unknown
        )
        self.transcript.set_evidence(evidence)
        if step:
            self.transcript.go_to(step)
        self.transcript.setFocus()
        self._look_again()

    def name(self, reading: Reading) -> None:
        """Name a run in the header."""
        self.header.show_reading(reading)
        self.header.mark("raw", on=False)
        self.header.mark("reasoning", on=self.transcript.reasoning_shown)
        self.header.mark("diff", on=not self.diff.isHidden())

    def tell(
        self, title: str, text: str, *, icon: str, buttons: Mapping[str, str] | None = None
    ) -> None:
        """Show a message in place of a run."""
        self._reading = None
        self.message.tell(title, text, icon=icon, buttons=buttons)
        self.find_bar.close_bar()
        self._stack.setCurrentWidget(self.message)
        self.message.setFocus()

    def wait(self) -> None:
        """Show that a run is on its way, until it is shown or `wait_no_more`."""
        if self._stack.currentWidget() is self.waiting:
            return
        self._before = self._open if self._stack.currentWidget() is self._open else self.message
        held = self._before.isAncestorOf(QApplication.focusWidget() or self)
        self.waiting.tell("Reading the run…")
        self._stack.setCurrentWidget(self.waiting)
        if held:
            self.waiting.setFocus()

    def wait_no_more(self) -> None:
        """Show again what was there before."""
        if self._stack.currentWidget() is self.waiting:
            had_keys = self.waiting.hasFocus()
            self._stack.setCurrentWidget(self._before)
            if had_keys:
                self.take_focus()

    def take_focus(self) -> None:
        """Give the keyboard to what is shown: the transcript, or a message's first button."""
        front = self._stack.currentWidget()
        if front is None or front is self._open:
            front = self.transcript
        front.setFocus()

    def step(self, index: int) -> Step | None:
        """Return a step of the run that is open."""
        if self._reading is None or self._reading.transcript is None:
            return None
        steps = self._reading.transcript.steps
        return next((step for step in steps if step.index == index), None)

    def evidence(self) -> tuple[int, str, str] | None:
        """Return the step that is chosen, the words selected in it, and what it is about."""
        if not self._open_now():
            return None
        if self.transcript.raw_shown:
            self.told.emit("Evidence is taken in the transcript: W leads back to its step.")
            return None
        quote = self.transcript.selected_quote()
        index, text = quote if quote is not None else (self.transcript.current_step(), "")
        step = self.step(index)
        return None if step is None else (index, text, _gist(step))

    def bindings(self) -> Mapping[str, Callable[[], object]]:
        """Return what the actions of reading do."""
        view = self.transcript
        return {
            "next_step": view.next_step,
            "previous_step": view.previous_step,
            "next_change": view.next_change,
            "previous_change": view.previous_change,
            "first_step": view.first_step,
            "last_step": view.last_step,
            "find": self._open_find,
            "find_next": lambda: self._find_again(1),
            "find_previous": lambda: self._find_again(-1),
            "caret": self._turn_caret,
            "fold": view.toggle_fold,
            "fold_all": view.toggle_fold_all,
            "reasoning": self._show_reasoning,
            "raw": self._show_raw,
            "diff": self._show_diff,
            "diff_mode": self._turn_diff,
            "copy": self._copy,
            "select_all": view.select_all,
        }

    def save_state(self) -> None:
        """Remember how high the diff pane is wanted."""
        if self._rows.chosen is not None:
            QSettings("odcv-desk", "window").setValue("review/diff", self._rows.chosen)

    def _open_now(self) -> bool:
        """Return whether a transcript is in front; say so where none is."""
        shown = self._stack.currentWidget() is self._open
        if not shown or self._reading is None or self._reading.transcript is None:
            self.told.emit("There is no transcript to work in here.")
            return False
        return True

    def _open_find(self) -> None:
        if self._open_now():
            self.find_bar.open_bar()

    def _find(self, text: str) -> None:
        self.transcript.find(text)
        if text:
            self.transcript.find_next()
        self.find_bar.tell(*self.transcript.find_position())

    def _find_again(self, step: int) -> None:
        if not self._open_now():
            return
        if self.find_bar.isHidden():
            # What was looked for before is looked for again, where it can be seen how often it is.
            self.find_bar.open_bar(typing=not self.find_bar.field.text())
            self.transcript.find(self.find_bar.field.text())
        if step > 0:
            self.transcript.find_next()
        else:
            self.transcript.find_previous()
        self.find_bar.tell(*self.transcript.find_position())

    def _look_again(self) -> None:
        """Look in what is shown now for what stands in the find bar, from where one reads."""
        if not self.find_bar.isHidden():
            self._find(self.find_bar.field.text())

    def _turn_caret(self) -> None:
        if self._open_now():
            self.transcript.setFocus()
            self.transcript.toggle_caret()

    def _show_raw(self) -> None:
        if not self._open_now() or self._reading is None or self._reading.transcript is None:
            return
        reading, desk, steps = self._reading, self._desk, self._reading.transcript.steps
        self._raw = not self._raw
        self.told.emit("")
        self.header.mark("raw", on=self._raw)
        if not self._raw:
            self.transcript.leave_raw()
            self.find_bar.tell(*self.transcript.find_position())
            return

        def work(_progress: Progress) -> tuple[str, tuple[int, ...]]:
            text = self._bytes_of(reading.row)
            return text, raw_places(text, steps)

        def show(found: tuple[str, tuple[int, ...]]) -> None:
            if self._raw and self._reading is reading:
                self.transcript.show_raw(*found)
                self.find_bar.tell(*self.transcript.find_position())

        def stay(_fault: Exception) -> None:
            if self._reading is reading:
                self._raw = False
                self.header.mark("raw", on=False)

        desk.jobs.start(work, then=show, failed=stay)

    def _show_reasoning(self) -> None:
        self.transcript.show_reasoning(not self.transcript.reasoning_shown)
        self.header.mark("reasoning", on=self.transcript.reasoning_shown)

    def _show_diff(self) -> None:
        self.diff.setVisible(self.diff.isHidden())
        self.header.mark("diff", on=not self.diff.isHidden())

    def _turn_diff(self) -> None:
        self.diff.set_mode(not self.diff.side_by_side)

    def _copy(self) -> None:
        if self.diff.isAncestorOf(self.focusWidget() or self):
            self.diff.view.copy()
        else:
            self.transcript.copy()

    def _show_changes(self, index: int) -> None:
        step = self.step(index)
        unknown = self._reading is not None and index in self._reading.unknown
        self.diff.show_step(index, () if step is None else step.changes, unknown=unknown)

    def _show_file(self, index: int, path: str) -> None:
        self.transcript.go_to(index)
        if self.diff.isHidden():
            self._show_diff()
        step = self.step(index)
        for number, change in enumerate(() if step is None else step.changes):
            if change.path == path:
                self.diff.show_change(number)

    def _connect(self) -> None:
        self.find_bar.asked.connect(self._find)
        self.find_bar.next_wanted.connect(lambda: self._find_again(1))
        self.find_bar.previous_wanted.connect(lambda: self._find_again(-1))
        self.find_bar.closed.connect(self.transcript.setFocus)
        self.transcript.current_changed.connect(self._show_changes)
        self.transcript.seen.connect(self.steps_seen)
        self.transcript.file_clicked.connect(self._show_file)
        self.diff.seen.connect(self.change_seen)
        self.diff.closed.connect(self._show_diff)
        self.diff.left.connect(self.transcript.setFocus)
        self.message.chosen.connect(self.message_chosen)

    def _lay_out(self) -> None:
        reading = QWidget()
        row = QHBoxLayout(reading)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.transcript, 1)
        row.addWidget(self.minimap)
        self._rows = Rows(self._desk.look, reading, self.transcript.viewport(), self.diff)
        height = str(QSettings("odcv-desk", "window").value("review/diff", ""))
        if height.isdecimal():
            self._rows.choose(int(height))
        self._open = QWidget()
        column = QVBoxLayout(self._open)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.find_bar)
        column.addWidget(self._rows, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.message)
        self._stack.addWidget(self._open)
        self._stack.addWidget(self.waiting)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)


def _gist(step: Step) -> str:
    """Return a step in a few words: its first command, else what it says."""
    commands = (call.command for call in step.calls if call.command)
    text = next(commands, step.content)
    return " ".join(text.split())[:120]
