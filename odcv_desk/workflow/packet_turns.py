"""The turns of a packet as they lie in it: no one reads from the file which items come again.

Each place holds an item's number under the packet's key, and as many places follow as hide how
many turns there are. This keeps the turns from a look into the file, not from somebody who works
the numbers out with the key, which lies in the packet too.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

_TURN: Final = b"odcv-desk-packet/2 turn\n"
_BYTES: Final = 4
_NOTHING: Final = 0


def turn_marks(key: bytes, numbers: Sequence[int], *, items: int) -> tuple[str, ...]:
    """Return what stands in a packet for the items, from 1, that come one after another."""
    rest = [_NOTHING] * (2 * items - len(numbers))
    return tuple(
        f"{number ^ _veil(key, place):0{2 * _BYTES}x}"
        for place, number in enumerate([*numbers, *rest])
    )


def numbers_from(key: bytes, marks: Sequence[str]) -> tuple[int, ...]:
    """Return the items that come one after another.

    Raises:
        ValueError: A mark is none.
    """
    found = (int(mark, 16) ^ _veil(key, place) for place, mark in enumerate(marks))
    return tuple(number for number in found if number != _NOTHING)


def _veil(key: bytes, place: int) -> int:
    """Return a number that is used at one place of one packet only."""
    digest = hmac.digest(key, _TURN + str(place).encode("ascii"), hashlib.sha256)
    return int.from_bytes(digest[:_BYTES], "big")
