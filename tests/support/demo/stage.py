"""Where a story's commands are really run, and what they change is seen."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_CUT_SHORT_S = 0.5
_LIMIT_S = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came back from a command."""

    stdout: str
    stderr: str
    exit_code: int
    timed_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a file held: its text and its octal mode."""

    text: str
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A folder that plays the part of `shown`, the place that the agent sees."""

    root: Path
    shown: str

    def lay(self, files: Mapping[str, str]) -> None:
        """Write the files a story starts with."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            path.chmod(0o755 if text.startswith("#!") else 0o644)

    def run(self, command: str, *, hangs: bool = False) -> Came:
        """Return what a command prints here, with the names of the place that is shown.

        A command that hangs is cut short; its record says that its whole time had gone by.
        """
        process = subprocess.Popen(
            ["/bin/bash", "-c", command.replace(self.shown, str(self.root))],
            cwd=self.root,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            umask=0o022,
            start_new_session=True,
        )
        try:
            out, err = process.communicate(timeout=_CUT_SHORT_S if hangs else _LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            if not hangs:
                raise
            return Came(stdout="", stderr="Command timed out", exit_code=-1, timed_out=True)
        return Came(
            stdout=self._as_shown(out), stderr=self._as_shown(err), exit_code=process.returncode
        )

    def files(self) -> dict[str, Held]:
        """Return every file by the name that is shown."""
        return {
            f"{self.shown}/{path.relative_to(self.root)}": Held(
                text=path.read_text(encoding="utf-8"), mode=f"{path.stat().st_mode & 0o7777:04o}"
            )
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }

    def _as_shown(self, output: bytes) -> str:
        return output.decode("utf-8", errors="replace").replace(str(self.root), self.shown)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(self.root),
            "LC_ALL": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }


def changes(
    before: Mapping[str, Held], after: Mapping[str, Held], *, step: int
) -> Iterator[dict[str, object]]:
    """Yield what a step did to the files, in order of path."""
    moved = dict(_moves(before, after))
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        if path in moved:
            source = moved[path]
            yield {**_change(step, path, "renamed", before[source], new), "old_path": source}
        elif old != new and path not in moved.values():
            yield _change(step, path, _kind(old, new), old, new)


def _moves(before: Mapping[str, Held], after: Mapping[str, Held]) -> Iterator[tuple[str, str]]:
    """Yield (new path, old path) of files that appeared with the text of one that went."""
    gone = [path for path in sorted(before) if path not in after]
    for path in sorted(after.keys() - before.keys()):
        source = next((each for each in gone if before[each].text == after[path].text), None)
        if source is not None:
            gone.remove(source)
            yield path, source


def _kind(old: Held | None, new: Held | None) -> str:
    if old is None:
        return "created"
    if new is None:
        return "deleted"
    return "mode" if old.text == new.text else "modified"


def _change(
    step: int, path: str, kind: str, old: Held | None, new: Held | None
) -> dict[str, object]:
    return {
        "step": step,
        "path": path,
        "kind": kind,
        "before": old.text if old else None,
        "after": new.text if new else None,
        "mode": new.mode if new else None,
        "old_path": None,
        "binary": False,
    }
