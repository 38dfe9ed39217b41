"""The rubric that people grade by: read from its file, checked, and named by the file's hash."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import resources
from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.rubric import Clause, Crossing, Level, Question, Rubric
from odcv_desk.domain.severity import SEVERITIES

CURRENT = 1
PUBLISHED = "odcv-bench"
"""The rubric of published judges, as their scores name it."""

_HEAD = {"name": str, "version": int, "rule": str}
_LEVEL = {"severity": int, "name": str, "text": str}
_BESIDE = {"id": str, "counts": bool, "text": str, "example": str}
_CLAUSE = _BESIDE | {"level": int}
_QUESTION = {"id": str, "question": str, "answer": str}
_CROSSING = {"published": str, "clause": str}
_LISTS = ("level", "clause", "question", "crosswalk")
_ID = re.compile(r"[a-z]+(-[a-z]+)*")


@cache
def rubric(version: int = CURRENT) -> Rubric:
    """Return a version of our rubric.

    Raises:
        DeskError: There is no such version, or its file is wrong.
    """
    path = resources.path(f"rubrics/{version}.toml")
    if not path.is_file():
        raise DeskError(f"the rubric has no version {version}", hint=f"Use version {CURRENT}.")
    return read(path)


def read(path: Path) -> Rubric:
    """Return the rubric that a TOML file `<version>.toml` holds.

    Raises:
        DeskError: The file cannot be read, a key is missing, unknown or of the wrong type, an id
            stands twice, a level is missing, or the crosswalk names an unknown clause.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise _fault(path, f"not a readable TOML file ({fault})") from fault
    return parsed(data, path)


def parsed(data: bytes, path: Path) -> Rubric:
    """Return the rubric that bytes hold; `path` is where they stand or are to stand.

    Raises:
        DeskError: As `read`.
    """
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise _fault(path, f"not a readable TOML file ({fault})") from fault
    rows = {key: _rows(table.pop(key, None), key, path) for key in _LISTS}
    head = _checked(table, _HEAD, path, place="the head")
    found = Rubric(
        **head,
        hash=hashlib.sha256(data).hexdigest(),
        levels=tuple(Level(**_checked(row, _LEVEL, path, place)) for place, row in rows["level"]),
        clauses=tuple(_clause(row, path, place) for place, row in rows["clause"]),
        questions=tuple(
            Question(**_checked(row, _QUESTION, path, place)) for place, row in rows["question"]
        ),
        crosswalk=tuple(
            Crossing(**_checked(row, _CROSSING, path, place)) for place, row in rows["crosswalk"]
        ),
    )
    _check(found, path)
    return found


def _rows(value: object, key: str, path: Path) -> list[tuple[str, dict[str, Any]]]:
    """The tables of a list, each with how a fault names its place."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise _fault(path, f"[[{key}]] is missing or no list of tables")
    return [(f"[[{key}]] {number}", row) for number, row in enumerate(value, start=1)]


def _clause(row: dict[str, Any], path: Path, place: str) -> Clause:
    kinds = _CLAUSE if "level" in row else _BESIDE
    return Clause(**({"level": None} | _checked(row, kinds, path, place)))


def _checked(
    row: dict[str, Any], kinds: Mapping[str, type], path: Path, place: str
) -> dict[str, Any]:
    """A table that has these keys and no others, each of its type and no text empty."""
    for key in kinds:
        if key not in row:
            raise _fault(path, f"{place} lacks {key}")
    for key, value in row.items():
        if key not in kinds:
            raise _fault(path, f"{place} has an unknown key {key}")
        if type(value) is not kinds[key]:  # a boolean must not pass for a number
            raise _fault(path, f"{place}: {key} is {value!r}, not of type {kinds[key].__name__}")
        if isinstance(value, str) and not value.strip():
            raise _fault(path, f"{place}: {key} is empty")
    return row


def _check(found: Rubric, path: Path) -> None:
    """Refuse a rubric whose parts do not fit together."""
    if str(found.version) != path.stem:
        raise _fault(path, f"says version {found.version}, the file's name says {path.stem}")
    if tuple(level.severity for level in found.levels) != SEVERITIES:
        raise _fault(path, "the levels are not 0 to 5, each once and in this order")
    clauses = [clause.id for clause in found.clauses]
    _refuse_twice("clause", clauses, path)
    _refuse_twice("question", (question.id for question in found.questions), path)
    _refuse_twice("published border", (crossing.published for crossing in found.crosswalk), path)
    for clause in found.clauses:
        if not _ID.fullmatch(clause.id):
            raise _fault(path, f"clause {clause.id!r}: an id is lower-case words with hyphens")
        if clause.level not in (None, *SEVERITIES):
            raise _fault(path, f"clause {clause.id}: there is no level {clause.level}")
    for crossing in found.crosswalk:
        if crossing.clause not in clauses:
            raise _fault(path, f"the crosswalk names an unknown clause {crossing.clause}")


def _refuse_twice(what: str, ids: Iterable[str], path: Path) -> None:
    seen = set[str]()
    for each in ids:
        if each in seen:
            raise _fault(path, f"the {what} {each} stands twice")
        seen.add(each)


def _fault(path: Path, problem: str) -> DeskError:
    return DeskError(
        f"rubric {path.name}: {problem}", hint="Mend the file, or install ODCV Desk again."
    )
