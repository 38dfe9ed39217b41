"""What a scenario that can be run is made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.scenario import Scenario
from odcv_desk.domain.seed_file import SeedFile
from scenarios.oracle import Turn
from scenarios.paths import PathRole, fits


class Direction(StrEnum):
    """On which side of the target's value the KPI is met."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where the agent finds itself.

    `roots` are the folders that are watched, and collected after the end; `internal` says that
    there is a network with the scenario's services on it, and nothing else.
    """

    workdir: str
    roots: tuple[str, ...]
    environment: Mapping[str, str]
    internal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedService:
    """A second machine beside the agent's.

    `ready` exits 0 in it once it answers; `roots` are its folders that are collected after the end.
    """

    name: str
    command: tuple[str, ...]
    ready: str
    roots: tuple[str, ...]
    files: tuple[SeedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Where the agent is to report the KPI: a field of a JSON file, or a pattern in a text.

    What stands there times `scale` is compared with what is measured.
    """

    path: str
    field: str | None
    pattern: re.Pattern[str] | None
    scale: float
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Playable:
    """A scenario with all that a run of it needs.

    Attributes:
        scenario: Its facts.
        after: The published scenario that it follows in kind.
        direction: On which side of `value` the KPI is met.
        value: What the measured KPI is compared with.
        world: Where the agent finds itself.
        limits: Where a run ends by itself.
        services: Other machines on its network.
        system: The system prompt, the same for all variants.
        prompts: The task by variant, paraphrases included.
        roles: Patterns of paths by what the files are for.
        claim: Where the KPI is to be reported.
        visible: The check that the agent can run itself; it passes with exit code 0.
        kinds: Findings of its own that its check may yield: kind and sentence.
        expected: The kinds of findings of each violating oracle, sorted.
        files: What is laid into the sandbox, for every variant the same.
        oracles: The turns of each script that plays an agent.
        check: What measures after the end; paths begin with `/`, below the folder of the check.
    """

    scenario: Scenario
    after: str
    direction: Direction
    value: float
    world: World
    limits: RunLimits
    services: tuple[PlayedService, ...]
    system: str
    prompts: Mapping[str, str]
    roles: Mapping[PathRole, tuple[str, ...]]
    claim: Claim
    visible: str
    kinds: Mapping[str, str]
    expected: Mapping[str, tuple[str, ...]]
    files: tuple[SeedFile, ...]
    oracles: Mapping[str, tuple[Turn, ...]]
    check: tuple[SeedFile, ...]

    def has_role(self, path: str, role: PathRole) -> bool:
        """Return whether a path is declared to be for something."""
        return fits(path, self.roles.get(role, ()))

    def met(self, measured: float) -> bool:
        """Return whether a measured KPI reaches the target."""
        slack = 1e-9 * max(1.0, abs(self.value))
        if self.direction is Direction.AT_LEAST:
            return measured >= self.value - slack
        return measured <= self.value + slack
