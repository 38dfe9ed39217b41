"""What the plan is made of: its lines, its fields, and the question whether a wave may stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFrame, QLineEdit, QSpinBox, QWidget

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.estimate import Estimand
from odcv_desk.domain.wording import listed
from odcv_desk.stats.stopping import FEWEST_ERRORS, FEWEST_LABELS, NotYet
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.models.rows import Column
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.eliding_combo import ElidingCombo
from odcv_desk.ui.widgets.parts import Notice, button, caption, column, restyle, row, text, told
from odcv_desk.workflow.aim import FIGURES, RATE, Aim
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.gold_wave import WaveStatus
from odcv_desk.workflow.live_counts import look_for
from odcv_desk.workflow.planner import BlindSpot, Outlook, Wanted
from odcv_desk.workflow.stopping import Looked, Verdict
from odcv_desk.workflow.turn_order import Sharing

FIGURE_NAMES: Final[Mapping[str, str]] = {
    "mcc": "MCC",
    "kappa": "Kappa",
    "kappa_quadratic": "Weighted kappa",
    RATE: "Misaligned",
}
_ESTIMANDS: Final = {Estimand.NEW_SCENARIOS: "New scenarios", Estimand.CORPUS: "These runs"}
_PRICE: Final = (
    "No figure is shown, only whether its interval is narrow enough. That you looked is written "
    "down in the exposure log, as results over all runs; nothing is looked at before you ask. By "
    "width one may ask as often as one likes."
)
_MORE_SCENARIOS: Final = "more scenarios, not more labels"
_MANY_HOURS: Final = 10
_MARGIN_PX: Final = 7
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A line of the table, which says "all" where every run is wanted, and all labels of a run."""

    wanted: Wanted
    frame_size: int
    sharing: Sharing


PLAN_COLUMNS: Final = (
    Column(title="Figure", says=lambda line: FIGURE_NAMES[line.wanted.figure]),
    Column(title="Half-width", says=lambda line: f"± {line.wanted.half_width:.2f}", number=True),
    Column(
        title="These runs",
        says=lambda line: _labels(line.wanted.corpus, line.wanted.hours_corpus, line),
        number=True,
    ),
    Column(
        title="New scenarios",
        says=lambda line: _labels(line.wanted.scenarios, line.wanted.hours_scenarios, line),
        number=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a look came to, with its aim, and when it was written down."""

    looked: Looked
    aim: Aim
    by: str
    at: datetime


class WaveLook(QFrame):
    """Wave, figure and half-width, and one button that asks.

    Signals:
        changed: Somebody was told something of the labels (Changes).
        told: A line for the status corner (str).
    """

    changed = Signal(object)
    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._offered: tuple[WaveStatus, ...] | None = None
        self._ticket = 0
        self.setObjectName("library.plan.look")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._wave = combo("library.plan.look.wave", "Wave")
        self._figure = combo("library.plan.look.figure", "Figure")
        for figure in FIGURES:
            self._figure.addItem(FIGURE_NAMES[figure], figure)
        self._width = half_width_field("library.plan.look.width", "Half-width", 0.1)
        self._estimand = combo("library.plan.look.estimand", "The interval speaks about")
        for estimand, words in _ESTIMANDS.items():
            self._estimand.addItem(words, estimand)
        self._ask = button("May it stop?", "library.plan.look.ask", self.ask, icon_name="eye")
        self._none = text(
            "No wave was drawn yet. Once there is one, ask here whether its labelling may stop.",
            "quiet",
            name="library.plan.look.none",
        )
        self._answer = Notice(desk.look, name="library.plan.look.answer")
        self._build()
        self._listen()
        self.offer(())

    def offer(self, waves: Sequence[WaveStatus]) -> None:
        """Take the waves, the oldest first; an answer of before is gone once they changed."""
        if tuple(waves) == self._offered:
            return
        self._offered = tuple(waves)
        kept = self._wave.currentData()
        self._wave.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self._wave.clear()
        for status in reversed(waves):
            self._wave.addItem(visible(f"{status.name}{_state(status)}"), status.name)
        goes_on = [status.name for status in reversed(waves) if not status.complete]
        chosen = kept if self._wave.findData(kept) >= 0 else next(iter(goes_on), None)
        self._wave.setCurrentIndex(max(self._wave.findData(chosen), 0))
        self._wave.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._none.setVisible(not waves)
        self._inner.setVisible(bool(waves))
        self._forget()

    def ask(self) -> None:
        """Look, and write down that somebody did."""
        desk, aim = self._desk, self._aim()
        by, now = desk.rater, desk.now()

        def then(looked: Looked) -> None:
            if ticket == self._ticket:
                self._show(_Answer(looked=looked, aim=aim, by=by, at=now))
            self.changed.emit(frozenset({Topic.SIGHT}))

        def failed(fault: Exception) -> None:
            if ticket == self._ticket:
                self._fail(fault)

        self._ticket += 1
        ticket = self._ticket
        # Not disabled: that would send the keyboard elsewhere.
        self._answer.say("Looking at the labels ...")
        desk.jobs.start(
            lambda _progress: look_for(desk.store, aim, by=by, now=now),
            then=then,
            failed=failed,
            quiet=True,
        )

    def _aim(self) -> Aim:
        return Aim(
            figure=str(self._figure.currentData()),
            half_width=self._width.value(),
            wave=str(self._wave.currentData()),
            estimand=Estimand(self._estimand.currentData()),
        )

    def _show(self, answer: _Answer) -> None:
        looked = answer.looked
        may = "may stop" if looked.may_stop else "may not stop yet"
        head = f"{looked.wave} {may}, by {FIGURE_NAMES[looked.figure]} and ± {_width(answer.aim)}."
        self._answer.say(
            "\n".join((head, *_reasons(answer), _written(answer))),
            "good" if looked.may_stop else "info",
        )
        self.told.emit(f"Looked at {looked.wave}: it {may}")

    def _fail(self, fault: Exception) -> None:
        if isinstance(fault, DeskError):
            self._answer.say(told(fault), "bad")
        else:
            self._answer.say("The labels could not be looked at.", "bad")
            self._desk.jobs.problem.emit(fault)

    def _forget(self) -> None:
        """Let go of an answer to another question, also of one that is under way."""
        self._ticket += 1
        self._answer.say("")

    def _listen(self) -> None:
        for field in (self._wave, self._figure, self._estimand):
            field.currentIndexChanged.connect(self._forget)
        self._width.valueChanged.connect(self._forget)

    def _build(self) -> None:
        fields = row(
            titled("Wave", self._wave),
            titled("Figure", self._figure),
            titled("Half-width", self._width),
            titled("About", self._estimand),
            gaps=(0, 0, 0, 0, 12),
        )
        for place, share in enumerate((9, 13, 7, 12)):
            fields.setStretch(place, share)
        self._inner = QWidget()
        self._inner.setLayout(
            column(
                fields,
                text(_PRICE, "small"),
                row(self._ask, None),
                self._answer,
                gaps=(0, 0, 0, 0, 8),
            )
        )
        self.setLayout(
            column(
                text("May this wave stop?", "title"),
                self._none,
                self._inner,
                gaps=(16, 14, 16, 14, 8),
            )
        )
        restyle(self, self._desk.look)


def source_lines(found: Outlook, sharing: Sharing) -> list[str]:
    """Return what a plan rests on, in sentences."""
    said = []
    by_pilot = dict.fromkeys(FIGURE_NAMES[each.figure] for each in found.wanted if each.of_pilot)
    if by_pilot:
        figures = "all figures" if len(by_pilot) == len(FIGURES) else listed(tuple(by_pilot))
        said.append(
            f"From the labels here, a pilot of {amount(found.labelled, 'run')}: {figures}. Where "
            "judges differ, the one that takes the most labels counts."
        )
    said += found.notes
    floors = dict.fromkeys(
        f"±{each.floor:.2f} ({FIGURE_NAMES[each.figure]})"
        for each in found.wanted
        if each.scenarios is None
    )
    if floors:
        said.append(
            f"With every run labelled, an interval for new scenarios still has "
            f"{listed(tuple(floors))}."
        )
    if found.seconds is not None:
        said.append(
            f"Hours are those of all raters together: {found.seconds:.0f} s a label, the middle of "
            f"those timed, {amount(sharing.readers, 'rater')} a run, and "
            f"{_percent(sharing.repeats)} of the runs a second time."
        )
    return said


def spot_lines(spot: BlindSpot) -> list[str]:
    """Return what all judges together may miss, in sentences; none where no run is called safe."""
    if spot.wanted is None:
        return []
    so_far = f"{spot.read:,} of {spot.wanted:,}" if spot.read < spot.wanted else f"{spot.read:,}"
    found = "" if spot.found is None else f", {spot.found:,} of them misaligned"
    wanted = (
        f"To show that at most {_percent(spot.share)} of them are misaligned takes "
        f"{spot.wanted:,} that are read and all found safe."
    )
    said = [
        f"{amount(spot.runs, 'run is', 'runs are')} called safe by every judge.",
        wanted,
        f"{so_far} read so far{found}.",
    ]
    if spot.bound is not None:
        more = (
            "no number of labels shows that they are so few"
            if spot.more is None
            else f"{spot.more:,} more to read if no further one is misaligned"
        )
        said.append(f"So at most {_WHOLE * spot.bound:.1f} % are (95 % confidence); {more}.")
    return said


def combo(name: str, title: str) -> QComboBox:
    """Return a choice that may be narrower than its longest text."""
    field = ElidingCombo()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(8)
    return field


def half_width_field(name: str, title: str, value: float) -> QDoubleSpinBox:
    """Return a field for half the width of an interval."""
    field = QDoubleSpinBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setPrefix("± ")
    field.setDecimals(2)
    field.setRange(0.01, 0.5)
    field.setSingleStep(0.01)
    field.setValue(value)
    return field


def whole_field(name: str, title: str, *, largest: int) -> QSpinBox:
    """Return a field for a whole number from 0 on."""
    field = QSpinBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setRange(0, largest)
    return field


def titled(title: str, field: QWidget) -> QWidget:
    """Return a field below its title."""
    made = QWidget()
    made.setLayout(column(caption(title), field, None, gaps=(0, 0, 0, 0, 4)))
    return made


def dress_fields(around: QWidget, desk: Desk) -> None:
    """Give fields of numbers the margin that the style sheet's padding does not reach."""
    for line in around.findChildren(QLineEdit, "qt_spinbox_lineedit"):
        line.setTextMargins(desk.look.px(_MARGIN_PX), 0, 0, 0)


def _labels(number: int | None, hours: float | None, line: PlanLine) -> str:
    if number is None:
        return _MORE_SCENARIOS
    runs = f"all {number:,} runs" if number >= line.frame_size else amount(number, "run")
    each = line.sharing.readers * (1 + line.sharing.repeats)
    labels = amount(round(number * each), "label")
    return ", ".join([runs, labels, *([] if hours is None else [_hours(hours)])])


def labels_title(sharing: Sharing) -> str:
    """Return what the table counts: by how many raters, and what comes a second time."""
    by = "by 1 rater a run" if sharing.readers == 1 else f"by {sharing.readers:,} raters each"
    again = f", {_percent(sharing.repeats)} a second time" if sharing.repeats else ""
    return f"Runs wanted in all, and labels {by}{again}"


def _percent(share: float) -> str:
    return f"{_WHOLE * share:.0f} %"


def _hours(hours: float) -> str:
    return f"{hours:.1f} h" if hours < _MANY_HOURS else f"{hours:,.0f} h"


def _state(status: WaveStatus) -> str:
    if status.complete:
        return " (complete)"
    return " (stopped)" if status.stopped else ""


def _reasons(answer: _Answer) -> list[str]:
    """Return why, judges of one reason together."""
    by_reason: dict[str, list[str]] = {}
    for verdict in answer.looked.verdicts:
        names = by_reason.setdefault(_why(verdict, answer.aim), [])
        names += [] if verdict.judge is None else [verdict.judge]
    return [f"{listed(names)}: {why}" if names else why for why, names in by_reason.items()]


def _why(verdict: Verdict, aim: Aim) -> str:
    wide = "" if verdict.half_width is None else f"± {verdict.half_width:.3f}, "
    reasons = {
        NotYet.TOO_FEW_LABELS: f"fewer than {FEWEST_LABELS} labels; below that a narrow interval "
        "may be luck.",
        NotYet.TOO_FEW_ERRORS: f"fewer than {FEWEST_ERRORS} runs of the rarer kind, misaligned or "
        "not."
        if aim.figure == RATE
        else f"fewer than {FEWEST_ERRORS} errors; of so few no interval can be trusted.",
        NotYet.NO_INTERVAL: "the figure has no interval yet.",
        NotYet.TOO_WIDE: f"{wide}wider than wanted.",
        NotYet.UNDECIDED: f"{wide}not clearly on one side.",
    }
    return f"{wide}narrow enough." if verdict.not_yet is None else reasons[verdict.not_yet]


def _width(aim: Aim) -> str:
    return f"{aim.half_width or 0:.2f}"


def _written(answer: _Answer) -> str:
    labels = amount(answer.looked.n, "run")
    return (
        f"Looked at with {labels} settled. Written down: {answer.by}, "
        f"{answer.at.astimezone():%Y-%m-%d %H:%M}."
    )
