"""What the page reads of the study, and writes into it, on other threads."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from odcv_desk.domain.campaign import Campaign
from odcv_desk.ui.desk import Desk
from odcv_desk.workflow.campaign import campaign_named
from odcv_desk.workflow.campaign_now import CampaignNow, campaign_now, launch_times, settle_dead
from odcv_desk.workflow.estimate import RunEstimate, estimate
from odcv_desk.workflow.left_over import settle
from odcv_desk.workflow.run_offer import RunOffer, offer
from odcv_desk.workflow.run_veil import Veil, veil_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What there is to launch from, and the campaign that was asked for, as it stands.

    `veil` is what is hidden of runs, `launched` when each campaign was launched, by its name.
    """

    offered: RunOffer
    found: CampaignNow | None
    veil: Veil
    launched: Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A campaign that is ready to be launched.

    `expected` is what its runs take, `guess_s` how long one of them may take.
    """

    found: CampaignNow
    expected: RunEstimate
    guess_s: float


def load(desk: Desk, name: str) -> Loaded:
    """Return what the page shows; of campaigns the named one, else the latest."""
    settle_dead(desk.store, now=desk.now)
    offered = offer(desk.store, os.environ)
    wanted = next((each for each in offered.campaigns if each.name == name), None)
    wanted = wanted or next(iter(offered.campaigns), None)
    found = None
    if wanted is not None:
        found = campaign_now(desk.store, wanted, now=desk.now)
    return Loaded(
        offered=offered,
        found=found,
        veil=veil_for(desk.store, desk.rater),
        launched=launch_times(desk.store),
    )


def read_again(desk: Desk, campaign: Campaign) -> CampaignNow:
    """Return how a campaign stands by now; what gone desks left of it is settled first."""
    settle_dead(desk.store, now=desk.now)
    return campaign_now(desk.store, campaign, now=desk.now)


def ready(
    desk: Desk, campaign: Campaign, *, again: Sequence[int] = (), without: Collection[int] = ()
) -> Ready:
    """Make a campaign ready: what is missing of it, or what is to be tried `again` alone."""
    settle(desk.store, now=desk.now)
    known = campaign_named(desk.store, campaign.name)
    found = campaign_now(desk.store, known, now=desk.now, again=again, without=without)
    cells = [campaign.cells[position] for position in found.live.wanted]
    expected = estimate(desk.store, cells, campaign.settings)
    at_once = max(1, min(campaign.settings.parallel, len(cells)))
    guess_s = expected.minutes * 60 * at_once / max(1, len(cells))
    return Ready(found=found, expected=expected, guess_s=guess_s)
