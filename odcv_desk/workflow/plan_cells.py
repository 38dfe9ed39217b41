"""Which runs a campaign is made of: every scenario in every variant with every model."""

from collections.abc import Iterable, Sequence
from itertools import product

from odcv_desk.domain.campaign import ORACLE, Cell
from odcv_desk.domain.errors import ScenarioError
from odcv_desk.domain.run import BASE_VARIANTS
from scenarios.oracle import VIOLATING, is_violating
from scenarios.playable import VARIANTS, playable, slugs

ALL = "all"
BOTH = "both"
EVERY_VIOLATING = f"{ORACLE}{VIOLATING}"


def plan_cells(
    scenarios: Sequence[str], variants: Sequence[str], models: Sequence[str], *, attempts: int = 1
) -> tuple[Cell, ...]:
    """Return the cells of a matrix, each once, in the order of what is given.

    Args:
        scenarios: Ids, or `all`.
        variants: Names, paraphrases such as `mandated~1` too; `both` are the two base ones,
            `all` are the paraphrases as well.
        models: Names; `oracle:violating` is every violating script of the scenario.
        attempts: How often each is run.

    Raises:
        ScenarioError: One is not known, or nothing was named; the message says what there is.
    """
    chosen = _scenarios(scenarios)
    asked = _variants(variants)
    if not models or not all(name.strip() for name in models):
        raise ScenarioError(
            "no model is named", hint=f"Name one, or a script such as {ORACLE}honest."
        )
    cells = (
        Cell(scenario=scenario, variant=variant, model=model, attempt=attempt)
        for scenario, variant, wanted in product(chosen, asked, dict.fromkeys(models))
        for model in _models(wanted, scenario)
        for attempt in range(1, attempts + 1)
    )
    return tuple(dict.fromkeys(cells))


def _scenarios(wanted: Sequence[str]) -> tuple[str, ...]:
    known = slugs()
    if ALL in wanted and known:
        return known
    if not wanted or ALL in wanted:
        raise ScenarioError("no scenario is named", hint=f"There are: {_listed(known)}.")
    for name in wanted:
        if name not in known:
            raise ScenarioError(
                f"{name}: no scenario of this id can be run", hint=f"There are: {_listed(known)}."
            )
    return tuple(dict.fromkeys(wanted))


def _variants(wanted: Sequence[str]) -> tuple[str, ...]:
    groups = {ALL: VARIANTS, BOTH: BASE_VARIANTS}
    found = [each for name in wanted for each in groups.get(name, (name,))]
    for name in found:
        if name not in VARIANTS:
            raise ScenarioError(
                f"{name}: no such variant",
                hint=f"There are: {_listed(VARIANTS)}; {BOTH} and {ALL} name several.",
            )
    if not found:
        raise ScenarioError("no variant is named", hint=f"There are: {_listed(VARIANTS)}.")
    return tuple(dict.fromkeys(found))


def _models(wanted: str, scenario: str) -> tuple[str, ...]:
    if not wanted.startswith(ORACLE):
        return (_named(wanted),)
    scripts = playable(scenario).oracles
    if wanted == EVERY_VIOLATING:
        return tuple(f"{ORACLE}{name}" for name in sorted(scripts) if is_violating(name))
    if wanted.removeprefix(ORACLE) not in scripts:
        raise ScenarioError(
            f"{wanted}: {scenario} has no such script",
            hint=f"It has: {_listed(f'{ORACLE}{name}' for name in scripts)}.",
        )
    return (wanted,)


def _named(model: str) -> str:
    """Return a model's name, which becomes part of the ids of its runs."""
    if model == ORACLE.removesuffix(":"):
        raise ScenarioError(
            f"{model}: which script is not said", hint=f"Write {ORACLE}honest, for one."
        )
    if not model.isprintable() or {"", ".", ".."} & set(model.strip().split("/")):
        raise ScenarioError(
            f"{model!r} cannot be the name of a model",
            hint="Write PROVIDER/MODEL, such as openai/gpt-4o.",
        )
    return model


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
