"""Looks now and then what another desk does of a campaign: nobody tells this one."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from odcv_desk.domain.campaign import Campaign
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Job
from odcv_desk.ui.pages.runs.loading import read_again

_EVERY_MS: Final = 2500


class Elsewhere(QObject):
    """Reads a campaign again, one reading at a time.

    Args:
        desk: Where it is read.
        wanted: Returns the campaign to read, None while there is nothing to look for.
        parent: Who owns this.

    Signals:
        found: How the campaign stands by now (CampaignNow).
    """

    found = Signal(object)

    def __init__(self, desk: Desk, wanted: Callable[[], Campaign | None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._wanted = desk, wanted
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Read it now, where there is something to look for."""
        campaign = self._wanted()
        if campaign is None or self._job is not None:
            return
        desk = self._desk
        self._job = desk.jobs.start(
            lambda _progress: read_again(desk, campaign),
            then=self.found.emit,
            # What cannot be read now is read at the next look.
            quiet=True,
        )
        self._job.ended.connect(self._forget)

    def _forget(self) -> None:
        self._job = None
