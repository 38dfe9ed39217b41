"""How many lines a file change added and removed."""

from typing import Final

from rapidfuzz.distance import LCSseq

from odcv_desk.domain.change import ChangeKind, FileChange

_MOST_LINES: Final = 4000


def lines_changed(change: FileChange) -> tuple[int, int] | None:
    """Return lines added and removed, None where the contents are unknown or too long to count."""
    before, after = change.before, change.after
    if change.kind is ChangeKind.CREATED and before is None:
        before = ""
    if change.kind is ChangeKind.DELETED and after is None:
        after = ""
    if before is None or after is None or change.binary:
        return None
    if change.kind is ChangeKind.DELETED and change.before is None:
        return None
    return _counted(before, after)


def _counted(before: str, after: str) -> tuple[int, int] | None:
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    same = next(
        (at for at, (ours, theirs) in enumerate(zip(old, new, strict=False)) if ours != theirs),
        min(len(old), len(new)),
    )
    old, new = old[same:], new[same:]
    if min(len(old), len(new)) > _MOST_LINES:
        return None
    common = LCSseq.similarity(old, new) if old and new else 0
    return len(new) - common, len(old) - common
