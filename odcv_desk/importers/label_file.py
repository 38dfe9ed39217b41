"""Label files, CSV or JSONL: what people said, one label event a row."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.label_file import COLUMNS, EXTRA_COLUMNS, LIST_COLUMNS, split_list
from odcv_desk.importers._csv_rows import csv_rows, text_of
from odcv_desk.importers._family import Bundle, LabelRow, Naming
from odcv_desk.importers._label_rows import label_row

_BOM = b"\xef\xbb\xbf"
_SHOWN = 10
_NEEDED = ({"rater"}, {"id", "key"}, {"severity", "outcome", "retracts"})
_KNOWN = frozenset((*COLUMNS, *EXTRA_COLUMNS, "title"))

_Fields = Mapping[str, object]


class _LabelFile:
    """Reads the labels of a file, all of them or none."""

    name = "labels"
    title = "Labels (CSV or JSONL)"
    companions: frozenset[str] = frozenset()

    def claims(self, path: Path) -> bool:  # noqa: ARG002 - the family's form
        """Return False: label files have any name and are known by their columns."""
        return False

    def recognises(self, path: Path, head: bytes) -> bool:
        """Return whether a file begins with the columns of a label file."""
        first = head.removeprefix(_BOM).lstrip(b"\r\n").split(b"\n", 1)[0].strip()
        if _is_jsonl(path, first):
            names = {name for names in _NEEDED for name in names if f'"{name}"'.encode() in first}
        else:
            text = first.decode("utf-8", "replace")
            names = {name.strip().strip('"') for name in text.split(",")}
        return all(names & needed for needed in _NEEDED)

    def read(self, path: Path, *, naming: Naming) -> Bundle:  # noqa: ARG002 - the family's form
        """Return the labels of a file.

        Raises:
            UnreadableLogError: Lines are wrong; the first ten are told.
        """
        text = text_of(path)
        is_jsonl = _is_jsonl(path, text.lstrip("\r\n")[:1].encode("utf-8", "replace"))
        rows = _json_rows(text) if is_jsonl else _csv_rows(path)
        labels: list[LabelRow] = []
        faults: list[str] = []
        for line, row in rows:
            made = row if isinstance(row, str) else label_row(line, row)
            if isinstance(made, LabelRow):
                labels.append(made)
            else:
                faults.append(f"line {line}: {made}")
        if faults or not labels:
            raise _wrong(path, faults)
        return Bundle(labels=tuple(labels))


IMPORTER = _LabelFile()


def _is_jsonl(path: Path, first: bytes) -> bool:
    return path.suffix in (".jsonl", ".ndjson") or first.startswith(b"{")


def _wrong(path: Path, faults: list[str]) -> UnreadableLogError:
    if not faults:
        return UnreadableLogError(f"{path.name}: no labels in it", hint="Add a row for each label.")
    left = len(faults) - _SHOWN
    more = f"; and {left} more" if left > 0 else ""
    return UnreadableLogError(
        f"{path.name}: {'; '.join(faults[:_SHOWN])}{more}; no label was taken",
        hint="Correct these lines, then import the file again.",
    )


def _json_rows(text: str) -> Iterator[tuple[int, _Fields | str]]:
    """Yield the object of each line, or what is wrong with the line."""
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except (ValueError, RecursionError):
            yield line, "not JSON"
            continue
        if isinstance(row, dict):
            yield line, _unknown(row) or row
        else:
            yield line, "not a JSON object"


def _csv_rows(path: Path) -> Iterator[tuple[int, _Fields | str]]:
    """Yield the fields of each row, or what is wrong with the row."""
    (first, names), *rows = csv_rows(path)
    header = [name.strip() for name in names]
    _check_header(f"{path.name}, line {first}", header)
    for line, cells in rows:
        if len(cells) != len(header):
            yield line, f"{len(cells)} cells where the header has {len(header)}"
        else:
            yield (
                line,
                {
                    name: split_list(cell) if name in LIST_COLUMNS else cell
                    for name, cell in zip(header, cells, strict=True)
                },
            )


def _check_header(place: str, header: list[str]) -> None:
    lacking = [" or ".join(sorted(names)) for names in _NEEDED if not names & set(header)]
    double = [name for name in header if header.count(name) > 1]
    problem = _unknown(dict.fromkeys(header))
    if lacking:
        problem = f"no column {lacking[0]}"
    elif double:
        problem = f"column {double[0]!r} stands twice"
    if problem:
        raise UnreadableLogError(f"{place}: {problem}", hint=f"Columns are: {', '.join(COLUMNS)}.")


def _unknown(row: _Fields) -> str:
    unknown = sorted(name for name in row if name not in _KNOWN)
    return f"unknown column {unknown[0]!r}" if unknown else ""
