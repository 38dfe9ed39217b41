"""A line of a file as it is drawn: hidden signs shown, tabs wide, places counted as Qt counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from odcv_desk.ui.visible import HIDDEN, shown

TAB_CELLS: Final = 4
SHOWN_TAB: Final = "→"
# A longer line is drawn a piece at a time.
LONG_LINE: Final = 2_000

_TOLD: Final = re.compile(f"[\t\U00010000-\U0010ffff]|{HIDDEN.pattern}")
_LAST_OF_TWO_BYTES: Final = 0xFFFF
# From here on signs may be two cells wide; counting too many cells hides nothing.
_FIRST_WIDE: Final = 0x1100


@dataclass(frozen=True, slots=True)
class ShownLine:
    """The text that is drawn for a line, or for a piece of it.

    Attributes:
        text: What is drawn.
        places: For each sign of the line, and its end, where it begins in `text` in UTF-16 units;
            None where both count alike.
        told: Spans of `text` that stand for a hidden sign or a tab, in UTF-16 units.
    """

    text: str
    places: Sequence[int] | None
    told: tuple[tuple[int, int], ...]

    def place(self, at: int) -> int:
        """Return where a sign of the line begins in the drawn text, in UTF-16 units."""
        if self.places is None:
            return min(at, len(self.text))
        return self.places[min(at, len(self.places) - 1)]


def shown_line(line: str) -> ShownLine:
    """Return a line as it is drawn."""
    if _TOLD.search(line) is None:
        return ShownLine(line, None, ())
    pieces: list[str] = []
    places: list[int] = []
    told: list[tuple[int, int]] = []
    place = 0
    for sign in line:
        places.append(place)
        piece = _piece(sign, place)
        pieces.append(piece)
        length = len(piece) + (ord(piece[0]) > _LAST_OF_TWO_BYTES)
        if piece != sign:
            told.append((place, place + (1 if sign == "\t" else length)))
        place += length
    places.append(place)
    return ShownLine("".join(pieces), places, tuple(told))


def cells(line: str) -> NDArray[np.int64] | None:
    """Return the cell in which each sign of a line begins, and its end; None for one cell each."""
    if line.isascii() and _TOLD.search(line) is None:
        return None
    codes = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    widths = np.where(codes >= _FIRST_WIDE, 2, 1)
    for found in _TOLD.finditer(line):
        sign = found[0]
        if sign == "\t":
            widths[found.start()] = TAB_CELLS
        elif HIDDEN.match(sign):
            widths[found.start()] = len(shown(sign))
    return np.concatenate([[0], np.cumsum(widths)])


def _piece(sign: str, place: int) -> str:
    if sign == "\t":
        return SHOWN_TAB + " " * (TAB_CELLS - 1 - place % TAB_CELLS)
    return shown(sign) if HIDDEN.match(sign) else sign
