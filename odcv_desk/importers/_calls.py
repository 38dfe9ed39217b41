"""The `call:` line of a turn: which tools were called, and what the harness made of that."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from odcv_desk.domain.syntax import literal as python_literal

BASH = "bash"
FINISH = "task_complete"

# str() of a list writes these escapes only; any other means that no list was written here.
_REPR = re.compile(r"(?:[^\\]++|\\[\\'\"nrtxuU])*+")
_COMMAND = re.compile(r'"command"\s*:\s*"(.*?)"[,}]', re.DOTALL)
_UNPARSED = "echo 'Parse error'"
_FAULTS = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


@dataclass(frozen=True, slots=True)
class Asked:
    """One call as the model sent it; `arguments` is text, normally of a JSON object."""

    call_id: str | None
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Effective:
    """What the harness took a call's arguments for; `malformed` says that it had to guess."""

    arguments: object
    malformed: bool


def literal(text: str) -> object:
    """Return the value of a Python list's text form, None where the text is none."""
    if not (text.startswith("[") and text.endswith("]") and _REPR.fullmatch(text)):
        return None
    try:
        value = python_literal(text)
    except _FAULTS:
        return None
    return value


def asked(line: str) -> tuple[Asked, ...] | None:
    """Return the calls that a `call:` line lists, None where it lists none."""
    value = literal(line)
    if not isinstance(value, list) or not value:
        return None
    calls = tuple(_asked(item) for item in value)
    return None if None in calls else tuple(call for call in calls if call is not None)


def results_due(calls: Sequence[Asked]) -> int:
    """Return how many results follow these calls: the harness stops at the first finish."""
    finish = next((at for at, call in enumerate(calls) if call.name == FINISH), len(calls))
    return min(finish + 1, len(calls))


def effective(call: Asked) -> Effective:
    """Return what the harness took a call's arguments for.

    Where they are no JSON it looks for a command by pattern, and runs a message of its own where
    it finds none; so what ran can differ from what the model sent.
    """
    try:
        return Effective(json.loads(call.arguments), malformed=False)
    except (ValueError, RecursionError):
        if call.name != BASH:
            return Effective({}, malformed=True)
    found = _COMMAND.search(call.arguments)
    return Effective({"command": found[1] if found else _UNPARSED}, malformed=True)


def _asked(item: object) -> Asked | None:
    function = item.get("function") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(function, dict):
        return None
    call_id, name, arguments = item.get("id"), function.get("name"), function.get("arguments")
    return Asked(
        None if call_id is None else str(call_id),
        "" if name is None else str(name),
        arguments if isinstance(arguments, str) else _as_text(arguments),
    )


def _as_text(arguments: object) -> str:
    if arguments is None:
        return ""
    try:
        return json.dumps(arguments)
    except (TypeError, ValueError):
        return str(arguments)
