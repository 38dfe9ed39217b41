"""A campaign under way at this window: runs in the background, and what is new of it."""

import queue
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from odcv_desk.domain.campaign import CellEnd
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Job
from odcv_desk.workflow.campaign import launch
from odcv_desk.workflow.campaign_now import CampaignNow
from odcv_desk.workflow.run_machine import Machine

_LOOK_EVERY_MS: Final = 100
_SECOND: Final = 10
"""So many looks are a second, after which what is under way has taken longer."""


class Session(QObject):
    """Launches a campaign and tells on the GUI thread what has changed.

    The campaign tells of news in threads of its own; they are put where a timer fetches them, so
    that no thread ever touches an object of Qt that may be gone.

    Attributes:
        found: The campaign with what was tried before.
        live: Its runs.
        fault: What ended the campaign as a whole, None where nothing did.
        note: What is made ready before the first run begins; empty afterwards.

    Signals:
        changed: Positions (frozenset of int) of runs that have changed.
        noted: Something else is made ready now.
        ended: All is over.
    """

    changed = Signal(object)
    noted = Signal()
    ended = Signal()

    def __init__(self, desk: Desk, found: CampaignNow, machine: Machine, parent: QObject) -> None:
        super().__init__(parent)
        self.found, self.live = found, found.live
        self.fault: Exception | None = None
        self.note = "Making the sandboxes ready"
        self._desk, self._machine = desk, machine
        self._news: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._job: Job | None = None
        self._looks = 0
        self.live.on_change(self._news.put)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def alive(self) -> bool:
        """Whether the campaign is under way."""
        return self._job is not None

    def start(self) -> None:
        """Launch."""
        desk, live, machine = self._desk, self.live, self._machine

        def work(progress: Progress) -> tuple[CellEnd, ...]:
            with machine.means(desk.now) as means:
                return launch(desk.store, live, means, progress=progress)

        self._job = desk.jobs.start(work, failed=self._fail, quiet=True, lasting=True)
        self._job.progressed.connect(self._prepare)
        self._job.ended.connect(self._end)
        self._timer.start()

    def cancel(self) -> None:
        """End all of it; within a second."""
        self.live.cancel_all()

    def _prepare(self, done: int, total: int, what: str) -> None:
        """Tell what is made ready; from the first run on the runs speak for themselves."""
        if any(run.began_at is not None for run in map(self.live.at, self.live.wanted)):
            note = ""
        else:
            note = f"Making the sandboxes ready: {what} ({done + 1} of {max(total, done + 1)})"
        if note != self.note:
            self.note = note
            self.noted.emit()

    def _look(self) -> None:
        found = set()
        while not self._news.empty():
            found.add(self._news.get_nowait())
        self._looks += 1
        if self._looks % _SECOND == 0:
            found |= {run.position for run in self.live.runs() if run.state.under_way}
        if found:
            self.note = ""
            self.changed.emit(frozenset(found))

    def _fail(self, fault: Exception) -> None:
        self.fault = fault

    def _end(self) -> None:
        self._timer.stop()
        self._job = None
        self.note = ""
        self._look()
        self.ended.emit()
