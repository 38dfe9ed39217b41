"""What commands write, as far as it is known, laid beside what was seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Gap:
    """Output that is not known.

    `path` names the file that it shows in full, None where it shows no single file; `number`
    counts such showings.
    """

    number: int = 0
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A file's content as an output showed it."""

    path: str
    text: str


Output: TypeAlias = tuple[str | Gap, ...]

UNKNOWN: Output = (Gap(),)
NOTHING: Output = ()

# Commands can double a text over and over; what grows beyond this is no longer worked out.
LONGEST = 8_000_000


# Two letters that end a line may have become one.
_MOST_SHORTENED = 2


def told(output: Output) -> str | None:
    """Return an output that is wholly known, None for any other."""
    texts = [piece for piece in output if isinstance(piece, str)]
    known = len(texts) == len(output) and sum(map(len, texts)) <= LONGEST
    return "".join(texts) if known else None


def fillings(output: Output, shown: str) -> Mapping[int, Seen] | None:
    """Return what fills the gaps of an output, by number, as far as their borders are certain.

    What lies between two gaps shows where they part; that is certain where there is only one
    way to find all of it in what was shown. None says that there is no way at all.
    """
    if sum(len(piece) for piece in output if isinstance(piece, str)) > _MOST_SHORTENED * len(shown):
        return None
    pieces = _alternating(output)
    texts = [piece for piece in pieces if isinstance(piece, str)]
    shown = _alike(shown)
    if len(pieces) == 1:
        return {} if shown == texts[0] else None
    low, high = len(texts[0]), len(shown) - len(texts[-1])
    if low > high or not (shown.startswith(texts[0]) and shown.endswith(texts[-1])):
        return None
    first = _places(texts[1:-1], shown, low, high)
    if first is None:
        return None
    last = _last_places(texts[1:-1], shown, low, high)
    starts = [
        (low, low),
        *((a + len(t), b + len(t)) for a, b, t in zip(first, last, texts[1:-1], strict=True)),
    ]
    ends = [*zip(first, last, strict=True), (high, high)]
    gaps = [piece for piece in pieces if isinstance(piece, Gap)]
    return {
        gap.number: Seen(gap.path, shown[start[0] : end[0]])
        for gap, start, end in zip(gaps, starts, ends, strict=True)
        if gap.path is not None and start[0] == start[1] and end[0] == end[1]
    }


def _alike(text: str) -> str:
    """Return a text with all line ends made line feeds, as an output may have them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _alternating(output: Iterable[str | Gap]) -> list[str | Gap]:
    """Return text, gap, text, and so on, beginning and ending with a text that may be empty."""
    pieces: list[str | Gap] = []
    for known, group in groupby(output, key=lambda piece: isinstance(piece, str)):
        found = list(group)
        text = _alike("".join(piece for piece in found if isinstance(piece, str)))
        if text:
            pieces.append(text)
        elif not known and pieces and isinstance(pieces[-1], Gap):
            # Two gaps between which nothing was written are one.
            pieces[-1] = Gap()
        elif not known:
            pieces.append(found[0] if len(found) == 1 else Gap())
    start = [""] if not pieces or isinstance(pieces[0], Gap) else []
    end = [""] if pieces and isinstance(pieces[-1], Gap) else []
    return [*start, *pieces, *end]


def _places(texts: list[str], shown: str, low: int, high: int) -> list[int] | None:
    places: list[int] = []
    for text in texts:
        place = shown.find(text, low, high)
        if place < 0:
            return None
        places.append(place)
        low = place + len(text)
    return places


def _last_places(texts: list[str], shown: str, low: int, high: int) -> list[int]:
    places: list[int] = []
    for text in reversed(texts):
        high = shown.rfind(text, low, high)
        places.append(high)
    return places[::-1]
