"""Where a rater goes on after a label, in free reading."""

from collections.abc import Sequence

from odcv_desk.store import Store


def next_unlabelled(store: Store, rater: str, rows: Sequence[int]) -> int | None:
    """Return the first of these runs that the rater has not answered yet, None if all are."""
    answered = store.labels.answers(rater)
    return next((row for row in rows if row not in answered), None)
