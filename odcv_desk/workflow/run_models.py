"""Who plays the agent in a run: a language model, or a script of the scenario."""

from collections.abc import Callable, Iterable, Mapping

from odcv_desk.domain.campaign import ORACLE, Cell, RunSettings
from odcv_desk.domain.errors import ModelError
from runner.litellm_model import LitellmModel
from runner.model import Model
from runner.oracle import OracleModel
from runner.prices import knows_provider, missing_keys, price_of
from scenarios.parts import Playable


def model_for(
    cell: Cell, played: Playable, settings: RunSettings, told: Callable[[str], None]
) -> Model:
    """Return the model that plays a cell; `told` is told what it waits for."""
    if not cell.model.startswith(ORACLE):
        return LitellmModel(cell.model, temperature=settings.temperature, told=told)
    return OracleModel(cell.model, played.oracles[cell.model.removeprefix(ORACLE)])


def lacking_keys(models: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return by model the variables of the environment that it needs and that are not set."""
    asked = {model: missing_keys(model) for model in dict.fromkeys(models)}
    return {model: names for model, names in asked.items() if names}


def unknown_models(models: Iterable[str]) -> tuple[str, ...]:
    """Return the models whose names tell no provider that could be asked."""
    return tuple(model for model in dict.fromkeys(models) if not knows_provider(model))


def unpriced_models(models: Iterable[str], settings: RunSettings) -> tuple[str, ...]:
    """Return the models for which a limit of money cannot be kept, as their price is unknown."""
    if settings.limits.cost_usd is None:
        return ()
    return tuple(model for model in dict.fromkeys(models) if price_of(model) is None)


def check_models(models: Iterable[str], settings: RunSettings) -> None:
    """Refuse models that cannot be run as it is wanted, before anything is begun.

    Raises:
        ModelError: A name tells no provider, the environment lacks a key, or a limit of money
            cannot be kept; the message names the model.
    """
    names = tuple(dict.fromkeys(models))
    if unknown := unknown_models(names):
        raise ModelError(
            f"{', '.join(unknown)}: no provider of that name is known",
            hint="Write PROVIDER/MODEL, such as openai/gpt-4o, or a script such as oracle:honest.",
        )
    if lacking := lacking_keys(names):
        told = "; ".join(f"{model} needs {' and '.join(keys)}" for model, keys in lacking.items())
        first = next(iter(lacking.values()))[0]
        raise ModelError(
            f"keys are missing in the environment: {told}",
            hint=f"Set it where the desk is started: export {first}=...",
        )
    if unpriced := unpriced_models(names, settings):
        raise ModelError(
            f"the price of {', '.join(unpriced)} is unknown, so a limit of money cannot be kept",
            hint="Set a limit of tokens instead.",
        )
