"""How high every row is: estimates at once, the truth once a row was laid out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from odcv_desk.ui.widgets.transcript.geometry import Geometry
from odcv_desk.ui.widgets.transcript.parts import Kind
from odcv_desk.ui.widgets.transcript.rows import Row, RowKind

Numbers = NDArray[np.int64]

_OTHERS = len(Kind)


class Heights:
    """The height of each row in whole pixels, and where it stands.

    `tops` has one entry more than there are rows; the last is where everything ends.
    """

    def __init__(self, rows: Sequence[Row], geometry: Geometry) -> None:
        self._facts = _facts(rows)
        self.settled = np.zeros(len(rows), dtype=np.bool_)
        self._heights = _estimates(self._facts, geometry)
        self.tops = _tops(self._heights, geometry.top)
        self._geometry = geometry

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        """How high everything is together."""
        return int(self.tops[-1])

    def top(self, row: int) -> int:
        """Return where a row begins."""
        return int(self.tops[row])

    def at(self, y: float) -> int:
        """Return the row at a height, the first or last one beyond the ends."""
        row = int(np.searchsorted(self.tops, y, side="right")) - 1
        return min(max(row, 0), max(len(self) - 1, 0))

    def settle(self, row: int, height: int) -> bool:
        """Take the true height of a row; return whether that moves anything."""
        self.settled[row] = True
        change = height - int(self._heights[row])
        if change:
            self._heights[row] = height
            self.tops[row + 1 :] += change
        return bool(change)

    def doubt(self, rows: Numbers) -> None:
        """Take heights of rows as estimates again."""
        self.settled[rows] = False

    def reset(self, geometry: Geometry) -> None:
        """Estimate everything anew at another width or scale."""
        self._geometry = geometry
        self._heights = _estimates(self._facts, geometry)
        self.settled[:] = False
        self.tops = _tops(self._heights, geometry.top)

    def splice(self, start: int, end: int, rows: Sequence[Row]) -> None:
        """Put other rows in the place of some."""
        facts = _facts(rows)
        fresh = _estimates(facts, self._geometry)
        unsettled = np.zeros(len(rows), dtype=np.bool_)
        self._facts = np.concatenate((self._facts[:, :start], facts, self._facts[:, end:]), axis=1)
        self._heights = np.concatenate((self._heights[:start], fresh, self._heights[end:]))
        self.settled = np.concatenate((self.settled[:start], unsettled, self.settled[end:]))
        self.tops = _tops(self._heights, self._geometry.top)


def _facts(rows: Sequence[Row]) -> Numbers:
    """Return kind, lines, characters, begins and ends of rows, one column each."""
    if not rows:
        return np.zeros((5, 0), dtype=np.int64)
    return np.array(
        [
            (
                _OTHERS + row.kind
                if row.part is None or row.kind is not RowKind.TEXT
                else row.part.kind,
                row.lines,
                row.end - row.start,
                row.first,
                row.last,
            )
            for row in rows
        ],
        dtype=np.int64,
    ).T


def _estimates(facts: Numbers, geometry: Geometry) -> Numbers:
    kinds, lines, characters, first, last = facts
    settings = [geometry.settings[kind] for kind in Kind]
    plain = {
        RowKind.HEAD: geometry.head,
        RowKind.BRIEF: 5 * geometry.head_line,
        RowKind.CALL: geometry.call,
        RowKind.MORE: geometry.more,
        RowKind.FOOT: geometry.foot + geometry.card_gap,
        RowKind.END: geometry.end,
    }
    extra = [plain.get(kind, 0) for kind in RowKind]
    none = [0] * len(extra)
    base = np.array([*([0] * _OTHERS), *extra])[kinds]
    pitch = np.array([*(each.pitch for each in settings), *none])[kinds]
    columns = np.array([*(each.columns for each in settings), *(1 for _ in extra)])[kinds]
    above = np.array([*(each.above for each in settings), *none])[kinds]
    below = np.array([*(each.below + each.gap for each in settings), *none])[kinds]
    # Half of the lines are taken as short, the others as filling theirs.
    wrapped = np.maximum(lines, lines // 2 + characters // columns)
    return np.asarray(base + wrapped * pitch + first * above + last * below, dtype=np.int64)


def _tops(heights: Numbers, top: int) -> Numbers:
    tops = np.empty(len(heights) + 1, dtype=np.int64)
    tops[0] = top
    np.cumsum(heights, out=tops[1:])
    tops[1:] += top
    return tops
