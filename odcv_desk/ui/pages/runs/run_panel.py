"""The run that is chosen: its head, what it asks, its transcript as it comes, its diffs."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from odcv_desk.domain.errors import DeskError, LabelError
from odcv_desk.domain.trajectory import Ended, Step, Transcript
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Job
from odcv_desk.ui.pages.review.find_bar import FindBar
from odcv_desk.ui.pages.runs.above import Above
from odcv_desk.ui.pages.runs.ask_card import AskCard
from odcv_desk.ui.pages.runs.run_header import RunHeader
from odcv_desk.ui.pages.runs.transcript import GrowingTranscript
from odcv_desk.ui.pages.runs.words import has_failed
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.diff.pane import DiffPane
from odcv_desk.ui.widgets.diff.rows import Rows
from odcv_desk.ui.widgets.parts import Notice, column, row, told
from odcv_desk.ui.widgets.state_view import StateView
from odcv_desk.ui.widgets.transcript.minimap import Minimap
from odcv_desk.workflow.live_run import CellState, LiveRun
from odcv_desk.workflow.reading import Reading, read
from runner.asking import Pending

_IN_WAVE: Final = (
    "This run is part of a gold wave of yours. It is read there, in its turn and under the wave's "
    "rules; nothing of it is shown here."
)
_ELSEWHERE: Final = (
    "It is under way there, or was run there meanwhile. It is shown here once it has ended and "
    "this page is opened again."
)
_WAITS: Final = {
    CellState.OPENING: ("hourglass", "Opening its sandbox", ""),
    CellState.ELSEWHERE: (
        "users",
        "Another desk has this run",
        _ELSEWHERE,
    ),
}


class RunPanel(QWidget):
    """Shows one run; what comes of it is appended without moving what is read.

    Signals:
        opened: It is to be read on the review page, from a step on: its row (int), step (int).
        told: A line for the status corner (str).
    """

    opened = Signal(int, int)
    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._run: LiveRun | None = None
        self._transcript: Transcript | None = None
        self._steps: tuple[Step, ...] = ()
        self._unknown: frozenset[int] = frozenset()
        self._goes_on = False
        self._told_above = ("", False)
        self._job: Job | None = None
        self.setObjectName("runs.run")
        look = desk.look
        self.head = RunHeader(look)
        self.ask = AskCard(look)
        self.failure = Notice(look, name="runs.run.failure")
        self.find_bar = FindBar(look)
        self.transcript = GrowingTranscript(look)
        self.diff = DiffPane(look, desk.jobs)
        self.state = StateView(look, name="runs.run.state")
        self._lay_out()
        self._connect()

    @property
    def run(self) -> LiveRun | None:
        """The run that is shown."""
        return self._run

    def show_none(self) -> None:
        """Show that no run is chosen."""
        self._drop()
        self._run, self._transcript, self._steps = None, None, ()
        self.head.hide()
        self._tell_above(None, None)
        self._say("terminal-window", "No run is chosen", "Choose one in the list.")

    def show_run(self, run: LiveRun, *, title: str, most_turns: int, alive: bool) -> None:
        """Show a run, or what is new of the one that is shown."""
        before, self._run = self._run, run
        same = before is not None and _identity(before) == _identity(run)
        self.head.show()
        self.head.show_run(run, title=title, most_turns=most_turns, alive=alive)
        self._tell_above(run.pending, run)
        if not same:
            self._drop()
            self._transcript, self._steps = None, ()
        if same and self._transcript is not None:
            self._grow(run)
        elif run.row is not None:
            self._read(run)
        elif run.steps:
            self._begin(_so_far(run), goes_on=run.ended is None, unknown=frozenset())
        else:
            self._explain(run, alive=alive)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._above.fit()

    def take_focus(self) -> None:
        """Give the keyboard to what is to be answered, else to what is to be read."""
        if self.ask.isVisible():
            self.ask.take_focus()
        elif self._stack.currentWidget() is self._open:
            self.transcript.setFocus()
        else:
            self.state.setFocus()

    def bindings(self) -> dict[str, Callable[[], object]]:
        """Return what the actions of reading do."""
        view = self.transcript
        return {
            "next_step": view.next_step,
            "previous_step": view.previous_step,
            "next_change": view.next_change,
            "previous_change": view.previous_change,
            "first_step": view.first_step,
            "last_step": view.follow,
            "find": self._open_find,
            "find_next": lambda: self._find_again(1),
            "find_previous": lambda: self._find_again(-1),
            "fold": view.toggle_fold,
            "fold_all": view.toggle_fold_all,
            "reasoning": lambda: view.show_reasoning(not view.reasoning_shown),
            "diff": self._turn_diff,
            "diff_mode": lambda: self.diff.set_mode(not self.diff.side_by_side),
            "copy": self._copy,
            "select_all": view.select_all,
            "approve": self.ask.approve,
            "approve_rest": self.ask.approve_rest,
            "edit": self.ask.edit,
            "reject": self.ask.reject,
            "stop": self.ask.stop_run,
            "open": self.open_in_review,
        }

    def open_in_review(self) -> None:
        """Ask for the run on the review page, at the step that is read."""
        if self._run is None or self._run.row is None:
            self.told.emit("This run is not in the study yet: it is once it has ended.")
            return
        shown = self._transcript is not None
        self.opened.emit(self._run.row, self.transcript.current_step() if shown else 0)

    def close_down(self) -> None:
        """Drop what is under way."""
        self._drop()

    def _begin(self, transcript: Transcript, *, goes_on: bool, unknown: frozenset[int]) -> None:
        self._transcript, self._steps = transcript, transcript.steps
        self._unknown, self._goes_on = unknown, goes_on
        self._stack.setCurrentWidget(self._open)
        self.diff.show_no_step()
        self.transcript.begin(transcript, goes_on=goes_on)
        self._show_changes()
        self._offer_follow()

    def _grow(self, run: LiveRun) -> None:
        """Add what has come; nothing is drawn anew where nothing has."""
        if not run.steps:
            return
        transcript = _so_far(run)
        goes_on = run.ended is None
        if run.steps == self._steps and goes_on == self._goes_on:
            return
        self._transcript, self._steps, self._goes_on = transcript, run.steps, goes_on
        self.transcript.grow(transcript, goes_on=goes_on)
        self._show_changes()
        self._offer_follow()
        if not self.find_bar.isHidden():
            self.find_bar.tell(*self.transcript.find_position())

    def _read(self, run: LiveRun) -> None:
        """Read a run out of the study, as the review page would: an open wave keeps its own."""
        if self._job is not None or run.row is None:
            return
        store, rater, row = self._desk.store, self._desk.rater, run.row
        self.state.wait("Reading the run")
        self._stack.setCurrentWidget(self.state)
        self._job = self._desk.jobs.start(
            lambda _progress: read(store, rater, row),
            then=self._show_reading,
            failed=self._fail,
            quiet=True,
        )

    def _show_reading(self, reading: Reading) -> None:
        self._job = None
        if self._run is None or reading.row != self._run.row:
            return
        if reading.wave is not None:
            self._say("lock-simple", "Part of a gold wave", _IN_WAVE)
        elif reading.transcript is None:
            self._say("info", "There is no transcript", "Only scores are known of this run.")
        else:
            self._begin(reading.transcript, goes_on=False, unknown=reading.unknown)

    def _fail(self, fault: Exception) -> None:
        self._job = None
        if isinstance(fault, LabelError):
            self._say("lock-simple", "Part of a gold wave", _IN_WAVE)
        elif isinstance(fault, DeskError):
            self._say("warning-circle", "The run could not be read", told(fault))
        else:
            self._say("warning-circle", "The run could not be read", "")
            self._desk.jobs.problem.emit(fault)

    def _drop(self) -> None:
        """Let go of a reading that is under way."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _explain(self, run: LiveRun, *, alive: bool) -> None:
        """Say why there is nothing to read."""
        if run.state in _WAITS:
            self._say(*_WAITS[run.state])
        elif run.ended is not None:
            word = "was cancelled" if run.ended is Ended.CANCELLED else "ended"
            why = visible(run.failure) or "It can be run again."
            self._say("x-circle", f"This run {word} before it began", why)
        elif alive:
            self._say("clock", "Waiting for its turn", "It begins once another run has ended.")
        else:
            self._say(
                "minus",
                "Not run yet",
                "Run what is missing (Ctrl+R) makes this run and the others.",
            )

    def _tell_above(self, question: Pending | None, run: LiveRun | None) -> None:
        """Show above the transcript what is asked, or why the run failed."""
        why = "" if run is None or run.ended is Ended.CANCELLED else run.failure
        failed = run is not None and has_failed(run)
        if (why, failed) != self._told_above:
            self._told_above = (why, failed)
            self.failure.say(why, "bad" if failed else "warn")
        self._above.setVisible(question is not None or bool(why))
        self.ask.show_question(question)
        self._above.fit()

    def _say(self, icon: str, title: str, words: str) -> None:
        self.state.say(icon, title, words)
        self._stack.setCurrentWidget(self.state)

    def _show_changes(self, _index: int = 0) -> None:
        """Show the files of the step that is read; at the end, of the last one with any."""
        index = self.transcript.current_step()
        step = next((each for each in self._steps if each.index == index), None)
        if self.transcript.follows and step is not None and not step.changes:
            step = next((each for each in reversed(self._steps) if each.changes), step)
        if step is not None:
            self.diff.show_step(step.index, step.changes, unknown=step.index in self._unknown)

    def _show_file(self, index: int, path: str) -> None:
        self.transcript.go_to(index)
        self.diff.show()
        step = next((each for each in self._steps if each.index == index), None)
        for number, change in enumerate(() if step is None else step.changes):
            if change.path == path:
                self.diff.show_change(number)

    def _offer_follow(self) -> None:
        goes_on = self._run is not None and self._run.ended is None
        self.head.show_follows(
            offered=goes_on and self._transcript is not None and not self.transcript.follows
        )

    def _turn_diff(self) -> None:
        self.diff.setVisible(self.diff.isHidden())

    def _copy(self) -> None:
        if self.diff.isAncestorOf(self.focusWidget() or self):
            self.diff.view.copy()
        else:
            self.transcript.copy()

    def _open_find(self) -> None:
        if self._stack.currentWidget() is self._open:
            self.find_bar.open_bar()

    def _find(self, text: str) -> None:
        self.transcript.find(text)
        if text:
            self.transcript.find_next()
        self.find_bar.tell(*self.transcript.find_position())

    def _find_again(self, step: int) -> None:
        if step > 0:
            self.transcript.find_next()
        else:
            self.transcript.find_previous()
        self.find_bar.tell(*self.transcript.find_position())

    def _connect(self) -> None:
        self.find_bar.asked.connect(self._find)
        self.find_bar.next_wanted.connect(lambda: self._find_again(1))
        self.find_bar.previous_wanted.connect(lambda: self._find_again(-1))
        self.find_bar.closed.connect(self.transcript.setFocus)
        self.transcript.current_changed.connect(self._show_changes)
        self.transcript.follows_changed.connect(lambda _follows: self._offer_follow())
        self.transcript.file_clicked.connect(self._show_file)
        self.diff.closed.connect(self._turn_diff)
        self.diff.left.connect(self.transcript.setFocus)
        self.head.follow_wanted.connect(self.transcript.follow)
        self.head.open_wanted.connect(self.open_in_review)
        self.ask.left.connect(self.take_focus)
        self._desk.look.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        edge = self._desk.look.px(12)
        self._margin.setContentsMargins(edge, edge, edge, 0)

    def _lay_out(self) -> None:
        look = self._desk.look
        reading = QWidget()
        line = row(self.transcript, Minimap(look, self.transcript), gaps=(0, 0, 0, 0, 0))
        line.setStretch(0, 1)
        reading.setLayout(line)
        self._rows = Rows(look, reading, self.transcript.viewport(), self.diff)
        self._open = QWidget()
        lines = column(self.find_bar, self._rows, gaps=(0, 0, 0, 0, 0))
        lines.setStretch(1, 1)
        self._open.setLayout(lines)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.state)
        self._stack.addWidget(self._open)
        inside = QWidget()
        self._margin = QVBoxLayout(inside)
        self._margin.addWidget(self.ask)
        self._margin.addWidget(self.failure)
        self._above = Above(inside, "runs.above")
        whole = column(self.head, self._above, self._stack, gaps=(0, 0, 0, 0, 0))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.find_bar.hide()


def _so_far(run: LiveRun) -> Transcript:
    """Return what is known of a run as a transcript; of one that goes on the end is not shown."""
    return Transcript(
        steps=run.steps,
        entries=max((_last_entry(step) for step in run.steps), default=0),
        ended=run.ended or Ended.CANCELLED,
        intervened=run.intervened,
        recorded=True,
    )


def _identity(run: LiveRun) -> tuple[object, ...]:
    """Return what tells one run from another; a cell that is run again is another one."""
    return (run.position, run.cell, run.began_at)


def _last_entry(step: Step) -> int:
    return max((step.index, *(call.entry for call in step.calls if call.entry is not None)))
