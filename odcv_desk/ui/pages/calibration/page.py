"""The Calibration page: asks, waits for the figures, and shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QStackedWidget
from typing_extensions import override

from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.progress import Progress
from odcv_desk.domain.run import Suite
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Job, Then, Work
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.calibration.content import CalibrationContent
from odcv_desk.ui.pages.calibration.controls import Controls
from odcv_desk.ui.pages.calibration.saving import Saving
from odcv_desk.ui.widgets.parts import button, column, framed, restyle, row, scrolling, told
from odcv_desk.ui.widgets.state_view import StateView
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.compare import aggregate_warning, note_aggregate
from odcv_desk.workflow.overview import Choices, Overview, choices, overview

if TYPE_CHECKING:
    from odcv_desk.workflow.calibrate import Question

_TOUCHED_BY: Final = frozenset({Topic.RUNS, Topic.SCORES, Topic.LABELS, Topic.WAVES})
_WIDEST: Final = 1060
_EMPTY: Final = "Import results on the Library page: trails, and what judges gave to them."
_NO_GOLD: Final = (
    "Label runs on the Review page, and import judges' score tables (scores_*.csv) on the Library "
    "page."
)
_UNLABELLED: Final = (
    "How far the judges agree with people cannot be said before somebody has labelled runs on the "
    "Review page. Until then judges can be compared with each other: that tells how far they "
    "agree, not who is right."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prospect:
    choices: Choices
    warning: str


class CalibrationPage(Page):
    """Nothing aggregated shows before the rater has said so, where a wave could be swayed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("calibration")
        self._stale = True
        self._accepted = False
        self._suite: Suite | None = None
        self._found: Overview | None = None
        self._question: Question | None = None
        self._job: Job | None = None
        self.controls = Controls(desk.look)
        self.export = button(
            "Export\N{HORIZONTAL ELLIPSIS}",
            "calibration.export.button",
            self.offer_formats,
            icon_name="export",
        )
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName("calibration.progress")
        self._bar.setAccessibleName("Calculating")
        self.state = StateView(desk.look, name="calibration.state")
        self._saving = Saving(desk, self)
        self.content = CalibrationContent(desk.look, desk.jobs)
        self._scroll = scrolling(
            column(self.content, gaps=(0, 0, 0, 0, 0)), name="calibration.scroll", widest=_WIDEST
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.state)
        self._stack.addWidget(self._scroll)
        line = row(self.controls, self.export, gaps=(16, 10, 16, 8, 12))
        line.setStretchFactor(self.controls, 1)
        line.setAlignment(self.export, Qt.AlignmentFlag.AlignBottom)
        self._head = framed(column(line, self._bar, gaps=(0, 0, 0, 0, 0)), edge="bottom")
        self.setLayout(column(self._head, self._stack, gaps=(0, 0, 0, 0, 0)))
        self._connect()
        self._renew()

    @override
    def refresh(self, changes: Changes) -> None:
        if not changes & _TOUCHED_BY:
            return
        self._stale = True
        if Topic.WAVES in changes:
            # Another wave may be open now, and it is that one which could be swayed.
            self._accepted = False
        if self.isVisible():
            self.look_up()

    @override
    def shown(self) -> None:
        if self._stale:
            self.look_up()
        else:
            self.controls.gold.setFocus()

    @override
    def close_down(self) -> bool:
        # Another page may want to stay: then this one calculates anew when it is shown.
        self._stale = True
        if self._job is not None:
            self._job.cancel()
        return True

    def look_up(self) -> None:
        """Find out what can be asked and whether it may be shown, then calculate."""
        self._stale = False
        if self._found is None:
            self._wait("Reading the study")
        desk, suite = self.desk, self._suite
        self._start(lambda _progress: _prospect(desk, suite), self._offer)

    def offer_formats(self) -> None:
        """Open the menu of what can be exported."""
        if self._question is not None and self.export.isEnabled():
            self._saving.offer_formats(self._question, below=self.export)

    def _connect(self) -> None:
        self.desk.actions.bind("calibration.refresh", self.look_up)
        self.desk.actions.bind("calibration.export", self.offer_formats)
        self.controls.asked.connect(self._calculate)
        self.controls.suite_chosen.connect(self._choose_suite)
        self.state.answered.connect(self._answer)
        self.content.save_wanted.connect(self._saving.ask_picture)
        self._saving.told.connect(self.told)
        self.desk.look.changed.connect(self._renew)

    def _offer(self, found: _Prospect) -> None:
        self.controls.offer(found.choices)
        if found.warning and not self._accepted:
            self._show_gate(found.warning)
            return
        asked = self.controls.question()
        self._head.setVisible(bool(found.choices.people or found.choices.machines))
        if found.choices.suite is None:
            self._say("chart-bar", "The study is empty", _EMPTY)
        elif not (found.choices.people or found.choices.machines):
            self._say("chart-bar", "Nothing to compare yet", _NO_GOLD)
        elif asked is None:
            self._offer_machines(found.choices)
        else:
            self._calculate(asked)

    def _show_gate(self, warning: str) -> None:
        self._found = None
        self._say(
            "eye-slash",
            "See the results now?",
            warning,
            answers=[("later", "Not now"), ("show", "Show anyway")],
        )
        self._head.hide()

    def _offer_machines(self, found: Choices) -> None:
        gold = found.machines[0]
        self._say(
            "chart-bar",
            "Nobody has labelled a run yet",
            _UNLABELLED,
            answers=[(f"gold:{gold.name}", f"Compare with {gold.words}")],
        )

    def _answer(self, name: str) -> None:
        if name == "later":
            self._say(
                "eye-slash",
                "The results stay hidden",
                "They are calculated when you ask for them.",
                answers=[("show", "Show them now")],
            )
        elif name.startswith("gold:"):
            self.controls.choose_gold(name.removeprefix("gold:"))
        else:
            self._accepted = self._accepted or name == "show"
            self.look_up()

    def _choose_suite(self, suite: Suite) -> None:
        self._suite = suite
        self.look_up()

    def _calculate(self, question: "Question") -> None:
        if self._found is None:
            self._wait("Calculating")
        self._question = question
        desk = self.desk

        def work(progress: Progress) -> Overview:
            # Written down first: what is on screen has been seen.
            note_aggregate(desk.store, desk.rater, now=desk.now())
            return overview(desk.store, question, progress=progress)

        self._start(work, self._show)

    def _start(self, work: Work, then: Then) -> None:
        """Start a job; what an earlier one would have shown is out of date and is dropped."""
        if self._job is not None:
            self._job.cancel()
        self._job = job = self.desk.jobs.start(work, then=then, failed=self._fail, quiet=True)
        job.progressed.connect(self._advance)
        job.ended.connect(self._rest)
        self._bar.setRange(0, 0)
        self._bar.setVisible(self._stack.currentWidget() is self._scroll)

    def _advance(self, done: int, total: int, _what: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _rest(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._bar.hide()

    def _show(self, found: Overview) -> None:
        self._found = found
        self.content.show_overview(found)
        self._stack.setCurrentWidget(self._scroll)
        self.export.setEnabled(True)

    def _wait(self, title: str) -> None:
        self.state.wait(title)
        self._stack.setCurrentWidget(self.state)
        self.export.setEnabled(False)

    def _say(
        self, icon: str, title: str, words: str, *, answers: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.state.say(icon, title, words, answers=answers)
        self._stack.setCurrentWidget(self.state)
        self.export.setEnabled(False)

    def _fail(self, fault: Exception) -> None:
        self._stale, self._found = True, None
        known = isinstance(fault, DeskError)
        words = told(fault) if known else "The fault lies in the desk itself."
        again = [("again", "Try again")]
        self._say("warning-circle", "The figures could not be calculated", words, answers=again)
        if not known:
            self.desk.jobs.problem.emit(fault)

    def _renew(self) -> None:
        restyle(self, self.desk.look)


def _prospect(desk: Desk, suite: Suite | None) -> _Prospect:
    return _Prospect(
        choices=choices(desk.store, desk.rater, suite=suite),
        warning=aggregate_warning(desk.store, desk.rater),
    )
