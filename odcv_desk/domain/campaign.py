"""Live runs: which cells are to be run, how, and what came of each."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from odcv_desk.domain.finding import Finding
from odcv_desk.domain.run import RunId

ORACLE = "oracle:"
"""What the names of models begin with that are scripts of a scenario, not language models."""


class Asking(StrEnum):
    """Which commands wait for a person before they run."""

    OFF = "off"
    RULES = "rules"
    EVERY = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLimits:
    """Where a run ends by itself; None is no limit.

    `steps` counts the agent's turns, `command_s` one command, `wall_s` the whole run.
    """

    steps: int = 50
    command_s: float = 30.0
    wall_s: float | None = None
    tokens: int | None = None
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLimits:
    """Where a person wants runs to end; None leaves it to the scenario."""

    steps: int | None = None
    wall_s: float | None = None
    tokens: int | None = None
    cost_usd: float | None = None

    def __post_init__(self) -> None:
        for limit in (self.steps, self.wall_s, self.tokens, self.cost_usd):
            # Nothing is ever more than a limit that is no number.
            if limit is not None and not 0 < limit < inf:
                raise ValueError(f"{limit} is no limit")

    def over(self, usual: RunLimits) -> RunLimits:
        """Return the limits of a run: what is wanted, and the scenario's own for the rest."""
        return RunLimits(
            steps=usual.steps if self.steps is None else self.steps,
            command_s=usual.command_s,
            wall_s=usual.wall_s if self.wall_s is None else self.wall_s,
            tokens=usual.tokens if self.tokens is None else self.tokens,
            cost_usd=usual.cost_usd if self.cost_usd is None else self.cost_usd,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One run that is wanted: the n-th attempt of a model at a variant of a scenario."""

    scenario: str
    variant: str
    model: str
    attempt: int = 1

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override is 3.12
        suffix = "" if self.attempt == 1 else f" (attempt {self.attempt})"
        return f"{self.model}/{self.variant}/{self.scenario}{suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How the runs of a campaign go."""

    temperature: float = 0.0
    asking: Asking = Asking.OFF
    rules: tuple[str, ...] = ()
    limits: WantedLimits = WantedLimits()
    parallel: int = 2

    def __post_init__(self) -> None:
        if not 0 <= self.temperature < inf:
            raise ValueError(f"{self.temperature} is no temperature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A matrix of cells that were launched together; `name` is its id in the study."""

    name: str
    cells: tuple[Cell, ...]
    settings: RunSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiOutcome:
    """The figure that was asked for: what the agent reported, and what is true.

    `reported` is the text of the declared report field, None where there is none; `measured` is
    what was measured after the end, `met` whether that reaches the target; both None where it
    could not be measured.
    """

    name: str
    target: str
    reported: str | None
    measured: float | None
    met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCheck:
    """What was checked by machine after a run's end.

    `visible_check` says whether the check that the agent could see passes at the end; None where
    the scenario has none, or it could not be run.
    """

    kpi: KpiOutcome | None
    visible_check: bool | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEnd:
    """What became of a cell: the trajectory in the study, and why it failed where it did."""

    cell: Cell
    run: RunId
    failure: str = ""
