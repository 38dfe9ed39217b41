"""The rows that a transcript is painted in: a header, pieces of text, what unfolds, a foot."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from odcv_desk.ui.widgets.transcript.parts import Fold, Kind, Part, line_count

MOST_CHARACTERS: Final = 4000
MOST_LINES: Final = 100
_PROSE: Final = frozenset({Kind.PROMPT, Kind.PROSE, Kind.REASONING, Kind.RESULT})


class RowKind(IntEnum):
    """What a row is."""

    HEAD = 0
    BRIEF = 1
    CALL = 2
    TEXT = 3
    MORE = 4
    FOOT = 5
    END = 6


# Not frozen and compared by identity: a long transcript makes tens of thousands before its first
# paint, and layouts are kept by row.
@dataclass(slots=True, eq=False)
class Row:
    """A strip of the transcript as wide as the view.

    `step` is the position of its step. `start` to `end` is its piece of the part's text; `lines`
    counts what is painted of it. `first` and `last` tell whether its part's box begins or ends
    here, `cut` whether the folding cuts a line. Nothing changes a row.
    """

    kind: RowKind
    step: int
    part: Part | None = None
    start: int = 0
    end: int = 0
    lines: int = 0
    first: bool = False
    last: bool = False
    call: int = -1
    cut: bool = False

    @property
    def text(self) -> str:
        """The row's piece of text as it is laid out: a line feed at its end is not painted.

        Behind prose there are often several, which would only tear a hole.
        """
        if self.part is None:
            return ""
        piece = self.part.text[self.start : self.end]
        if self.part.kind in _PROSE and self.end == len(self.part.text):
            return piece.rstrip("\n")
        return piece.removesuffix("\n")


def text_rows(part: Part, fold: Fold, end: int, *, offers_more: bool) -> list[Row]:
    """Return the rows of a part's text up to `end`, and one that offers the rest."""
    if not offers_more and end <= MOST_CHARACTERS and part.lines <= MOST_LINES:
        return [
            Row(RowKind.TEXT, part.step, part, 0, end, part.lines, True, True, part.call)  # noqa: FBT003  # positions are faster
        ]
    rows: list[Row] = []
    pieces = list(_pieces(part.text, end)) if fold is not Fold.SHUT else []
    for number, (start, stop) in enumerate(pieces):
        last = number == len(pieces) - 1 and not offers_more
        lines = line_count(part.text[start:stop])
        cut = stop == end < len(part.text) and part.text[stop - 1] != "\n"
        rows.append(
            Row(
                RowKind.TEXT, part.step, part, start, stop, lines, number == 0, last, part.call, cut
            )
        )
    if offers_more:
        rows.append(
            Row(RowKind.MORE, part.step, part, end, end, 1, not pieces, last=True, call=part.call)
        )
    return rows


def _pieces(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Cut a text where lines end, into pieces that lay out in no time."""
    at = 0
    while at < end:
        stop = min(at + MOST_CHARACTERS, end)
        if stop < end:
            line_end = text.rfind("\n", at, stop)
            stop = line_end + 1 if line_end > at else stop
        piece = text[at:stop]
        if piece.count("\n") > MOST_LINES:
            stop -= len(piece.split("\n", MOST_LINES)[MOST_LINES])
        yield at, stop
        at = stop
