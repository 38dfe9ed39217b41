"""The left of the page: which campaign, how far it is, its runs, and what can be done with it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFrame, QListView, QProgressBar

from odcv_desk.domain.amount import amount
from odcv_desk.domain.campaign import Campaign
from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.look import Look
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.pages.runs.launch_words import price_words
from odcv_desk.ui.pages.runs.loading import Loaded
from odcv_desk.ui.pages.runs.question import Question
from odcv_desk.ui.pages.runs.run_list import RunDelegate, RunModel, Showing
from odcv_desk.ui.pages.runs.words import (
    campaign_title,
    campaign_words,
    elsewhere_words,
    has_failed,
    is_open,
    is_stopped,
    left_words,
)
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.eliding_combo import ElidingCombo
from odcv_desk.ui.widgets.parts import Notice, button, column, framed, restyle, row, text, told
from odcv_desk.workflow.campaign_now import CampaignNow
from odcv_desk.workflow.estimate import RunEstimate
from odcv_desk.workflow.live_run import CellState, LiveRun

_AGAIN: Final = "again"
# From so many runs on it is offered to list some of them alone.
_MANY: Final = 10
_LEAST_SIGNS: Final = 12
_LEAVE: Final = "leave"
_CANCEL: Final = "cancel"
_RESUME: Final = "resume"
_SPEND: Final = "spend"
_LEAVING: Final = (
    "{runs}. Close again to leave: what is under way is cancelled, its steps are kept, "
    "and it can be run again later."
)
_STOPPED: Final = (
    "{stopped:,} of what is missing {were} stopped by a person. Who runs again what was stopped "
    "for what it did chooses which runs count."
)


class CampaignPanel(QFrame):
    """Shows a campaign and its runs.

    Signals:
        campaign_chosen: The name of another campaign (str).
        run_chosen: The run that the cursor came to (LiveRun).
        new_wanted: More is to be launched.
        resume_wanted: What is missing is to be run.
        retry_wanted: What failed is to be tried once more.
        cancel_wanted: All of it is to be ended.
        earlier_wanted: What an earlier try at the chosen cell left is to be read: its row (int).
        decided: What was asked (str) and what the person wants (str); see `ask_...`.
    """

    campaign_chosen = Signal(str)
    run_chosen = Signal(object)
    new_wanted = Signal()
    resume_wanted = Signal()
    retry_wanted = Signal()
    cancel_wanted = Signal()
    earlier_wanted = Signal(int)
    decided = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._now: CampaignNow | None = None
        self.guess_s = 0.0
        self.setObjectName("runs.campaign")
        self.setProperty("panel", True)  # noqa: FBT003 - Qt's signature
        self.model = RunModel(self)
        self.which: QComboBox = _campaigns()
        self._far = text("", name="runs.far")
        self._left = text("", "small", name="runs.left")
        self._bar = QProgressBar()
        self._bar.setObjectName("runs.bar")
        self._bar.setAccessibleName("How much of the campaign is done")
        self._bar.setTextVisible(False)
        self._notice = Notice(look, name="runs.notice")
        self.question = Question(look, "runs.question")
        self.list = _runs_list(self.model, RunDelegate(look, self.model, self))
        self._showing = QComboBox()
        self._showing.setObjectName("runs.showing")
        self._showing.setAccessibleName("Which runs are listed")
        for showing in Showing:
            self._showing.addItem(showing, showing)
        self._new = button("New runs…", "runs.new", self.new_wanted.emit)
        self._new.setToolTip("Plan new runs (Ctrl+N)")
        self._resume = button("", "runs.resume", self.resume_wanted.emit, kind="primary")
        self._retry = button("", "runs.retry_all", self.retry_wanted.emit)
        self._cancel = button("Cancel all", "runs.cancel_all", self.cancel_wanted.emit)
        self._cancel.setProperty("kind", "danger")
        self._earlier = button("", "runs.earlier", self._want_earlier, kind="link")
        self._build()
        self._connect()

    @property
    def current(self) -> LiveRun | None:
        """The run that is chosen."""
        found: LiveRun | None = self.list.currentIndex().data(VALUE_ROLE)
        return found

    @property
    def kept(self) -> int:
        """How many of the runs are in the study."""
        return sum(run.row is not None for run in self.model.runs)

    @property
    def stopped(self) -> tuple[int, ...]:
        """The positions of missing runs that a person stopped after stepping in."""
        return tuple(run.position for run in self.model.runs if is_stopped(run))

    @property
    def asks_to_leave(self) -> bool:
        """Whether the person can read that runs are under way."""
        return self.question.asked == _LEAVE

    def know(self, found: Loaded) -> None:
        """Take what there is of campaigns and scenarios, and what is hidden of runs."""
        offered, chosen = found.offered, self.chosen
        self.model.know({each.id: each for each in offered.scenarios}, found.veil)
        blocker = QSignalBlocker(self.which)
        self.which.clear()
        for each in offered.campaigns:
            veiled = found.veil.hides_of(each)
            title = campaign_title(each, found.launched.get(each.name), veiled=veiled)
            self.which.addItem(visible(title), each.name)
        blocker.unblock()
        self.name(chosen)

    @property
    def chosen(self) -> str:
        """The name of the campaign that is chosen."""
        return str(self.which.currentData() or "")

    def add(self, campaign: Campaign) -> None:
        """Take a campaign that is new."""
        blocker = QSignalBlocker(self.which)
        self.which.insertItem(0, visible(campaign_title(campaign, None)), campaign.name)
        blocker.unblock()

    def name(self, name: str) -> None:
        """Choose a campaign by its name, which nobody needs to be told of."""
        blocker = QSignalBlocker(self.which)
        self.which.setCurrentIndex(max(0, self.which.findData(name)))
        blocker.unblock()

    def show_campaign(self, found: CampaignNow, *, alive: bool) -> None:
        """Show a campaign; of the one that is shown the same run stays chosen."""
        kept = self.list.currentIndex().row()
        same = self._now is not None and self._now.live.campaign == found.live.campaign
        self._now = found
        self.model.show_campaign(found, alive=alive)
        if self.model.runs:
            self.go_to(max(kept, 0) if same else _first(self.model.runs))
        if not same and not self.asks_to_leave:
            self.stay()
        self.show_progress(note="", alive=alive)

    def take(self, positions: frozenset[int], *, note: str) -> None:
        """Take news of some runs."""
        self.model.take(positions)
        self.show_progress(note=note, alive=self.model.alive)

    def show_progress(self, *, note: str, alive: bool, starts: bool = False) -> None:
        """Show how far it is, or what is made ready first; one that `starts` is not alive yet."""
        runs, idle = self.model.runs, not (alive or starts)
        self.model.alive = alive
        done = sum(run.ended is not None and not is_open(run) for run in runs)
        self._bar.setRange(0, 0 if note else max(1, len(runs)))
        self._bar.setValue(done)
        self._far.setText(campaign_words(runs, alive=alive))
        self._left.setText(visible(note or self._still(runs, alive=alive)))
        self._left.setVisible(bool(self._left.text()))
        rest, failed = sum(map(is_open, runs)), sum(map(has_failed, runs))
        self._offer(self._resume, f"Run what is missing ({rest:,})", shown=bool(rest) and idle)
        self._offer(self._retry, f"Try what failed again ({failed:,})", shown=bool(failed) and idle)
        self._cancel.setVisible(not idle)
        self._showing.setVisible(len(runs) >= _MANY)
        self._list()
        self._show_earlier()

    def _still(self, runs: Sequence[LiveRun], *, alive: bool) -> str:
        """Return how long it still takes, or who else is at work on it."""
        if alive and self._now is not None:
            parallel = self._now.live.campaign.settings.parallel
            return left_words(runs, parallel=parallel, guess_s=self.guess_s)
        return elsewhere_words(runs)

    def ask_to_leave(self, under_way: int) -> None:
        """Ask whether to leave though runs go on or begin; closing again is the answer."""
        runs = f"{amount(under_way, 'run')} {'is' if under_way == 1 else 'are'} under way"
        runs = runs if under_way else "Runs are about to begin"
        self.question.ask(_LEAVE, _LEAVING.format(runs=runs), safe="Keep them running (Esc)")

    def ask_to_cancel(self) -> None:
        """Ask whether all that is under way or waits is to be cancelled."""
        runs = self.model.runs
        under_way = sum(run.state.under_way for run in runs)
        waits = sum(run.state is CellState.WAITING for run in runs)
        parts = [f"{amount(under_way, 'run')} under way"] if under_way else []
        parts += [f"{amount(waits, 'run')} not begun"] if waits else []
        both = " and ".join(parts)
        self.question.ask(
            _CANCEL,
            f"Cancel {both}? What was done so far is kept.",
            safe="Keep them running (Esc)",
            answers=[("yes", f"Cancel {amount(under_way + waits, 'run')}")],
        )

    def ask_for_stopped(self) -> None:
        """Ask whether what a person stopped is run again with the rest."""
        rest, stopped = sum(map(is_open, self.model.runs)), len(self.stopped)
        others = [("others", f"Run the other {rest - stopped:,}")] if rest > stopped else []
        self.question.ask(
            _RESUME,
            _STOPPED.format(stopped=stopped, were="was" if stopped == 1 else "were"),
            safe="Not now (Esc)",
            answers=[*others, ("all", f"Run all {rest:,}")],
        )

    def ask_for_money(self, expected: RunEstimate) -> None:
        """Ask whether runs are to be made that may cost money."""
        runs = amount(expected.runs, "run")
        self.question.ask(
            _SPEND,
            f"Run {runs}, {price_words(expected)}?",
            safe="Not now (Esc)",
            answers=[("yes", f"Run {runs}")],
        )

    def stay(self) -> None:
        """Ask nothing any more."""
        self.question.close_question()

    def all_over(self) -> None:
        """Ask no more about runs under way: there are none."""
        if self.question.about in (_LEAVE, _CANCEL):
            self.stay()

    def go_to(self, row: int) -> None:
        """Choose a run by its place; one that is not listed is listed with all others."""
        if self.list.isRowHidden(row):
            self._showing.setCurrentIndex(0)
        self.list.setCurrentIndex(self.model.index(row))

    def go_on(self, by: int) -> None:
        """Choose the next run, or the one before."""
        row = self.list.currentIndex().row() + by
        while 0 <= row < self.model.rowCount() and self.list.isRowHidden(row):
            row += by
        if 0 <= row < self.model.rowCount():
            self.go_to(row)

    def go_to_question(self) -> bool:
        """Choose the next run that asks, after the chosen one and round; return whether any."""
        runs = self.model.runs
        start = self.list.currentIndex().row() + 1
        order = [*range(start, len(runs)), *range(start)]
        found = next((place for place in order if runs[place].pending is not None), None)
        if found is not None:
            self.go_to(found)
        return found is not None

    def tell_fault(self, fault: Exception | None, *, again: bool = True) -> None:
        """Say what went wrong with the campaign as a whole; `again` offers to launch it again."""
        if fault is None:
            self._notice.say("")
            return
        known = isinstance(fault, DeskError)
        words = told(fault) if known else "The campaign was ended by a fault of the desk itself."
        self._notice.say(words, "bad", answers=[(_AGAIN, "Try again")] if again else [])

    @property
    def notice(self) -> Notice:
        """Where faults are told."""
        return self._notice

    def _offer(self, control: object, words: str, *, shown: bool) -> None:
        for made in (self._resume, self._retry, self._earlier):
            if made is control:
                made.setText(words)
                made.setAccessibleName(words)
                made.setVisible(shown)

    def _settled(self, keyboard: bool) -> None:  # noqa: FBT001 - a slot
        """Show again what gave way to a question, and give the keyboard back."""
        self._below.show()
        if keyboard:
            self.list.setFocus()

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self._show_earlier()
            self.run_chosen.emit(now.data(VALUE_ROLE))

    @property
    def _shown(self) -> Showing:
        return Showing(self._showing.currentData())

    def _list(self) -> None:
        """List the runs that are wanted; the one that is read stays."""
        current, shown = self.list.currentIndex().row(), self._shown
        for place, run in enumerate(self.model.runs):
            hide = place != current and not shown.shows(run)
            if hide != self.list.isRowHidden(place):
                self.list.setRowHidden(place, hide)

    def _show_earlier(self) -> None:
        """Offer what an earlier try at the chosen cell left."""
        run = self.current
        row = None if run is None or self._now is None else self._now.earlier(run)
        self._offer(self._earlier, "Read the earlier try in Review", shown=row is not None)

    def _want_earlier(self) -> None:
        run = self.current
        row = None if run is None or self._now is None else self._now.earlier(run)
        if row is not None:
            self.earlier_wanted.emit(row)

    def _connect(self) -> None:
        self.list.selectionModel().currentRowChanged.connect(self._chosen)
        self.which.currentIndexChanged.connect(lambda _at: self.campaign_chosen.emit(self.chosen))
        self._showing.currentIndexChanged.connect(lambda _place: self._list())
        self.question.answered.connect(self.decided)
        # In a small window there is room for one of them.
        self.question.opened.connect(self._below.hide)
        self.question.closed.connect(self._settled)
        self._look.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        self._below = framed(
            column(
                self._left,
                row(self._resume, self._retry, self._cancel, None),
                row(self._earlier, None),
                self._showing,
                gaps=(0, 0, 0, 0, 8),
            )
        )
        head = row(self.which, self._new, gaps=(0, 0, 0, 0, 8))
        head.setStretch(0, 1)
        top = column(
            head,
            self._far,
            self._bar,
            self._notice,
            self.question,
            self._below,
            gaps=(14, 12, 14, 10, 8),
        )
        lines = column(top, self.list, gaps=(0, 0, 0, 0, 0))
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def _dress(self) -> None:
        restyle(self, self._look)
        self.list.scheduleDelayedItemsLayout()


def _first(runs: Sequence[LiveRun]) -> int:
    """Return the run to show first: one that asks, one under way, else the first."""
    asks = (place for place, run in enumerate(runs) if run.pending is not None)
    under_way = (place for place, run in enumerate(runs) if run.state.under_way)
    return next(asks, next(under_way, 0))


def _campaigns() -> ElidingCombo:
    which = ElidingCombo()
    which.setObjectName("runs.which")
    which.setAccessibleName("Campaign")
    # Names of models give way before the run beside this does.
    which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    which.setMinimumContentsLength(_LEAST_SIGNS)
    return which


def _runs_list(model: RunModel, delegate: RunDelegate) -> QListView:
    runs = QListView()
    runs.setObjectName("runs.list")
    runs.setAccessibleName("Runs of the campaign")
    runs.setModel(model)
    runs.setItemDelegate(delegate)
    runs.setUniformItemSizes(True)
    runs.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    runs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return runs
