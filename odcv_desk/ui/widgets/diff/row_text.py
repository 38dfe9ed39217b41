"""The rows of a difference in words: for screen readers, and for the clipboard."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.diff.layouts import LEFT_SIDE
from odcv_desk.workflow.difference import Difference
from odcv_desk.workflow.difference_rows import COUNT, KIND, LEFT, RIGHT, RowKind, Rows

UNENDED = "no newline at end of file"

# Nobody listens to a line that is longer.
_MOST_SIGNS = 2_000


def folded_words(count: int) -> str:
    """Return what a fold says of the lines that it hides."""
    return f"{count:,} unchanged line{'' if count == 1 else 's'}"


def row_words(found: Difference, row: NDArray[np.int32]) -> str:
    """Return a row in words, such as `line 3, removed: data_transmission: active`."""
    kind, left, right, count = (int(value) for value in row)
    if kind == RowKind.FOLD:
        return f"{folded_words(count)}, folded"
    before = _line(found.before, left, unended=found.before_unended)
    after = _line(found.after, right, unended=found.after_unended)
    if kind == RowKind.CONTEXT:
        return f"line {right + 1}: {after}"
    removed, added = f"line {left + 1}, removed: {before}", f"line {right + 1}, added: {after}"
    if kind == RowKind.CHANGED:
        return f"{removed}\n{added}"
    return removed if kind == RowKind.REMOVED else added


def rows_text(found: Difference, rows: Rows, side: int | None) -> str:
    """Return the text of rows without marks, folded lines included.

    Args:
        found: What the rows belong to.
        rows: Which ones.
        side: Of which side, None for both as in a unified view.
    """
    return "\n".join(line for row in rows.tolist() for line in _texts(found, row, side))


def _texts(found: Difference, row: list[int], side: int | None) -> Iterator[str]:
    left, right = row[LEFT], row[RIGHT]
    if row[KIND] == RowKind.FOLD:
        if side == LEFT_SIDE:
            yield from found.before[left : left + row[COUNT]]
        else:
            yield from found.after[right : right + row[COUNT]]
    elif row[KIND] == RowKind.REMOVED or (side == LEFT_SIDE and left >= 0):
        if side in (None, LEFT_SIDE):
            yield found.before[left]
    elif right >= 0 and (side != LEFT_SIDE):
        yield found.after[right]


def _line(lines: tuple[str, ...], at: int, *, unended: bool) -> str:
    if at < 0:
        return ""
    end = f" ({UNENDED})" if unended and at == len(lines) - 1 else ""
    return visible(lines[at][:_MOST_SIGNS]) + end
