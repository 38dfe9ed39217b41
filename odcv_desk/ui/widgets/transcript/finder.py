"""Find a text in everything that a transcript says, folded or not, without regard to case."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from odcv_desk.ui.widgets.transcript.parts import Part
from odcv_desk.ui.widgets.transcript.selection import Place


class Hit(NamedTuple):
    """Where a text was found."""

    part: int
    start: int
    end: int


class Finder:
    """The places of one text in many; where in a text they lie is looked up when that is shown."""

    def __init__(self, parts: Sequence[Part] = (), text: str = "") -> None:
        self._parts = parts
        self._wanted = _lowered(text)
        self._places: dict[int, list[int]] = {}
        counts = [_lowered(part.text).count(self._wanted) for part in parts] if text else []
        # How many hits there are before each part, and at the end in all.
        self._before = [0, *accumulate(counts)]
        self._current = -1

    @property
    def total(self) -> int:
        """How many places there are."""
        return self._before[-1]

    @property
    def position(self) -> tuple[int, int]:
        """Which place is the current one, from 1 on (0: none yet), and of how many."""
        return self._current + 1, self.total

    @property
    def current(self) -> Hit | None:
        """The current place."""
        return None if self._current < 0 else self._hit(self._current)

    def in_part(self, part: int) -> list[int]:
        """Return where places begin in a text."""
        if part + 1 >= len(self._before) or self._before[part] == self._before[part + 1]:
            return []
        if part not in self._places:
            self._places[part] = _starts(_lowered(self._parts[part].text), self._wanted)
        return self._places[part]

    def within(self, part: int, start: int, end: int) -> list[int]:
        """Return where places begin that reach into a piece of a text."""
        starts = self.in_part(part)
        low = bisect_right(starts, start - self.length)
        return starts[low : bisect_left(starts, end, low)]

    def touches(self, part: int, start: int, end: int) -> bool:
        """Return whether a place begins in a piece of a text, without looking for all of them."""
        reach = end + max(0, self.length - 1)
        return _lowered(self._parts[part].text[start:reach]).find(self._wanted) >= 0

    @property
    def length(self) -> int:
        """How long each place is."""
        return len(self._wanted)

    def parts_found(self) -> list[int]:
        """Return the numbers of the texts that hold a place."""
        pairs = zip(self._before, self._before[1:], strict=False)
        return [number for number, (low, high) in enumerate(pairs) if low < high]

    def go_on(self, *, forward: bool, here: Place) -> Hit | None:
        """Make the next or previous place the current one, around the ends too.

        Without a current place the one nearest to `here` in that direction is taken.
        """
        if not self.total:
            return None
        if self._current < 0:
            before = self._number_at(here)
            self._current = (before if forward else before - 1) % self.total
        else:
            self._current = (self._current + (1 if forward else -1)) % self.total
        return self.current

    def _number_at(self, here: Place) -> int:
        """Return how many places lie before a place."""
        earlier = bisect_left(self.in_part(here.part), here.offset)
        return self._before[min(here.part, len(self._before) - 1)] + earlier

    def _hit(self, number: int) -> Hit:
        part = bisect_right(self._before, number) - 1
        start = self.in_part(part)[number - self._before[part]]
        return Hit(part, start, start + self.length)


def _lowered(text: str) -> str:
    """Return a text in small letters, as long as it was."""
    if text.isascii():
        return text.lower()
    # This is the one letter that grows when it gets small; places would shift.
    return text.replace("İ", "i").lower()


def _starts(text: str, wanted: str) -> list[int]:
    starts = []
    at = text.find(wanted)
    while at >= 0:
        starts.append(at)
        at = text.find(wanted, at + len(wanted))
    return starts
