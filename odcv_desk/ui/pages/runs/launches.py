"""Begin runs of campaigns once each: new ones, what is missing, and what failed again."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal

from odcv_desk.domain.campaign import Campaign
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.runs.campaign_panel import CampaignPanel
from odcv_desk.ui.pages.runs.loading import Ready, ready
from odcv_desk.ui.pages.runs.sessions import Sessions
from odcv_desk.ui.pages.runs.words import has_failed
from odcv_desk.workflow.live_run import LiveCampaign, LiveRun


class Launches(QObject):
    """Makes campaigns ready on another thread, asks before money is spent, and launches them.

    A campaign that is being made ready counts as under way: nothing begins it a second time.

    Signals:
        launched: What is under way now (Ready).
        priced: What may cost money (Ready); it waits for `agree`.
        refused: A campaign (Campaign) and why it was not launched (Exception).
        asks: A question to be asked of the person where it is seen (a function).
        noted: A campaign is made ready, or is so no longer.
        settled: The name (str) of a campaign that is made ready no longer, whatever came of it.
    """

    launched = Signal(object)
    priced = Signal(object)
    refused = Signal(object, object)
    asks = Signal(object)
    noted = Signal()
    settled = Signal(str)

    def __init__(
        self, desk: Desk, sessions: Sessions, panel: CampaignPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._sessions, self._panel = desk, sessions, panel
        self._starting: dict[str, int] = {}
        self._ticket = 0
        self._tried: dict[str, tuple[int, ...]] = {}
        self._offered: Ready | None = None

    @property
    def busy(self) -> bool:
        """Whether any campaign is being made ready."""
        return bool(self._starting)

    def starts(self, live: LiveCampaign | None) -> bool:
        """Whether a campaign is being made ready."""
        return live is not None and live.campaign.name in self._starting

    def begin(self, campaign: Campaign) -> None:
        """Launch what was just written; whether it may cost money was asked before."""
        self._panel.add(campaign)
        self._start(campaign, agreed=True)

    def resume(self, live: LiveCampaign | None) -> None:
        """Run what is missing; whether what a person stopped is run again is asked first."""
        if live is None or self._is_under_way(live):
            return
        if self._panel.stopped:
            self.asks.emit(self._panel.ask_for_stopped)
        else:
            self._start(live.campaign)

    def resume_decided(self, live: LiveCampaign | None, answer: str) -> None:
        """Run what is missing, without what a person stopped where the answer says so."""
        if live is not None:
            self._start(live.campaign, without=self._panel.stopped if answer == "others" else ())

    def retry(self, live: LiveCampaign | None, runs: Iterable[LiveRun]) -> None:
        """Try once more what has failed of some runs, and nothing else."""
        failed = tuple(run.position for run in runs if has_failed(run))
        if failed and live is not None:
            self._start(live.campaign, again=failed)

    def try_again(self, live: LiveCampaign | None) -> None:
        """Launch once more what a fault has kept from running, and nothing else."""
        again = () if live is None else self._tried.get(live.campaign.name, ())
        if again and live is not None:
            self._start(live.campaign, again=again)
        else:
            self.resume(live)

    def agree(self) -> None:
        """Launch what was asked about last."""
        made, self._offered = self._offered, None
        if made is not None:
            self._launch(made)

    def drop(self, live: LiveCampaign | None) -> None:
        """Make a campaign ready no longer; nothing of it has begun."""
        name = "" if live is None else live.campaign.name
        if name in self._starting:
            self._forget(name, self._starting[name])

    def close_down(self) -> None:
        """Make nothing ready any more."""
        self._starting.clear()

    def _is_under_way(self, live: LiveCampaign) -> bool:
        return self.starts(live) or self._sessions.runs(live)

    def _start(
        self,
        campaign: Campaign,
        *,
        again: tuple[int, ...] = (),
        without: Collection[int] = (),
        agreed: bool = False,
    ) -> None:
        desk, name = self._desk, campaign.name
        if name in self._starting or self._sessions.runs_named(name):
            return

        def work(_progress: Progress) -> Ready:
            return ready(desk, campaign, again=again, without=without)

        # A price that was asked about before is the price of something else.
        self._offered = None
        self._panel.stay()
        self._panel.tell_fault(None)
        self._tried[name] = again
        self._ticket += 1
        ticket = self._starting[name] = self._ticket
        then = self._launch if agreed else self._ask_or_launch

        def made(found: Ready) -> None:
            if self._forget(name, ticket):
                then(found)

        def refused(fault: Exception) -> None:
            if self._forget(name, ticket):
                self.refused.emit(campaign, fault)

        desk.jobs.start(work, then=made, failed=refused, quiet=True)
        self.noted.emit()

    def _ask_or_launch(self, made: Ready) -> None:
        if made.expected.may_cost:
            self._offered = made
            self.priced.emit(made)
        else:
            self._launch(made)

    def _launch(self, made: Ready) -> None:
        # Another desk may have done it all meanwhile.
        if not made.found.live.wanted or self._sessions.launch(made.found):
            self.launched.emit(made)

    def _forget(self, name: str, ticket: int) -> bool:
        """Note that a campaign is made ready no longer; return False where it was dropped."""
        if self._starting.get(name) != ticket:
            return False
        del self._starting[name]
        self.noted.emit()
        self.settled.emit(name)
        return True
