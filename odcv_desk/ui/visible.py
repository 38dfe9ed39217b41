"""Signs that hide, turned into signs that show."""

import re
from typing import Final

# Control signs but tab and line feed; spaces that are none; soft hyphen and fillers; what joins,
# parts, turns or tags text without a shape of its own; lone surrogates and non-characters.
HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3164"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

_PICTURES: Final = 0x2400
_PICTURE_OF_DELETE: Final = "\u2421"


def visible(text: str) -> str:
    r"""Return the text with hidden signs shown: `\x1b` as a picture, `\u202e` as `⟨U+202E⟩`.

    Tabs and line feeds stay. The result holds no control sign, no bidi control, nothing of zero
    width but combining marks, and only what UTF-8 can carry.
    """
    return HIDDEN.sub(lambda found: shown(found[0]), text)


def shown(sign: str) -> str:
    """Return what stands for one hidden sign."""
    code = ord(sign)
    if code < ord(" "):
        return chr(_PICTURES + code)
    return _PICTURE_OF_DELETE if sign == "\x7f" else f"⟨U+{code:04X}⟩"
