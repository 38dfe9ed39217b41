"""Which lines of two texts are the same, and which tokens of two lines."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import Indel

Spans = tuple[tuple[int, int], ...]

_TOKEN: Final = re.compile(r"\w+|\s+|.", re.DOTALL)
# The matcher keeps one bit for each pair of lines; above this (50 MB) the texts are cut first.
_MOST_CELLS: Final = 400_000_000
# Beyond so many characters together, two lines are compared from their ends only.
_LONG_LINES: Final = 20_000
# With less of the longer line in common, a marked line is harder to read than a plain one.
_IN_COMMON: Final = 0.3


class Same(NamedTuple):
    """A run of lines that both texts have."""

    left: int
    right: int
    length: int


class _Part(NamedTuple):
    left_start: int
    left_end: int
    right_start: int
    right_end: int


def matching(left: Sequence[int], right: Sequence[int]) -> list[Same]:
    """Return the runs that two sequences of line ids share, in order.

    The longest common subsequence where that is cheap; texts with more than twenty thousand changed
    lines on both sides are first cut at lines that occur once in each.
    """
    head = _common_head(left, right)
    tail = _common_head(left[head:][::-1], right[head:][::-1])
    middle = _Part(head, len(left) - tail, head, len(right) - tail)
    pairs = [(at, at) for at in range(head)]
    pairs += sorted(_pairs_within(left, right, middle))
    pairs += zip(
        range(middle.left_end, len(left)), range(middle.right_end, len(right)), strict=True
    )
    return list(_runs(pairs))


def intra(left: str, right: str) -> tuple[Spans, Spans]:
    """Return what differs between two lines: spans of the left one and of the right one.

    Spans begin and end at tokens (words, white space, single signs). Empty on both sides where
    the lines have so little in common that marks would not help.
    """
    if len(left) + len(right) > _LONG_LINES:
        return _ends_compared(left, right)
    ours, theirs = _TOKEN.findall(left), _TOKEN.findall(right)
    codes = [code for code in Indel.opcodes(ours, theirs) if code.tag != "equal"]
    left_places, right_places = _places(ours), _places(theirs)
    left_spans = tuple(
        (left_places[code.src_start], left_places[code.src_end])
        for code in codes
        if code.src_end > code.src_start
    )
    right_spans = tuple(
        (right_places[code.dest_start], right_places[code.dest_end])
        for code in codes
        if code.dest_end > code.dest_start
    )
    kept = max(_share_kept(left, left_spans), _share_kept(right, right_spans))
    return (left_spans, right_spans) if kept >= _IN_COMMON else ((), ())


def _common_head(left: Sequence[int], right: Sequence[int]) -> int:
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return at
    return min(len(left), len(right))


def _pairs_within(
    left: Sequence[int], right: Sequence[int], whole: _Part
) -> Iterator[tuple[int, int]]:
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        in_left = Counter(left[part.left_start : part.left_end])
        in_right = Counter(right[part.right_start : part.right_end])
        # A line that the other side lacks can match nothing.
        ours = [at for at in range(part.left_start, part.left_end) if left[at] in in_right]
        theirs = [at for at in range(part.right_start, part.right_end) if right[at] in in_left]
        if len(ours) * len(theirs) <= _MOST_CELLS:
            yield from _longest(left, right, ours, theirs)
            continue
        once = {line for line, count in in_left.items() if count == 1 and in_right.get(line) == 1}
        anchors = _anchors(
            [at for at in ours if left[at] in once],
            {right[at]: at for at in theirs if right[at] in once},
            left,
        )
        yield from anchors
        # Without an anchor so large a part is told as rewritten: true, if coarse.
        if anchors:
            waiting.extend(_between(anchors, part))


def _longest(
    left: Sequence[int], right: Sequence[int], ours: Sequence[int], theirs: Sequence[int]
) -> Iterator[tuple[int, int]]:
    codes = Indel.opcodes([left[at] for at in ours], [right[at] for at in theirs])
    for code in codes:
        if code.tag == "equal":
            yield from zip(
                ours[code.src_start : code.src_end],
                theirs[code.dest_start : code.dest_end],
                strict=True,
            )


def _anchors(
    ours: Sequence[int], places: dict[int, int], left: Sequence[int]
) -> list[tuple[int, int]]:
    """Return the longest run of pairs that rise on both sides (patience sorting)."""
    ends: list[int] = []
    tops: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for at in ours:
        pair = (at, places[left[at]])
        pile = bisect_left(ends, pair[1])
        before[pair] = tops[pile - 1] if pile else None
        if pile == len(ends):
            ends.append(pair[1])
            tops.append(pair)
        else:
            ends[pile] = pair[1]
            tops[pile] = pair
    found: list[tuple[int, int]] = []
    last = tops[-1] if tops else None
    while last is not None:
        found.append(last)
        last = before[last]
    return found[::-1]


def _between(anchors: Sequence[tuple[int, int]], part: _Part) -> Iterator[_Part]:
    at_left, at_right = part.left_start, part.right_start
    for left, right in [*anchors, (part.left_end, part.right_end)]:
        if left > at_left and right > at_right:
            yield _Part(at_left, left, at_right, right)
        at_left, at_right = left + 1, right + 1


def _runs(pairs: Sequence[tuple[int, int]]) -> Iterator[Same]:
    start = 0
    for at in range(1, len(pairs) + 1):
        last = pairs[at - 1]
        if at == len(pairs) or pairs[at] != (last[0] + 1, last[1] + 1):
            yield Same(*pairs[start], at - start)
            start = at


def _places(tokens: Sequence[str]) -> list[int]:
    places = [0]
    for token in tokens:
        places.append(places[-1] + len(token))
    return places


def _share_kept(line: str, spans: Spans) -> float:
    """Return how much of a line's visible text lies outside the spans."""
    whole = len("".join(line.split()))
    marked = sum(len("".join(line[start:end].split())) for start, end in spans)
    return 1.0 if not whole else (whole - marked) / whole


def _ends_compared(left: str, right: str) -> tuple[Spans, Spans]:
    head = _common_prefix(left, right)
    tail = _common_prefix(left[head:][::-1], right[head:][::-1])
    return _span(head, len(left) - tail), _span(head, len(right) - tail)


def _span(start: int, end: int) -> Spans:
    return ((start, end),) if end > start else ()


def _common_prefix(left: str, right: str) -> int:
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
