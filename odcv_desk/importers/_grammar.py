"""The grammar of a trail: numbered entries, each with a head and a blank line at its end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.importers._chain import Head, Reading, reading
from odcv_desk.importers._flags import Flag
from odcv_desk.importers._text import decoded

BEGINNING = b"== Step 1 =="
_BOM = b"\xef\xbb\xbf"
_HEADS = {
    eol: re.compile(
        rb"== Step ([1-9]\d{0,8}) =="
        + eol
        + rb"role: (system|user|assistant|tool)"
        + eol
        + b"content: "
    )
    for eol in (b"\n", b"\r\n")
}
_NOT_ALTERED = "Export or copy the trail again; a trail that was cut or edited is not read."


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered entry: its text without the blank line, and where it lies in the bytes."""

    number: int
    role: str
    body: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The entries of a trail in order, and what was odd about the file as a whole.

    `quotes_heads` says that some text looks like the head of an entry.
    """

    entries: tuple[Entry, ...]
    flags: tuple[Flag, ...]
    quotes_heads: bool


def begins_trail(head: bytes) -> bool:
    """Return whether bytes begin as a trail does."""
    begin = len(_BOM) if head.startswith(_BOM) else 0
    return _HEADS[_line_end(head, begin)].match(head, begin) is not None and head.startswith(
        BEGINNING, begin
    )


def trail(raw: bytes, *, name: str, real: Sequence[int] = ()) -> Trail:
    """Return the entries of a trail.

    `real` tells which of the texts that look like heads are such, counted from 0, as far as that is
    known; empty where it must be found.

    Raises:
        UnreadableLogError: The bytes are no trail, end within an entry, or an entry is missing or
            stands twice.
    """
    begin = len(_BOM) if raw.startswith(_BOM) else 0
    eol = _line_end(raw, begin)
    heads = _heads(raw, eol, begin=begin)
    if not heads or heads[0].start != begin or heads[0].number != 1:
        raise UnreadableLogError(
            f"{name}, line 1: not a trail; it does not begin with `{BEGINNING.decode()}` "
            f"and the lines `role:` and `content:`{_kind(raw)}",
            hint="Choose a messages_record.txt.",
        )
    if not raw.endswith(eol + eol):
        raise UnreadableLogError(
            f"{name}, line {_line(raw, len(raw))}: truncated; the last entry, {heads[-1].number}, "
            "is not closed by a blank line",
            hint=_NOT_ALTERED,
        )
    found = _known(heads, real) if real else _found(raw, heads, eol, name)
    entries, whole = _entries(raw, found.heads, eol)
    flags = {
        Flag.BOM: begin > 0,
        Flag.CRLF: eol != b"\n",
        Flag.INVALID_UTF8: not whole,
        Flag.AMBIGUOUS_STEPS: found.ambiguous,
    }
    return Trail(
        entries=entries,
        flags=tuple(flag for flag, holds in flags.items() if holds),
        quotes_heads=len(entries) < len(heads),
    )


def slice_entries(raw: bytes) -> tuple[Entry, ...] | None:
    """Return the entries in a slice of a trail, None where their numbers are not in sequence."""
    eol = _line_end(raw, 0)
    heads = _heads(raw, eol, begin=0)
    if not heads or heads[0].start or not raw.endswith(eol + eol):
        return None
    first = heads[0].number
    if any(head.number != first + at for at, head in enumerate(heads)):
        return None
    return _entries(raw, heads, eol)[0]


def _line_end(raw: bytes, begin: int) -> bytes:
    first = raw.find(b"\n", begin)
    return b"\r\n" if first > begin and raw[first - 1 : first] == b"\r" else b"\n"


def _heads(raw: bytes, eol: bytes, *, begin: int) -> tuple[Head, ...]:
    """Return everything that looks like an entry's head and follows a blank line."""
    blank = eol + eol
    return tuple(
        Head(int(found[1]), found[2].decode("ascii"), found.start(), found.end())
        for found in _HEADS[eol].finditer(raw, begin)
        if found.start() == begin or raw.endswith(blank, begin, found.start())
    )


def _entries(raw: bytes, heads: Sequence[Head], eol: bytes) -> tuple[tuple[Entry, ...], bool]:
    ends = [head.start for head in heads[1:]] + [len(raw)]
    entries: list[Entry] = []
    all_whole = True
    for head, end in zip(heads, ends, strict=True):
        body, whole = decoded(raw[head.body : end - 2 * len(eol)])
        if eol != b"\n":
            body = body.replace("\r\n", "\n")
        all_whole = all_whole and whole
        entries.append(Entry(head.number, head.role, body, head.start, end))
    return tuple(entries), all_whole


def _found(raw: bytes, heads: Sequence[Head], eol: bytes, name: str) -> Reading:
    found = reading(raw, heads, eol)
    _check_order(raw, heads, found, name)
    return found


def _known(heads: Sequence[Head], real: Sequence[int]) -> Reading:
    """Return the heads that are told to be real."""
    for number, place in enumerate(real, start=1):
        if not 0 <= place < len(heads) or heads[place].number != number:
            raise UnreadableLogError(
                f"run.json, heads: head {place} of the trail does not begin entry {number}",
                hint="Correct this key, or move run.json away.",
            )
    return Reading(heads=tuple(heads[place] for place in real))


def _check_order(raw: bytes, heads: Sequence[Head], found: Reading, name: str) -> None:
    """Refuse a trail in which a head stands out of sequence and cannot be quoted text.

    A trail as it was written always has a reading in which everything fits. After the last entry
    of the reading no later one may follow, lest a missing entry hide the rest of the trail.
    """
    if found.repeated is not None:
        _refuse(raw, found.repeated, f"entry {found.repeated.number} stands twice", name)
    chosen = set(found.heads)
    last = found.heads[-1]
    for head in heads:
        if head in chosen:
            continue
        after = head.start > last.start
        if found.impossible or (
            after and (head.number > last.number + 1 or last.role != "assistant")
        ):
            _refuse(raw, *_out_of_sequence(heads, head), name)


def _out_of_sequence(heads: Sequence[Head], head: Head) -> tuple[Head, str]:
    """Return the head to name, and what is wrong: a number that is missing, or one out of place."""
    numbers = {each.number for each in heads}
    missing = next(number for number in range(1, len(heads) + 2) if number not in numbers)
    beyond = next((each for each in heads if each.number > missing), None)
    if beyond is None:
        return head, f"entry {head.number} is out of sequence"
    return beyond, f"entry {missing} is missing; the next is entry {beyond.number}"


def _refuse(raw: bytes, head: Head, what: str, name: str) -> None:
    raise UnreadableLogError(f"{name}, line {_line(raw, head.start)}: {what}", hint=_NOT_ALTERED)


def _line(raw: bytes, place: int) -> int:
    return raw.count(b"\n", 0, place) + 1


def _kind(raw: bytes) -> str:
    return " (it is a binary file)" if b"\0" in raw[:1024] else ""
