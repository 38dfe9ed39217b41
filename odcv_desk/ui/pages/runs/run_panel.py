"""The run that is chosen: its head, what it asks, its transcript as it comes, its diffs."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from odcv_desk.domain.errors import DeskError, LabelError
from odcv_desk.domain.trajectory import Ended, Step, Transcript
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Job
from odcv_desk.ui.pages.review.find_bar import FindBar
from odcv_desk.ui.pages.runs.above import Above
from odcv_desk.ui.pages.runs.ask_card import AskCard
from odcv_desk.ui.pages.runs.finding import Finding
from odcv_desk.ui.pages.runs.loading import Loaded
from odcv_desk.ui.pages.runs.note_gate import NoteGate
from odcv_desk.ui.pages.runs.nothing_yet import IN_WAVE, NO_TRANSCRIPT, waiting_words, why_nothing
from odcv_desk.ui.pages.runs.run_header import RunHeader
from odcv_desk.ui.pages.runs.transcript import GrowingTranscript, so_far
from odcv_desk.ui.pages.runs.words import has_failed
from odcv_desk.ui.widgets.diff.pane import DiffPane
from odcv_desk.ui.widgets.diff.rows import Rows
from odcv_desk.ui.widgets.diff.wording import NO_CHANGES, STILL_RUNNING
from odcv_desk.ui.widgets.parts import Notice, column, framed, restyle, row, told
from odcv_desk.ui.widgets.state_view import StateView
from odcv_desk.ui.widgets.transcript.minimap import Minimap
from odcv_desk.workflow.live_run import LiveRun
from odcv_desk.workflow.reading import Reading, read
from odcv_desk.workflow.run_veil import Veil
from runner.asking import Pending

_FAILURE_SHARE: Final = 0.5
"""Of the panel's height: the rest is for what is read below."""


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
        self._veil = Veil()
        self._shows_diff = True
        self.setObjectName("runs.run")
        look = desk.look
        self.head = RunHeader(look)
        self.ask = AskCard(look)
        self.failure = Notice(look, name="runs.run.failure")
        self.find_bar = FindBar(look)
        self.transcript = GrowingTranscript(look)
        self.diff = DiffPane(look, desk.jobs)
        self.state = StateView(look, name="runs.run.state")
        self._gate = NoteGate(self.state)
        self._finding = Finding(self.find_bar, self.transcript)
        self._again: Callable[[], None] = self.show_none
        self._lay_out()
        self._connect()

    @property
    def run(self) -> LiveRun | None:
        """The run that is shown."""
        return self._run

    def know(self, found: Loaded) -> None:
        """Take what waves hide, and the scenarios whose texts come with a warning."""
        self._veil = found.veil
        self._gate.know({each.id: each.content_note for each in found.offered.scenarios})

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
        self._again = partial(self.show_run, run, title=title, most_turns=most_turns, alive=alive)
        self.head.show()
        self.head.show_run(
            run,
            title=title,
            most_turns=most_turns,
            alive=alive,
            hidden=self._veil.hides(run),
            waits=waiting_words(run, now=self._desk.now()),
        )
        if not same:
            self._drop()
            self._transcript, self._steps = None, ()
        if self._gate.stops(run):
            self._tell_above(None, None)
            self._stack.setCurrentWidget(self.state)
            self._offer_follow()
            return
        self._tell_above(run.pending, run)
        if same and self._transcript is not None:
            self._grow(run)
        elif run.row is not None:
            self._read(run)
        elif run.steps:
            self._begin(so_far(run), goes_on=run.state.under_way, unknown=frozenset())
        else:
            self._say(*why_nothing(run, alive=alive))
            self._offer_follow()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def take_focus(self) -> None:
        """Give the keyboard to what is to be answered, else to what is to be read."""
        if self.ask.isVisible():
            self.ask.take_focus()
        else:
            self._take_up_reading()

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
            "find": self._finding.open,
            "find_next": self._finding.find_next,
            "find_previous": self._finding.find_previous,
            "fold": view.toggle_fold,
            "fold_all": view.toggle_fold_all,
            "reasoning": lambda: view.show_reasoning(not view.reasoning_shown),
            "diff": self._turn_diff,
            "diff_mode": lambda: self.diff.set_mode(not self.diff.side_by_side),
            "copy": self._copy,
            "select_all": self._select_all,
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
        if self._veil.hides(self._run):
            self.told.emit("This run is read in its wave, under the wave's rules.")
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
        transcript = so_far(run)
        goes_on = run.state.under_way
        if run.steps == self._steps and goes_on == self._goes_on:
            self._show_changes()
            return
        self._transcript, self._steps, self._goes_on = transcript, run.steps, goes_on
        self.transcript.grow(transcript, goes_on=goes_on)
        self._show_changes()
        self._offer_follow()
        self._finding.again()

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
            self._say(*IN_WAVE)
        elif reading.transcript is None:
            self._say(*NO_TRANSCRIPT)
        else:
            self._begin(reading.transcript, goes_on=False, unknown=reading.unknown)

    def _fail(self, fault: Exception) -> None:
        self._job = None
        if isinstance(fault, LabelError):
            self._say(*IN_WAVE)
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

    def _read_on(self, _answer: str) -> None:
        """Show what waited behind the note; of one session nothing waits any more."""
        self._gate.open()
        self._again()
        self.take_focus()

    def _tell_above(self, question: Pending | None, run: LiveRun | None) -> None:
        """Show above the transcript what is asked, or why the run failed."""
        told = run is not None and run.ended is not Ended.CANCELLED and not self._veil.hides(run)
        why = run.failure if told and run is not None else ""
        failed = run is not None and has_failed(run)
        if (why, failed) != self._told_above:
            self._told_above = (why, failed)
            self.failure.say(why, "bad" if failed else "warn")
        self._above.setVisible(bool(why))
        self.ask.show_question(question)
        self.transcript.ask_at(0 if question is None else question.step)
        self._fit_diff()
        self._fit()

    def _say(self, icon: str, title: str, words: str) -> None:
        self.state.say(icon, title, words)
        self._stack.setCurrentWidget(self.state)

    def _show_changes(self, _index: int = 0) -> None:
        """Show the files of the step that is read; at the end, of the last one with any."""
        index = self.transcript.current_step()
        step = next((each for each in self._steps if each.index == index), None)
        if self.transcript.follows and step is not None and not step.changes:
            step = next((each for each in reversed(self._steps) if each.changes), step)
        if step is None:
            return
        unfinished = self._goes_on and any(call.entry is None for call in step.calls)
        self.diff.show_step(
            step.index,
            step.changes,
            unknown=step.index in self._unknown,
            none=STILL_RUNNING if unfinished else NO_CHANGES,
        )
        self._fit_diff()

    def _show_file(self, index: int, path: str) -> None:
        self.transcript.go_to(index)
        self._shows_diff = True
        self._fit_diff()
        step = next((each for each in self._steps if each.index == index), None)
        for number, change in enumerate(() if step is None else step.changes):
            if change.path == path:
                self.diff.show_change(number)

    def _offer_follow(self) -> None:
        goes_on = self._run is not None and self._run.state.under_way
        self.head.show_follows(
            offered=goes_on and self._transcript is not None and not self.transcript.follows
        )

    def _turn_diff(self) -> None:
        self._shows_diff = self.diff.isHidden()
        self._fit_diff()

    def _fit_diff(self) -> None:
        """Show the pane; one that is folded to a line, as nothing changed, yields to a question."""
        yields = self.ask.question is not None and self.diff.folded
        self.diff.setVisible(self._shows_diff and not yields)

    def _copy(self) -> None:
        holder = self.window().focusWidget()
        if self.ask.holds_keyboard:
            self.ask.copy()
        elif holder is not None and self.diff.isAncestorOf(holder):
            self.diff.view.copy()
        else:
            self.transcript.copy()

    def _select_all(self) -> None:
        if self.ask.holds_keyboard:
            self.ask.select_all()
        else:
            self.transcript.select_all()

    def _take_up_reading(self) -> None:
        """Give the keyboard to what is read."""
        if self._stack.currentWidget() is self._open:
            self.transcript.setFocus()
        elif not self.state.take_focus():
            self.state.setFocus()

    def _connect(self) -> None:
        self.transcript.current_changed.connect(self._show_changes)
        self.transcript.follows_changed.connect(lambda _follows: self._offer_follow())
        self.transcript.file_clicked.connect(self._show_file)
        self.diff.closed.connect(self._turn_diff)
        self.diff.left.connect(self.transcript.setFocus)
        self.head.follow_wanted.connect(self.transcript.follow)
        self.head.open_wanted.connect(self.open_in_review)
        self.state.answered.connect(self._read_on)
        self.ask.left.connect(self._take_up_reading)
        self._desk.look.changed.connect(self._fit)

    def _fit(self) -> None:
        """Let what is asked have all the height that it needs, up to the panel's."""
        restyle(self._above, self._desk.look)
        self._above.fit()
        edges = self._edges.contentsMargins()
        room = self.height() - self.head.sizeHint().height() - edges.top() - edges.bottom()
        self.ask.fit(room)

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
        # What is asked comes first: the transcript takes what height is left, even if that is none.
        self._stack.setMinimumHeight(1)
        self._edges = column(self.ask, gaps=(12, 12, 12, 0, 0))
        inside = framed(column(self.failure, gaps=(12, 12, 12, 0, 0)))
        self._above = Above(inside, "runs.above", self._room_for_failure)
        whole = column(self.head, self._edges, self._above, self._stack, gaps=(0, 0, 0, 0, 0))
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _room_for_failure(self) -> int:
        return round(self.height() * _FAILURE_SHARE)


def _identity(run: LiveRun) -> tuple[object, ...]:
    """Return what tells one run from another; a cell that is run again is another one."""
    return (run.position, run.cell, run.began_at)
