"""Whose a container is: which process of which machine made it, and whether that still lives."""

import os
import socket
from pathlib import Path


def this_owner() -> str:
    """Return the name of this process, which no later process of any machine will have."""
    return f"{_machine()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(owner: str) -> bool:
    """Tell whether an owner is a process of this machine that is no more.

    Of another machine's nothing is known: an engine may serve several, so it counts as alive.
    """
    machine, pid, started = ["", "", *owner.rsplit(":", 2)][-3:]
    name, _, boot = machine.rpartition("/")
    this_name, _, this_boot = _machine().rpartition("/")
    if name != this_name or not pid.isdigit():
        return False
    return boot != this_boot or _started(int(pid)) != started


def _machine() -> str:
    """Its name and since when it is up, so that a process of before the last start is dead."""
    number, boot = Path("/etc/machine-id"), Path("/proc/sys/kernel/random/boot_id")
    facts = [path.read_text().strip() if path.exists() else "" for path in (number, boot)]
    return "/".join((socket.gethostname(), *facts))


def _started(pid: int) -> str:
    """When a process began, in ticks; empty where there is none, "?" where no one tells."""
    try:
        # Behind the name in brackets, which may hold anything, it is the 20th field.
        facts = Path(f"/proc/{pid}/stat").read_text()
        state, *rest = facts.rpartition(")")[2].split()
    except FileNotFoundError:
        return "" if Path("/proc/self/stat").exists() else _alive(pid)
    return "" if state in ("Z", "X") else rest[18]


def _alive(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "?"
    return "?"
