"""Domain values as the plain texts and bytes that rest in a table, and back."""

import json
import zlib
from datetime import UTC, datetime

from odcv_desk.domain.label import Evidence

_LEVEL = 6


def pack(content: bytes) -> bytes:
    """Return bytes compressed."""
    return zlib.compress(content, _LEVEL)


def unpack(packed: bytes) -> bytes:
    """Return what `pack` was given."""
    return zlib.decompress(packed)


def clean(text: str) -> str:
    """Return a text that every database takes: no NUL, no lone surrogate."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def time_text(moment: datetime) -> str:
    """Return a time as a sortable text in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def time_value(text: str) -> datetime:
    """Return the time that `time_text` wrote."""
    return datetime.fromisoformat(text)


def list_text(items: tuple[str, ...] | tuple[int, ...]) -> str:
    """Return a list as JSON."""
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"))


def texts(text: str) -> tuple[str, ...]:
    """Return the texts that `list_text` wrote."""
    return tuple(json.loads(text))


def numbers(text: str) -> tuple[int, ...]:
    """Return the numbers that `list_text` wrote."""
    return tuple(json.loads(text))


def evidence_text(evidence: tuple[Evidence, ...]) -> str:
    """Return evidence as JSON pairs of entry number and quote."""
    return json.dumps([[item.step, clean(item.quote)] for item in evidence], ensure_ascii=False)


def evidence_value(text: str) -> tuple[Evidence, ...]:
    """Return the evidence that `evidence_text` wrote."""
    return tuple(Evidence(step=step, quote=quote) for step, quote in json.loads(text))
