"""What is taken of a world at the end, where it may hold more than can be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The files of some folders.

    Attributes:
        files: What they hold, by path.
        left_out: The sizes of those that there was no room for, by path.
        full: Whether there are still others, more than can be counted.
    """

    files: Mapping[str, bytes]
    left_out: Mapping[str, int] = field(default_factory=dict)
    full: bool = False


def chosen(
    sizes: Mapping[str, int], *, most_bytes: int, most_files: int, heed: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return which files there is room for: those that matter first, and of each the small ones.

    Args:
        sizes: How large they are, by path.
        most_bytes: How much they may hold together.
        most_files: How many they may be.
        heed: Tells of a path whether it matters.
    """
    kept: list[str] = []
    for path in sorted(sizes, key=lambda path: (not heed(path), sizes[path], path)):
        if len(kept) < most_files and sizes[path] <= most_bytes:
            most_bytes -= sizes[path]
            kept.append(path)
    return tuple(kept)
