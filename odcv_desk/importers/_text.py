"""Text out of a log: made storable, and looked at for what a screen could stumble over."""

import json
import re

_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def decoded(raw: bytes) -> tuple[str, bool]:
    """Return bytes as text, and whether all of them were UTF-8; others become U+FFFD."""
    try:
        return raw.decode("utf-8"), True
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace"), False


def storable(text: str) -> str:
    """Return a text that UTF-8 can hold: half characters (lone surrogates) become U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def has_control_characters(text: str) -> bool:
    """Return whether a text holds control characters (but tab and line feed) or bidi marks."""
    if text.isascii():
        # Deleting every harmless byte is many times faster than looking for the harmful ones.
        return bool(text.encode("ascii").translate(None, _PLAIN))
    return _CONTROL.search(text) is not None


def json_or_none(text: str) -> object:
    """Return the value that a JSON text holds, None where it is not JSON (or says null)."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value
