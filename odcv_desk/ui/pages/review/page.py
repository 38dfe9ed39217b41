"""The review page: queue or wave at the left, transcript in the middle, label at the right."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout
from typing_extensions import override

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.review.active_time import ActiveTime
from odcv_desk.ui.pages.review.again import AgainBar
from odcv_desk.ui.pages.review.columns import Columns
from odcv_desk.ui.pages.review.content_gate import ContentGate
from odcv_desk.ui.pages.review.free_walk import FreeWalk
from odcv_desk.ui.pages.review.label_joints import join, label_keys
from odcv_desk.ui.pages.review.labelling import Labelling, spoken
from odcv_desk.ui.pages.review.opening import Opening
from odcv_desk.ui.pages.review.queue_panel import QueuePanel
from odcv_desk.ui.pages.review.reader import Reader
from odcv_desk.ui.pages.review.refusals import not_revealed
from odcv_desk.ui.pages.review.tab_line import line_up
from odcv_desk.ui.pages.review.wave_panel import WAYS, WavePanel, wave_ended, ways_on
from odcv_desk.ui.pages.review.wave_walk import Standing, WaveWalk
from odcv_desk.ui.widgets.label.panel import LabelPanel
from odcv_desk.ui.widgets.label.reason import Skip
from odcv_desk.ui.widgets.parts import column, framed
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.gold_wave import WaveStatus
from odcv_desk.workflow.reading import OwnLabel, Reading, never_shown, read
from odcv_desk.workflow.reveal import Revealed
from odcv_desk.workflow.rubric import rubric

_LABELLED: Final[Changes] = frozenset({Topic.LABELS})
_SIGHT: Final[Changes] = frozenset({Topic.SIGHT})


class ReviewPage(Page):
    """Reads runs with the rater and takes labels, in a gold wave or freely."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("review")
        self._reading: Reading | None = None
        self._begun = False
        self._warned = False
        self.queue = QueuePanel(desk)
        self.wave = WavePanel(desk)
        self.reader = Reader(desk)
        self._gate = ContentGate(self.reader)
        self.label = LabelPanel(desk.look, rubric())
        self.again = AgainBar(desk)
        middle = framed(column(self.reader, self.again, gaps=(0, 0, 0, 0, 0)))
        self._columns = Columns(desk.look, (self.queue, self.wave), middle, self.label)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._columns)
        line_up(self.reader.header, self.wave, self.queue, self.reader.transcript)
        self.walk = WaveWalk(desk, self)
        self.free = FreeWalk(desk, self.queue)
        self.opening = Opening(desk, self.label, self)
        self._active = ActiveTime(self)
        if (application := QApplication.instance()) is not None:
            application.installEventFilter(self._active)
        self.labelling = Labelling(desk, self._active)
        self._connect()
        self._connect_label()
        for name, run in {**self.reader.bindings(), **self._bindings()}.items():
            desk.actions.bind(f"review.{name}", run)

    @property
    def reading(self) -> Reading | None:
        """The run that is open."""
        return self._reading

    @override
    def shown(self) -> None:
        if not self._begun:
            self._begun = True
            self._start()
        else:
            self.walk.look_anew(go_on=self._reading is None)

    @override
    def take_focus(self) -> None:
        self.reader.take_focus()

    @override
    def refresh(self, changes: Changes) -> None:
        if Topic.WAVES in changes and not self.isVisible():
            # A drawn wave is what one labels by default, from the next visit on.
            self._begun = False
        if not self._begun:
            return
        if changes & {Topic.RUNS, Topic.WAVES}:
            self._start() if self._reading is None else self.queue.reload()
        if changes & {Topic.LABELS, Topic.WAVES} and self.walk.name is not None:
            self.walk.look(self.walk.name, go_on=False)
        if changes & {Topic.WAVES, Topic.SIGHT}:
            self._renew()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._active.resume()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Time on other pages is no time at this run."""
        super().hideEvent(event)
        self._active.pause()

    @override
    def close_down(self) -> bool:
        fault = self.labelling.finish()
        if fault is not None and not self._warned:
            # Told once; who closes again goes without what could not be kept.
            self._warned = True
            self.desk.jobs.problem.emit(fault)
            self._stay()
            return False
        self._columns.save_state()
        self.reader.save_state()
        return True

    def open_run(self, row: int, *, step: int = 0) -> None:
        """Read a run, from a step on; a later call overtakes an earlier one."""
        self.walk.stay()
        self.labelling.leave()
        self.opening.go(row, step=step)

    def _wish(self, row: int) -> None:
        """Go to a run that the rater chose; what was told spoke of the one before."""
        self.told.emit("")
        self.open_run(row)

    def _stay(self) -> None:
        """Go on with the run that is open, as no other one comes."""
        if self._reading is not None:
            self.reader.wait_no_more()
            self.labelling.resume(self._reading)

    def _renew(self) -> None:
        """Say anew what a label of the open run would count for; its draft stays as it is."""
        reading, desk = self._reading, self.desk
        if reading is None or self.opening.row is not None:
            return

        def show(found: Reading) -> None:
            if self._reading is reading and self.opening.row is None:
                self._reading = replace(found, draft=self.label.draft(), flagged=reading.flagged)
                self.label.show_reading(self._reading)

        desk.jobs.start(
            lambda _progress: read(desk.store, desk.rater, reading.row), then=show, quiet=True
        )

    def enter_wave(self, name: str) -> None:
        """Label a wave: the next run in draw order, nothing to pick."""
        self.walk.look(name, go_on=True)

    def leave_wave(self) -> None:
        """Read freely."""
        self.walk.leave()
        self._close_run()
        self._columns.show_left(self.queue)
        self.queue.reload()

    def _start(self) -> None:
        """Begin with the open wave that waits for this rater, else with the queue."""

        def begin(name: str | None) -> None:
            if name is not None and (self._reading is None or self._reading.own is None):
                self.enter_wave(name)
            else:
                self.queue.reload()

        self.walk.find_waiting(begin)

    def _queue_loaded(self, number: int) -> None:
        if self._reading is not None or self.walk.name is not None:
            return
        first = self.queue.beside(None, step=1)
        if first is not None:
            self.open_run(first)
            return
        self._close_run()
        text = "Choose another part of the queue." if number else self.queue.empty_text
        buttons = {"library": "Go to the Library"}
        self.reader.tell("Nothing to read here", text, icon="list-checks", buttons=buttons)

    def _show(self, reading: Reading, step: int) -> None:
        self._reading = reading = self.labelling.begin(reading)
        self.queue.choose(reading.row)
        self.label.show_reading(reading)
        self.again.look_at(reading)
        if not self._gate.stops(reading, step):
            self._show_transcript(reading, step)

    def _show_transcript(self, reading: Reading, step: int) -> None:
        said = reading.own if reading.draft is None or reading.draft.empty else reading.draft
        evidence = () if said is None else [item.step for item in said.evidence]
        self.reader.show_reading(reading, step=step, evidence=evidence)
        self._show_coverage(Coverage() if reading.draft is None else reading.draft.coverage)
        if reading.revealed and reading.own is not None and reading.reveal.allowed:
            self.labelling.reveal()

    def _message_chosen(self, name: str) -> None:
        if name in WAYS:
            for action in WAYS[name]:
                self.desk.actions[action].trigger()
        elif name == "free":
            self.leave_wave()
        elif name == "pass":
            self.label.ask_reason(Skip.DEFER)
        elif (held := self._gate.open()) is not None:
            self._show_transcript(*held)

    def _close_run(self) -> None:
        self.labelling.leave()
        self._reading = None
        self._gate.forget()
        self.opening.forget()
        self.reader.header.clear()
        self.label.show_reading(None)
        self.again.look_at(None)

    def _show_coverage(self, coverage: Coverage) -> None:
        if self._reading is None or self._reading.transcript is None:
            return
        self.label.set_coverage(coverage, never_shown(self._reading.transcript, coverage))

    def _committed(self, row: int, label: OwnLabel) -> None:
        self.told.emit(f"{spoken(label)} kept. Ctrl+Z takes it back.")
        self.queue.refresh_entry(row)
        self.changed.emit(_LABELLED)
        if self.labelling.row == row:  # else the rater has gone elsewhere meanwhile
            self._go_on(row)

    def _taken_back(self, row: int) -> None:
        self.told.emit("Taken back. The label is a draft again.")
        self.queue.refresh_entry(row)
        self.changed.emit(_LABELLED)
        if self.walk.name is not None and not self.walk.holds(row):
            self.leave_wave()
        self.open_run(row)

    def _put_off(self, row: int) -> None:
        self.told.emit("Put off; it comes again at the end.")
        if self.labelling.row == row:
            self._go_on(row)

    def _bookmarked(self, row: int, flagged: bool) -> None:  # noqa: FBT001 - a signal's slot
        if self._reading is not None and self._reading.row == row:
            self._reading = replace(self._reading, flagged=flagged)
            self.reader.header.mark("flag", on=flagged)
        self.queue.refresh_entry(row)

    def _revealed(self, row: int, shown: Revealed) -> None:
        if self._reading is None or self._reading.row != row:
            return
        self.label.show_revealed(shown)
        self.again.look_beside(self._reading, shown)
        self.reader.transcript.cited({step for each in shown.opinions for step in each.cited})
        self.changed.emit(_SIGHT)

    def _go_on(self, row: int) -> None:
        def stay(_fault: Exception) -> None:
            self.open_run(row)

        if self.again.holds(row):
            self.again.go_on()
        elif self.walk.name is not None:
            self.walk.look(self.walk.name, go_on=True, failed=stay)
        else:
            self.free.go_on(row, failed=stay)

    def _show_wave(self, now: Standing) -> None:
        self._columns.show_left(self.wave)
        self.wave.show_wave(now.status, now.ended)

    def _say_wave_ended(self, status: WaveStatus) -> None:
        self._close_run()
        self.reader.tell(*wave_ended(status), icon="seal-check", buttons=ways_on(status))

    def _beside(self, step: int) -> None:
        row = self.opening.row
        if row is None and self._reading is not None:
            row = self._reading.row
        self.told.emit("")
        (self.free if self.walk.name is None else self.walk).step(row, step)

    def _filter(self) -> None:
        if self.walk.name is not None:
            self.told.emit("In a gold wave the next run comes in draw order: nothing to filter.")
            return
        self._columns.open_left()
        self.queue.filter.setFocus()

    def _grade(self, severity: int) -> None:
        """Give a grade: to the run that is open, or to the one that is on its way."""
        if not self.opening.keep(severity):
            self.label.set_severity(severity)

    def _take_evidence(self) -> None:
        chosen = self.reader.evidence()
        if chosen is not None:
            index, quote, gist = chosen
            self.label.toggle_evidence(index, quote, label=gist)

    def _edited(self, draft: Draft) -> None:
        self.labelling.edit(draft)
        self.reader.transcript.set_evidence([item.step for item in draft.evidence])

    def _reveal(self) -> None:
        if self._reading is None:
            return
        if why_not := not_revealed(self._reading):
            self.told.emit(why_not)
        else:
            self.labelling.reveal()

    def _commit(self) -> None:
        if self._gate.closed:
            self.told.emit("Read the run first (Enter), or put it off with S.")
        else:
            self.label.request_commit()

    def _put_off_wanted(self) -> None:
        if self._reading is not None and self._reading.own is not None:
            self.told.emit("You have labelled this run: there is nothing to put off.")
        else:
            self.label.ask_reason(Skip.DEFER)

    def _undo(self, undone: Callable[[], bool]) -> None:
        if not undone():
            self.told.emit("There is no label of yours to take back here.")

    def _bookmark(self) -> None:
        if self._reading is not None:
            self.labelling.bookmark(flagged=not self._reading.flagged)

    def _bindings(self) -> Mapping[str, Callable[[], object]]:
        grades = {f"severity_{grade}": partial(self._grade, grade) for grade in range(6)}
        return {
            **grades,
            **label_keys(self.label),
            "next_run": lambda: self._beside(1),
            "previous_run": lambda: self._beside(-1),
            "filter": self._filter,
            "queue": self._columns.toggle_left,
            "flag": self._bookmark,
            "defer": self._put_off_wanted,
            "evidence": self._take_evidence,
            "commit": self._commit,
            "undo": partial(self._undo, self.labelling.undo),
            "reveal": self._reveal,
        }

    def _connect(self) -> None:
        self.queue.run_chosen.connect(self._wish)
        self.queue.loaded.connect(self._queue_loaded)
        self.wave.run_chosen.connect(self._wish)
        self.wave.free_wanted.connect(self.leave_wave)
        self.walk.moved.connect(self._show_wave)
        self.walk.ended.connect(self._say_wave_ended)
        self.again.changed.connect(self.changed)
        for walk in (self.walk, self.free, self.again):
            walk.run_wanted.connect(self.open_run)
        for part in (self.walk, self.free, self.again, self.opening, self.reader):
            part.told.connect(self.told)
        self.opening.came.connect(self._show)
        self.opening.graded.connect(self.label.set_severity)
        self.opening.stayed.connect(self._stay)
        self.opening.slow.connect(self.reader.wait)
        self.reader.message_chosen.connect(self._message_chosen)
        self.reader.steps_seen.connect(self.labelling.see_steps)
        self.reader.change_seen.connect(self.labelling.see_change)

    def _connect_label(self) -> None:
        label, labelling = self.label, self.labelling
        label.edited.connect(self._edited)
        for wanted in (label.commit_wanted, label.defer_wanted):
            wanted.connect(lambda _said: self.opening.expect(labelling.row))
        join(label, labelling, self.reader.transcript)
        label.undo_wanted.connect(partial(self._undo, labelling.take_back))
        label.reveal_wanted.connect(self._reveal)
        for heard in (self.opening.give_up, self.told):
            labelling.refused.connect(heard)
        labelling.committed.connect(self._committed)
        labelling.taken_back.connect(self._taken_back)
        labelling.put_off.connect(self._put_off)
        labelling.bookmarked.connect(self._bookmarked)
        labelling.revealed.connect(self._revealed)
        labelling.coverage_changed.connect(self._show_coverage)
