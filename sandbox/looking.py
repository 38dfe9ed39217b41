"""Looking at files from where nothing can lead astray: no link is followed, no pipe opened.

Part of the program that `sandbox/witness.py` is; Python 3.9 has to do, and its own modules alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

UNSEEN = frozenset(("/proc", "/sys", "/dev/pts"))
MOST_ENTRIES = 200_000
_CONTROL_GROUPS = "/sys/fs/cgroup"
_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NAMES = ("utf-8", "surrogateescape")
_SPECIAL = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
)


class Entry(NamedTuple):
    """A path as it was seen."""

    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    ctime: int
    inode: int
    target: str

    @property
    def regular(self) -> bool:
        """Whether it is a file with contents."""
        return stat.S_ISREG(self.mode)

    @property
    def folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.mode)


def writable_control_groups() -> list[str]:
    """Return the one folder below /sys that some engines let a container write to, if it is."""
    try:
        read_only = os.statvfs(_CONTROL_GROUPS).f_flag & os.ST_RDONLY
    except OSError:
        return []
    return [] if read_only else [_CONTROL_GROUPS]


def mounted_below(folders: list[str]) -> frozenset[str]:
    """Return what is mounted right below some folders, together with what is never looked at."""
    found: list[str] = []
    for folder in folders:
        device = os.lstat(folder).st_dev
        with os.scandir(folder) as items:
            found += [item.path for item in items if os.lstat(item).st_dev != device]
    return UNSEEN.union(found)


def walk(roots: list[str], *, unseen: frozenset[str] = UNSEEN) -> Iterator[tuple[str, Entry]]:
    """Yield what lies below folders, and they themselves; what vanishes meanwhile is not there."""
    left = MOST_ENTRIES
    waiting = []
    for root in roots:
        entry = entry_at(root)
        if entry is not None:
            yield root, entry
            waiting += [root] if entry.folder else []
    while waiting and left > 0:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                for item in found:
                    entry = _seen(item)
                    if entry is not None and item.path not in unseen:
                        left -= 1
                        yield item.path, entry
                        if entry.folder:
                            waiting.append(item.path)
        except OSError:
            continue  # gone, or nested deeper than a path can say


def _seen(item: os.DirEntry[str]) -> Entry | None:
    try:
        facts = item.stat(follow_symlinks=False)
        target = os.readlink(item) if stat.S_ISLNK(facts.st_mode) else ""  # noqa: PTH115 - faster
    except OSError:
        return None
    return _of(facts, target)


def entry_at(path: str, *, within: int | None = None) -> Entry | None:
    """Return what is at a path, below an open folder if one is given; None if nothing is."""
    try:
        facts = os.stat(path, dir_fd=within, follow_symlinks=False)
        target = os.readlink(path, dir_fd=within) if stat.S_ISLNK(facts.st_mode) else ""
    except OSError:
        return None
    return _of(facts, target)


def _of(facts: os.stat_result, target: str) -> Entry:
    folder = stat.S_ISDIR(facts.st_mode)
    # Of a folder neither size nor times count: they tell only that something in it changed.
    size, mtime, ctime = (
        (0, 0, 0) if folder else (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
    )
    return Entry(
        facts.st_mode, facts.st_uid, facts.st_gid, size, mtime, ctime, facts.st_ino, target
    )


def bytes_at(path: str, most: int, *, within: int | None = None) -> bytes | None:
    """Read a regular file of at most so many bytes; no pipe, no device, no link is opened."""
    try:
        opened = os.open(path, _READ_FLAGS, dir_fd=within)
    except OSError:
        return None
    with os.fdopen(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return None
        try:
            content = file.read(most + 1)
        except OSError:
            return None
    return content if len(content) <= most else None


def target_of(entry: Entry) -> bytes | None:
    """Return where a link points; None if it is no link."""
    return entry.target.encode(*_NAMES) if stat.S_ISLNK(entry.mode) else None


def what_it_is(entry: Entry) -> str:
    """Say of what has no contents why that is so; empty for files, folders and links."""
    return next((f"{name}, no file" for is_one, name in _SPECIAL if is_one(entry.mode)), "")


def way_to(path: str) -> Iterator[str]:
    """Yield the folders on the way to a path, from the top, and the path itself."""
    parts = path.split("/")
    for depth in range(2, len(parts) + 1):
        yield "/".join(parts[:depth])
