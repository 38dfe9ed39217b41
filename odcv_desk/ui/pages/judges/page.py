"""The Judges page: people and judges side by side, run by run."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Job
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.judges.content import JudgesContent
from odcv_desk.ui.pages.page_life import PageLife
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import Notice, column, framed, restyle, row, text, told
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.compare import (
    Compared,
    Comparison,
    aggregate_warning,
    compare,
    note_aggregate,
)
from odcv_desk.workflow.side_by_side import Sides, sides

_TOUCHED_BY: Final = frozenset({Topic.RUNS, Topic.SCORES, Topic.LABELS, Topic.WAVES})
_BRINGS_MORE: Final = frozenset({Topic.RUNS, Topic.SCORES})
_EVERYTHING: Final = (
    "This also shows what the judges gave to runs that you have not labelled. From then on your "
    "labels of those runs count as revealed: they are kept, but they are never gold."
)
_OPEN_WAVE: Final = (
    "{runs} of an open wave {are} not shown. Judges are shown when every rater has ended every "
    "run of the wave, so that nobody is swayed."
)
_NOT_YOURS: Final = "{runs} {are} not shown: not labelled by you, or of a wave that is still open."
_NOTHING: Final = (
    "A run appears here, beside what each judge said of it, once you have labelled it on the "
    "Review page and its wave lets judges be shown."
)
_NO_SCORES: Final = "Import score tables (scores_*.csv) on the Library page."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    found: Comparison
    warning: str


class JudgesPage(Page):
    """Reads what may be compared, and shows it; asks before it shows more."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("judges")
        self._everything = False
        self._aggregate_accepted = False
        self._seen: frozenset[int] = frozenset()
        self._reading: Job | None = None
        self._count = text(role="quiet", name="judges.count")
        self._toggle = _everything_toggle()
        self._consequence = Notice(desk.look, name="judges.consequence")
        self._gate = Gate(self._consequence)
        self._withheld = Notice(desk.look, name="judges.withheld")
        self.content = JudgesContent(desk.look)
        self._life = PageLife(
            self, self.content, load=self._load, trouble="The runs could not be read"
        )
        title = text("Judges", "heading")
        title.setWordWrap(False)
        line = row(title, self._count, self._toggle, gaps=(0, 0, 0, 0, 12))
        line.setStretchFactor(self._count, 1)
        head = column(line, self._consequence, self._withheld, gaps=(16, 12, 16, 10, 8))
        lines = column(framed(head, edge="bottom"), self._life.stack, gaps=(0, 0, 0, 0, 0))
        lines.setStretchFactor(self._life.stack, 1)
        self.setLayout(lines)
        self._connect()
        self._renew()

    @override
    def refresh(self, changes: Changes) -> None:
        if not self._life.refresh(changes, _TOUCHED_BY):
            return
        if Topic.WAVES in changes:
            # Another wave may be open now, and it is that one which could be swayed.
            self._aggregate_accepted = False
        if changes & _BRINGS_MORE:
            # The person agreed to see what there was, not what has come in since.
            self._keep_to_mine()
        if self.isVisible():
            self._life.load()

    @override
    def shown(self) -> None:
        self._life.catch_up()

    @override
    def take_focus(self) -> None:
        if self._gate.is_open:
            self._gate.take_keyboard()
        elif self._life.shows_content:
            self.content.table.setFocus()
        else:
            super().take_focus()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Only another page in front, not a minimised window, ends what was agreed to.
        if not event.spontaneous():
            self._keep_to_mine()

    @override
    def close_down(self) -> bool:
        self._life.close_down()
        self._stop_reading()
        return True

    def read_chosen(self) -> None:
        """Ask for the chosen run to be read."""
        self._want_step(0)

    def _connect(self) -> None:
        self.desk.actions.bind("judges.read", self.read_chosen)
        self.desk.actions.bind("judges.everything", self._toggle.click)
        self._toggle.clicked.connect(self._ask_everything)
        self._consequence.answered.connect(self._answer)
        self._life.state.answered.connect(self._answer)
        self.content.run_chosen.connect(self._read)
        self.content.read_wanted.connect(self.read_chosen)
        self.content.step_wanted.connect(self._want_step)
        self.content.aggregate_wanted.connect(self._accept_aggregate)
        self.desk.look.changed.connect(self._renew)

    def _ask_everything(self) -> None:
        """Say what it means before runs without a label are shown; go back without asking."""
        if self._everything:
            self._decline()
            return
        # It is ticked when all runs are shown, not while that is asked.
        self._toggle.setChecked(False)
        answers = [("no", "Keep to mine"), ("yes", "Show all runs")]
        self._consequence.say(_EVERYTHING, "warn", answers=answers)
        self._gate.open("judges.consequence.no", self._decline)

    def _answer(self, name: str) -> None:
        if name == "everything":
            self._ask_everything()
        elif name == "no":
            self._decline()
        elif name == "yes":
            self._close_gate()
            self._toggle.setChecked(True)
            self._everything = True
            self._life.load()

    def _decline(self) -> None:
        """Keep to the rater's own runs, or go back to them."""
        self._close_gate()
        self._toggle.setChecked(False)
        self._toggle.setFocus()
        if self._everything:
            self._everything = False
            self._life.load()

    def _close_gate(self) -> None:
        self._gate.close()
        self._consequence.say("")

    def _keep_to_mine(self) -> None:
        """Take back that all runs are shown: whoever wants them again is asked again."""
        self._close_gate()
        self._toggle.setChecked(False)
        if self._everything:
            self._life.close_down()
            self._stop_reading()
            self._everything = False
            self._life.holds = False

    def _accept_aggregate(self) -> None:
        self._aggregate_accepted = True
        self._life.load()

    def _load(self) -> None:
        self._stop_reading()
        desk, everything, accepted = self.desk, self._everything, self._aggregate_accepted
        self._life.start(
            lambda _progress: _loaded(desk, everything=everything, accepted=accepted),
            self._show,
            waiting="Reading labels and scores",
        )

    def _show(self, loaded: _Loaded) -> None:
        found = loaded.found
        self._life.holds = True
        self._count.setText(_counted(found))
        template = _OPEN_WAVE if self._everything else _NOT_YOURS
        self._withheld.say(_withheld(template, found.withheld) if found.runs else "")
        self._tell_sight(found)
        if not found.runs or not found.judges:
            self._show_nothing(found)
            return
        self.content.show_comparison(found, loaded.warning)
        self._life.show_content()
        if not self._gate.is_open:
            self.content.table.setFocus()

    def _show_nothing(self, found: Comparison) -> None:
        say = self._life.say
        if found.runs:
            say("scales", "No judge has scored these runs", _NO_SCORES)
        elif self._everything and found.withheld:
            say("lock-simple", "Nothing to show yet", "All runs are of an open wave.")
        elif self._everything or not found.withheld:
            say("scales", "The study holds no scored run", _NO_SCORES)
        else:
            answers = [("everything", "Show all runs\N{HORIZONTAL ELLIPSIS}")]
            say("lock-simple", "Nothing to show yet", _NOTHING, answers=answers, leads=False)

    def _tell_sight(self, found: Comparison) -> None:
        """Tell the other pages where runs have been shown that were not before."""
        shown = frozenset(run.row for run in found.runs)
        if not shown <= self._seen:
            self._seen |= shown
            self.changed.emit(frozenset({Topic.SIGHT}))

    def _read(self, run: Compared) -> None:
        """Read the chosen run in full."""
        self._stop_reading()
        self.content.side.wait(run)
        desk = self.desk
        self._reading = desk.jobs.start(
            lambda _progress: (run, sides(desk.store, desk.rater, run, now=desk.now())),
            then=self._show_sides,
            failed=self._fail_side,
            quiet=True,
        )
        self._reading.ended.connect(self._forget_reading)

    def _fail_side(self, fault: Exception) -> None:
        known = isinstance(fault, DeskError)
        self.content.side.clear(told(fault) if known else "This run could not be read.")
        if not known:
            self.desk.jobs.problem.emit(fault)

    def _show_sides(self, read: tuple[Compared, Sides]) -> None:
        self.content.side.show_sides(*read)

    def _want_step(self, step: int) -> None:
        run = self.content.chosen_run()
        if run is not None and self._life.shows_content:
            self.run_wanted.emit(run.row, step)

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()

    def _forget_reading(self) -> None:
        if self.sender() is self._reading:
            self._reading = None

    def _renew(self) -> None:
        restyle(self, self.desk.look)


def _loaded(desk: Desk, *, everything: bool, accepted: bool) -> _Loaded:
    found = compare(desk.store, desk.rater, everything=everything, now=desk.now())
    warning = aggregate_warning(desk.store, desk.rater)
    if warning and accepted:
        note_aggregate(desk.store, desk.rater, now=desk.now())
        warning = ""
    return _Loaded(found=found, warning=warning)


def _counted(found: Comparison) -> str:
    labelled = sum(run.severity is not None or run.outcome is not None for run in found.runs)
    if not found.runs:
        return ""
    judges = amount(len(found.judges), "judge")
    if labelled == len(found.runs):
        return f"{amount(labelled, 'run')} that you labelled, {judges}"
    return f"{amount(len(found.runs), 'run')}, {labelled} of them labelled by you, {judges}"


def _withheld(template: str, count: int) -> str:
    if not count:
        return ""
    one = count == 1
    return template.format(runs="1 run" if one else f"{count} runs", are="is" if one else "are")


def _everything_toggle() -> QCheckBox:
    toggle = QCheckBox("All runs")
    toggle.setObjectName("judges.everything.toggle")
    toggle.setAccessibleName("Show all runs, not only those you labelled")
    return toggle
