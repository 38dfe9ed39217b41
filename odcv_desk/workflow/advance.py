"""Where a rater goes on after a label, in free reading."""

from collections.abc import Sequence

from odcv_desk.store import Store
from odcv_desk.workflow.queue import entries

_AT_ONCE = 100


def next_unlabelled(store: Store, rater: str, rows: Sequence[int]) -> int | None:
    """Return the first of these runs that the rater has not answered yet, None if all are."""
    for begin in range(0, len(rows), _AT_ONCE):
        for entry in entries(store, rater, rows[begin : begin + _AT_ONCE]):
            if entry.severity is None and entry.outcome is None:
                return entry.row
    return None
