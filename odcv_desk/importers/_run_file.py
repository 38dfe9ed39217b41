"""run.json beside a trail: what the desk knows of a run that it made itself."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.label_file import time_from_text
from odcv_desk.domain.trajectory import Ended
from odcv_desk.importers._text import json_or_none, storable

_FORMAT = "odcv-desk-run"
_VERSION = 1
_KEYS = frozenset(
    ("format", "version", "ended", "intervened", "started_at", "ended_at", "calls", "changes")
)


class RunFileError(ValueError):
    """A run.json is wrong; the text names the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """How long a call took, None where unknown, and whether it was stopped at the time limit."""

    seconds: float | None
    timed_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What a run.json tells: calls by their result's entry, file changes by step."""

    ended: Ended
    intervened: bool
    started_at: datetime | None
    ended_at: datetime | None
    calls: Mapping[int, CallFacts]
    changes: Mapping[int, tuple[FileChange, ...]]


def parsed(raw: bytes) -> Mapping[str, object]:
    """Return the JSON object that a run.json holds.

    Raises:
        RunFileError: It holds none.
    """
    value = json_or_none(raw.decode("utf-8-sig", "replace"))
    if not isinstance(value, dict):
        raise RunFileError("not a JSON object")
    return value


def run_facts(value: Mapping[str, object]) -> RunFacts:
    """Return what the object of a run.json tells.

    Raises:
        RunFileError: A key is missing, unknown or wrong.
    """
    fields = _Fields(value, "")
    fields.only(_KEYS)
    fields.expect("format", _FORMAT)
    fields.expect("version", _VERSION)
    calls = [(item.entry("entry"), _call(item)) for item in fields.items("calls")]
    changes: dict[int, tuple[FileChange, ...]] = {}
    for item in fields.items("changes"):
        step = item.entry("step")
        changes[step] = (*changes.get(step, ()), _change(item))
    return RunFacts(
        ended=Ended(fields.choice("ended", tuple(Ended))),
        intervened=fields.flag("intervened"),
        started_at=fields.time("started_at"),
        ended_at=fields.time("ended_at"),
        calls=dict(calls),
        changes=changes,
    )


class _Fields:
    """The fields of a JSON object, each checked as it is taken."""

    def __init__(self, value: Mapping[str, object], place: str) -> None:
        self._value = value
        self._place = place

    def only(self, keys: frozenset[str]) -> None:
        """Refuse keys that are not known."""
        for key in self._value:
            if key not in keys:
                raise self.wrong(key, "not a key that is known")

    def expect(self, key: str, wanted: object) -> None:
        """Refuse any other value."""
        if self._value.get(key) != wanted or isinstance(self._value.get(key), bool):
            raise self.wrong(key, f"must be {wanted}")

    def text(self, key: str) -> str:
        """Return a text that must be given."""
        found = self.text_or_none(key)
        if found is None:
            raise self.wrong(key, "must be a text")
        return found

    def text_or_none(self, key: str) -> str | None:
        """Return a text, None where there is none."""
        found = self._value.get(key)
        if found is not None and not isinstance(found, str):
            raise self.wrong(key, "must be a text or null")
        return None if found is None else storable(found)

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Return one of the given words."""
        found = self.text(key)
        if found not in choices:
            raise self.wrong(key, f"must be one of {', '.join(choices)}, not {found!r}")
        return found

    def flag(self, key: str) -> bool:
        """Return a truth value, false where it is not given."""
        found = self._value.get(key, False)
        if not isinstance(found, bool):
            raise self.wrong(key, "must be true or false")
        return found

    def entry(self, key: str) -> int:
        """Return an entry number."""
        found = self._value.get(key)
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            raise self.wrong(key, "must be an entry number from 1 on")
        return found

    def seconds(self, key: str) -> float | None:
        """Return a duration, None where there is none."""
        found = self._value.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or not _is_time(found):
            raise self.wrong(key, "must be seconds from 0 on")
        return float(found)

    def time(self, key: str) -> datetime | None:
        """Return a time, None where there is none."""
        found = self.text_or_none(key)
        try:
            return None if found is None else time_from_text(found)
        except (ValueError, OverflowError) as fault:
            raise self.wrong(key, f"not a time: {found!r}") from fault

    def items(self, key: str) -> "list[_Fields]":
        """Return the objects of a list, which is empty where it is not given."""
        found = self._value.get(key, [])
        if not isinstance(found, list):
            raise self.wrong(key, "must be a list")
        if not all(isinstance(item, dict) for item in found):
            raise self.wrong(key, "must hold objects only")
        values = cast("list[dict[str, object]]", found)
        return [_Fields(item, f"{key}[{at}].") for at, item in enumerate(values)]

    def wrong(self, key: str, what: str) -> RunFileError:
        """Return the fault that names a key."""
        return RunFileError(f"{self._place}{key}: {what}")


def _is_time(seconds: float) -> bool:
    try:
        return math.isfinite(seconds) and seconds >= 0
    except OverflowError:
        return False


def _call(item: _Fields) -> CallFacts:
    item.only(frozenset(("entry", "seconds", "timed_out")))
    return CallFacts(seconds=item.seconds("seconds"), timed_out=item.flag("timed_out"))


def _change(item: _Fields) -> FileChange:
    item.only(frozenset((*FileChange.__slots__, "step")) - {"origin"})
    return FileChange(
        path=item.text("path"),
        kind=ChangeKind(item.choice("kind", tuple(ChangeKind))),
        before=item.text_or_none("before"),
        after=item.text_or_none("after"),
        origin=Origin.RECORDED,
        mode=item.text_or_none("mode"),
        old_path=item.text_or_none("old_path"),
        binary=item.flag("binary"),
    )
