"""The page where disagreements are settled: disputes, the run, both sides and the ruling."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout
from typing_extensions import override

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.label import Label, Outcome, Reason
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.adjudication.case_panel import CasePanel
from odcv_desk.ui.pages.adjudication.columns import CaseColumns
from odcv_desk.ui.pages.adjudication.decision import lack_of, letter
from odcv_desk.ui.pages.adjudication.docket_panel import DocketPanel
from odcv_desk.ui.pages.adjudication.gaps_dialog import GapsDialog
from odcv_desk.ui.pages.adjudication.rulings import Rulings
from odcv_desk.ui.pages.adjudication.states import State, all_settled, nothing_to_settle
from odcv_desk.ui.pages.review.active_time import ActiveTime
from odcv_desk.ui.pages.review.content_gate import ContentGate
from odcv_desk.ui.pages.review.reader import Reader
from odcv_desk.workflow.cases import Board, Case, board, case, case_bytes
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.disputes import Side
from odcv_desk.workflow.gaps import Gap, as_markdown, gaps_for
from odcv_desk.workflow.rubric import rubric

_LABELLED: Final[Changes] = frozenset({Topic.LABELS, Topic.SIGHT})
_HEARS: Final[Changes] = frozenset({Topic.LABELS, Topic.WAVES, Topic.RUNS})
_SLOW_MS: Final = 150


class AdjudicationPage(Page):
    """Settles what the raters of a wave disagree on; it never learns who they are."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("adjudication")
        self._board = Board()
        self._wave: str | None = None
        self._case: Case | None = None
        self._row: int | None = None
        self._gaps: tuple[Gap, ...] = ()
        self._asked = self._opened = 0
        self._stale, self._look_again, self._warned = True, False, False
        self.docket = DocketPanel(desk.look)
        self.reader = Reader(desk, area="adjudication", bytes_of=self._bytes)
        self._gate = ContentGate(self.reader)
        self.case = CasePanel(desk.look, rubric())
        self._columns = CaseColumns(desk.look, self.docket, self.reader, self.case)
        self._columns.show_empty(empty=True)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._columns)
        self._active = ActiveTime(self)
        self.rulings = Rulings(desk, self._active)
        if (application := QApplication.instance()) is not None:
            application.installEventFilter(self._active)
        self._patience = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._patience.timeout.connect(self.reader.wait)
        self._connect()
        for name, run in {**self.reader.bindings(), **self._bindings()}.items():
            desk.actions.bind(f"adjudication.{name}", run)

    @property
    def shown_case(self) -> Case | None:
        """The dispute that is open."""
        return self._case

    @property
    def _here(self) -> Case | None:
        """The dispute that is open, None while another one is on its way."""
        found = self._case
        return found if found is not None and found.docket.row == self._row else None

    @override
    def shown(self) -> None:
        if self._stale:
            self._reload()

    @override
    def refresh(self, changes: Changes) -> None:
        if changes & _HEARS:
            self._stale = True
            if self.isVisible():
                self._reload()

    @override
    def take_focus(self) -> None:
        self.reader.take_focus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._active.resume()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Time on other pages is no time at this dispute."""
        super().hideEvent(event)
        self._active.pause()

    @override
    def close_down(self) -> bool:
        fault = self.rulings.finish()
        if fault is not None and not self._warned:
            # Told once; who closes again goes without what could not be kept.
            self._warned = True
            self.desk.jobs.problem.emit(fault)
            return False
        return True

    def open_dispute(self, row: int) -> None:
        """Show a dispute; a later call overtakes an earlier one."""
        desk, wave = self.desk, self._board.wave
        self._opened += 1
        opened, now = self._opened, desk.now()
        self._row = row
        self._patience.start()

        def show(found: Case) -> None:
            if opened == self._opened:
                self._patience.stop()
                self._show_case(found)

        def stay(_fault: Exception) -> None:
            if opened == self._opened:
                self._patience.stop()
                self.reader.wait_no_more()
                self._row = None if self._case is None else self._case.docket.row
                self._reload()

        desk.jobs.start(
            lambda _progress: case(desk.store, desk.rater, row, wave, now=now),
            then=show,
            failed=stay,
        )

    def _reload(self) -> None:
        """Read anew what there is to settle; a later call overtakes an earlier one."""
        desk, wave = self.desk, self._wave
        self._stale = False
        self._asked += 1
        asked = self._asked

        def read(_progress: Progress) -> tuple[Board, tuple[Gap, ...]]:
            return board(desk.store, desk.rater, wave), gaps_for(desk.store, desk.rater)

        def show(found: tuple[Board, tuple[Gap, ...]]) -> None:
            if asked == self._asked:
                self._show_board(*found)

        desk.jobs.start(read, then=show)

    def _show_board(self, found: Board, gaps: tuple[Gap, ...]) -> None:
        self._board, self._gaps = found, gaps
        self.docket.show_board(found)
        self.docket.show_gaps(len(gaps))
        if not found.lines:
            self._tell(nothing_to_settle(found))
        elif self.docket.model.place(self._row) is None:
            row = self.docket.next_open(None)
            self._row = None
            if row is None:
                self._tell(all_settled(found))
            else:
                self.open_dispute(row)
        elif self._look_again and self._row is not None:
            self.open_dispute(self._row)
        self._look_again = False

    def _tell(self, state: State) -> None:
        """Show a message in place of a dispute."""
        self._opened += 1
        self._patience.stop()
        self._case = self._row = None
        self._gate.forget()
        self._columns.show_empty(empty=True)
        self.case.show_case(None)
        self.docket.choose(None)
        self.reader.header.clear()
        self.reader.tell(state.title, state.text, icon=state.icon, buttons=state.buttons)

    def _show_case(self, found: Case) -> None:
        self._case = found
        row = found.docket.row
        self._columns.show_empty(empty=False)
        self.docket.choose(row)
        self.case.show_case(found, self.rulings.decision(found))
        self._active.start(0)
        if not self._gate.stops(found.reading, 0):
            self._show_run(found)

    def _show_run(self, found: Case) -> None:
        cited = _cited(found)
        evidence = [each.step for each in self.case.form.decision.evidence]
        self.reader.show_reading(found.reading, step=0, evidence=evidence)
        self.reader.transcript.set_evidence(evidence, cited)
        if cited:
            # Where the sides look is where the reading begins.
            self.reader.transcript.go_to(min(cited))

    def _edited(self, decision: Decision) -> None:
        if self._here is not None:
            self.rulings.edit(self._here, decision)
            evidence = [each.step for each in decision.evidence]
            self.reader.transcript.set_evidence(evidence, _cited(self._here))

    def _rule(self) -> None:
        found, decision = self._here, self.case.form.decision
        if found is None:
            return
        if lack := lack_of(decision):
            self.case.explain()
            self.told.emit(lack)
        else:
            self.rulings.rule(found, decision)

    def _ruled(self, row: int, label: Label) -> None:
        self.told.emit(f"{_spoken(label)}. Ctrl+Z takes it back.")
        following = self.docket.next_open(row)
        if self._row == row and following is not None:
            self.open_dispute(following)
        elif self._row == row:
            self._tell(all_settled(self._board))
        self._tell_others()

    def _refused(self, row: int) -> None:
        """It may be settled or gone: what stands now is shown."""
        self._look_again = self._row == row
        self._reload()

    def _taken_back(self, row: int) -> None:
        self.told.emit("Taken back. The ruling is a draft again.")
        self.open_dispute(row)
        self._tell_others()

    def _tell_others(self) -> None:
        self._reload()
        self.changed.emit(_LABELLED)

    def _undo(self) -> None:
        if not self.rulings.undo(self._own_row()):
            self.told.emit("There is no ruling of yours to take back here.")

    def _own_row(self) -> int | None:
        found = self._case
        return found.docket.row if found and found.ruling and found.ruling.own else None

    def _beside(self, step: int) -> None:
        row = self.docket.beside(self._row, step)
        self.told.emit("" if row is not None else "There is no dispute beyond this one.")
        if row is not None:
            self.open_dispute(row)

    def _go_cited(self, step: int) -> None:
        if self._case is None:
            return
        here, steps = self.reader.transcript.current_step(), sorted(_cited(self._case))
        beyond = [each for each in steps if (each > here if step > 0 else each < here)]
        if beyond:
            self.reader.transcript.go_to(beyond[0] if step > 0 else beyond[-1])
        else:
            self.told.emit("No side cites a step beyond this one.")

    def _take_evidence(self) -> None:
        chosen = None if self._case is None else self.reader.evidence()
        if chosen is not None:
            index, quote, _gist = chosen
            self.case.form.toggle_evidence(index, quote)

    def _choose_wave(self, name: str) -> None:
        self._wave = name
        self._case = self._row = None
        self._reload()

    def _show_gaps(self) -> None:
        if self._board.shut:
            self.told.emit("Gaps are shown once you have labelled your own runs.")
            return
        GapsDialog(self.desk.look, self, as_markdown(self._gaps)).open()

    def _message_chosen(self, name: str) -> None:
        if name in ("library", "review", "calibration", "people"):
            self.desk.actions[f"go.{name}"].trigger()
        elif name == "again" and self._board.lines:
            self.open_dispute(self._board.lines[0].row)
        elif name == "pass":
            self._beside(1)
        elif self._gate.open() is not None and self._case is not None:
            self._show_run(self._case)

    def _bytes(self, row: int) -> str:
        return case_bytes(self.desk.store, self.desk.rater, row, self._board.wave)

    def _with_case(self, then: Callable[[], object]) -> None:
        if self._here is not None:
            then()

    def _bindings(self) -> Mapping[str, Callable[[], object]]:
        panel, form = self.case, self.case.form
        wishes: dict[str, Callable[[], object]] = {
            **{f"severity_{grade}": partial(form.grade, grade) for grade in range(6)},
            **{reason.value: partial(form.explain, reason) for reason in Reason},
            "cannot_judge": partial(form.give, Outcome.CANNOT_JUDGE),
            "invalid_run": partial(form.give, Outcome.INVALID_RUN),
            "leave_open": form.leave_open,
            "tags": panel.open_tags,
            "note": panel.open_note,
            "commit": self._rule,
            "evidence": self._take_evidence,
        }
        return {
            **{name: partial(self._with_case, then) for name, then in wishes.items()},
            "rubric": panel.open_rubric,
            "next_run": lambda: self._beside(1),
            "previous_run": lambda: self._beside(-1),
            "next_cited": lambda: self._go_cited(1),
            "previous_cited": lambda: self._go_cited(-1),
            "queue": self._columns.toggle_left,
            "undo": self._undo,
            "gaps": self._show_gaps,
        }

    def _connect(self) -> None:
        self.docket.run_chosen.connect(self.open_dispute)
        self.docket.run_chosen.connect(self._columns.give_way)
        self.docket.wave_chosen.connect(self._choose_wave)
        self.docket.gaps_wanted.connect(self._show_gaps)
        self.reader.told.connect(self.told)
        self.reader.message_chosen.connect(self._message_chosen)
        self.case.edited.connect(self._edited)
        self.case.rule_wanted.connect(self._rule)
        self.case.step_wanted.connect(lambda step: self.reader.transcript.go_to(step, step))
        self.case.left.connect(self.reader.take_focus)
        self.rulings.given.connect(self._ruled)
        self.rulings.refused.connect(self._refused)
        self.rulings.taken_back.connect(self._taken_back)


def cited_by(sides: tuple[Side, ...], steps: Sequence[int]) -> Mapping[int, str]:
    """Return the letters of the sides that cite a step, by its index.

    Evidence may name any entry of the trail, a result too: it counts for the step it belongs to.
    """
    found: dict[int, list[str]] = {}
    for place, side in enumerate(sides):
        cited = (bisect_right(steps, each.step) - 1 for each in side.evidence)
        for step in dict.fromkeys(steps[at] for at in cited if at >= 0):
            found.setdefault(step, []).append(letter(place))
    return {step: " ".join(letters) for step, letters in found.items()}


def _cited(found: Case) -> Mapping[int, str]:
    transcript = found.reading.transcript
    return (
        {}
        if transcript is None
        else cited_by(found.sides, [step.index for step in transcript.steps])
    )


def _spoken(label: Label) -> str:
    if label.severity is not None:
        return f"Settled with severity {label.severity}"
    if label.outcome is not None:
        return f"Settled: {label.outcome.replace('_', ' ')}"
    return "Left ambiguous: it keeps the sides' severities"
