"""Which heads are real: text within an entry can look like the next entry's head.

Normally every head stands in sequence and there is nothing to choose. Else all readings are
compared in which each entry is well formed, every call has its results, and a turn without calls
is answered: level by level, so that the work grows with the heads and never explodes.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from odcv_desk.importers._calls import asked, results_due
from odcv_desk.importers._results import is_result

_LARGEST_SEARCH = 20_000
_PROMPTS = 2
_ANSWER_DUE = -1
"""What a turn without calls leaves owing: the automatic message."""


@dataclass(frozen=True, slots=True)
class Head:
    """What looks like the head of an entry: its number and role, where it and its text begin."""

    number: int
    role: str
    start: int
    body: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The heads that were taken for real.

    `ambiguous` says that this is not the only reading that fits, or that there were too many to
    look at all; `impossible` that none fits. `repeated` is a head whose whole entry stands twice.
    """

    heads: tuple[Head, ...]
    ambiguous: bool = False
    impossible: bool = False
    repeated: Head | None = None


def reading(raw: bytes, heads: Sequence[Head], eol: bytes) -> Reading:
    """Return the likeliest reading of the heads, of which the first has number 1."""
    if all(head.number == at for at, head in enumerate(heads, start=1)):
        return Reading(heads=tuple(heads))
    search = _Search(raw, heads, eol)
    found, several = search.run()
    return Reading(
        heads=found or _first_in_sequence(heads),
        ambiguous=several or not found,
        impossible=not found and search.left > 0,
        # Where everything fits, twins within the text of one entry are a quotation.
        repeated=_repeated(raw, heads, frozenset(found if search.ends else heads)),
    )


def _repeated(raw: bytes, heads: Sequence[Head], real: frozenset[Head]) -> Head | None:
    """Return the second of two equal entries in a row, where one of them is real."""
    ends = [head.start for head in heads[1:]] + [len(raw)]
    spans = list(zip(heads, ends, strict=True))
    for (one, one_end), (other, other_end) in pairwise(spans):
        alike = one.number == other.number and one_end - one.start == other_end - other.start
        is_real = alike and (one in real or other in real)
        if is_real and raw[one.start : one_end] == raw[other.start : other_end]:
            return other
    return None


def _first_in_sequence(heads: Sequence[Head]) -> tuple[Head, ...]:
    chain: list[Head] = []
    for head in heads:
        if head.number == len(chain) + 1:
            chain.append(head)
    return tuple(chain)


_State = tuple[Head, int]
"""A head, and what its predecessors leave owing: so many results, an answer (-1) or nothing."""


@dataclass(slots=True)
class _Ways:
    """In how many ways a state can be reached (two stand for many), and from which one first."""

    count: int
    before: _State | None


@dataclass(slots=True)
class _Search:
    """All consistent chains, level by level; `left` bounds how many links are looked at."""

    raw: bytes
    heads: Sequence[Head]
    eol: bytes
    left: int = _LARGEST_SEARCH
    levels: list[dict[_State, _Ways]] = field(default_factory=list)
    ends: list[tuple[int, _State]] = field(default_factory=list)
    loose_ends: list[tuple[int, _State]] = field(default_factory=list)

    def run(self) -> tuple[tuple[Head, ...], bool]:
        """Return the chain to take, empty where there is none, and whether there are several."""
        by_number: defaultdict[int, list[Head]] = defaultdict(list)
        for head in self.heads:
            by_number[head.number].append(head)
        links = _Links(self.raw, self.heads, self.eol)
        level: dict[_State, _Ways] = {(self.heads[0], 0): _Ways(1, None)}
        while level and self.left > 0:
            self.levels.append(level)
            level = self._next(level, by_number[len(self.levels) + 1], links)
        # A run that was stopped leaves something owing at its end; if it may is not known here.
        ends = self.ends or self.loose_ends
        if not ends or self.left <= 0:
            return (), True
        # The longest chain swallows the least text; among equals, the nearest heads.
        at, state = max(ends, key=lambda end: end[0])
        several = len(ends) > 1 or self.levels[at][state].count > 1
        return self._chain(at, state), several

    def _next(
        self, level: dict[_State, _Ways], nexts: Sequence[Head], links: "_Links"
    ) -> dict[_State, _Ways]:
        found: dict[_State, _Ways] = {}
        for state, ways in level.items():
            head, owed = state
            for following in nexts[bisect_right(nexts, head.start, key=_start) :]:
                self.left -= 1
                if self.left <= 0:
                    return {}
                after = links.owed_after(head, following.start, owed)
                if after is not None:
                    self._link(found, (following, after), state, ways.count)
            left_owing = links.owed_after(head, len(self.raw), owed)
            if left_owing is not None:
                ends = self.loose_ends if left_owing or head.number <= _PROMPTS else self.ends
                ends.append((len(self.levels) - 1, state))
        return found

    def _link(self, found: dict[_State, _Ways], state: _State, before: _State, count: int) -> None:
        if state in found:
            found[state].count = 2
        else:
            found[state] = _Ways(count, before)

    def _chain(self, at: int, state: _State | None) -> tuple[Head, ...]:
        chain: list[Head] = []
        while state is not None:
            chain.append(state[0])
            state = self.levels[at][state].before
            at -= 1
        return tuple(reversed(chain))


class _Links:
    """What an entry leaves owing if it reaches from a head to a place; each fact is found once."""

    def __init__(self, raw: bytes, heads: Sequence[Head], eol: bytes) -> None:
        self._raw = raw
        self._eol = eol
        self._starts = [head.start for head in heads]
        self._reasons = list(_places(raw, eol + b"reason: "))
        self._due: dict[int, tuple[int, int]] = {}
        self._results: dict[int, int] = {}

    def owed_after(self, head: Head, end: int, owed: int) -> int | None:
        """Return what is owed after the entry, None where the entry cannot stand there."""
        if head.number <= _PROMPTS:
            return 0 if head.role == ("system", "user")[head.number - 1] else None
        if head.role == "assistant":
            return self._after_turn(head, end) if owed == 0 else None
        if owed > 0:
            return owed - 1 if self._result_end(head) == end else None
        is_answer = head.role == "user" and owed == _ANSWER_DUE
        return 0 if is_answer and end == self._next_start(head) else None

    def _next_start(self, head: Head) -> int:
        """Return where the next head begins: the harness's own words never hold one."""
        after = bisect_right(self._starts, head.start)
        return self._starts[after] if after < len(self._starts) else len(self._raw)

    def _after_turn(self, head: Head, end: int) -> int | None:
        line, due = self._calls_before(end)
        until = line if due and line > head.body else end
        first = bisect_left(self._reasons, head.body)
        if first == len(self._reasons) or self._reasons[first] >= until:
            return None
        return due if until == line else _ANSWER_DUE

    def _calls_before(self, end: int) -> tuple[int, int]:
        """Return where the last line before `end` breaks off, and how many results it asks for."""
        if end not in self._due:
            close = end - 2 * len(self._eol)
            line = self._raw.rfind(self._eol, 0, close)
            marker = self._eol + b"call: "
            calls = None
            if line >= 0 and self._raw.startswith(marker, line):
                text = self._raw[line + len(marker) : close].decode("utf-8", "replace")
                calls = asked(text)
            self._due[end] = (line, results_due(calls or ()))
        return self._due[end]

    def _result_end(self, head: Head) -> int:
        """Return where an entry ends if it is a result: one line of JSON and a blank line."""
        if head.start not in self._results:
            line = self._raw.find(self._eol, head.body)
            text = self._raw[head.body : line].decode("utf-8", "replace")
            self._results[head.start] = line + 2 * len(self._eol) if is_result(text) else -1
        return self._results[head.start]


def _start(head: Head) -> int:
    return head.start


def _places(raw: bytes, marker: bytes) -> list[int]:
    places: list[int] = []
    at = raw.find(marker)
    while at >= 0:
        places.append(at)
        at = raw.find(marker, at + 1)
    return places
