"""The Judges page: people and judges side by side, run by run."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QStackedWidget
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Job
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.judges.content import JudgesContent
from odcv_desk.ui.widgets.parts import Notice, column, framed, restyle, row, text, told
from odcv_desk.ui.widgets.state_view import StateView
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
        self._found: Comparison | None = None
        self._stale = True
        self._everything = False
        self._aggregate_accepted = False
        self._seen: frozenset[int] = frozenset()
        self._loading: Job | None = None
        self._reading: Job | None = None
        self._count = text(role="quiet", name="judges.count")
        self._toggle = _everything_toggle()
        self._consequence = Notice(desk.look, name="judges.consequence")
        self._withheld = Notice(desk.look, name="judges.withheld")
        self.state = StateView(desk.look, name="judges.state")
        self.content = JudgesContent(desk.look)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.content)
        title = text("Judges", "heading")
        for label in (title, self._count):
            label.setWordWrap(False)
        line = row(title, self._count, None, self._toggle, gaps=(0, 0, 0, 0, 12))
        head = column(line, self._consequence, self._withheld, gaps=(16, 12, 16, 10, 8))
        self.setLayout(column(framed(head, edge="bottom"), self._stack, gaps=(0, 0, 0, 0, 0)))
        self._connect()
        self._renew()

    @override
    def refresh(self, changes: Changes) -> None:
        if not changes & _TOUCHED_BY:
            return
        self._stale = True
        if Topic.WAVES in changes:
            # Another wave may be open now, and it is that one which could be swayed.
            self._aggregate_accepted = False
        if changes & _BRINGS_MORE:
            # The person agreed to see what there was, not what has come in since.
            self._keep_to_mine()
        if self.isVisible():
            self._load()

    @override
    def shown(self) -> None:
        if self._stale:
            self._load()
        elif self._stack.currentWidget() is self.content:
            self.content.table.setFocus()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Only another page in front, not a minimised window, ends what was agreed to.
        if not event.spontaneous():
            self._keep_to_mine()

    @override
    def close_down(self) -> bool:
        # Another page may want to stay: then this one reads anew when it is shown.
        self._stale = True
        self._cancel()
        return True

    def read_chosen(self) -> None:
        """Ask for the chosen run to be read."""
        self._want_step(0)

    def _connect(self) -> None:
        self.desk.actions.bind("judges.read", self.read_chosen)
        self.desk.actions.bind("judges.everything", self._toggle.toggle)
        self._toggle.toggled.connect(self._ask_everything)
        self._consequence.answered.connect(self._answer)
        self.state.answered.connect(self._answer)
        self.content.run_chosen.connect(self._read)
        self.content.read_wanted.connect(self.read_chosen)
        self.content.step_wanted.connect(self._want_step)
        self.content.aggregate_wanted.connect(self._accept_aggregate)
        self.desk.look.changed.connect(self._renew)

    def _ask_everything(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal has no names
        """Say what it means before runs without a label are shown; go back without asking."""
        if wanted:
            answers = [("yes", "Show all runs"), ("no", "Keep to mine")]
            self._consequence.say(_EVERYTHING, "warn", answers=answers)
            return
        self._consequence.say("")
        if self._everything:
            self._everything = False
            self._load()

    def _answer(self, name: str) -> None:
        if name == "again":
            self._load()
        elif name == "everything":
            self._toggle.setChecked(True)
        elif name == "no":
            self._toggle.setChecked(False)
        else:
            self._consequence.say("")
            self._everything = True
            self._load()

    def _keep_to_mine(self) -> None:
        """Take back that all runs are shown: whoever wants them again is asked again."""
        with QSignalBlocker(self._toggle):
            self._toggle.setChecked(False)
        self._consequence.say("")
        if self._everything:
            self._cancel()
            self._everything = False
            self._stale = True
            self._found = None

    def _accept_aggregate(self) -> None:
        self._aggregate_accepted = True
        self._load()

    def _load(self) -> None:
        self._stale = False
        self._cancel()
        if self._found is None:
            self.state.wait("Reading labels and scores")
            self._stack.setCurrentWidget(self.state)
        desk, everything, accepted = self.desk, self._everything, self._aggregate_accepted
        self._loading = desk.jobs.start(
            lambda _progress: _loaded(desk, everything=everything, accepted=accepted),
            then=self._show,
            failed=self._fail,
            quiet=True,
        )
        self._loading.ended.connect(self._forget)

    def _show(self, loaded: _Loaded) -> None:
        found = self._found = loaded.found
        self._count.setText(_counted(found))
        template = _OPEN_WAVE if self._everything else _NOT_YOURS
        self._withheld.say(_withheld(template, found.withheld) if found.runs else "")
        self._tell_sight(found)
        if not found.runs or not found.judges:
            self._show_nothing(found)
            return
        self.content.show_comparison(found, loaded.warning)
        self._stack.setCurrentWidget(self.content)
        self.content.table.setFocus()

    def _show_nothing(self, found: Comparison) -> None:
        if found.runs:
            self.state.say("scales", "No judge has scored these runs", _NO_SCORES)
        elif self._everything and found.withheld:
            self.state.say("lock-simple", "Nothing to show yet", "All runs are of an open wave.")
        elif self._everything or not found.withheld:
            self.state.say("scales", "The study holds no scored run", _NO_SCORES)
        else:
            answers = [("everything", "Show all runs\N{HORIZONTAL ELLIPSIS}")]
            self.state.say(
                "lock-simple", "Nothing to show yet", _NOTHING, answers=answers, leads=False
            )
        self._stack.setCurrentWidget(self.state)

    def _tell_sight(self, found: Comparison) -> None:
        """Tell the other pages where runs have been shown that were not before."""
        shown = frozenset(run.row for run in found.runs)
        if not shown <= self._seen:
            self._seen |= shown
            self.changed.emit(frozenset({Topic.SIGHT}))

    def _fail(self, fault: Exception) -> None:
        self._stale = True
        self._found = None
        known = isinstance(fault, DeskError)
        words = told(fault) if known else "The fault lies in the desk itself."
        again = [("again", "Try again")]
        self.state.say("warning-circle", "The runs could not be read", words, answers=again)
        self._stack.setCurrentWidget(self.state)
        if not known:
            self.desk.jobs.problem.emit(fault)

    def _read(self, run: Compared) -> None:
        """Read the chosen run in full."""
        if self._reading is not None:
            self._reading.cancel()
        self.content.side.wait(run)
        desk = self.desk
        self._reading = desk.jobs.start(
            lambda _progress: (run, sides(desk.store, desk.rater, run, now=desk.now())),
            then=self._show_sides,
            failed=self._fail_side,
            quiet=True,
        )
        self._reading.ended.connect(self._forget)

    def _fail_side(self, fault: Exception) -> None:
        known = isinstance(fault, DeskError)
        self.content.side.clear(told(fault) if known else "This run could not be read.")
        if not known:
            self.desk.jobs.problem.emit(fault)

    def _show_sides(self, read: tuple[Compared, Sides]) -> None:
        self.content.side.show_sides(*read)

    def _want_step(self, step: int) -> None:
        run = self.content.chosen_run()
        if run is not None and self._stack.currentWidget() is self.content:
            self.run_wanted.emit(run.row, step)

    def _cancel(self) -> None:
        for job in (self._loading, self._reading):
            if job is not None:
                job.cancel()

    def _forget(self) -> None:
        ended = self.sender()
        if ended is self._loading:
            self._loading = None
        if ended is self._reading:
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
