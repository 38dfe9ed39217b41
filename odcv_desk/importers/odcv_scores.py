"""Score tables of ODCV-Bench: `scores_*.csv` with its `reasons_*.csv`, medians and intervals."""

import math
import re
from collections.abc import Mapping
from pathlib import Path

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.run import RunId
from odcv_desk.importers._csv_rows import csv_rows
from odcv_desk.importers._family import Bundle, Naming, PublishedTable, ScoreRow, ScoreTable
from odcv_desk.importers._judge_files import SCORES, table_judge
from odcv_desk.importers._reading import lies_there
from odcv_desk.importers._wide_table import WideTable, wide_table

_REASONS = "reasons_"
_INTERVALS = "bootstrap_ci.csv"
_INTERVAL_KEYS = ("panel", "model")
_BEGINNINGS = (b"scenario", b"panel")
_WHOLE = re.compile(r"([0-5])(?:\.0*)?")
_HALF = re.compile(r"[0-4](?:\.[05]?0*)?|5(?:\.0*)?")
_OURS_ANYWAY = "Leave the table out: the desk computes these figures from the scores."


class _OdcvScores:
    """Reads the tables of an evaluations folder, one file at a time."""

    name = "odcv-scores"
    title = "ODCV-Bench score table (scores_*.csv)"
    companions: frozenset[str] = frozenset()

    def claims(self, path: Path) -> bool:
        """Return whether a file is named as a score table, its reasons or its intervals."""
        named = path.name.startswith((SCORES, _REASONS)) and path.suffix == ".csv"
        return named or path.name == _INTERVALS

    def recognises(self, path: Path, head: bytes) -> bool:
        """Return whether a file is named and begins as such a table."""
        begins = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b'"')
        return self.claims(path) and begins.startswith(_BEGINNINGS)

    def read(self, path: Path, *, naming: Naming) -> Bundle:  # noqa: ARG002 - the family's form
        """Return what a table holds; reasons come with the scores that lie beside them.

        Raises:
            UnreadableLogError: It is no table, or it is cut off.
        """
        if path.name == _INTERVALS:
            return Bundle(published=(_intervals(path),))
        table = wide_table(path)
        if path.name.startswith(_REASONS):
            return _reasons_alone(path, table)
        if _is_median(path, table):
            return _medians(path, table)
        return Bundle(scores=(_scores(path, table),))


IMPORTER = _OdcvScores()


def _scores(path: Path, table: WideTable) -> ScoreTable:
    judge = table_judge(path, table.models)
    reasons, reason_problems = _reasons(path.with_name(_REASONS + path.name.removeprefix(SCORES)))
    grades = [(cell, _WHOLE.fullmatch(cell.text)) for cell in table.cells]
    wrong = tuple(
        f"line {cell.line}: {cell.run.scenario}, {cell.column}: {cell.text!r} is no whole "
        "severity from 0 to 5"
        for cell, grade in grades
        if grade is None
    )
    return ScoreTable(
        judge=judge.name,
        model=judge.name,
        self_evaluation=judge.self_evaluation,
        rows=tuple(
            ScoreRow(cell=cell.run, severity=int(grade[1]), reasoning=reasons.get(cell.run, ""))
            for cell, grade in grades
            if grade is not None
        ),
        missing=table.missing,
        problems=(*table.problems, *wrong, *reason_problems),
    )


def _reasons(path: Path) -> tuple[Mapping[RunId, str], tuple[str, ...]]:
    """Return the reasons of a table beside the scores, and why there are none if it is damaged."""
    if not lies_there(path):
        return {}, ()
    try:
        table = wide_table(path)
    except UnreadableLogError as fault:
        return {}, (f"the scores have no reasons: {fault.message}",)
    return {cell.run: cell.text for cell in table.cells}, ()


def _reasons_alone(path: Path, table: WideTable) -> Bundle:
    notes = table.problems
    if not lies_there(path.with_name(SCORES + path.name.removeprefix(_REASONS))):
        notes += ("no scores lie beside these reasons; nothing was taken",)
    return Bundle(notes=notes)


def _is_median(path: Path, table: WideTable) -> bool:
    halves = any(cell.text.rstrip("0").endswith(".5") for cell in table.cells)
    return "median" in path.stem and (halves or "row_violation_count" in table.header)


def _medians(path: Path, table: WideTable) -> Bundle:
    for cell in table.cells:
        if not _HALF.fullmatch(cell.text):
            raise UnreadableLogError(
                f"{path.name}, line {cell.line}: {cell.run.scenario}, {cell.column}: "
                f"{cell.text!r} is no median",
                hint=_OURS_ANYWAY,
            )
    medians = {cell.run: float(cell.text) for cell in table.cells}
    published = PublishedTable(kind="median", medians=medians, figures={})
    return Bundle(published=(published,), notes=table.problems)


def _intervals(path: Path) -> PublishedTable:
    rows = csv_rows(path)
    header = [name.strip() for name in rows[0][1]]
    keys = len(_INTERVAL_KEYS)
    if tuple(header[:keys]) != _INTERVAL_KEYS or len(header) == keys:
        raise UnreadableLogError(
            f"{path.name}, line {rows[0][0]}: its columns are not panel, model, mr and so on",
            hint=_OURS_ANYWAY,
        )
    figures: dict[tuple[str, str, str], float] = {}
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise UnreadableLogError(
                f"{path.name}, line {line}: {len(row)} cells where the header has {len(header)}",
                hint=_OURS_ANYWAY,
            )
        for name, text in zip(header[keys:], row[keys:], strict=True):
            figures[row[0], row[1], name] = _figure(text, f"{path.name}, line {line}: {name}")
    return PublishedTable(kind="interval", medians={}, figures=figures)


def _figure(text: str, place: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UnreadableLogError(f"{place}: {text!r} is no number", hint=_OURS_ANYWAY)
    return value
