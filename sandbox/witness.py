"""What stands beside a sandbox and tells which files changed: a program of its own.

It runs in the engine, in a container of its own (`sandbox/capture.py` starts it with this text),
where no agent ever was: nothing in a sandbox can change, stop or read it. It sees the files of the
sandbox through the root of one of its processes, goes to live there, and never starts a program.
The image's own files are its own too, so it knows what they held before a run touched them.

It knows but one other module of the desk, which comes with it. A request is a line of JSON, an
answer the length of a header in a line, the header in JSON, and the contents that it names. Python
3.9 has to do.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from base64 import b64decode
from collections.abc import Iterator
from typing import Any, NamedTuple

from sandbox.looking import (
    MOST_ENTRIES,
    Entry,
    bytes_at,
    entry_at,
    mounted_below,
    target_of,
    walk,
    way_to,
    what_it_is,
    writable_control_groups,
)

YOUNG_NS = 20_000_000
"""Clocks of file systems tick coarsely: a file written so shortly before a look is read again."""
_WRITE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
_HELD_BYTES = 64 << 20


class Change(NamedTuple):
    """What became of a path; contents are None where there are none or they are not kept."""

    kind: str
    path: str
    entry: Entry
    before: bytes | None = None
    after: bytes | None = None
    left_out: str = ""
    old_path: str = ""


class Limits(NamedTuple):
    """How much of the contents is kept: of one file, and of all of a step."""

    content_bytes: int
    step_content_bytes: int


Index = dict[str, Entry]


class Witness:
    """Watches folders of the file system that the process lives in.

    Args:
        roots: The folders; "/" for all.
        limits: How much of the contents is kept.
        image: An open folder whose files are what those of the same path held at first, or None.
    """

    def __init__(self, roots: list[str], limits: Limits, *, image: int | None) -> None:
        control_groups = writable_control_groups() if roots == ["/"] else []
        self._roots = roots + control_groups
        self._unseen = mounted_below(control_groups)
        self._limits = limits
        self._image = image
        self._held: dict[str, bytes] = {}
        self._held_bytes = 0
        self._touched: set[str] = set()
        self._budget = 0
        self._young: set[str] = set()
        self._index: Index = {}
        self._index = self._scan()
        # The small ones first: what people write is small, and there may not be room for all.
        for path, entry in sorted(self._index.items(), key=lambda item: item[1].size):
            if entry.regular and not self._of_image(path, entry):
                self._hold(path, self._read(path, entry))

    def look(self) -> list[Change]:
        """Return what changed since the last look."""
        self._budget = self._limits.step_content_bytes
        before, young = self._index, self._young
        now = self._scan()
        # Where there is more than can be watched, that a path was not met does not tell much.
        full = len(now) >= MOST_ENTRIES
        gone = [path for path in before if path not in now and not (full and entry_at(path))]
        # By path, so that what there is room for does not hang on how folders are kept.
        come = sorted(path for path in now if path not in before)
        stayed = sorted(
            path
            for path, entry in now.items()
            if path in before and (before[path] != entry or path in young)
        )
        changes = [
            change for path in stayed for change in self._changed(path, before[path], now[path])
        ]
        changes += self._moved(
            [self._deleted(path, before[path]) for path in gone if not before[path].folder],
            [self._created(path, now[path]) for path in come if not now[path].folder],
        )
        if full and len(before) < MOST_ENTRIES:
            root = self._roots[0]
            rest = f"more than {MOST_ENTRIES:,} files; the rest is not watched"
            changes.append(Change("modified", root, now[root], left_out=rest))
        self._index = now
        return sorted(changes, key=lambda change: change.path)

    def lay(self, files: list[tuple[str, int, bytes]]) -> None:
        """Lay down files with their modes, which are no changes then; OSError where it cannot."""
        for path, mode, content in files:
            folder = path.rpartition("/")[0]
            if folder:
                os.makedirs(folder, mode=0o755, exist_ok=True)  # noqa: PTH103 - paths are text here
            opened = os.open(path, _WRITE_FLAGS, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(content)
                os.fchmod(opened, mode)
            self._take(path)

    def _take(self, path: str) -> None:
        for place in way_to(path):
            entry = entry_at(place)
            if entry is not None and (place in self._index or self._watched(place)):
                self._index[place] = entry
                if entry.regular:
                    self._touched.add(place)
                    self._hold(place, self._read(place, entry))

    def contents(self, roots: list[str], most_bytes: int) -> Iterator[tuple[str, bytes]]:
        """Yield the regular files below some folders; ValueError where there are too many bytes."""
        left = most_bytes
        for path, entry in walk(roots):
            if entry.regular:
                left -= entry.size
                content = bytes_at(path, left + entry.size) if left >= 0 else None
                if left < 0:
                    raise ValueError("too many bytes")
                if content is not None:
                    yield path, content

    def added_bytes(self) -> int:
        """Return how much room is taken by what the image did not have."""
        seen: dict[int, int] = {}
        for path, entry in walk(["/"]):
            if entry.regular and not self._of_image(path, entry):
                seen[entry.inode] = entry.size
        return sum(seen.values())

    def _scan(self) -> Index:
        edge = time.time_ns() - YOUNG_NS
        found = dict(walk(self._roots, unseen=self._unseen))
        self._young = {path for path, entry in found.items() if entry.ctime > edge}
        return found

    def _watched(self, path: str) -> bool:
        return any(path.startswith(root.rstrip("/") + "/") or path == root for root in self._roots)

    def _changed(self, path: str, old: Entry, new: Entry) -> list[Change]:
        if stat.S_IFMT(old.mode) != stat.S_IFMT(new.mode):
            return self._became_other(path, old, new)
        same_owner = (old.mode, old.uid, old.gid) == (new.mode, new.uid, new.gid)
        mode_alone = [] if same_owner else [Change("mode", path, new)]
        if not new.regular:
            if old.target == new.target:
                return mode_alone
            return [Change("modified", path, new, target_of(old), target_of(new))]
        before, after = self._before(path), self._read(path, new)
        if before is None or after is None:
            if old[3:5] + old[6:] == new[3:5] + new[6:]:
                return mode_alone
        elif before == after:
            return mode_alone
        return [self._shown(Change("modified", path, new, before, after), self._told(before, old))]

    def _became_other(self, path: str, old: Entry, new: Entry) -> list[Change]:
        if old.folder:
            return [self._created(path, new)]
        if new.folder:
            return [self._deleted(path, old)]
        was = self._deleted(path, old)
        now = self._created(path, new)
        return [now._replace(kind="modified", before=was.before)]

    def _created(self, path: str, entry: Entry) -> Change:
        if not entry.regular:
            return Change("created", path, entry, None, target_of(entry), what_it_is(entry))
        # What will not be shown is not read either: a step may make gigabytes.
        content = self._read(path, entry) if entry.size <= self._budget else None
        return self._shown(Change("created", path, entry, None, content), "")

    def _deleted(self, path: str, entry: Entry) -> Change:
        if not entry.regular:
            return Change("deleted", path, entry, target_of(entry), None, what_it_is(entry))
        before = self._before(path)
        self._forget(path)
        return self._shown(Change("deleted", path, entry, before), self._told(before, entry))

    def _shown(self, change: Change, before_lacks: str) -> Change:
        """Keep of a change what the budget has room for, and hold it for the next look."""
        path, entry = change.path, change.entry
        self._touched.add(path)
        if change.kind != "deleted":
            self._hold(path, change.after)
        size = len(change.before or b"") + len(change.after or b"")
        if size > self._budget:
            return change._replace(before=None, after=None, left_out=self._crowded(entry))
        self._budget -= size
        after_lacks = change.after is None and change.kind != "deleted"
        return change._replace(left_out=self._crowded(entry) if after_lacks else before_lacks)

    def _crowded(self, entry: Entry) -> str:
        if entry.size > self._limits.content_bytes:
            return f"{entry.size:,} bytes, not kept"
        return f"{entry.size:,} bytes, not kept: the step changed too much to keep all of it"

    def _told(self, before: bytes | None, entry: Entry) -> str:
        return "" if before is not None else f"{entry.size:,} bytes before, not kept"

    def _moved(self, gone: list[Change], come: list[Change]) -> list[Change]:
        """Pair what went with what came where it is the same file under another name."""
        by_content: dict[Any, list[Change]] = {}
        for change in gone:
            by_content.setdefault(_likeness(change, change.before), []).append(change)
        paired: list[Change] = []
        for change in come:
            likeness = _likeness(change, change.after)
            candidates = by_content.get(likeness) if likeness else None
            if candidates:
                old = candidates.pop(0)
                change = change._replace(  # noqa: PLW2901 - it is the same change, known better
                    kind="renamed", before=old.before, old_path=old.path
                )
            paired.append(change)
        return paired + [change for left in by_content.values() for change in left]

    def _before(self, path: str) -> bytes | None:
        if path in self._held:
            return self._held[path]
        if path in self._touched or self._image is None:
            return None
        return bytes_at(path.lstrip("/"), self._limits.content_bytes, within=self._image)

    def _read(self, path: str, entry: Entry) -> bytes | None:
        if entry.size > self._limits.content_bytes:
            return None
        return bytes_at(path, self._limits.content_bytes)

    def _of_image(self, path: str, entry: Entry) -> bool:
        if self._image is None:
            return False
        twin = entry_at(path.lstrip("/"), within=self._image)
        return twin is not None and twin[:5] == entry[:5]

    def _hold(self, path: str, content: bytes | None) -> None:
        self._forget(path)
        if content is None or self._held_bytes + len(content) > _HELD_BYTES:
            self._touched.add(path)  # the image does not know any more either
            return
        self._held[path] = content
        self._held_bytes += len(content)

    def _forget(self, path: str) -> None:
        self._held_bytes -= len(self._held.pop(path, b""))


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
        else:
            answer = say.contents(witness, asked["roots"], asked["most_bytes"])
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

    def contents(self, witness: Witness, roots: list[str], most: int) -> Iterator[bytes]:
        """Yield files with their contents, or that there is too much of them."""
        try:
            found = list(witness.contents(roots, most))
        except ValueError as fault:
            yield self.plain({"fault": str(fault)})
            return
        yield self.plain({"files": [[path, len(content)] for path, content in found]})
        for _, content in found:
            yield content


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


def _likeness(change: Change, content: bytes | None) -> Any:  # noqa: ANN401 - any key will do
    """What two paths share where they are one file that was renamed; None where nothing tells."""
    entry = change.entry
    if content:
        return (stat.S_IFMT(entry.mode), content)
    if entry.regular and content is None and entry.size:
        return (entry.inode, entry.size, entry.mtime)
    return None


def main(settings: str) -> None:
    """Wait to be told of a process of the sandbox, go to live where it lives, and serve."""
    asked = json.loads(settings)
    image = os.open("/", os.O_RDONLY | os.O_DIRECTORY) if asked["same_image"] else None
    place = Place()
    place.enter(int(sys.stdin.buffer.readline()))
    # From here on every file is the sandbox's, and none of it may be taken for a module.
    sys.path[:], sys.meta_path[:], sys.path_hooks[:] = [], [], []
    limits = Limits(asked["content_bytes"], asked["step_content_bytes"])
    serve(Witness(asked["roots"] or ["/"], limits, image=image), place)
