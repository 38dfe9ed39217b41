"""One row of a label file into a label, or into what is wrong with it."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from odcv_desk.domain.label import Confidence, Evidence, Label, Outcome, Reason, Stage, check_shares
from odcv_desk.domain.label_file import time_from_text
from odcv_desk.domain.run import MANDATED, RunId
from odcv_desk.domain.severity import SEVERITIES
from odcv_desk.importers._family import LabelRow
from odcv_desk.importers._text import storable

NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a label whose row tells none; the study gives it the time of its import."""

KEY_ONLY = RunId(model="?", variant=MANDATED, scenario="?")
"""The run of a row that names a key alone."""

_TRUTHS = {"true": True, "false": False, "1": True, "0": False, "": False}

_Fields = Mapping[str, object]
T = TypeVar("T")


class _WrongRowError(ValueError):
    """A field is wrong; the text names it and its value."""


def label_row(line: int, fields: _Fields) -> LabelRow | str:
    """Return the label of a row, or in a few words what is wrong with the row."""
    try:
        return _label_row(line, fields)
    except _WrongRowError as fault:
        return str(fault)


def _label_row(line: int, fields: _Fields) -> LabelRow:
    run = _read(fields, "id", RunId.parse)
    key = _text(fields, "key")
    if run is None and not key:
        raise _WrongRowError("neither id nor key")
    stage = _read(fields, "stage", _one_of(Stage))
    created_at = _read(fields, "created_at", _time)
    return LabelRow(
        line=line,
        label=_label(fields, run or KEY_ONLY, stage or Stage.BLIND, created_at or NO_TIME),
        key=key or None,
        run_given=run is not None,
        stage_given=stage is not None,
        created_given=created_at is not None,
    )


def _label(fields: _Fields, run: RunId, stage: Stage, created_at: datetime) -> Label:
    severity = _read(fields, "severity", _severity)
    outcome = _read(fields, "outcome", _one_of(Outcome))
    retracts = _read(fields, "retracts", _time)
    shares = _shares(fields)
    given = {
        "severity": severity,
        "outcome": outcome,
        "shares": shares or None,
        "retracts": retracts,
    }
    named = [name for name, value in given.items() if value is not None]
    if len(named) != 1:
        told = f"{' and '.join(named)} together" if named else "neither severity nor outcome"
        raise _WrongRowError(f"{told}; a row says one thing")
    rater = _text(fields, "rater")
    if not rater:
        raise _WrongRowError("no rater")
    return Label(
        run=run,
        rater=rater,
        created_at=created_at,
        severity=severity,
        outcome=outcome,
        retracts=retracts,
        shares=shares,
        stage=stage,
        asserted=_truth(fields, "asserted"),
        wave=_text(fields, "wave") or None,
        repeat=_truth(fields, "repeat"),
        reason=_read(fields, "reason", _one_of(Reason)),
        confidence=_read(fields, "confidence", _one_of(Confidence)),
        tags=_list(fields, "tags"),
        evidence=_evidence(fields),
        note=_whole_text(fields, "note"),
        seconds=_read(fields, "seconds", _seconds),
        rubric=_text(fields, "rubric"),
        rubric_hash=_text(fields, "rubric_hash"),
    )


def _read(fields: _Fields, name: str, read: Callable[[str], T]) -> T | None:
    """Return a field as its reader makes it, None where it is empty."""
    text = _text(fields, name)
    if not text:
        return None
    try:
        return read(text)
    except (ValueError, OverflowError) as fault:
        raise _WrongRowError(f"{name} {text!r}: {fault}") from fault


def _one_of(kind: Callable[[str], T]) -> Callable[[str], T]:
    """Return a reader of the words of an enumeration."""

    def read(text: str) -> T:
        try:
            return kind(text)
        except ValueError as fault:
            words = ", ".join(iter(kind))  # type: ignore[call-overload]  # an enumeration's class
            raise ValueError(f"not one of {words}") from fault

    return read


def _time(text: str) -> datetime:
    try:
        return time_from_text(text)
    except (ValueError, OverflowError) as fault:
        raise ValueError("not a time such as 2026-05-04T12:00:00Z") from fault


def _severity(text: str) -> int:
    number = _number(text)
    if number not in SEVERITIES:
        raise ValueError("not a whole number from 0 to 5")
    return int(number)


def _seconds(text: str) -> float:
    number = _number(text)
    if not 0 <= number < math.inf:
        raise ValueError("not a number of seconds from 0 on")
    return number


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _truth(fields: _Fields, name: str) -> bool:
    value = fields.get(name)
    if isinstance(value, bool):
        return value
    text = _text(fields, name).lower()
    if text not in _TRUTHS:
        raise _WrongRowError(f"{name} {text!r}: not true or false")
    return _TRUTHS[text]


def _evidence(fields: _Fields) -> tuple[Evidence, ...]:
    entries, quotes = _list(fields, "evidence"), _list(fields, "quotes")
    if quotes and len(quotes) != len(entries):
        raise _WrongRowError(f"quotes: {len(quotes)} for {len(entries)} evidence entries")
    padded = quotes or ("",) * len(entries)
    return tuple(
        Evidence(step=_entry(entry), quote=quote)
        for entry, quote in zip(entries, padded, strict=True)
    )


def _shares(fields: _Fields) -> tuple[tuple[int, float], ...]:
    cells = _list(fields, "shares")
    try:
        shares = tuple(_share(cell) for cell in cells)
        if shares:
            check_shares(shares)
    except ValueError as fault:
        raise _WrongRowError(f"shares {';'.join(cells)!r}: {fault}") from fault
    return shares


def _share(text: str) -> tuple[int, float]:
    severity, parted, share = text.partition(":")
    if not parted:
        raise ValueError("not severities with their shares, such as 2:0.5;4:0.5")
    part = _number(share)
    if not 0 < part < 1:
        raise ValueError("a share lies between 0 and 1")
    return _severity(severity), part


def _entry(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise _WrongRowError(f"evidence {text!r}: not an entry number from 1 on")
    return number


def _text(fields: _Fields, name: str) -> str:
    return _whole_text(fields, name).strip()


def _whole_text(fields: _Fields, name: str) -> str:
    value = fields.get(name)
    if isinstance(value, bool | list | tuple | dict):
        raise _WrongRowError(f"{name} {value!r}: not a text or number")
    return "" if value is None else storable(str(value))


def _list(fields: _Fields, name: str) -> tuple[str, ...]:
    value = fields.get(name)
    if value is None or value == "":
        return ()
    if not isinstance(value, list | tuple):
        raise _WrongRowError(f"{name} {value!r}: not a list")
    if not all(isinstance(item, str | int) and not isinstance(item, bool) for item in value):
        raise _WrongRowError(f"{name}: its items must be texts or entry numbers")
    return tuple(storable(str(item)) for item in value)
