"""Write CSV as RFC 4180 says: UTF-8, rows ended by CRLF."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_csv(out: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table.

    Cells are data and stay as they are, also those that begin with `=`, `+`, `-` or `@`; None is
    the empty cell, a float is written with all its digits.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    out.write_bytes(text.getvalue().encode())
