"""What stands beside a sandbox and tells which files changed: a program of its own.

It runs in the engine, in a container of its own (`sandbox/capture.py` starts it with this text),
where no agent ever was: nothing in a sandbox can change, stop or read it. It sees the files of the
sandbox through the root of one of its processes, goes to live there, and never starts a program.
The image's own files are its own too, so it knows what they held before a run touched them.

It knows but two other modules of the desk, which come with it. A request is a line of JSON, an
answer the length of a header in a line, the header in JSON, and the contents that it names. Python
3.9 has to do.
"""

from __future__ import annotations

import gc
import json
import os
import stat
import sys
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from sandbox.witness import Change, Limits, Witness


class Place:
    """Where the witness lives: at the root of a process that the engine names by its number."""

    def __init__(self) -> None:
        self._processes = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)

    def enter(self, pid: int) -> None:
        """Go to live where a process does."""
        os.fchdir(self._processes)
        os.chdir(f"{pid}/root")
        os.chroot(".")


def serve(witness: Witness, place: Place) -> None:
    """Answer requests until there are no more."""
    say, out = _Answers(), sys.stdout.buffer
    out.write(say.plain({"ready": True}))
    out.flush()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        if asked["do"] == "look":
            answer = say.changes(witness.look())
        elif asked["do"] == "lay":
            answer = iter([say.plain(_lay(witness, asked["files"]))])
        elif asked["do"] == "move":
            place.enter(asked["pid"])
            answer = iter([say.plain({})])
        elif asked["do"] == "added":
            answer = iter([say.plain({"bytes": witness.added_bytes()})])
        elif asked["do"] == "list":
            files, full = witness.listed(asked["roots"], asked["first"])
            answer = iter([say.plain({"files": list(files.items()), "full": full})])
        else:
            answer = say.contents(witness, asked["paths"], asked["most_bytes"])
        for part in answer:
            out.write(part)
        out.flush()


def _lay(witness: Witness, files: list[list[Any]]) -> dict[str, Any]:
    try:
        witness.lay([(path, mode, b64decode(content)) for path, mode, content in files])
    except OSError as fault:
        return {"fault": f"{fault.filename}: {fault.strerror}"}
    return {}


class _Answers:
    """How answers are written."""

    def plain(self, header: dict[str, Any]) -> bytes:
        """Return an answer without contents."""
        text = json.dumps(header).encode()
        return b"%d\n%b" % (len(text), text)

    def changes(self, changes: list[Change]) -> Iterator[bytes]:
        """Yield what changed, then the contents before and after in the same order."""
        yield self.plain({"changes": [_row(change) for change in changes]})
        for change in changes:
            yield change.before or b""
            yield change.after or b""

    def contents(self, witness: Witness, paths: list[str], most: int) -> Iterator[bytes]:
        """Yield how much files hold, then the contents; None where they hold more, or are gone."""
        found = [content for _, content in witness.contents(paths, most)]
        yield self.plain({"sizes": [None if held is None else len(held) for held in found]})
        for content in found:
            yield content or b""


def _row(change: Change) -> dict[str, Any]:
    entry = change.entry
    return {
        "kind": change.kind,
        "path": change.path,
        "mode": stat.S_IMODE(entry.mode),
        "owner": f"{entry.uid}:{entry.gid}",
        "link": stat.S_ISLNK(entry.mode),
        "left_out": change.left_out,
        "old_path": change.old_path,
        "before": None if change.before is None else len(change.before),
        "after": None if change.after is None else len(change.after),
    }


def main(settings: str) -> None:
    """Wait to be told of a process of the sandbox, go to live where it lives, and serve."""
    asked = json.loads(settings)
    image = os.open("/", os.O_RDONLY | os.O_DIRECTORY) if asked["same_image"] else None
    place = Place()
    place.enter(int(sys.stdin.buffer.readline()))
    # From here on every file is the sandbox's, and none of it may be taken for a module.
    sys.path[:], sys.meta_path[:], sys.path_hooks[:] = [], [], []
    gc.disable()  # nothing here goes in circles, and there can be very much of it
    limits = Limits(asked["content_bytes"], asked["step_content_bytes"])
    serve(Witness(asked["roots"] or ["/"], limits, image=image), place)
