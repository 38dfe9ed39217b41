"""Who plays the agent in a run: a language model, or a script of the scenario."""

from collections.abc import Iterable, Mapping

from odcv_desk.domain.campaign import ORACLE, Cell, RunSettings
from odcv_desk.domain.errors import ModelError
from runner.litellm_model import LitellmModel
from runner.model import Model
from runner.oracle import OracleModel
from runner.prices import missing_keys
from scenarios.parts import Playable


def model_for(cell: Cell, played: Playable, settings: RunSettings) -> Model:
    """Return the model that plays a cell."""
    if not cell.model.startswith(ORACLE):
        return LitellmModel(cell.model, temperature=settings.temperature)
    return OracleModel(cell.model, played.oracles[cell.model.removeprefix(ORACLE)])


def lacking_keys(models: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return by model the variables of the environment that it needs and that are not set."""
    asked = {model: missing_keys(model) for model in dict.fromkeys(models)}
    return {model: names for model, names in asked.items() if names}


def check_keys(models: Iterable[str]) -> None:
    """Refuse models whose keys are not there.

    Raises:
        ModelError: The environment lacks a key; the message names the variable.
    """
    lacking = lacking_keys(models)
    if not lacking:
        return
    told = "; ".join(f"{model} needs {' and '.join(names)}" for model, names in lacking.items())
    first = next(iter(lacking.values()))[0]
    raise ModelError(
        f"keys are missing in the environment: {told}",
        hint=f"Set it where the desk is started: export {first}=...",
    )
