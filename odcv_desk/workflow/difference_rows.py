"""The rows of a difference: unified, side by side, and with unchanged lines folded away."""

from collections.abc import Container, Iterator, Sequence
from enum import IntEnum
from itertools import zip_longest
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from odcv_desk.workflow.matching import Same

# One row each: kind, left line, right line (0-based, -1 for none), lines folded away.
Rows = NDArray[np.int32]
KIND, LEFT, RIGHT, COUNT = range(4)

CONTEXT_LINES: Final = 3

# Folding fewer lines away would cost more to understand than it saves.
_LEAST_FOLDED: Final = 4
# Within larger rewritten blocks lines are paired in order, without looking.
_MOST_COMPARED: Final = 900
_ALIKE: Final = 0.5
_COMPARED_CHARACTERS: Final = 200


class RowKind(IntEnum):
    """What a row shows.

    `CHANGED` is met side by side only: a removed line beside an added one. In a unified row the
    other line number of `REMOVED` and `ADDED` names the line it is paired with.
    """

    CONTEXT = 0
    REMOVED = 1
    ADDED = 2
    CHANGED = 3
    FOLD = 4


def side_by_side(left: Sequence[str], right: Sequence[str], runs: Sequence[Same]) -> Rows:
    """Return all rows with the left lines beside the right ones.

    Args:
        left: The lines before.
        right: The lines after.
        runs: What both have, in order.
    """
    kinds: list[int] = []
    lefts: list[int] = []
    rights: list[int] = []
    at_left = at_right = 0
    for run in [*runs, Same(len(left), len(right), 0)]:
        if run.left > at_left or run.right > at_right:
            for one, other in _paired(
                left, right, range(at_left, run.left), range(at_right, run.right)
            ):
                kinds.append(_kind(one, other))
                lefts.append(one)
                rights.append(other)
        at_left, at_right = run.left + run.length, run.right + run.length
        kinds.extend([RowKind.CONTEXT] * run.length)
        lefts.extend(range(run.left, at_left))
        rights.extend(range(run.right, at_right))
    return _rows(kinds, lefts, rights)


def unified(beside: Rows) -> Rows:
    """Return rows beside each other as unified ones: removed lines above added ones."""
    kinds = beside[:, KIND]
    removed = np.flatnonzero((kinds == RowKind.REMOVED) | (kinds == RowKind.CHANGED))
    added = np.flatnonzero((kinds == RowKind.ADDED) | (kinds == RowKind.CHANGED))
    context = np.flatnonzero(kinds == RowKind.CONTEXT)
    # A row's block is the number of unchanged rows above it.
    block = np.cumsum(kinds == RowKind.CONTEXT)
    source = np.concatenate([context, removed, added])
    part = np.repeat([0, 1, 2], [len(context), len(removed), len(added)])
    order = np.lexsort((source, part, block[source]))
    rows: Rows = beside[source[order]]
    rows[:, KIND] = np.array([RowKind.CONTEXT, RowKind.REMOVED, RowKind.ADDED])[part[order]]
    return rows


def folded(rows: Rows, opened: Container[int] = (), *, context: int = CONTEXT_LINES) -> Rows:
    """Return rows with long unchanged runs folded away, but for `context` lines at changes.

    A `FOLD` row holds the first left and right line of what it hides, and how many they are.

    Args:
        rows: All rows, unified or side by side.
        opened: Folds to leave open, each by its first left line.
        context: How many unchanged lines to keep beside a change.
    """
    pieces: list[Rows] = []
    done = 0
    for start, end in _unchanged(rows):
        first = start + (context if start else 0)
        last = end - (context if end < len(rows) else 0)
        if last - first >= _LEAST_FOLDED and int(rows[first, LEFT]) not in opened:
            fold = (RowKind.FOLD, rows[first, LEFT], rows[first, RIGHT], last - first)
            pieces += [rows[done:first], np.array([fold], dtype=np.int32)]
            done = last
    return np.concatenate([*pieces, rows[done:]])


def _kind(left: int, right: int) -> RowKind:
    if right < 0:
        return RowKind.REMOVED
    return RowKind.ADDED if left < 0 else RowKind.CHANGED


def _rows(kinds: Sequence[int], lefts: Sequence[int], rights: Sequence[int]) -> Rows:
    rows = np.zeros((len(kinds), 4), dtype=np.int32)
    rows[:, KIND], rows[:, LEFT], rows[:, RIGHT] = kinds, lefts, rights
    return rows


def _unchanged(rows: Rows) -> Iterator[tuple[int, int]]:
    still = np.concatenate([[False], rows[:, KIND] == RowKind.CONTEXT, [False]])
    edges = np.flatnonzero(still[1:] != still[:-1]).tolist()
    yield from zip(edges[::2], edges[1::2], strict=True)


def _paired(
    left: Sequence[str], right: Sequence[str], ours: range, theirs: range
) -> Iterator[tuple[int, int]]:
    """Yield a rewritten block's lines with the line they stand beside, -1 for none."""
    at_left, at_right = ours.start, theirs.start
    for one, other in [*_alike(left, right, ours, theirs), (ours.stop, theirs.stop)]:
        yield from zip_longest(range(at_left, one), range(at_right, other), fillvalue=-1)
        if one < ours.stop:
            yield one, other
        at_left, at_right = one + 1, other + 1


def _alike(
    left: Sequence[str], right: Sequence[str], ours: range, theirs: range
) -> list[tuple[int, int]]:
    """Return the pairs of lines, in order, that are most alike together."""
    cells = len(ours) * len(theirs)
    if len(ours) == len(theirs) == 1 or not 0 < cells <= _MOST_COMPARED:
        return []
    best = np.zeros((len(ours) + 1, len(theirs) + 1))
    for row, one in enumerate(ours):
        for column, other in enumerate(theirs):
            score = Indel.normalized_similarity(
                left[one][:_COMPARED_CHARACTERS],
                right[other][:_COMPARED_CHARACTERS],
                score_cutoff=_ALIKE,
            )
            best[row + 1, column + 1] = max(
                best[row, column] + score, best[row, column + 1], best[row + 1, column]
            )
    return _traced(best, ours, theirs)


def _traced(best: NDArray[np.float64], ours: range, theirs: range) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    row, column = len(ours), len(theirs)
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((ours[row], theirs[column]))
    return pairs[::-1]
