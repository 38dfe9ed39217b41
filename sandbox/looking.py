"""Looking at files from where nothing can lead astray: no link is followed, no pipe opened.

Part of the program that `sandbox/witness.py` is; Python 3.9 has to do, and its own modules alone.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

UNSEEN = frozenset(("/proc", "/sys", "/dev/pts"))
MOST_ENTRIES = 200_000
_AT_A_TIME = 20_000
_LONG = 256
_CONTROL_GROUPS = "/sys/fs/cgroup"
_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NAMES = ("utf-8", "surrogateescape")
_SHARED = re.compile(rb"^\S+ ...s \S+ \S+ \S+ +(/.*)$", re.MULTILINE)
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


class Lacks:
    """What a walk passed over.

    Attributes:
        full: Whether there was more than is looked at. A long path counts for several.
        deep: The folders whose inside is nested deeper than a path can say.
    """

    def __init__(self) -> None:
        self.full = False
        self.deep: list[str] = []


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


def walk(
    roots: list[str],
    *,
    unseen: frozenset[str] = UNSEEN,
    first: Container[str] = (),
    most: int | None = None,
    lacks: Lacks | None = None,
) -> Iterator[tuple[str, Entry]]:
    """Yield what lies below folders, and they themselves; what vanishes meanwhile is not there.

    Where there is more than can be looked at, what one folder is flooded with comes last.

    Args:
        roots: The folders.
        unseen: Paths that are passed over.
        first: Folders that are looked into before all others.
        most: How much is looked at; MOST_ENTRIES if None.
        lacks: Is told of what was not looked at.
    """
    lacks = lacks or Lacks()
    left = MOST_ENTRIES if most is None else most
    soon: list[str] = []
    later: list[str] = []
    rest: list[Iterator[tuple[str, Entry]]] = []
    for root, entry in lookups(roots):
        yield root, entry
        soon += [root] if entry.folder else []
    while left > 0 and (soon or later or rest):
        waiting = soon or later
        found = _inside(waiting.pop(), unseen, lacks) if waiting else rest.pop(0)
        until = max(0, left - _AT_A_TIME)
        for path, entry in found:
            left -= 1 + len(path) // _LONG
            yield path, entry
            if entry.folder:
                (soon if path in first else later).append(path)
            if left <= until:
                rest.append(found)
                break
    lacks.full = left <= 0


def _inside(folder: str, unseen: frozenset[str], lacks: Lacks) -> Iterator[tuple[str, Entry]]:
    """Yield what is in a folder."""
    try:
        with os.scandir(folder) as found:
            for item in found:
                entry = None if item.path in unseen else _seen(item)
                if entry is not None:
                    yield item.path, entry
    except OSError as fault:  # else it is gone
        if fault.errno == errno.ENAMETOOLONG:
            lacks.deep.append(folder)


def _seen(item: os.DirEntry[str]) -> Entry | None:
    try:
        facts = item.stat(follow_symlinks=False)
        target = os.readlink(item) if stat.S_ISLNK(facts.st_mode) else ""  # noqa: PTH115 - faster
    except OSError as fault:
        if fault.errno == errno.ENAMETOOLONG:
            raise
        return None
    return _of(facts, target)


def lookups(paths: Iterable[str]) -> Iterator[tuple[str, Entry]]:
    """Yield what is at each of some paths, where something is."""
    for path in paths:
        entry = entry_at(path)
        if entry is not None:
            yield path, entry


def room_at(path: str) -> tuple[tuple[int, int], int]:
    """Return which file is at a path, and how much room it takes on the disk."""
    try:
        facts = os.lstat(path)
    except OSError:
        return (0, 0), 0
    return (facts.st_dev, facts.st_ino), facts.st_blocks * 512


def mapped() -> tuple[set[str], bool]:
    """Return which files the processes here share as memory, and whether all could be asked.

    What is written through such memory need not leave any trace in the times of the file.
    """
    found, all_told = set(), True
    try:
        processes = [name for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - faster
    except OSError:
        return set(), True
    for process in processes:
        try:
            with open(f"/proc/{process}/maps", "rb") as file:  # noqa: PTH123 - faster
                held = file.read()
        except OSError as fault:
            all_told = all_told and fault.errno not in (errno.EACCES, errno.EPERM)
            continue
        found.update(_SHARED.findall(held))
    return {path.replace(b"\\012", b"\n").decode(*_NAMES) for path in found}, all_told


def mounts() -> frozenset[str]:
    """Return where something is mounted, as the first process here sees it, but for the root."""
    try:
        with open("/proc/1/mountinfo", "rb") as file:  # noqa: PTH123 - one way to open here
            rows = file.read().splitlines()
    except OSError:
        return frozenset()
    return frozenset(row.split()[4].decode(*_NAMES) for row in rows) - {"/"}


def is_alive() -> bool:
    """Return whether the first process here lives; what was mounted goes with it."""
    return os.path.lexists("/proc/1")


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
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        return None
    with os.fdopen(opened, "rb") as file:
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
