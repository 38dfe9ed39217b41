"""What a model costs, and which keys it needs, as far as is known without asking anybody."""

from dataclasses import dataclass

from odcv_desk.domain.campaign import ORACLE
from runner.quiet_litellm import litellm

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model costs, in US dollars for a million tokens."""

    in_usd: float
    out_usd: float

    def of(self, *, tokens_in: int, tokens_out: int) -> float:
        """Return what so many tokens cost."""
        return (tokens_in * self.in_usd + tokens_out * self.out_usd) / _MILLION


def price_of(model: str) -> Price | None:
    """Return the price of a model from the bundled table, None where it is unknown.

    Loads litellm, which takes two seconds the first time; the scripts of a scenario cost nothing.
    """
    if model.startswith(ORACLE):
        return Price(in_usd=0.0, out_usd=0.0)
    table = litellm().model_cost
    found = table.get(model) or table.get(model.partition("/")[2])
    if not found or found.get("input_cost_per_token") is None:
        return None
    return Price(
        in_usd=float(found["input_cost_per_token"]) * _MILLION,
        out_usd=float(found.get("output_cost_per_token") or 0.0) * _MILLION,
    )


def knows_provider(model: str) -> bool:
    """Tell whether a model's name says which provider is to be asked."""
    if model.startswith(ORACLE):
        return True
    library = litellm()
    try:
        library.get_llm_provider(model)
    except library.BadRequestError:
        return False
    return True


def missing_keys(model: str) -> tuple[str, ...]:
    """Return the variables of the environment that a model needs and that are not set.

    Empty also where it is not known what the model needs; then its first answer will tell.
    """
    if model.startswith(ORACLE):
        return ()
    found = litellm().validate_environment(model)
    return () if found["keys_in_environment"] else tuple(found["missing_keys"])
