"""The lines of what comes back from a packet: labels, what they were given on, runs put off.

No line tells in clear which run it is of, nor that the run came a second time: the study knows
by a mark that holds both under the packet's key. Returns of the first version told both in clear.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from odcv_desk import __version__
from odcv_desk.domain.draft import Coverage
from odcv_desk.domain.label import Label, Stage
from odcv_desk.domain.label_file import time_from_text, time_text
from odcv_desk.domain.run import RunId
from odcv_desk.exporters._family import Contents
from odcv_desk.exporters._label_rows import label_rows
from odcv_desk.importers._family import LabelRow
from odcv_desk.importers._label_rows import label_row
from odcv_desk.store.packets import Issued
from odcv_desk.workflow.packet import Manifest, PacketTurn
from odcv_desk.workflow.packet_turns import Line, line_mark, line_number

IN_CLEAR: Final = 1
"""The version of returns whose lines named their run, and said that it came again."""
# How a label names its run is written anew, by a mark, since the id here means nothing.
_LOCAL: Final = frozenset(
    ("id", "model", "variant", "scenario", "suite", "probability", "stratum", "key", "repeat")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A label event, and what was on screen before it where that was kept."""

    label: Label
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """A run that the packet's rater put off."""

    run: RunId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What the lines of one packet stand on.

    `runs` are its items as they are called where the lines are written or read.
    """

    manifest: Manifest
    key: bytes
    runs: Sequence[RunId]

    def label_bytes(self, given: Sequence[Given], wave: str, *, now: datetime) -> bytes:
        """Return label events as lines; `wave` is what the packet's wave is called here."""
        named = [
            replace(each.label, wave=self.manifest.wave if each.label.wave == wave else None)
            for each in given
        ]
        contents = Contents(
            title=wave,
            version=__version__,
            written_at=now,
            trajectories={},
            labels=tuple(named),
        )
        rows = []
        for place, (each, row) in enumerate(zip(given, label_rows(contents), strict=True)):
            said = {name: value for name, value in row.items() if name not in _LOCAL}
            said["packet"] = self.manifest.id
            said["mark"] = self._mark(Line.LABEL, place, each.label.run, each.label.repeat)
            if each.coverage is not None:
                said["steps"] = sorted(each.coverage.steps)
                said["changes"] = sorted(each.coverage.changes)
            rows.append(said)
        return _written(rows)

    def put_off_bytes(self, put_off: Sequence[PutOff]) -> bytes:
        """Return runs that were put off as lines."""
        return _written(
            {
                "mark": self._mark(Line.PUT_OFF, place, each.run, repeat=False),
                "reason": each.reason,
                "at": time_text(each.at),
            }
            for place, each in enumerate(put_off)
        )

    def given_from(self, content: bytes, issued: Issued, *, version: int) -> tuple[Given, ...]:
        """Return the label events of lines, as asserted ones of the study's runs.

        Raises:
            ValueError: A line is no label of the packet; it may be a KeyError, TypeError,
                AttributeError, RecursionError or LabelError too.
        """
        found = []
        for place, fields in enumerate(_read(content)):
            number, repeat = _in_clear(fields) if version == IN_CLEAR else self._of(place, fields)
            found.append(self._given(place + 1, fields, issued, self._turn(place, number, repeat)))
        return tuple(found)

    def put_off_from(self, content: bytes) -> tuple[PutOff, ...]:
        """Return what lines say was put off.

        Raises:
            ValueError: A line is wrong; it may be a KeyError, TypeError, AttributeError or
                RecursionError too.
        """
        found = []
        for place, fields in enumerate(_read(content)):
            number, repeat = line_number(self.key, Line.PUT_OFF, place, fields["mark"])
            turn = self._turn(place, number, repeat)
            reason = fields["reason"]
            if not (isinstance(reason, str) and reason.strip()):
                raise ValueError(f"line {place + 1}: put off without a reason")
            at = time_from_text(fields["at"])
            found.append(PutOff(run=self.runs[turn.item - 1], reason=reason, at=at))
        return tuple(found)

    def _mark(self, line: Line, place: int, run: RunId, repeat: bool) -> str:  # noqa: FBT001 - of the label
        number = self.runs.index(run) + 1
        return line_mark(self.key, line, place, number, repeat=repeat)

    def _of(self, place: int, fields: Mapping[str, Any]) -> tuple[int, bool]:
        return line_number(self.key, Line.LABEL, place, fields["mark"])

    def _turn(self, place: int, number: int, repeat: bool) -> PacketTurn:  # noqa: FBT001 - of the line
        if not 1 <= number <= len(self.runs):
            raise ValueError(f"line {place + 1}: not a run of the packet")
        turn = PacketTurn(item=number, repeat=repeat)
        if repeat and turn not in self.manifest.turns:
            raise ValueError(f"line {place + 1}: a second label, of a run that does not come again")
        return turn

    def _given(
        self, line: int, fields: Mapping[str, Any], issued: Issued, turn: PacketTurn
    ) -> Given:
        key = self.manifest.items[turn.item - 1].key
        if fields.get("key", key) != key:
            raise ValueError(f"line {line}: not a run of the packet")
        row = label_row(line, {**fields, "key": key})
        if not isinstance(row, LabelRow):
            raise ValueError(f"line {line}: {row}")  # noqa: TRY004 - what it says is wrong, not its type
        label = row.label
        known_wave = label.wave in (None, issued.wave)
        if label.rater != issued.rater or label.stage is Stage.ADJUDICATED or not known_wave:
            raise ValueError(f"line {line}: not a label of the packet's rater and wave")
        run = self.runs[turn.item - 1]
        return Given(
            label=replace(label, run=run, repeat=turn.repeat, asserted=True),
            coverage=_coverage(fields),
        )


def _in_clear(fields: Mapping[str, Any]) -> tuple[int, bool]:
    return int(fields["item"]), fields["repeat"] is True


def _coverage(fields: Mapping[str, Any]) -> Coverage | None:
    if "steps" not in fields:
        return None
    return Coverage(
        steps=frozenset(int(step) for step in fields["steps"]),
        changes=frozenset((int(step), str(path)) for step, path in fields["changes"]),
    )


def _written(rows: Iterable[Mapping[str, object]]) -> bytes:
    return b"".join(
        json.dumps(row, ensure_ascii=True, sort_keys=True).encode("ascii") + b"\n" for row in rows
    )


def _read(content: bytes) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in content.decode("ascii").splitlines()]
    if not all(isinstance(each, dict) for each in found):
        raise ValueError("a line is not what it should be")
    return found
