"""A campaign as the study knows it now: what can be launched of it, and all tries at its cells."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from odcv_desk.domain.campaign import Campaign
from odcv_desk.store import Store
from odcv_desk.store.campaigns import CellRun
from odcv_desk.workflow.campaign import live_campaign, missing
from odcv_desk.workflow.left_over import left_over, settle
from odcv_desk.workflow.live_run import CellState, LiveCampaign, LiveRun
from odcv_desk.workflow.writable import read_only

INTERRUPTED: Final = (
    "Its desk was stopped while it ran. What it did is kept, and it will be run again with what is "
    "missing."
)
_KNOWN_TO_THE_STUDY: Final = (CellState.WAITING, CellState.ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignNow:
    """A campaign with what was tried before.

    Attributes:
        live: Its cells, ready to be launched or under way.
        tries: By position, the runs of its cells in the study, in the order in which they began.
    """

    live: LiveCampaign
    tries: Mapping[int, tuple[CellRun, ...]]

    def seen(self, run: LiveRun, *, alive: bool) -> LiveRun:
        """Return a cell of the campaign with what the study knows of it.

        A cell that waits is one that nobody has run yet, or whose last run came to no end of its
        own; unless the campaign is under way here (`alive`), that run is what there is to see. One
        that is missing and was left alone when others were launched waits for none of them.
        """
        left = run.position not in self.live.wanted
        open_state = CellState.ENDED if left and alive else CellState.WAITING
        last = next(iter(self.tries.get(run.position, ())[-1:]), None)
        if last is None:
            return replace(run, state=open_state) if left else run
        outcome = last.outcome
        known = left or run.state in _KNOWN_TO_THE_STUDY
        asked_for = alive and run.state is CellState.WAITING
        if outcome is None or asked_for or not known:
            return run
        return replace(
            run,
            state=open_state if outcome.lost else CellState.ENDED,
            began_at=last.began_at,
            seconds=outcome.seconds,
            tokens_in=outcome.tokens_in,
            tokens_out=outcome.tokens_out,
            cost_usd=outcome.cost_usd,
            ended=None if outcome.lost else outcome.ended,
            intervened=outcome.intervened,
            run=outcome.run,
            row=last.row,
            kept_turns=outcome.turns,
            failure=INTERRUPTED if outcome.lost else outcome.failure,
        )

    def earlier(self, run: LiveRun) -> int | None:
        """Return the row of what an earlier try at a cell left, None where none left anything."""
        rows = [each.row for each in self.tries.get(run.position, ()) if each.row is not None]
        return next((row for row in reversed(rows) if row != run.row), None)


def campaign_now(
    store: Store,
    campaign: Campaign,
    *,
    now: Callable[[], datetime],
    again: Sequence[int] = (),
    without: Collection[int] = (),
) -> CampaignNow:
    """Return a campaign as it stands: its missing cells can be launched, the others are as told.

    Args:
        store: The study.
        campaign: The campaign.
        now: The clock.
        again: Positions of cells that failed and are to be tried once more: they alone can be
            launched then.
        without: Positions of missing cells that are to stay as they are.

    Raises:
        StoreError: The study cannot be read.
    """
    tries: dict[int, tuple[CellRun, ...]] = {}
    for run in store.campaigns.runs(campaign.name):
        tries[run.position] = (*tries.get(run.position, ()), run)
    # A fault of the launch may have left one of those that failed missing.
    positions = set(again) or set(missing(store, campaign)) - set(without)
    live = live_campaign(store, campaign, now=now, positions=positions)
    return CampaignNow(live=live, tries=tries)


def unlaunched(campaign: Campaign, *, now: Callable[[], datetime]) -> CampaignNow:
    """Return a campaign that was just written and of which nothing has run yet."""
    wanted = dict.fromkeys(range(len(campaign.cells)), 0)
    return CampaignNow(live=LiveCampaign(campaign, wanted=wanted, done={}, now=now), tries={})


def launch_times(store: Store) -> Mapping[str, datetime]:
    """Return when each campaign of a study was launched, by its name.

    Raises:
        StoreError: The study cannot be read.
    """
    return store.campaigns.launched_at()


def settle_dead(store: Store, *, now: Callable[[], datetime]) -> int:
    """Settle what gone desks left under way; return how many runs that were.

    Raises:
        StoreError: The study cannot be read, or not be written though it can be.
    """
    if not left_over(store, now=now) or read_only(store):
        return 0
    return len(settle(store, now=now))
