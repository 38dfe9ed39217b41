"""The rows of a CSV file, each with the line on which it begins."""

import csv
import io
from pathlib import Path

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.importers._family import LARGEST_BYTES
from odcv_desk.importers._reading import file_bytes

Row = tuple[int, list[str]]
_AGAIN = "Copy the file again from where it was made."


def text_of(path: Path) -> str:
    """Return a file's text, without a byte order mark.

    Raises:
        UnreadableLogError: It cannot be read, or is not UTF-8.
    """
    raw = file_bytes(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        raise UnreadableLogError(
            f"{path.name}, line {line}: not text in UTF-8", hint="Save the file in UTF-8."
        ) from fault


def csv_rows(path: Path) -> tuple[Row, ...]:
    """Return the rows of a file but for empty ones; cells may hold line breaks.

    Raises:
        UnreadableLogError: It is not UTF-8, or it breaks off within a cell or a row.
    """
    # The limit belongs to the process; nothing in the desk relies on a lower one.
    csv.field_size_limit(LARGEST_BYTES)
    text = text_of(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    begins = 1
    try:
        for cells in reader:
            if cells:
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise UnreadableLogError(
            f"{path.name}, line {begins}: {fault}; the row is damaged or cut off", hint=_AGAIN
        ) from fault
    if not rows:
        raise UnreadableLogError(f"{path.name}: no rows in it", hint=_AGAIN)
    line, last = rows[-1]
    if len(last) < len(rows[0][1]) and not text.endswith(("\n", "\r")):
        raise UnreadableLogError(
            f"{path.name}, line {line}: truncated; the file ends within a row", hint=_AGAIN
        )
    return tuple(rows)
