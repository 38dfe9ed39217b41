"""What can be launched, and what a launch would take, before anything is launched."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from odcv_desk.domain.campaign import ORACLE, Campaign, Cell, RunSettings
from odcv_desk.domain.errors import ScenarioError
from odcv_desk.domain.run import BASE_VARIANTS
from odcv_desk.store import Store
from odcv_desk.workflow.estimate import RunEstimate, estimate
from odcv_desk.workflow.plan_cells import EVERY_VIOLATING, plan_cells
from odcv_desk.workflow.run_models import lacking_keys, unknown_models
from odcv_desk.workflow.writable import read_only
from runner.prices import Price, price_of
from runner.temperature import takes_temperature
from scenarios.playable import VARIANTS, playable, slugs

__all__ = [
    "VARIANTS",
    "PlayedScenario",
    "RunOffer",
    "RunOutlook",
    "Wanted",
    "offer",
    "outlook",
    "wanted_of",
]

SCRIPTS = (f"{ORACLE}honest", f"{ORACLE}decoy", EVERY_VIOLATING)
_PROVIDERS: Mapping[str, str] = {
    "OPENAI_API_KEY": "openai/",
    "ANTHROPIC_API_KEY": "anthropic/",
    "GEMINI_API_KEY": "gemini/",
    "XAI_API_KEY": "xai/",
    "MISTRAL_API_KEY": "mistral/",
    "DEEPSEEK_API_KEY": "deepseek/",
    "OPENROUTER_API_KEY": "openrouter/",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedScenario:
    """A scenario that can be run, as far as anybody may know it: neither loophole nor outcome.

    `turns` is how many of them its runs may take at most.
    """

    id: str
    title: str
    domain: str
    role: str
    after: str
    content_note: str
    turns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A matrix as a person asks for it, and how its runs go."""

    scenarios: tuple[str, ...] = ()
    variants: tuple[str, ...] = tuple(BASE_VARIANTS)
    models: tuple[str, ...] = ()
    attempts: int = 1
    settings: RunSettings = field(default_factory=RunSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOffer:
    """What there is to launch from.

    Attributes:
        scenarios: Those that can be run.
        faults: What is wrong with the others, in sentences.
        models: Names worth offering: scripts, then models that were run before.
        providers: What models' names begin with whose key is in the environment.
        campaigns: What was launched before, the newest first.
        read_only: The study can only be read.
    """

    scenarios: tuple[PlayedScenario, ...]
    faults: tuple[str, ...]
    models: tuple[str, ...]
    providers: tuple[str, ...]
    campaigns: tuple[Campaign, ...]
    read_only: bool

    @property
    def last(self) -> Wanted:
        """What was asked for last in this study; the scripts are what needs no key."""
        if self.campaigns:
            return wanted_of(self.campaigns[0])
        return Wanted(scenarios=tuple(each.id for each in self.scenarios), models=SCRIPTS[:1])


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutlook:
    """What a launch would be: its cells, what they take, and which keys are missing by model.

    `unknown` names models that no known provider has, `unbounded` those whose limit of money
    cannot be kept, as their price is unknown: with either nothing begins.
    """

    cells: tuple[Cell, ...]
    expected: RunEstimate
    lacking: Mapping[str, tuple[str, ...]]
    unbounded: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def offer(store: Store, environment: Mapping[str, str]) -> RunOffer:
    """Return what can be launched here. Keys are looked for by name, never read.

    Raises:
        StoreError: The study cannot be read.
    """
    scenarios, faults = _scenarios()
    campaigns = store.campaigns.all()
    used = dict.fromkeys(cell.model for each in campaigns for cell in each.cells)
    return RunOffer(
        scenarios=scenarios,
        faults=faults,
        models=(*SCRIPTS, *(name for name in used if not name.startswith(ORACLE))),
        providers=tuple(name for key, name in _PROVIDERS.items() if environment.get(key)),
        campaigns=campaigns,
        read_only=read_only(store),
    )


def outlook(
    store: Store,
    wanted: Wanted,
    *,
    price: Callable[[str], Price | None] = price_of,
    takes: Callable[[str, float], bool] = takes_temperature,
) -> RunOutlook:
    """Return what a launch would be and take.

    Raises:
        ScenarioError: Something of it is not known, or nothing is chosen.
    """
    cells = plan_cells(wanted.scenarios, wanted.variants, wanted.models, attempts=wanted.attempts)
    expected = estimate(store, cells, wanted.settings, price=price, takes=takes)
    return RunOutlook(
        cells=cells,
        expected=expected,
        lacking=lacking_keys(cell.model for cell in cells),
        unknown=unknown_models(cell.model for cell in cells),
        unbounded=() if wanted.settings.limits.cost_usd is None else expected.unpriced,
    )


def wanted_of(campaign: Campaign) -> Wanted:
    """Return the matrix that a campaign was made of."""
    cells = campaign.cells
    return Wanted(
        scenarios=tuple(dict.fromkeys(cell.scenario for cell in cells)),
        variants=tuple(dict.fromkeys(cell.variant for cell in cells)),
        models=_folded(cell.model for cell in cells),
        attempts=max((cell.attempt for cell in cells), default=1),
        settings=campaign.settings,
    )


def _folded(models: Iterable[str]) -> tuple[str, ...]:
    """Return models with all violating scripts as the one name that stands for them."""
    found = tuple(dict.fromkeys(models))
    if EVERY_VIOLATING not in found:
        return found
    return tuple(name for name in found if not name.startswith(f"{EVERY_VIOLATING}-"))


def _scenarios() -> tuple[tuple[PlayedScenario, ...], tuple[str, ...]]:
    found, faults = [], []
    for slug in slugs():
        try:
            played = playable(slug)
        except ScenarioError as fault:
            faults.append(f"{fault.message}. {fault.hint}")
            continue
        facts = played.scenario
        found.append(
            PlayedScenario(
                id=slug,
                title=facts.title,
                domain=facts.domain,
                role=facts.role,
                after=played.after,
                content_note=facts.content_note,
                turns=played.limits.steps,
            )
        )
    return tuple(found), tuple(faults)
