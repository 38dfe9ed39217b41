"""How the outcome of a command is told to the model: its own output, and remarks in brackets."""

import re
from collections.abc import Mapping

from sandbox import Late, Ran

_LONGEST_NAME = 60
_SPACES = re.compile(r"\s+")

STOPPED = "The run was stopped while this command ran; what it wrote is not known."
LOST = "The sandbox was lost while this command ran; what it wrote is not known."
FULL = "The command was not run: the sandbox holds more than it may."
ENDED_HERE = "The command was not run; a person ended the run here."
EDITED = "[A person changed this command; what ran instead: {command}]"
_TIMED_OUT = (
    "[Stopped at the time limit of {limit:g} s, with everything that the command had started.]"
)
_RESTARTED = "[The shell ended; a new one was started, in {cwd}. Its jobs are gone.]"
_LATE = "[Later output of command {number}, `{command}`, which runs in the background:]"


def told_output(
    ran: Ran, *, limit_s: float, edited: str | None, earlier: Mapping[int, str]
) -> tuple[str, str]:
    """Return what stdout and stderr are told to have held.

    `edited` is the command where a person changed it, `earlier` the sandbox's commands by number.
    """
    remarks = (
        EDITED.format(command=edited) if edited is not None else "",
        _TIMED_OUT.format(limit=limit_s) if ran.timed_out else "",
        _RESTARTED.format(cwd=ran.cwd) if ran.restarted else "",
    )
    stdout = [ran.stdout.text, *(_late(late, late.stdout.text, earlier) for late in ran.late)]
    stderr = [ran.stderr.text, *remarks]
    stderr += [_late(late, late.stderr.text, earlier) for late in ran.late]
    return _joined(stdout), _joined(stderr)


def refusal(message: str) -> str:
    """Return what the model is told of a command that a person refused."""
    reason = f" They say: {message}" if message else ""
    return f"The command was not run; a person refused it.{reason}"


def _late(late: Late, text: str, earlier: Mapping[int, str]) -> str:
    if not text:
        return ""
    command = _SPACES.sub(" ", earlier.get(late.command, "")).strip()
    if len(command) > _LONGEST_NAME:
        command = command[: _LONGEST_NAME - 1] + "…"
    return f"{_LATE.format(number=late.command, command=command)}\n{text}"


def _joined(parts: list[str]) -> str:
    """Join what is there, each part on a line of its own; what stands alone stays as it is."""
    text = ""
    for part in parts:
        if part and text and not text.endswith("\n"):
            text += "\n"
        text += part
    return text
