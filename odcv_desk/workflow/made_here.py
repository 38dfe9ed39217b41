"""What the study knows of a run that was made here: its campaign, what it took, why it failed."""

from dataclasses import dataclass

from odcv_desk.domain.run import RunId
from odcv_desk.importers._beside import beside
from odcv_desk.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How a run of a campaign went.

    `failure` says why it failed or could not be checked, empty otherwise. `cost_usd` is None where
    the price is unknown.
    """

    campaign: str
    attempt: int
    failure: str
    turns: int
    tokens_in: int
    tokens_out: int
    cost_usd: float | None


def making_of(store: Store, run: RunId) -> Making | None:
    """Return how a run was made in a campaign of this study, None where it was not."""
    for each in reversed(store.campaigns.ended()):
        outcome = each.outcome
        if outcome is not None and outcome.run == run:
            return Making(
                campaign=each.campaign,
                attempt=each.cell.attempt,
                failure=outcome.failure,
                turns=outcome.turns,
                tokens_in=outcome.tokens_in,
                tokens_out=outcome.tokens_out,
                cost_usd=outcome.cost_usd,
            )
    return None


def temperature_of(store: Store, run: RunId) -> float | None:
    """Return at which temperature a run's model was asked; None where that is not known."""
    raw = store.trajectories.raw(run)
    told = None if raw is None else beside(raw.extras).run
    return None if told is None else told.temperature
