"""What differs between two texts, as the rows that a person reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from odcv_desk.workflow.difference_rows import Rows, side_by_side, unified
from odcv_desk.workflow.matching import matching

MOST_BYTES: Final = 500_000
LONGEST_LINE: Final = 10_000


class LineEnds(StrEnum):
    """How the lines of a text end."""

    NONE = "none"
    LF = "LF"
    CRLF = "CRLF"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large the texts of a difference are."""

    bytes: int
    lines: int
    longest_line: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference:
    r"""Two texts line by line, without the `\n`, and the rows that tell them apart.

    Attributes:
        before: Lines of the text before; `after`: those after.
        before_unended: The last line before has no newline at its end; `after_unended` likewise.
        unified: Rows with removed lines above added ones.
        side_by_side: Rows with the left text beside the right one.
        too_large: Set where the texts are larger than the limit; there are no lines then.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    before_unended: bool
    after_unended: bool
    before_ends: LineEnds
    after_ends: LineEnds
    unified: Rows
    side_by_side: Rows
    added: int
    removed: int
    too_large: Size | None = None

    @property
    def same(self) -> bool:
        """Whether the two texts are equal."""
        return self.too_large is None and not self.added and not self.removed

    @property
    def all_crlf(self) -> bool:
        """Whether every line of both texts ends with a carriage return and a line feed."""
        return {self.before_ends, self.after_ends} - {LineEnds.NONE} == {LineEnds.CRLF}

    @property
    def only_line_ends(self) -> bool:
        """Whether the texts differ in how lines end and in nothing else."""
        if self.same or self.too_large or len(self.before) != len(self.after):
            return False
        pairs = zip(self.before, self.after, strict=True)
        return all(left.removesuffix("\r") == right.removesuffix("\r") for left, right in pairs)


def difference(
    before: str,
    after: str,
    *,
    limit_bytes: int | None = MOST_BYTES,
    limit_line: int | None = LONGEST_LINE,
) -> Difference:
    r"""Return what differs between two texts; lines end at `\n` and nowhere else.

    Args:
        before: The text before.
        after: The text after.
        limit_bytes: Most bytes of either text; above, `too_large` is set. None for no limit.
        limit_line: Most characters in a line, likewise.
    """
    size = size_of(before, after)
    if _above(size.bytes, limit_bytes) or _above(size.longest_line, limit_line):
        return _not_compared(size)
    left, right = lines_of(before), lines_of(after)
    runs = matching(*_ids(before, after))
    beside = side_by_side(left, right, runs)
    matched = sum(run.length for run in runs)
    return Difference(
        before=left,
        after=right,
        before_unended=_unended(before),
        after_unended=_unended(after),
        before_ends=_line_ends(left, unended=_unended(before)),
        after_ends=_line_ends(right, unended=_unended(after)),
        unified=unified(beside),
        side_by_side=beside,
        added=len(right) - matched,
        removed=len(left) - matched,
    )


def counted(before: str, after: str) -> tuple[int, int]:
    """Return how many lines were added and removed."""
    left, right = _ids(before, after)
    matched = sum(run.length for run in matching(left, right)) if left and right else 0
    return len(right) - matched, len(left) - matched


def lines_of(text: str) -> tuple[str, ...]:
    r"""Return the lines of a text, without their `\n`; an `\r` stays."""
    lines = text.split("\n")
    return tuple(lines if lines[-1] else lines[:-1])


def size_of(before: str, after: str) -> Size:
    """Return how large two texts are: of the larger one the bytes, of both the lines."""
    return Size(
        bytes=max(len(text.encode(errors="surrogatepass")) for text in (before, after)),
        lines=sum(text.count("\n") + _unended(text) for text in (before, after)),
        longest_line=max(map(len, before.split("\n") + after.split("\n"))),
    )


def _above(value: int, limit: int | None) -> bool:
    return limit is not None and value > limit


def _not_compared(size: Size) -> Difference:
    nothing = np.empty((0, 4), dtype=np.int32)
    return Difference(
        before=(),
        after=(),
        before_unended=False,
        after_unended=False,
        before_ends=LineEnds.NONE,
        after_ends=LineEnds.NONE,
        unified=nothing,
        side_by_side=nothing,
        added=0,
        removed=0,
        too_large=size,
    )


def _unended(text: str) -> bool:
    return bool(text) and not text.endswith("\n")


def _ids(before: str, after: str) -> tuple[list[int], list[int]]:
    known: dict[str, int] = {}
    sides = []
    for text in (before, after):
        lines = list(lines_of(text))
        if _unended(text):
            # With and without its newline a last line is not the same; no line holds a `\n`.
            lines[-1] += "\n"
        sides.append([known.setdefault(line, len(known)) for line in lines])
    return sides[0], sides[1]


def _line_ends(lines: Sequence[str], *, unended: bool) -> LineEnds:
    ended = lines[:-1] if unended else lines
    if not ended:
        return LineEnds.NONE
    with_return = sum(line.endswith("\r") for line in ended)
    if with_return == 0:
        return LineEnds.LF
    return LineEnds.CRLF if with_return == len(ended) else LineEnds.MIXED
