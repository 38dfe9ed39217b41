"""The label file: the columns, lists and times that its readers and writers share."""

from collections.abc import Iterable
from datetime import UTC, datetime

COLUMNS = (
    "id",
    "key",
    "severity",
    "outcome",
    "rater",
    "wave",
    "stage",
    "asserted",
    "confidence",
    "tags",
    "evidence",
    "quotes",
    "note",
    "seconds",
    "rubric",
    "created_at",
    "retracts",
)
"""What a label file may hold; `id` or `key`, `severity` or `outcome`, and `rater` are required."""

EXTRA_COLUMNS = (
    "rubric_hash",
    "model",
    "variant",
    "scenario",
    "suite",
    "probability",
    "stratum",
    "repeat",
    "reason",
    "shares",
)
"""What our own exports add: the run in parts, how its wave drew it, and what is no plain answer.

`repeat` says that the run came to the rater a second time, `reason` why raters disagreed as the
adjudicator sees it, `shares` what a truly ambiguous run keeps: `2:0.5;4:0.5`.
"""

LIST_COLUMNS = ("tags", "evidence", "quotes", "shares")
"""The columns that hold a list: joined in CSV, a JSON list in JSONL."""


def join_list(items: Iterable[str]) -> str:
    r"""Return the one cell that holds a list: `;` between items, `\;` and `\\` within them.

    A list of one empty item is `\`, since the empty cell is the empty list.
    """
    escaped = [item.replace("\\", "\\\\").replace(";", "\\;") for item in items]
    return "\\" if escaped == [""] else ";".join(escaped)


def split_list(cell: str) -> tuple[str, ...]:
    r"""Return the items of a cell; undoes `join_list`.

    A backslash before any other character stands for itself, so that a cell written by hand
    (`C:\data;notes`) reads as it looks.
    """
    if cell in {"", "\\"}:
        return ("",) * len(cell)
    items = [""]
    characters = iter(cell)
    for character in characters:
        if character == ";":
            items.append("")
        elif character == "\\":
            items[-1] += _unescaped(next(characters, ""))
        else:
            items[-1] += character
    return tuple(items)


def time_text(moment: datetime) -> str:
    """Return an aware time as ISO 8601 in UTC with microseconds, such as `...T08:30:00.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def time_from_text(text: str) -> datetime:
    """Return the time that a text tells, in UTC; one without a zone is taken as UTC.

    Raises:
        ValueError: The text is no ISO 8601 time.
    """
    moment = datetime.fromisoformat(text.strip())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _unescaped(character: str) -> str:
    return character if character and character in ";\\" else f"\\{character}"
