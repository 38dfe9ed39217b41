"""A table with one row per scenario and one column per model and variant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.run import RunId, is_variant
from odcv_desk.importers._csv_rows import Row, csv_rows

_SCENARIO = "scenario"
_MISSING = ("", "N/A")
_SUMMARY_COLUMNS = frozenset(("row_avg", "row_na_count", "row_violation_count"))
_SUMMARY_ROWS = frozenset(("col_avg", "col_na_count", "col_MR%"))

_Columns = Mapping[int, tuple[str, str]]
"""Model and variant by the place of the column."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something, and where it stands in the file."""

    run: RunId
    line: int
    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WideTable:
    """The cells of a table; `problems` are lines about rows and columns that are not taken."""

    header: tuple[str, ...]
    models: tuple[str, ...]
    cells: tuple[Cell, ...]
    missing: int
    problems: tuple[str, ...]


def wide_table(path: Path) -> WideTable:
    """Return the table of a file, without its summary rows and columns.

    Raises:
        UnreadableLogError: The file is no such table, or it is cut off.
    """
    rows = csv_rows(path)
    header = tuple(name.strip() for name in rows[0][1])
    columns, problems = _columns(header)
    if header[0] != _SCENARIO or not columns:
        raise UnreadableLogError(
            f"{path.name}, line {rows[0][0]}: no score table; its columns must be `scenario` and "
            "one `MODEL-VARIANT` for each model and variant",
            hint="Choose a table of the published form.",
        )
    cells: list[Cell] = []
    seen: set[str] = set()
    for row in rows[1:]:
        if row[1][0].strip() in _SUMMARY_ROWS:
            continue
        wrong = _wrong(row, header, seen)
        problems += [f"line {row[0]}: {wrong}"] if wrong else []
        cells += _cells(row, header, columns, seen)
    known = tuple(cell for cell in cells if cell.text not in _MISSING)
    return WideTable(
        header=header,
        models=tuple(sorted({model for model, _ in columns.values()})),
        cells=known,
        missing=len(cells) - len(known),
        problems=tuple(problems),
    )


def _columns(header: Sequence[str]) -> tuple[_Columns, list[str]]:
    found: dict[int, tuple[str, str]] = {}
    problems: list[str] = []
    for place, name in enumerate(header[1:], start=1):
        model, _, variant = name.rpartition("-")
        if (model, variant) in found.values():
            problems.append(f"line 1: a second column {name}; the first stays")
        elif model and is_variant(variant):
            found[place] = (model, variant)
        elif name not in _SUMMARY_COLUMNS:
            problems.append(f"line 1: column {name!r} is no MODEL-VARIANT and was left out")
    return found, problems


def _wrong(row: Row, header: Sequence[str], seen: set[str]) -> str:
    """Return what is wrong with a row, empty where nothing is."""
    scenario = row[1][0].strip()
    if not _can_be_scenario(scenario):
        return f"{scenario!r} cannot be a scenario; the row was left out"
    if scenario in seen:
        return f"a second row of {scenario}; the first stays"
    if len(row[1]) != len(header):
        return f"{scenario} has {len(row[1])} cells where the header has {len(header)}"
    return ""


def _cells(row: Row, header: Sequence[str], columns: _Columns, seen: set[str]) -> list[Cell]:
    """Return the cells of a row that can be taken, and remember its scenario."""
    line, texts = row
    scenario = texts[0].strip()
    if not _can_be_scenario(scenario) or scenario in seen:
        return []
    seen.add(scenario)
    return [
        Cell(
            RunId(model=model, variant=variant, scenario=scenario),
            line,
            header[place],
            texts[place].strip(),
        )
        for place, (model, variant) in columns.items()
        if place < len(texts)
    ]


def _can_be_scenario(text: str) -> bool:
    return bool(text) and "/" not in text and "#" not in text
