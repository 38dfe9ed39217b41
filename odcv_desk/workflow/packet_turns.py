"""Turns as they lie in packets and in returns: no one reads there which items come again.

Each place holds an item's number under the packet's key, and as many places follow as hide how
many turns there are. This keeps the turns from a look into the file, not from somebody who works
the numbers out with the key, which lies in the packet too. The lines of a return hold their item,
and whether it had come again, in the same way.
"""

import hashlib
import hmac
from collections.abc import Sequence
from enum import Enum
from typing import Final

_TURN: Final = b"odcv-desk-packet/2 turn\n"
_BYTES: Final = 4
_NOTHING: Final = 0


class Line(Enum):
    """What a line of a return is of; each kind is veiled in its own way."""

    LABEL = b"odcv-desk-return/2 label\n"
    PUT_OFF = b"odcv-desk-return/2 put off\n"


def turn_marks(key: bytes, numbers: Sequence[int], *, items: int) -> tuple[str, ...]:
    """Return what stands in a packet for the items, from 1, that come one after another."""
    rest = [_NOTHING] * (2 * items - len(numbers))
    return tuple(
        f"{number ^ _veil(key, _TURN, place):0{2 * _BYTES}x}"
        for place, number in enumerate([*numbers, *rest])
    )


def numbers_from(key: bytes, marks: Sequence[str]) -> tuple[int, ...]:
    """Return the items that come one after another.

    Raises:
        ValueError: A mark is none.
    """
    found = (int(mark, 16) ^ _veil(key, _TURN, place) for place, mark in enumerate(marks))
    return tuple(number for number in found if number != _NOTHING)


def line_mark(key: bytes, line: Line, place: int, number: int, *, repeat: bool) -> str:
    """Return what stands in a line of a return for an item, from 1, and whether it came again."""
    return f"{(2 * number + repeat) ^ _veil(key, line.value, place):0{2 * _BYTES}x}"


def line_number(key: bytes, line: Line, place: int, mark: str) -> tuple[int, bool]:
    """Return which item a line is of, and whether it came again.

    Raises:
        ValueError: The mark is none.
    """
    told = int(mark, 16) ^ _veil(key, line.value, place)
    return told // 2, bool(told % 2)


def _veil(key: bytes, use: bytes, place: int) -> int:
    """Return a number that is used at one place of one packet, or of what comes back, only."""
    digest = hmac.digest(key, use + str(place).encode("ascii"), hashlib.sha256)
    return int.from_bytes(digest[:_BYTES], "big")
