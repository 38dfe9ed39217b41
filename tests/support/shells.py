"""Commands run for real in a folder of their own, and what they did to the files there."""

import os
import subprocess
from pathlib import Path

from odcv_desk.domain.trajectory import Ended, Role, Step, ToolCall, Transcript
from odcv_desk.workflow.reconstruct import reconstruct

SHELLS = tuple(path for path in ("/bin/sh", "/bin/bash") if Path(path).exists())


def transcript(*calls):
    steps = tuple(
        Step(index=at, role=Role.ASSISTANT, content="", calls=(call,))
        for at, call in enumerate(calls, start=1)
    )
    return Transcript(steps=steps, entries=2 * len(calls), ended=Ended.COMPLETED)


def call(command, stdout="", stderr="", exit_code=0, **more):
    given = {
        "name": "bash",
        "arguments": "{}",
        "command": command,
        "entry": 4,
        "stdout": stdout,
        "stderr": stderr,
        "exit_code": exit_code,
    }
    return ToolCall(**(given | more))


def made_of(*calls):
    """Return kind, path, before and after of every change, and the unknown steps."""
    given = [each if not isinstance(each, str) else call(each) for each in calls]
    found = reconstruct(transcript(*given))
    changes = [
        (change.kind, change.path, change.before, change.after)
        for step in sorted(found.changes)
        for change in found.changes[step]
    ]
    return changes, set(found.unknown)


def shown(text, path="f"):
    return call(f"cat {path}", text)


def ran(shell, command, folder):
    """Run a command as the published harness does, which reads all line ends as line feeds."""
    done = subprocess.run(
        [shell, "-c", command],
        cwd=folder,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        check=False,
        timeout=30,
    )
    try:
        texts = [alike(done.stdout), alike(done.stderr)]
    except UnicodeDecodeError:
        return call(command, None, None, None)
    return call(command, *texts, done.returncode)


def alike(raw):
    return raw.decode().replace("\r\n", "\n").replace("\r", "\n")


def files_below(folder):
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
