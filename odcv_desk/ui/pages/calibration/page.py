"""The Calibration page: asks, waits for the figures, and shows them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget
from typing_extensions import override

from odcv_desk.domain.run import Suite
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Then, Work
from odcv_desk.ui.pages.calibration.content import CalibrationContent
from odcv_desk.ui.pages.calibration.controls import Controls
from odcv_desk.ui.pages.calibration.middle import centred, in_the_middle
from odcv_desk.ui.pages.calibration.saving import Asked, Saving
from odcv_desk.ui.pages.calibration.weights import WeightsChoice
from odcv_desk.ui.pages.page_life import GuardedPage, PageLife
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import WIDTHS, button, column, framed, restyle, row
from odcv_desk.workflow.aggregates import UNLABELLED, overview_for, warning_before
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.overview import Choices, Overview, choices

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
_NOTED: Final = (
    "They can sway how you label: that you were shown them is noted in the exposure log "
    "(aggregate)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prospect:
    choices: Choices
    warning: str


class CalibrationPage(GuardedPage):
    """Nothing aggregated shows before the rater has said so, where a wave could be swayed."""

    touched_by = _TOUCHED_BY

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, put_off="The results stay hidden")
        self.setObjectName("calibration")
        self._warning = ""
        self._suite: Suite | None = None
        self._found: Overview | None = None
        self._question: Question | None = None
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
        self._bar.hide()
        self.content = CalibrationContent(desk.look, desk.jobs)
        scroll = centred(column(self.content, gaps=(0, 0, 0, 0, 0)), widest=_WIDEST)
        self._life = PageLife(
            self, scroll, load=self._look_up, trouble="The figures could not be calculated"
        )
        self._gate = Gate(self._life.state)
        self._saving = Saving(desk, self)
        self._weights = WeightsChoice(desk, self)
        self._head = self._make_head()
        asking = (self._weights.question, self._saving.caution)
        lines = column(self._head, *asking, self._life.stack, gaps=(0, 0, 0, 0, 0))
        lines.setStretchFactor(self._life.stack, 1)
        self.setLayout(lines)
        self._connect()
        self._renew()

    @override
    def _focus_content(self) -> None:
        self.controls.gold.setFocus()

    @override
    def _emptied(self) -> None:
        self._found = None
        self.export.setEnabled(False)

    def look_up(self) -> None:
        """Find out what can be asked and whether it may be shown, then calculate."""
        self._life.load()

    def offer_formats(self) -> None:
        """Open the menu of what can be exported."""
        if self._question is not None and self._found is not None and self.export.isEnabled():
            asked = Asked(question=self._question, found=self._found.calibration)
            self._saving.offer_formats(asked, below=self.export)

    def _make_head(self) -> QFrame:
        line = row(self.controls, self.export, gaps=(24, 10, 24, 8, 12))
        line.setStretchFactor(self.controls, 1)
        line.setAlignment(self.export, Qt.AlignmentFlag.AlignBottom)
        inside = QWidget()
        inside.setLayout(line)
        inside.setProperty(WIDTHS, [0, _WIDEST])
        return framed(column(in_the_middle(inside), self._bar, gaps=(0, 0, 0, 0, 0)), edge="bottom")

    def _connect(self) -> None:
        self.desk.actions.bind("calibration.refresh", self.look_up)
        self.desk.actions.bind("calibration.export", self.offer_formats)
        self.controls.asked.connect(self._calculate)
        self.controls.suite_chosen.connect(self._choose_suite)
        self.controls.estimator_chosen.connect(self._weights.ask)
        self._weights.chosen.connect(self._take_weights)
        self._life.state.answered.connect(self._answer)
        self._life.failed.connect(self._emptied)
        self.content.save_wanted.connect(self._saving.ask_picture)
        self._saving.told.connect(self.told)
        self._weights.told.connect(self.told)
        self.desk.look.changed.connect(self._renew)

    def _look_up(self) -> None:
        desk, suite = self.desk, self._suite
        self._start(lambda _progress: _prospect(desk, suite), self._offer, "Reading the study")

    def _offer(self, found: _Prospect) -> None:
        self._warning = found.warning
        self.controls.offer(found.choices)
        people, machines = found.choices.people, found.choices.machines
        asked = self.controls.question()
        nobody = found.choices.suite is not None and bool(machines) and not people
        self._head.setVisible(bool(people or machines))
        if found.choices.suite is None:
            self._say("chart-bar", "The study is empty", _EMPTY)
        elif not (people or machines):
            self._say("chart-bar", "Nothing to compare yet", _NO_GOLD)
        elif asked is None and nobody and found.warning in ("", UNLABELLED):
            self._offer_machines(found.choices)
        elif found.warning and not self._accepted:
            self._show_gate()
        elif asked is not None:
            self._calculate(asked)
        else:
            self._offer_machines(found.choices)

    def _show_gate(self) -> None:
        self._ask("See the results now?", self._warning, keyboard=self.isVisible())
        self._head.hide()

    def _offer_machines(self, found: Choices) -> None:
        gold = found.machines[0]
        self._say(
            "chart-bar",
            "Nobody has labelled a run yet",
            _UNLABELLED if self._accepted else f"{_UNLABELLED} {_NOTED}",
            answers=[(f"gold:{gold.name}", f"Compare with {gold.words}")],
            leads=self._accepted,
        )

    @override
    def _answer(self, name: str) -> None:
        if name.startswith("gold:"):
            self._accepted = True
            self.controls.choose_gold(name.removeprefix("gold:"))
        else:
            super()._answer(name)

    def _choose_suite(self, suite: Suite) -> None:
        self._suite = suite
        self.look_up()

    def _take_weights(self) -> None:
        """Other pages show the choice too; who made it need not be asked again to see results."""
        accepted = self._accepted
        self.changed.emit(frozenset({Topic.WAVES}))
        self._accepted = accepted
        self.look_up()

    def _calculate(self, question: "Question") -> None:
        self._weights.close()
        if self._warning and not self._accepted:
            self._show_gate()
            return
        self._question = question
        desk = self.desk
        self._start(
            lambda progress: overview_for(
                desk.store, question, rater=desk.rater, now=desk.now(), progress=progress
            ),
            self._show,
            "Calculating",
        )

    def _start(self, work: Work, then: Then, waiting: str) -> None:
        self._gate.close()
        job = self._life.start(work, then, waiting=waiting)
        job.progressed.connect(self._advance)
        job.ended.connect(self._rest)
        self._bar.setRange(0, 0)
        self._bar.setVisible(self._life.shows_content)
        self.export.setEnabled(self._life.shows_content)

    def _advance(self, done: int, total: int, _what: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _rest(self) -> None:
        if not self._life.busy:
            self._bar.hide()

    def _show(self, found: Overview) -> None:
        self._found = found
        self.content.show_overview(found)
        self._life.show_content()
        self.export.setEnabled(True)

    def _renew(self) -> None:
        restyle(self, self.desk.look)


def _prospect(desk: Desk, suite: Suite | None) -> _Prospect:
    return _Prospect(
        choices=choices(desk.store, desk.rater, suite=suite),
        warning=warning_before(desk.store, desk.rater),
    )
