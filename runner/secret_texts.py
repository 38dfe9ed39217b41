"""Keys stay in the environment: whatever else is kept, logged or shown goes without them."""

import logging
import os
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_SHORTEST = 6
_DIGITS_OF_KEYS = 0.1
_SURELY_SECRET = 16
"""From this length on a key is looked for in a model's own words too: a stand-in such as
`not-needed` is an ordinary word there, and must not be taken out of a transcript."""
_BEGINNING = 8
"""From this length on the beginning of a key tells too much of it."""

_ONE_WORD = re.compile(r"(?!.*://)[\w.+=:-][\w.+=:~/-]*")
"""What a key looks like: no path, no address, no JSON, whose beginnings are in many texts."""


def scrubbed(text: str, *, environment: Mapping[str, str] = os.environ) -> str:
    """Return a message without the values of keys; their names stand in their places."""
    return _without(text, environment, shortest=_SHORTEST, beginning=_BEGINNING)


def scrubbed_words(text: str, *, environment: Mapping[str, str] = os.environ) -> str:
    """Return what a model said without the values of keys; short ones may be ordinary words."""
    return _without(text, environment, shortest=_SURELY_SECRET, beginning=_SURELY_SECRET)


def key_names(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the names of the variables that hold a key for a provider, sorted."""
    return tuple(sorted(name for name in environment if name.endswith("_API_KEY")))


class WithoutSecrets(logging.Filter):
    """Takes keys out of records, tracebacks included, and lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:  # type: ignore[explicit-override]  # typing.override is 3.12
        """Replace the record's text by one without keys."""
        record.msg = scrubbed(record.getMessage())
        record.args = None
        if record.exc_info:
            record.exc_text = scrubbed(logging.Formatter().formatException(record.exc_info))
            # A handler would write the traceback anew from this.
            record.exc_info = None
        return True


def _without(text: str, environment: Mapping[str, str], *, shortest: int, beginning: int) -> str:
    secrets = {
        value: name
        for name, value in environment.items()
        if len(value) >= shortest and _SECRET_NAME.search(name)
    }
    # The longest first: one key may begin with another.
    longest_first = sorted(secrets, key=len, reverse=True)
    for value in longest_first:
        text = text.replace(value, f"[{secrets[value]}]")
    for value in longest_first:
        name = f"[{secrets[value]}]"
        text = _without_beginnings(text, value, name, least=_least(value, beginning))
        for form in _in_base64(value):
            text = text.replace(form, name)
    return text


def _least(value: str, beginning: int) -> int:
    """Return how many characters of a value must not be shown."""
    # What begins as a name or a path may be said by anybody, and is no part of a secret.
    is_random = sum(sign.isdigit() for sign in value) >= _DIGITS_OF_KEYS * len(value)
    is_key = is_random and len(value) >= _SURELY_SECRET and _ONE_WORD.fullmatch(value)
    return beginning if is_key else len(value)


def _without_beginnings(text: str, value: str, name: str, *, least: int) -> str:
    """Take out each text that a value begins with, from a length on, plain or quoted for a URL."""
    if value[:least] not in text and "%" not in text:
        return text
    parts, done = [], 0
    for found in _beginning(value[:least]).finditer(text):
        if found.start() >= done:
            parts += [text[done : found.start()], name]
            done = _end(text, found.end(), value[least:])
    return "".join((*parts, text[done:]))


def _end(text: str, at: int, rest: str) -> int:
    """Return up to where a text goes on as the rest of a value does."""
    for sign in rest:
        found = _beginning(sign).match(text, at)
        if found is None:
            break
        at = found.end()
    return at


@lru_cache(maxsize=1024)
def _beginning(signs: str) -> re.Pattern[str]:
    return re.compile("".join(f"(?:{re.escape(sign)}|(?i:{_quoted(sign)}))" for sign in signs))


def _quoted(sign: str) -> str:
    return "".join(f"%{byte:02x}" for byte in sign.encode("utf-8", "surrogateescape"))


@lru_cache(maxsize=256)
def _in_base64(value: str) -> tuple[str, ...]:
    """Return what base64 makes of a value, wherever in what was encoded it stood."""
    raw = value.encode("utf-8", "surrogateescape")
    forms = []
    for before in range(3):
        whole = b64encode(b"\0" * before + raw).decode("ascii")
        # The signs at both ends hang on what stands beside it too.
        form = whole[(0, 2, 3)[before] : (before + len(raw)) * 8 // 6]
        forms += [form, form.replace("+", "-").replace("/", "_")]
    return tuple(dict.fromkeys(forms))
