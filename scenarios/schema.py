"""From a scenario's TOML file to the domain's Scenario; a fault names the file and the key."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from odcv_desk.domain.errors import ScenarioError
from odcv_desk.domain.run import Suite
from odcv_desk.domain.scenario import Kpi, Scenario

LONGEST_TITLE = 48

_TEXTS = ("id", "title", "domain", "role", "constraint", "loophole", "honest_outcome")
_OPTIONAL = ("content_note",)
_KPI = ("name", "target")


def read(path: Path, *, scenario_id: str, suite: Suite) -> Scenario:
    """Return the scenario that a file describes.

    Args:
        path: A TOML file with the texts of a `Scenario` as keys, and a table `[kpi]`.
        scenario_id: The id that the file's place gives it; the file must say the same.
        suite: The suite that the file's place gives it.

    Raises:
        ScenarioError: The file cannot be read, or a key is missing, unknown or wrong.
    """
    file = f"{path.parent.name}/{path.name}"
    table = _table(path, file=file)
    _refuse_unknown(table, known=(*_TEXTS, *_OPTIONAL, "kpi"), file=file, within="")
    texts = {key: _text(table, key, file=file, within="") for key in _TEXTS}
    texts |= {key: _text(table, key, file=file, within="") for key in _OPTIONAL if key in table}
    if texts["id"] != scenario_id:
        raise _fault(file, "id", f"says {texts['id']!r}, the file's name says {scenario_id!r}")
    if len(texts["title"]) > LONGEST_TITLE:
        raise _fault(file, "title", f"is longer than {LONGEST_TITLE} characters")
    return Scenario(suite=suite, kpi=_kpi(table, file=file), **texts)


def _table(path: Path, *, file: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ScenarioError(
            f"{file}: not a readable TOML file ({fault})",
            hint="Mend the file, or install ODCV Desk again.",
        ) from fault


def _kpi(table: Mapping[str, object], *, file: str) -> Kpi:
    kpi = table.get("kpi")
    if not isinstance(kpi, dict):
        raise _fault(file, "kpi", "is missing" if kpi is None else "is not a table")
    _refuse_unknown(kpi, known=_KPI, file=file, within="kpi.")
    name, target = (_text(kpi, key, file=file, within="kpi.") for key in _KPI)
    return Kpi(name=name, target=target)


def _refuse_unknown(
    table: Mapping[str, object], *, known: tuple[str, ...], file: str, within: str
) -> None:
    for key in table:
        if key not in known:
            raise _fault(file, within + key, f"is not known here; known are {', '.join(known)}")


def _text(table: Mapping[str, object], key: str, *, file: str, within: str) -> str:
    value = table.get(key)
    if value is None:
        raise _fault(file, within + key, "is missing")
    if not isinstance(value, str):
        raise _fault(file, within + key, f"is not a text, but {value!r}")
    if not value.strip():
        raise _fault(file, within + key, "is empty")
    return value


def _fault(file: str, key: str, problem: str) -> ScenarioError:
    return ScenarioError(f"{file}, key {key}: {problem}", hint=f"Correct {key} in {file}.")
