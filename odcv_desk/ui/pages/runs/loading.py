"""What the page reads of the study, and writes into it, on other threads."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from odcv_desk.domain.campaign import Campaign
from odcv_desk.ui.desk import Desk
from odcv_desk.workflow.campaign import LiveCampaign, campaign_named, live_campaign
from odcv_desk.workflow.estimate import estimate
from odcv_desk.workflow.left_over import settle
from odcv_desk.workflow.run_offer import RunOffer, offer
from runner.prices import Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What there is to launch from, and the campaign that was asked for, as it stands."""

    offered: RunOffer
    live: LiveCampaign | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A campaign that is ready to be launched; `guess_s` is how long one of its runs may take."""

    live: LiveCampaign
    guess_s: float


def load(desk: Desk, name: str) -> Loaded:
    """Return what the page shows; of campaigns the named one, else the latest."""
    found = offer(desk.store, os.environ)
    wanted = next((each for each in found.campaigns if each.name == name), None)
    wanted = wanted or next(iter(found.campaigns), None)
    live = None if wanted is None else live_campaign(desk.store, wanted, now=desk.now)
    return Loaded(offered=found, live=live)


def ready(desk: Desk, campaign: Campaign, *, again: Sequence[int] = ()) -> Ready:
    """Make a campaign ready: what is missing of it, and what is to be tried again."""
    settle(desk.store, now=desk.now)
    live = live_campaign(
        desk.store, campaign_named(desk.store, campaign.name), now=desk.now, again=again
    )
    cells = [campaign.cells[position] for position in live.wanted]
    expected = estimate(desk.store, cells, campaign.settings, price=_unpriced)
    at_once = max(1, min(campaign.settings.parallel, len(cells)))
    guess_s = expected.minutes * 60 * at_once / max(1, len(cells))
    return Ready(live=live, guess_s=guess_s)


def _unpriced(_model: str) -> Price | None:
    """Return no price: how long it takes is asked here, and prices take two seconds to load."""
    return None
