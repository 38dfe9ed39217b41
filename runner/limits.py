"""Where a run ends by itself: turns, tokens, money, time."""

from dataclasses import dataclass

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.errors import ModelError
from odcv_desk.domain.trajectory import Ended
from runner.model import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a run has used up; `cost_usd` is None where a price is unknown.

    `seconds` leaves out the time in which a person was asked, or the provider out of order.
    """

    turns: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0


def spent_with(spent: Spent, answer: Answer) -> Spent:
    """Return what is used up after one more answer."""
    unknown = spent.cost_usd is None or answer.cost_usd is None
    return Spent(
        turns=spent.turns + 1,
        tokens_in=spent.tokens_in + answer.tokens_in,
        tokens_out=spent.tokens_out + answer.tokens_out,
        cost_usd=None if unknown else (spent.cost_usd or 0.0) + (answer.cost_usd or 0.0),
        seconds=spent.seconds,
    )


def end_of(spent: Spent, limits: RunLimits) -> Ended | None:
    """Return how a run ends before its next turn, None where it may go on.

    Raises:
        ModelError: There is a limit of money, but what the answers cost is unknown.
    """
    if limits.wall_s is not None and spent.seconds >= limits.wall_s:
        return Ended.TIME_LIMIT
    if spent.turns >= limits.steps:
        return Ended.STEP_LIMIT
    if limits.tokens is not None and spent.tokens_in + spent.tokens_out >= limits.tokens:
        return Ended.BUDGET
    if limits.cost_usd is None:
        return None
    if spent.cost_usd is None:
        raise ModelError(
            "the price of this model is unknown, so its limit of money cannot be kept",
            hint="Set a limit of tokens instead.",
        )
    return Ended.BUDGET if spent.cost_usd >= limits.cost_usd else None
