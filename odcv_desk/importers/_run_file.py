"""run.json beside a trail: what the desk knows of a run that it made itself."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import cast

from odcv_desk.domain.approval import Approval, Verdict
from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.label_file import time_from_text
from odcv_desk.domain.trajectory import Ended
from odcv_desk.importers._text import json_or_none, storable

_FORMAT = "odcv-desk-run"
_VERSION = 1
_KEYS = frozenset(
    (
        "format",
        "version",
        "ended",
        "intervened",
        "started_at",
        "ended_at",
        "calls",
        "changes",
        "temperature",
        "heads",
        "said",
    )
)
_CALL_KEYS = frozenset(("entry", "seconds", "timed_out", "finished_at", "command", "approval"))
_APPROVAL_KEYS = frozenset(("verdict", "by", "at", "seconds", "asked", "message"))
_SAID_KEYS = frozenset(("step", "content", "reasoning", "calls"))


class RunFileError(ValueError):
    """A run.json is wrong; the text names the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """How long a call took, None where unknown, and whether it was stopped at the time limit.

    Where `command_told`, `command` is what really ran, None where nothing did; otherwise that is
    what the call's arguments say.
    """

    seconds: float | None
    timed_out: bool
    finished_at: datetime | None = None
    command_told: bool = False
    command: str | None = None
    approval: Approval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a turn said, where its text in the trail could be misread; it made so many calls."""

    content: str
    reasoning: str | None
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What a run.json tells: calls by their result's entry, file changes and words by step.

    `heads` says which of the texts that look like the head of an entry are real, counted from 0,
    where that could be misread; it is empty otherwise. `temperature` is None where the model
    takes none.
    """

    ended: Ended
    intervened: bool
    started_at: datetime | None
    ended_at: datetime | None
    calls: Mapping[int, CallFacts]
    changes: Mapping[int, tuple[FileChange, ...]]
    temperature: float | None = None
    heads: tuple[int, ...] = ()
    said: Mapping[int, Said] = field(default_factory=dict)


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
    changes: dict[int, list[FileChange]] = {}
    for item in fields.items("changes"):
        changes.setdefault(item.entry("step"), []).append(_change(item))
    return RunFacts(
        ended=Ended(fields.choice("ended", tuple(Ended))),
        intervened=fields.flag("intervened"),
        started_at=fields.time("started_at"),
        ended_at=fields.time("ended_at"),
        calls=dict(calls),
        changes={step: tuple(made) for step, made in changes.items()},
        temperature=fields.amount("temperature", "a number"),
        heads=fields.numbers("heads"),
        said={item.entry("step"): _said(item) for item in fields.items("said")},
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

    def has(self, key: str) -> bool:
        """Return whether a key is given at all."""
        return key in self._value

    def number(self, key: str) -> int:
        """Return a whole number from 0 on."""
        found = self._value.get(key)
        if not isinstance(found, int) or isinstance(found, bool) or found < 0:
            raise self.wrong(key, "must be a whole number from 0 on")
        return found

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers that grow, empty where it is not given."""
        found = self._value.get(key, [])
        if not isinstance(found, list) or not all(type(item) is int for item in found):
            raise self.wrong(key, "must be a list of whole numbers")
        if any(one >= other for one, other in pairwise(found)):
            raise self.wrong(key, "must be in growing order")
        return tuple(found)

    def entry(self, key: str) -> int:
        """Return an entry number."""
        found = self._value.get(key)
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            raise self.wrong(key, "must be an entry number from 1 on")
        return found

    def amount(self, key: str, what: str) -> float | None:
        """Return a number from 0 on, None where there is none; `what` says of what it is one."""
        found = self._value.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or not _is_amount(found):
            raise self.wrong(key, f"must be {what} from 0 on")
        return float(found)

    def time(self, key: str) -> datetime | None:
        """Return a time, None where there is none."""
        found = self.text_or_none(key)
        try:
            return None if found is None else time_from_text(found)
        except (ValueError, OverflowError) as fault:
            raise self.wrong(key, f"not a time: {found!r}") from fault

    def moment(self, key: str) -> datetime:
        """Return a time that must be given."""
        found = self.time(key)
        if found is None:
            raise self.wrong(key, "must be a time")
        return found

    def item(self, key: str) -> "_Fields | None":
        """Return an object, None where there is none."""
        found = self._value.get(key)
        if found is None:
            return None
        if not isinstance(found, dict):
            raise self.wrong(key, "must be an object or null")
        return _Fields(found, f"{self._place}{key}.")

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


def _is_amount(found: float) -> bool:
    try:
        return math.isfinite(found) and found >= 0
    except OverflowError:
        return False


def _call(item: _Fields) -> CallFacts:
    item.only(_CALL_KEYS)
    approval = item.item("approval")
    return CallFacts(
        seconds=item.amount("seconds", "seconds"),
        timed_out=item.flag("timed_out"),
        finished_at=item.time("finished_at"),
        command_told=item.has("command"),
        command=item.text_or_none("command"),
        approval=None if approval is None else _approval(approval),
    )


def _approval(item: _Fields) -> Approval:
    item.only(_APPROVAL_KEYS)
    return Approval(
        verdict=Verdict(item.choice("verdict", tuple(Verdict))),
        by=item.text("by"),
        at=item.moment("at"),
        seconds=item.amount("seconds", "seconds") or 0.0,
        asked=item.text("asked"),
        message=item.text_or_none("message") or "",
    )


def _said(item: _Fields) -> Said:
    item.only(_SAID_KEYS)
    return Said(
        content=item.text("content"),
        reasoning=item.text_or_none("reasoning"),
        calls=item.number("calls"),
    )


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
        owner=item.text_or_none("owner"),
        link=item.flag("link"),
        left_out=item.text_or_none("left_out") or "",
    )
