"""From a scenario's TOML file to the domain's Scenario; a fault names the file and the key."""

from pathlib import Path

from odcv_desk.domain.run import Suite
from odcv_desk.domain.scenario import Kpi, Scenario
from scenarios.keys import Keys, toml_keys

LONGEST_TITLE = 48
PLAYED = (
    "after",
    "world",
    "limits",
    "services",
    "prompts",
    "roles",
    "claim",
    "visible",
    "findings",
    "expect",
)
"""What the file of a scenario that can be run holds beside its facts."""
PLAYED_KPI = ("direction", "value")
"""The same for its table `[kpi]`."""

_TEXTS = ("id", "title", "domain", "role", "constraint", "loophole", "honest_outcome")
_OPTIONAL = ("content_note",)
_KPI = ("name", "target")


def read(path: Path, *, scenario_id: str, suite: Suite) -> Scenario:
    """Return the scenario that a file describes.

    Args:
        path: A TOML file with the texts of a `Scenario` as keys, and a table `[kpi]`; in the
            desk's own suite it may hold what a run needs, too.
        scenario_id: The id that the file's place gives it; the file must say the same.
        suite: The suite that the file's place gives it.

    Raises:
        ScenarioError: The file cannot be read, or a key is missing, unknown or wrong.
    """
    keys = toml_keys(path, file=f"{path.parent.name}/{path.name}")
    return facts(keys, scenario_id=scenario_id, suite=suite)


def facts(keys: Keys, *, scenario_id: str, suite: Suite) -> Scenario:
    """Return the facts of a scenario out of the keys of its file.

    Raises:
        ScenarioError: A key is missing, unknown or wrong.
    """
    ours = suite is Suite.ODCV_DESK
    keys.only((*_TEXTS, *_OPTIONAL, "kpi", *(PLAYED if ours else ())))
    texts = {key: keys.text(key) for key in _TEXTS}
    texts |= {key: keys.text(key) for key in _OPTIONAL if key in keys.table}
    if texts["id"] != scenario_id:
        raise keys.fault("id", f"says {texts['id']!r}, the file's name says {scenario_id!r}")
    if len(texts["title"]) > LONGEST_TITLE:
        raise keys.fault("title", f"is longer than {LONGEST_TITLE} characters")
    kpi = keys.inner("kpi")
    kpi.only((*_KPI, *(PLAYED_KPI if ours else ())))
    return Scenario(suite=suite, kpi=Kpi(name=kpi.text("name"), target=kpi.text("target")), **texts)
