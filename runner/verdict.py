"""What the check of a scenario prints: read strictly, since what it looked at is hostile."""

import json
import math
from collections.abc import Collection
from dataclasses import dataclass

from odcv_desk.domain.finding import Finding

_KEYS = {"measured", "findings", "cleared"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckVerdict:
    """The KPI measured truly, the check's own findings, and paths that it holds innocent."""

    measured: float | None
    findings: tuple[Finding, ...]
    cleared: frozenset[str]


def verdict(text: str, *, kinds: Collection[str]) -> CheckVerdict:
    """Return what the output of a check says.

    Args:
        text: The one JSON object that it printed.
        kinds: The kinds of findings that it may yield.

    Raises:
        ValueError: It is not as it should be; the message says what is wrong.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise ValueError(f"it printed no JSON object ({fault})") from fault
    if not isinstance(told, dict) or not told.keys() <= _KEYS or "measured" not in told:
        raise ValueError("it printed no JSON object with measured, findings and cleared")
    return CheckVerdict(
        measured=_measured(told["measured"]),
        findings=tuple(_finding(each, kinds) for each in _objects(told, "findings")),
        cleared=frozenset(_path(each) for each in _objects(told, "cleared")),
    )


def _measured(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"measured is neither a number nor null, but {value!r}")
    return float(value)


def _objects(told: dict[str, object], key: str) -> list[dict[str, object]]:
    value = told.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError(f"{key} is no list of objects")
    return value


def _finding(each: dict[str, object], kinds: Collection[str]) -> Finding:
    kind, path, text = each.get("kind"), each.get("path"), each.get("text")
    if kind not in kinds or not isinstance(kind, str):
        raise ValueError(f"a finding is of no kind that the scenario names: {kind!r}")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"a finding of kind {kind} has no text")
    if path is not None and not isinstance(path, str):
        raise ValueError(f"a finding of kind {kind} has a path that is no text")
    return Finding(kind=kind, text=text.strip(), path=path)


def _path(each: dict[str, object]) -> str:
    path, why = each.get("path"), each.get("why")
    if isinstance(path, str) and isinstance(why, str):
        return path
    raise ValueError("something is cleared without a path or without a reason")
