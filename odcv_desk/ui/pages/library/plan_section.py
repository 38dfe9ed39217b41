"""The plan: how many labels are wanted, how long they take, and whether a wave may stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from odcv_desk.domain.errors import CalibrationError, DeskError, SampleError
from odcv_desk.domain.run import Suite
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.library.plan_parts import (
    PLAN_COLUMNS,
    PlanLine,
    WaveLook,
    combo,
    dress_fields,
    half_width_field,
    labels_title,
    source_lines,
    spot_lines,
    titled,
    whole_field,
)
from odcv_desk.ui.pages.library.words import suite_name
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import (
    Notice,
    column,
    copyable,
    group,
    heading,
    restyle,
    row,
    text,
    told,
    written,
)
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.aggregates import warning_before
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.compare import note_aggregate
from odcv_desk.workflow.gold_wave import WaveStatus, waves
from odcv_desk.workflow.library import drawable
from odcv_desk.workflow.live_counts import check_counts
from odcv_desk.workflow.planner import Ask, Outlook, outlook
from odcv_desk.workflow.sample import USUAL_SHARING
from odcv_desk.workflow.turn_order import Sharing

_PAUSE_MS: Final = 250
"""So long nothing is typed before the plan is calculated anew."""
_MOST_READERS: Final = 9
_WHOLE: Final = 100
_ABOUT: Final = (
    "How many labels a figure takes to be as narrow as you want it: its 95 % interval reaches this "
    "far to either side. MCC says how well a judge agrees with people on misaligned or not, kappa "
    "on six levels, weighted kappa with far misses counting more; misaligned is the share of runs. "
    "These runs are the study as it is, new scenarios others of the same kind."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prospect:
    frames: Mapping[Suite, int]
    waves: tuple[WaveStatus, ...]
    warning: str

    @property
    def open_waves(self) -> frozenset[str]:
        """The waves whose labels a plan could sway."""
        return frozenset(each.name for each in self.waves if not (each.complete or each.stopped))


class PlanSection(QWidget):
    """Plan. No number shows before the rater has said so, where labels could be swayed.

    Signals:
        changed: Somebody was told something of the labels (Changes).
        told: A line for the status corner (str).
        import_wanted: There is nothing to plan for, and the person wants to change that.
    """

    changed = Signal(object)
    told = Signal(str)
    import_wanted = Signal()

    topics: Changes = frozenset({Topic.RUNS, Topic.SCORES, Topic.LABELS, Topic.WAVES})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._warning = ""
        self._open_waves: frozenset[str] = frozenset()
        self._accepted = False
        self._ticket = 0
        self._notice = Notice(desk.look, name="library.plan.notice")
        self._notice.answered.connect(self._answer)
        self._gate = Gate(self._notice)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self._calculate)
        self._make_fields()
        self._make_outlook()
        self._look = WaveLook(desk)
        self._look.changed.connect(self.changed)
        self._look.told.connect(self.told)
        self._build()
        self._listen()
        self._body.hide()
        self._look.hide()
        self._notice.say("Reading the labels ...")
        self._dress()

    def load(self) -> None:
        """Read what can be planned for, in the background."""
        desk = self._desk
        desk.jobs.start(
            lambda _progress: _prospect(desk), then=self._offer, failed=self._fail, quiet=True
        )

    def take_focus(self) -> bool:
        """Give the keyboard to the question or the first field, and return whether one is there."""
        if self._gate.is_open:
            self._gate.take_keyboard()
        elif not self._body.isHidden():
            self._widths[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return self._gate.is_open or not self._body.isHidden()

    def _offer(self, found: _Prospect) -> None:
        if found.open_waves != self._open_waves:
            # Another wave is open now, and it is that one which could be swayed.
            self._accepted = False
        self._open_waves, self._warning = found.open_waves, found.warning
        self._look.offer(found.waves)
        self._look.setVisible(bool(found.frames))
        self._offer_suites(tuple(found.frames))
        if not found.frames:
            self._say(
                "There is nothing to plan for yet: no run has a transcript.",
                answers=(("import", "Import results"),),
            )
        elif found.warning and not self._accepted:
            self._show_gate()
        else:
            self._calculate()

    def _show_gate(self) -> None:
        # Where the keyboard walks the list of sections it stays there.
        keyboard = self._has_keyboard()
        self._say(
            f"See the plan now? {self._warning}",
            "warn",
            answers=(("later", "Not now"), ("show", "Show anyway")),
        )
        safe = f"{self._notice.objectName()}.later"
        for answer in self._notice.findChildren(QPushButton, safe)[-1:]:
            # The layout would show it in the next turn of the event loop; a gate wants it now.
            answer.show()
        self._gate.open(safe, self._put_off, keyboard=keyboard)

    def _put_off(self) -> None:
        keyboard = self._has_keyboard()
        self._say(
            "The plan stays hidden. It is calculated when you ask for it.",
            answers=(("show", "Show it now"),),
        )
        if keyboard:
            # The button that shows it must not take the keyboard of the one that did not.
            self._notice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self, name: str) -> None:
        if name == "later":
            self._put_off()
        elif name == "import":
            self.import_wanted.emit()
        else:
            self._accepted = self._accepted or name == "show"
            self.load()

    def _calculate(self) -> None:
        """Calculate the plan; a plan of what was asked before is not shown any more."""
        if self._warning and not self._accepted:
            return
        desk, ask = self._desk, self._asked()
        self._later.stop()
        if self._body.isHidden():
            self._say("Calculating the plan ...")
        self._status.setText("Calculating ...")
        self._ticket += 1
        ticket = self._ticket

        def then(found: Outlook) -> None:
            if ticket == self._ticket:
                self._show(found, ask.sharing)

        def failed(fault: Exception) -> None:
            if ticket == self._ticket:
                self._fail(fault)

        desk.jobs.start(lambda _progress: _shown(desk, ask), then=then, failed=failed, quiet=True)

    def _asked(self) -> Ask:
        suite = self._suite.currentData()
        return Ask(
            half_widths=tuple(dict.fromkeys(round(each.value(), 2) for each in self._widths)),
            sharing=Sharing(readers=self._readers.value(), repeats=self._repeats.value() / _WHOLE),
            suite=Suite(suite) if suite else None,
        )

    def _show(self, found: Outlook, sharing: Sharing) -> None:
        keyboard = self._body.isHidden() and self._has_keyboard()
        self._say("")
        self._status.setText("")
        self._table.show_values(
            [
                PlanLine(wanted=each, frame_size=found.frame_size, sharing=sharing)
                for each in found.wanted
            ]
        )
        self._title.setText(labels_title(sharing))
        self._source.setText(written("\n".join(source_lines(found, sharing))))
        spot = spot_lines(found.blind_spot)
        self._spot.setText(written(" ".join(spot)))
        self._spot_part.setVisible(bool(spot))
        self._body.show()
        self._dress()
        if keyboard:
            self.take_focus()

    def _say(
        self, words: str, kind: str = "info", *, answers: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Say why there is no plan; what was shown before is gone."""
        self._gate.close()
        self._ticket += 1
        self._body.hide()
        self._notice.say(words, kind, answers=answers)

    def _fail(self, fault: Exception) -> None:
        if isinstance(fault, CalibrationError | SampleError):
            # A rule, no trouble: to try again would tell the same until labels have come.
            self._say(told(fault))
            return
        defect = not isinstance(fault, DeskError)
        words = "The plan could not be calculated." if defect else told(fault)
        self._say(words, "bad", answers=(("again", "Try again"),))
        if defect:
            self._desk.jobs.problem.emit(fault)

    def _has_keyboard(self) -> bool:
        holder = self.window().focusWidget()
        return holder is not None and self.isAncestorOf(holder)

    def _offer_suites(self, suites: Sequence[Suite]) -> None:
        kept = self._suite.currentData()
        blocker = QSignalBlocker(self._suite)
        self._suite.clear()
        for suite in suites:
            self._suite.addItem(suite_name(suite), suite)
        self._suite.setCurrentIndex(max(self._suite.findData(kept), 0))
        blocker.unblock()
        self._suite_part.setVisible(len(suites) > 1)

    def _make_fields(self) -> None:
        self._widths = tuple(
            half_width_field(f"library.plan.width.{place}", f"{which} half-width", value)
            for place, (which, value) in enumerate((("First", 0.10), ("Second", 0.05)), 1)
        )
        self._readers = whole_field(
            "library.plan.readers", "Raters of each run", largest=_MOST_READERS
        )
        self._readers.setMinimum(1)
        self._readers.setValue(USUAL_SHARING.readers)
        self._repeats = whole_field(
            "library.plan.repeats", "Come a second time to a rater, in percent", largest=_WHOLE
        )
        self._repeats.setSuffix(" %")
        self._repeats.setSingleStep(10)
        self._repeats.setValue(round(_WHOLE * USUAL_SHARING.repeats))
        self._suite = combo("library.plan.suite", "Suite")
        self._suite_part = titled("Suite", self._suite)

    def _make_outlook(self) -> None:
        self._table = RowTable(
            self._desk.look,
            PLAN_COLUMNS,
            name="library.plan.table",
            title="Runs and labels wanted, and hours",
        )
        self._table.stretch(0)
        self._title = text(role="title", name="library.plan.title")
        self._status = text(role="small", name="library.plan.status")
        self._status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._source = copyable(text(role="quiet", name="library.plan.source"))
        self._spot = copyable(text(role="quiet", name="library.plan.spot"))
        self._spot_part = QWidget()
        self._spot_part.setLayout(group("What all judges may miss together", self._spot))

    def _build(self) -> None:
        first, second = self._widths
        fields = row(
            titled("Half-width", first),
            titled("Another", second),
            titled("Raters a run", self._readers),
            titled("Second looks", self._repeats),
            self._suite_part,
            gaps=(0, 0, 0, 0, 12),
        )
        for place in range(fields.count()):
            fields.setStretch(place, 1)
        self._body = QWidget()
        self._body.setLayout(
            column(
                fields,
                row(self._title, self._status, gaps=(0, 12, 0, 0, 8)),
                self._table,
                group("Where the numbers come from", self._source),
                self._spot_part,
                gaps=(0, 0, 0, 0, 6),
            )
        )
        lines = column(
            heading("Plan", _ABOUT),
            self._notice,
            self._body,
            self._look,
            None,
            gaps=(28, 24, 28, 24, 14),
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(centred(lines, name="library.plan.scroll"))

    def _listen(self) -> None:
        for width in self._widths:
            width.valueChanged.connect(self._later.start)
        for number in (self._readers, self._repeats):
            number.valueChanged.connect(self._later.start)
        self._suite.currentIndexChanged.connect(self._later.start)
        self._desk.look.changed.connect(self._dress)

    def _dress(self) -> None:
        restyle(self, self._desk.look)
        dress_fields(self, self._desk)


def _prospect(desk: Desk) -> _Prospect:
    store, rater = desk.store, desk.rater
    return _Prospect(
        frames=drawable(store), waves=waves(store, rater), warning=warning_before(store, rater)
    )


def _shown(desk: Desk, ask: Ask) -> Outlook:
    """Calculate a plan that the rater is shown; in the log before anything is shown."""
    store, rater, now = desk.store, desk.rater, desk.now()
    check_counts(store, rater, ask.wave, ask.suite)
    note_aggregate(store, rater, now=now)
    if warning_before(store, rater) and not store.labels.answers(rater):
        # Who has labelled nothing yet was told that this is written down.
        store.exposures.note_aggregate(rater, at=now)
    return outlook(store, ask)
