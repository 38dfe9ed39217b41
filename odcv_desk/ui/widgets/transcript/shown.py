r"""Text out of a log as it may be painted: what could mislead the eye becomes a visible sign.

Escape sequences, control characters, marks that turn the direction of writing, characters without
width and half characters are shown by their name or their number and never interpreted. Places
in the original text and in the painted one are converted here and nowhere else; Qt counts text in
UTF-16, so that a character beyond U+FFFF is two places wide there.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

LINE_END: Final = "\u2028"

_EMOJI: Final = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_HOSTILE: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, without tab and line feed
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U000e0000-\U000e0fff"
)
# A joiner or a variation sign is left alone inside an emoji only, where it belongs.
_SPECIAL: Final = re.compile(
    f"[{_HOSTILE}]"
    f"|(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])"
    f"|(?<![{_EMOJI}#*0-9])\ufe0f"
    "|[\U00010000-\U0010ffff]"
)
_SPACE: Final = re.compile(r"[ \t\n]+")
_ASTRAL: Final = 0x10000
_NAMES: Final = (  # noqa: SIM905  # one string is read sooner than a list of 32
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN"
    " EM SUB ESC FS GS RS US"
).split()
_DELETE: Final = 0x7F


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text as it is painted, and where its characters went.

    `starts` are the places in the original of all characters whose width changed, `ends` the
    UTF-16 places in the painted text right behind each, `signs` the painted stand-ins as
    (UTF-16 start, length).
    """

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    signs: tuple[tuple[int, int], ...] = ()

    def painted(self, offset: int) -> int:
        """Return where a place of the original lies in the painted text, in UTF-16."""
        before = bisect_left(self.starts, offset)
        if not before:
            return offset
        return self.ends[before - 1] + offset - self.starts[before - 1] - 1

    def original(self, place: int) -> int:
        """Return the place of the original that a UTF-16 place of the painted text shows.

        Inside a stand-in that is the nearer of its ends.
        """
        before = bisect_right(self.ends, place)
        offset = self.starts[before - 1] + 1 + place - self.ends[before - 1] if before else place
        if before == len(self.starts) or offset <= self.starts[before]:
            return offset
        start = self.starts[before]
        middle = (self.painted(start) + self.ends[before]) / 2
        return start if place < middle else start + 1


def shown(text: str) -> Shown:
    """Return a text as it is painted."""
    if text.isascii() and text.isprintable():
        return Shown(text=text)
    starts: list[int] = []
    ends: list[int] = []
    signs: list[tuple[int, int]] = []
    pieces: list[str] = []
    at = wider = 0
    for found in _SPECIAL.finditer(text):
        start = found.start()
        sign = _sign(found[0])
        width = len(sign) if sign else 2
        if sign:
            pieces += [text[at:start], sign]
            signs.append((start + wider, width))
            at = start + 1
        starts.append(start)
        wider += width - 1
        ends.append(start + 1 + wider)
    pieces.append(text[at:])
    return Shown(
        text="".join(pieces).replace("\n", LINE_END),
        starts=tuple(starts),
        ends=tuple(ends),
        signs=tuple(signs),
    )


def one_line(text: str, longest: int) -> str:
    """Return a text's begin as one painted line, such as for a name."""
    # Other white space than this could hide something and becomes a sign.
    line = _SPACE.sub(" ", text.strip(" \t\n")[: 2 * longest])
    cut = line if len(line) <= longest else line[: longest - 1] + "…"
    return shown(cut).text


def _sign(character: str) -> str:
    """Return the stand-in of a character, empty where it stands for itself."""
    code = ord(character)
    if code >= _ASTRAL and not _is_tag(code):
        return ""
    if code < len(_NAMES):
        return f"⟨{_NAMES[code]}⟩"
    if code == _DELETE:
        return "⟨DEL⟩"
    return f"⟨U+{code:04X}⟩"


def _is_tag(code: int) -> bool:
    return code >> 12 == 0xE0  # noqa: PLR2004  # the block of tags and further variation signs
