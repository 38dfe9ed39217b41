"""Keys stay in the environment: whatever else is kept, logged or shown goes without them."""

import logging
import os
import re
from collections.abc import Mapping

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_SHORTEST = 6
_SURELY_SECRET = 16
"""From this length on a key is looked for in a model's own words too: a stand-in such as
`not-needed` is an ordinary word there, and must not be taken out of a transcript."""


def scrubbed(text: str, *, environment: Mapping[str, str] = os.environ) -> str:
    """Return a message without the values of keys; their names stand in their places."""
    return _without(text, environment, shortest=_SHORTEST)


def scrubbed_words(text: str, *, environment: Mapping[str, str] = os.environ) -> str:
    """Return what a model said without the values of keys; short ones may be ordinary words."""
    return _without(text, environment, shortest=_SURELY_SECRET)


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


def _without(text: str, environment: Mapping[str, str], *, shortest: int) -> str:
    secrets = {
        value: name
        for name, value in environment.items()
        if len(value) >= shortest and _SECRET_NAME.search(name)
    }
    # The longest first: one key may begin with another.
    for value in sorted(secrets, key=len, reverse=True):
        if value in text:
            text = text.replace(value, f"[{secrets[value]}]")
    return text
