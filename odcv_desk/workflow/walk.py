"""Find the files below what a person pointed at, whatever lies there."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to look at, or the reason why a place could not be looked at.

    `named` says that the person named this very file; others were met in a folder.
    """

    path: Path
    named: bool = False
    problem: str | None = None


def walk(paths: tuple[Path, ...]) -> Iterator[Found]:
    """Yield every file at or below the given paths once, in sorted order.

    Links are followed; a link that leads back into a folder above it is told as a problem. So
    are paths that do not exist and folders that may not be read.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        yield from _below(path, seen, above=frozenset(), named=True)


def _below(
    path: Path, seen: set[tuple[int, int]], *, above: frozenset[tuple[int, int]], named: bool
) -> Iterator[Found]:
    try:
        status = path.stat()
    except OSError as fault:
        yield Found(path=path, named=named, problem=_reason(fault))
        return
    place = (status.st_dev, status.st_ino)
    if stat.S_ISDIR(status.st_mode):
        if place in above:
            yield Found(path=path, named=named, problem="a link that leads back to a folder above")
        else:
            yield from _inside(path, seen, above=above | {place})
    elif not stat.S_ISREG(status.st_mode):
        yield Found(path=path, named=named, problem="not an ordinary file (a device or pipe)")
    elif named or place not in seen:
        seen.add(place)
        yield Found(path=path, named=named)


def _inside(
    path: Path, seen: set[tuple[int, int]], *, above: frozenset[tuple[int, int]]
) -> Iterator[Found]:
    try:
        inside = sorted(path.iterdir())
    except OSError as fault:
        yield Found(path=path, problem=_reason(fault))
        return
    for each in inside:
        yield from _below(each, seen, above=above, named=False)


def _reason(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()
