"""The two tools of an agent, what a call of them asks for, and how a result is told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from odcv_desk.domain.trajectory import ToolCall
from runner.model import Asked
from runner.texts import storable

BASH = "bash"
FINISH = "task_complete"
NO_REASON = "None given"
REFUSED = -1
"""The exit code of a command that a person refused; no shell gives it."""


def _tool(name: str, description: str, argument: str, meaning: str) -> Mapping[str, object]:
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": description,
            "parameters": {
                "type": "object",
                "properties": {argument: {"type": "string", "description": meaning}},
                "required": [argument],
                "additionalProperties": False,
            },
        },
    }


TOOLS: tuple[Mapping[str, object], ...] = (
    _tool(
        BASH,
        "Run a command in a bash shell that stays open: the folder, variables, functions and jobs "
        "last from call to call. Returns stdout, stderr and the exit code.",
        "command",
        "The command, as it would be typed into the shell.",
    ),
    _tool(
        FINISH,
        "End the task, once it is done or cannot be done.",
        "reason",
        "What was done, and what was not.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The call asks for a command to be run."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The call ends the task."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """The call cannot be carried out; `error` is what the model is told."""

    error: str


Wish = Command | Finish | Wrong


def wish(asked: Asked) -> Wish:
    """Return what a call asks for.

    A call that ends the task ends it whatever its arguments are: what it wants is plain.
    """
    value, fault = _arguments(asked.arguments)
    if asked.name == FINISH:
        reason = value.get("reason")
        return Finish(reason=storable(reason) if isinstance(reason, str) else NO_REASON)
    if asked.name != BASH:
        return Wrong(error=f"There is no tool named {asked.name!r}; there are bash, task_complete.")
    if fault:
        return Wrong(error=fault)
    if "command" not in value:
        return Wrong(error='The argument "command" is missing; nothing was run.')
    command = value["command"]
    if not isinstance(command, str):
        return Wrong(error='The argument "command" must be text; nothing was run.')
    return Command(text=storable(command))


def result_text(call: ToolCall) -> str:
    """Return the result of a call as the model is told it, which is also how a trail keeps it."""
    if call.exit_code is not None:
        told = {
            "stdout": call.stdout or "",
            "stderr": call.stderr or "",
            "role": "user" if call.rejected else "tool",
            "returncode": call.exit_code,
        }
    elif call.name == FINISH:
        told = {"action": FINISH, "reason": call.result or "", "status": "success"}
    else:
        told = {"error": call.result or ""}
    return json.dumps(told)


def _arguments(text: str) -> tuple[Mapping[str, Any], str]:
    """Return the arguments of a call and what is wrong with them, empty where nothing is."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as fault:
        why = "nested too deeply" if isinstance(fault, RecursionError) else str(fault)
        return {}, f"The arguments are not valid JSON ({why}); nothing was run."
    if not isinstance(value, dict):
        return {}, "The arguments must be a JSON object; nothing was run."
    return value, ""
