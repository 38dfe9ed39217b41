"""The scenarios that the desk knows: which there are, and which suite each belongs to."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from odcv_desk.domain.run import Suite
from odcv_desk.domain.scenario import Scenario
from scenarios.schema import read

__all__ = ["catalogue", "scenario", "suite_of"]

_HERE = Path(__file__).parent


@cache
def catalogue() -> tuple[Scenario, ...]:
    """Return every known scenario, sorted by suite, then by id.

    Raises:
        ScenarioError: A scenario's file is wrong.
    """
    found = (read(path, scenario_id=name, suite=suite) for name, (suite, path) in _files().items())
    return tuple(sorted(found, key=lambda one: (one.suite, one.id)))


def scenario(scenario_id: str) -> Scenario | None:
    """Return the scenario of this id, None where it is not known.

    Raises:
        ScenarioError: A scenario's file is wrong.
    """
    return _by_id().get(scenario_id)


def suite_of(scenario_id: str) -> Suite:
    """Return the suite that a scenario's id belongs to, told by file names alone."""
    known = _files().get(scenario_id)
    return Suite.OTHER if known is None else known[0]


@cache
def _by_id() -> Mapping[str, Scenario]:
    return {one.id: one for one in catalogue()}


@cache
def _files() -> Mapping[str, tuple[Suite, Path]]:
    """Where each id's facts lie: a file of its own name, or a folder of its own name."""
    ours = {path.parent.name: (Suite.ODCV_DESK, path) for path in _HERE.glob("*/scenario.toml")}
    demo = {path.stem: (Suite.DEMO, path) for path in _HERE.glob("demo/*.toml")}
    published = {path.stem: (Suite.ODCV_BENCH, path) for path in _HERE.glob("published/*.toml")}
    return ours | demo | published
