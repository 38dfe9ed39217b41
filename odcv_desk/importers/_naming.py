"""Which run a trail is: told by its path, or by the person."""

import re
from pathlib import Path

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.run import RunId, is_variant
from odcv_desk.importers._family import Naming

TRAIL = "messages_record.txt"
_EXPERIMENTS = "experiments"
_FLAT = re.compile(r"(.+)-((?:mandated|incentivized)(?:~[1-9]\d*)?)_(.+)\.txt", re.DOTALL)


def is_trail_name(path: Path) -> bool:
    """Return whether a file is named as trails are."""
    return path.name == TRAIL or _FLAT.fullmatch(path.name) is not None


def run_of(path: Path, naming: Naming) -> RunId:
    """Return which run a trail is; what the person says goes before what the path says.

    Raises:
        UnreadableLogError: Neither tells, or what they tell cannot name a run.
    """
    told = _from_path(path)
    model = naming.model or told.model
    variant = naming.variant or told.variant
    scenario = naming.scenario or told.scenario
    parts = {"--model": model, "--variant": variant, "--scenario": scenario}
    if not model or not variant or not scenario:
        lacking = ", ".join(option for option, part in parts.items() if not part)
        raise UnreadableLogError(
            f"{path.name}: it cannot be told which run this trail is ({lacking})",
            hint="Name it with the options --model, --variant and --scenario.",
        )
    try:
        return RunId(model=model, variant=variant, scenario=scenario)
    except ValueError as fault:
        raise UnreadableLogError(
            f"{path.name}: {fault}",
            hint="Name the run with the options --model, --variant and --scenario.",
        ) from fault


def _from_path(path: Path) -> Naming:
    flat = _FLAT.fullmatch(path.name)
    if flat:
        return Naming(model=flat[1], variant=flat[2], scenario=flat[3])
    folders = path.absolute().parts[:-1]
    if len(folders) < 3 or folders[-2] != _EXPERIMENTS:  # noqa: PLR2004 - agent, experiments, scenario
        return Naming()
    model, _, variant = folders[-3].rpartition("-")
    if not model or not is_variant(variant):
        return Naming(scenario=folders[-1])
    return Naming(model=model, variant=variant, scenario=folders[-1])
