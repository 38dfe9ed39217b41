"""The left of the page: which campaign, how far it is, its runs, and what can be done with it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFrame, QListView, QProgressBar

from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.look import Look
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.pages.runs.run_list import RunDelegate, RunModel
from odcv_desk.ui.pages.runs.words import campaign_words, has_failed, is_open, left_words
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.eliding_combo import ElidingCombo
from odcv_desk.ui.widgets.parts import Notice, button, column, restyle, row, text, told
from odcv_desk.workflow.live_run import LiveCampaign, LiveRun

_AGAIN: Final = "again"


class CampaignPanel(QFrame):
    """Shows a campaign and its runs.

    Signals:
        campaign_chosen: The name of another campaign (str).
        run_chosen: The run that the cursor came to (LiveRun).
        new_wanted: More is to be launched.
        resume_wanted: What is missing is to be run.
        retry_wanted: What failed is to be tried once more.
        cancel_wanted: All of it is to be ended.
    """

    campaign_chosen = Signal(str)
    run_chosen = Signal(object)
    new_wanted = Signal()
    resume_wanted = Signal()
    retry_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._live: LiveCampaign | None = None
        self.guess_s = 0.0
        self.setObjectName("runs.campaign")
        self.setProperty("panel", True)  # noqa: FBT003 - Qt's signature
        self.model = RunModel(self)
        self.which: QComboBox = ElidingCombo()
        self.which.setObjectName("runs.which")
        self.which.setAccessibleName("Campaign")
        self._far = text("", name="runs.far")
        self._left = text("", "small", name="runs.left")
        self._bar = QProgressBar()
        self._bar.setObjectName("runs.bar")
        self._bar.setAccessibleName("How much of the campaign is done")
        self._bar.setTextVisible(False)
        self._notice = Notice(look, name="runs.notice")
        self.list = QListView()
        self.list.setObjectName("runs.list")
        self.list.setAccessibleName("Runs of the campaign")
        self.list.setModel(self.model)
        self.list.setItemDelegate(RunDelegate(look, self.model, self))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._new = button("New runs…", "runs.new", self.new_wanted.emit)
        self._new.setToolTip("Plan new runs (Ctrl+N)")
        self._resume = button("", "runs.resume", self.resume_wanted.emit, kind="primary")
        self._retry = button("", "runs.retry_all", self.retry_wanted.emit)
        self._cancel = button("Cancel all", "runs.cancel_all", self.cancel_wanted.emit)
        self._cancel.setProperty("kind", "danger")
        self._build()
        self._connect()

    @property
    def current(self) -> LiveRun | None:
        """The run that is chosen."""
        found: LiveRun | None = self.list.currentIndex().data(VALUE_ROLE)
        return found

    def offer(self, names: Sequence[str], chosen: str) -> None:
        """Take the names of all campaigns, the newest first."""
        blocker = QSignalBlocker(self.which)
        self.which.clear()
        for name in names:
            self.which.addItem(visible(name), name)
        blocker.unblock()
        self.name(chosen)

    @property
    def chosen(self) -> str:
        """The name of the campaign that is chosen."""
        return str(self.which.currentData() or "")

    def add(self, name: str) -> None:
        """Take the name of a campaign that is new."""
        blocker = QSignalBlocker(self.which)
        self.which.insertItem(0, visible(name), name)
        blocker.unblock()

    def name(self, name: str) -> None:
        """Choose a campaign by its name, which nobody needs to be told of."""
        blocker = QSignalBlocker(self.which)
        self.which.setCurrentIndex(max(0, self.which.findData(name)))
        blocker.unblock()

    def show_campaign(self, live: LiveCampaign, *, alive: bool) -> None:
        """Show a campaign; of the one that is shown the same run stays chosen."""
        kept = self.list.currentIndex().row()
        same = self._live is not None and self._live.campaign == live.campaign
        self._live = live
        self.model.alive = alive
        self.model.show_campaign(live)
        if self.model.runs:
            self.go_to(max(kept, 0) if same else _first(self.model.runs))
        self.show_progress(note="", alive=alive)

    def take(self, positions: frozenset[int], *, note: str) -> None:
        """Take news of some runs."""
        if self._live is not None:
            self.model.take(self._live, positions)
            self.show_progress(note=note, alive=self.model.alive)

    def show_progress(self, *, note: str, alive: bool) -> None:
        """Show how far it is, or what is made ready first."""
        runs = self.model.runs
        live = self._live
        self.model.alive = alive
        done = sum(run.ended is not None and not is_open(run) for run in runs)
        self._bar.setRange(0, 0 if note else max(1, len(runs)))
        self._bar.setValue(done)
        self._far.setText(campaign_words(runs, alive=alive))
        parallel = 1 if live is None else live.campaign.settings.parallel
        left = left_words(runs, parallel=parallel, guess_s=self.guess_s) if alive else ""
        self._left.setText(visible(note or left))
        self._left.setVisible(bool(note or left))
        rest, failed = sum(map(is_open, runs)), sum(map(has_failed, runs))
        self._offer(self._resume, f"Run what is missing ({rest:,})", shown=bool(rest) and not alive)
        self._offer(
            self._retry, f"Try what failed again ({failed:,})", shown=bool(failed) and not alive
        )
        self._cancel.setVisible(alive)

    def go_to(self, row: int) -> None:
        """Choose a run by its place."""
        self.list.setCurrentIndex(self.model.index(row))

    def go_on(self, by: int) -> None:
        """Choose the next run, or the one before."""
        row = self.list.currentIndex().row() + by
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

    def tell_fault(self, fault: Exception | None) -> None:
        """Say what ended the campaign as a whole, with the next move."""
        if fault is None:
            self._notice.say("")
            return
        known = isinstance(fault, DeskError)
        words = told(fault) if known else "The campaign was ended by a fault of the desk itself."
        self._notice.say(words, "bad", answers=[(_AGAIN, "Try again")])

    def warn(self, words: str, *, answer: str = "") -> None:
        """Say something that is to be decided, or nothing."""
        self._notice.say(words, "warn", answers=[("stay", answer)] if answer else [])

    @property
    def notice(self) -> Notice:
        """Where faults and questions are told."""
        return self._notice

    def _offer(self, control: object, words: str, *, shown: bool) -> None:
        for made in (self._resume, self._retry):
            if made is control:
                made.setText(words)
                made.setAccessibleName(words)
                made.setVisible(shown)

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.run_chosen.emit(now.data(VALUE_ROLE))

    def _renamed(self, _place: int) -> None:
        self.campaign_chosen.emit(self.chosen)

    def _connect(self) -> None:
        self.list.selectionModel().currentRowChanged.connect(self._chosen)
        self.which.currentIndexChanged.connect(self._renamed)
        self._look.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        head = row(self.which, self._new, gaps=(0, 0, 0, 0, 8))
        head.setStretch(0, 1)
        top = column(
            head,
            self._far,
            self._bar,
            self._left,
            self._notice,
            row(self._resume, self._retry, self._cancel, None),
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
