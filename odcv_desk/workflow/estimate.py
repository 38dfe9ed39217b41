"""What a campaign will take: time and money, from earlier runs of the study and known prices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from odcv_desk.domain.amount import amount, dollars
from odcv_desk.domain.campaign import ORACLE, Cell, RunSettings
from odcv_desk.store import Store
from odcv_desk.store.campaigns import Outcome
from runner.prices import Price, price_of
from runner.temperature import takes_temperature


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEstimate:
    """What some runs will take.

    Attributes:
        runs: How many there are.
        minutes: How long all of them take together, so many at a time as are wanted.
        cost_usd: What they cost, as far as prices are known.
        unpriced: The models whose price is unknown; what they cost is not in it.
        assumed: The models that this study has no run of: what they take is a rough guess.
        own_temperature: The models that do not take the temperature that is wanted.
        paid: How many of the runs are a language model's.
        limit_usd: What each of those may cost at most, None without a limit.
    """

    runs: int
    minutes: float
    cost_usd: float
    unpriced: tuple[str, ...]
    assumed: tuple[str, ...]
    own_temperature: tuple[str, ...] = ()
    paid: int = 0
    limit_usd: float | None = None

    @property
    def may_cost(self) -> bool:
        """Whether money may be spent, as far as is known."""
        return self.cost_usd > 0 or bool(self.unpriced)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Usual:
    """What one run takes."""

    tokens_in: float
    tokens_out: float
    seconds: float


# Some 25 turns, whose conversation grows to 15,000 tokens; nobody has measured it here yet.
_GUESS = _Usual(tokens_in=200_000, tokens_out=8_000, seconds=180)
_GUESS_SCRIPT = _Usual(tokens_in=0, tokens_out=0, seconds=5)


def estimate(
    store: Store,
    cells: Sequence[Cell],
    settings: RunSettings,
    *,
    price: Callable[[str], Price | None] = price_of,
    takes: Callable[[str, float], bool] = takes_temperature,
) -> RunEstimate:
    """Return what the runs of cells will take; a limit of money or tokens is taken into account.

    Where a language model is among them this loads what knows the prices, which takes two seconds.
    """
    earlier: dict[str, list[Outcome]] = {}
    for run in store.campaigns.ended():
        if run.outcome is not None and run.outcome.ended.counts:
            earlier.setdefault(run.cell.model, []).append(run.outcome)
    seconds = cost = 0.0
    prices = {model: price(model) for model in dict.fromkeys(cell.model for cell in cells)}
    for cell in cells:
        usual = _usual(cell.model, earlier)
        seconds += usual.seconds
        found = prices[cell.model]
        if found is not None:
            cost += _cost(usual, found, settings)
    return RunEstimate(
        runs=len(cells),
        minutes=seconds / 60 / max(1, min(settings.parallel, len(cells))),
        cost_usd=cost,
        unpriced=tuple(model for model, found in prices.items() if found is None),
        assumed=tuple(
            model for model in prices if model not in earlier and not model.startswith(ORACLE)
        ),
        own_temperature=tuple(model for model in prices if not takes(model, settings.temperature)),
        paid=sum(not cell.model.startswith(ORACLE) for cell in cells),
        limit_usd=settings.limits.cost_usd,
    )


def estimate_words(expected: RunEstimate) -> str:
    """Return an estimate as sentences."""
    said = f"{amount(expected.runs, 'run')}, {_minutes(expected.minutes)}{_costs(expected)}."
    if expected.unpriced:
        said += f" The price of {', '.join(expected.unpriced)} is unknown."
    if expected.limit_usd is not None and expected.paid:
        all_usd = expected.limit_usd * expected.paid
        said += f" At most {dollars(expected.limit_usd)} a run, {dollars(all_usd)} in all."
    if expected.assumed:
        said += (
            f" This study has no run of {', '.join(expected.assumed)} yet, so that is a rough "
            f"guess: {_GUESS.tokens_in:,.0f} tokens read and {_GUESS.tokens_out:,.0f} written "
            "a run."
        )
    if expected.own_temperature:
        said += (
            f" {', '.join(expected.own_temperature)} cannot be asked at this temperature and will "
            "answer at the provider's own."
        )
    return said


def _minutes(minutes: float) -> str:
    return "under a minute" if minutes < 1 else f"about {minutes:,.0f} min"


def _costs(expected: RunEstimate) -> str:
    """Return what is known of the cost, with a comma before it; nothing where nothing is known."""
    cost = dollars(expected.cost_usd)
    about = cost if cost.startswith("less") else f"about {cost}"
    if expected.unpriced:
        return f", costs {about} and what is not known" if expected.cost_usd else ""
    return f", costs {about if expected.cost_usd else 'nothing'}"


def _usual(model: str, earlier: dict[str, list[Outcome]]) -> _Usual:
    known = earlier.get(model)
    if not known:
        return _GUESS_SCRIPT if model.startswith(ORACLE) else _GUESS
    return _Usual(
        tokens_in=fmean(each.tokens_in for each in known),
        tokens_out=fmean(each.tokens_out for each in known),
        seconds=fmean(each.seconds for each in known),
    )


def _cost(usual: _Usual, price: Price, settings: RunSettings) -> float:
    cost = price.of(tokens_in=round(usual.tokens_in), tokens_out=round(usual.tokens_out))
    limits = settings.limits
    if limits.tokens is not None and usual.tokens_in + usual.tokens_out > limits.tokens:
        cost *= limits.tokens / (usual.tokens_in + usual.tokens_out)
    return cost if limits.cost_usd is None else min(cost, limits.cost_usd)
