"""Who knows what the files of a sandbox were like, and tells what became of them.

Part of the program that `sandbox/serving.py` is; Python 3.9 has to do, and its own modules alone.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from sandbox.looking import (
    MOST_ENTRIES,
    Entry,
    Lacks,
    bytes_at,
    entry_at,
    is_alive,
    lookups,
    mapped,
    mounted_below,
    mounts,
    room_at,
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
_AGAIN_BYTES = 8 << 20
_MEMORY = "/dev/"
_AGAIN_EACH = 1 << 12
MOST_ROWS = 5_000
"""How many changes of a step are told one by one."""


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
_NOTHING = Entry(0, 0, 0, 0, 0, 0, 0, "")


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
        self._in_memory: set[str] = set()
        self._laid: set[str] = set()
        self._mapped: set[str] = set()
        self._budget = 0
        self._young: set[str] = set()
        self._lacks = Lacks()
        self._known: set[str] = set()
        self._edge = 0
        self._mounts = mounts()
        self._index: Index = {}
        self._index = self._scan()
        # What was there from the first is looked at first: no flood of other files hides it.
        self._known = set(self._index)
        # The small ones first: what people write is small, and there may not be room for all.
        for path, entry in sorted(self._index.items(), key=lambda item: item[1].size):
            if entry.regular and not self._of_image(path, entry):
                self._hold(path, self._read(path, entry))

    def look(self) -> list[Change]:
        """Return what changed since the last look, by path, and at the end what is not told."""
        self._budget = self._limits.step_content_bytes
        before, was_full, since, young = self._index, self._lacks.full, self._edge, self._young
        now = self._scan()
        changed = [path for path, entry in now.items() if path in before and before[path] != entry]
        unlike = set(changed)
        again = (self._again(now) | young) & now.keys() & before.keys() - unlike
        gone = [path for path in before if path not in now and self._is_gone(path)]
        # Where there was more than can be watched, what is old was there before.
        come = [
            path
            for path, entry in now.items()
            if path not in before and not (was_full and entry.ctime < since)
        ]
        rows = [path for path in (*gone, *come) if not (now.get(path) or before[path]).folder]
        ranked = sorted([*changed, *rows], key=self._rank)
        changes = self._told_of(ranked[:MOST_ROWS], before, now)
        for path in sorted(again):
            changes += self._changed(path, before[path], now[path])
        self._index = now
        self._known.update(change.path for change in changes)
        notes = self._notes(self._passed_over(ranked[MOST_ROWS:]), was_full=was_full)
        return sorted(changes, key=lambda change: change.path) + notes

    def lay(self, files: list[tuple[str, int, bytes]]) -> None:
        """Lay down files with their modes, which are no changes then; OSError where it cannot."""
        made = {""}
        for path, mode, content in files:
            folder = path.rpartition("/")[0]
            if folder not in made:
                made.add(folder)
                os.makedirs(folder, mode=0o755, exist_ok=True)  # noqa: PTH103 - paths are text here
            opened = os.open(path, _WRITE_FLAGS, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(content)
                os.fchmod(opened, mode)
            self._take(path)

    def _take(self, path: str) -> None:
        if not self._watched(path):
            return
        for place in way_to(path):
            if place not in self._index and not self._watched(place):
                continue
            entry = entry_at(place)
            if entry is not None:
                self._index[place] = entry
                self._known.add(place)
                if entry.regular:
                    self._touched.add(place)
                    self._laid.add(place)
                    self._hold(place, self._read(place, entry))

    def listed(self, roots: list[str], first: list[str]) -> tuple[dict[str, int], bool]:
        """Return the sizes of the regular files below some folders, and whether there are more.

        Never left out is what was there from the first, what was told of, and `first`.
        """
        below = tuple(root.rstrip("/") + "/" for root in roots)
        sure = [path for path in (*first, *self._known) if path.startswith(below)]
        lacks = Lacks()
        found = dict(walk(roots, first=self._known, lacks=lacks))
        found.update(lookups(path for path in sure if path not in found))
        return {path: entry.size for path, entry in found.items() if entry.regular}, lacks.full

    def contents(self, paths: list[str], most_bytes: int) -> Iterator[tuple[str, bytes | None]]:
        """Yield what files hold, as long as they are no more than so many bytes together."""
        for path in paths:
            content = bytes_at(path, most_bytes)
            most_bytes -= len(content or b"")
            yield path, content

    def added_bytes(self) -> int:
        """Return how much room on the disk is taken by what the image did not have."""
        seen = {}
        for path, entry in walk(["/"], most=10 * MOST_ENTRIES):
            if entry.regular and not self._of_image(path, entry):
                file, room = room_at(path)
                if room:
                    seen[file] = room
        return sum(seen.values())

    def _scan(self) -> Index:
        self._edge = time.time_ns() - YOUNG_NS
        lacks = self._lacks = Lacks()
        unseen = self._unseen if is_alive() else self._unseen | self._mounts
        found = dict(walk(self._roots, unseen=unseen, first=self._known, lacks=lacks))
        if lacks.full:
            found.update(lookups(path for path in self._known if path not in found))
        self._young = {path for path, entry in found.items() if entry.ctime > self._edge}
        return found

    def _is_gone(self, path: str) -> bool:
        """Whether a path that was not met is there no more, as far as anybody can tell."""
        if self._lacks.full and entry_at(path):
            return False
        # With the first process of a container goes what the engine mounted for it.
        return is_alive() or not any(place in self._mounts for place in way_to(path))

    def _again(self, now: Index) -> set[str]:
        """Return what is read again though it looks as it did: a write can leave no trace.

        That is so where a process shares a file as memory, and now or at the last look did, or
        where the file lies in memory itself.
        """
        before = self._mapped
        self._mapped, all_told = mapped()
        shared = self._mapped | before
        others = self._laid | (self._in_memory if all_told else self._touched)
        # Each has room of its own: no other file, however large, hides a write through memory.
        return self._with_room(shared, now) | self._with_room(others - shared, now)

    def _with_room(self, paths: set[str], now: Index) -> set[str]:
        """Return those that there is room to read again, laid ones first, and small ones."""
        sizes = {path: now[path].size for path in paths if path in now and now[path].size}
        left, kept = _AGAIN_BYTES, set()
        for path in sorted(sizes, key=lambda path: (path not in self._laid, sizes[path])):
            needed = sizes[path] + _AGAIN_EACH
            if needed <= left:
                left -= needed
                kept.add(path)
        return kept

    def _rank(self, path: str) -> tuple[bool, bool, str]:
        folder = path.rpartition("/")[0] or "/"
        return path not in self._known, folder not in self._known, path

    def _told_of(self, paths: list[str], before: Index, now: Index) -> list[Change]:
        changes, gone, come = [], [], []
        for path in paths:
            if path not in now:
                gone.append(self._deleted(path, before[path]))
            elif path not in before:
                come.append(self._created(path, now[path]))
            else:
                changes += self._changed(path, before[path], now[path])
        return changes + self._moved(gone, come)

    def _passed_over(self, paths: list[str]) -> int:
        """Forget what files held whose change is not told; return how many there are."""
        for path in paths:
            self._forget(path)
            self._touched.add(path)
        return len(paths)

    def _notes(self, left_out: int, *, was_full: bool) -> list[Change]:
        """Tell what the other changes do not."""
        notes = []
        if self._lacks.full or was_full:
            notes.append(f"more than {MOST_ENTRIES:,} files; the rest is not watched")
        if left_out:
            notes.append(f"{left_out:,} more changes, not told one by one")
        told = [(self._roots[0], "; ".join(notes))] if notes else []
        if self._lacks.deep:
            told.append((min(self._lacks.deep), "nested too deeply; what is inside is not watched"))
        return [
            Change("modified", path, entry_at(path) or _NOTHING, left_out=text)
            for path, text in told
        ]

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
        if path.startswith(_MEMORY):
            self._in_memory.add(path)
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


def _likeness(change: Change, content: bytes | None) -> Any:  # noqa: ANN401 - any key will do
    """What two paths share where they are one file that was renamed; None where nothing tells."""
    entry = change.entry
    if content:
        return (stat.S_IFMT(entry.mode), content)
    if entry.regular and content is None and entry.size:
        return (entry.inode, entry.size, entry.mtime)
    return None
