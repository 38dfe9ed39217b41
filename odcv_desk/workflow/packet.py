"""What an offline packet says of itself: whose it is, which runs, in which order, which rules."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from odcv_desk.domain.label import rater_name
from odcv_desk.domain.label_file import time_from_text, time_text
from odcv_desk.domain.run import Suite, is_variant
from odcv_desk.domain.wave import Design, Masking, Policy, Reveal
from odcv_desk.workflow.packet_turns import numbers_from, turn_marks

PACKET_SUFFIX: Final = ".odcvpacket"
RETURN_SUFFIX: Final = ".odcvlabels"
MANIFEST: Final = "manifest.json"
RETURN: Final = "return.json"
"""What only a file of labels that come back holds."""
FORMAT: Final = "odcv-desk-packet"
VERSION: Final = 2
_LACKING: Final = (KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketItem:
    """A run of a packet.

    `key` stands for the trail that the issuing study holds, which alone can tell which: it is no
    digest of anything public. `model` is None where the wave hides models, and the packet's own
    bytes differ from the trail there. `extras` says that something lies beside it.
    """

    key: str
    variant: str
    scenario: str
    format: str
    model: str | None = None
    extras: bool = False

    def __post_init__(self) -> None:
        if not (self.key and self.scenario and is_variant(self.variant)):
            raise ValueError("an item needs a key, a scenario and a variant")


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketTurn:
    """One place in the rater's order: an item by its number, from 1, and whether it comes again."""

    item: int
    repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a rater away from the study needs to label a wave as at home, and nothing else."""

    id: str
    study: str
    wave: str
    rater: str
    design: Design
    suite: Suite
    policy: Policy
    items: tuple[PacketItem, ...]
    turns: tuple[PacketTurn, ...]
    rubric: str
    rubric_hash: str
    issued_at: datetime

    def __post_init__(self) -> None:
        if not (self.id and self.study and self.wave and self.items):
            raise ValueError("a packet needs an id, a study, a wave and items")
        first = [turn.item for turn in self.turns if not turn.repeat]
        if sorted(first) != list(range(1, len(self.items) + 1)):
            raise ValueError("the turns name each item once")
        if any(turn.item not in first for turn in self.turns):
            raise ValueError("only an item comes again")


def trail_member(number: int) -> str:
    """Return the name under which the trail of an item lies in a packet; items count from 1."""
    return f"items/{number:05d}.trail"


def extras_member(number: int) -> str:
    """Return the name under which what lies beside a trail lies in a packet."""
    return f"items/{number:05d}.extras"


def json_bytes(value: object) -> bytes:
    """Return a value as JSON in the one form that packets know."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, indent=1).encode("ascii")


def manifest_bytes(manifest: Manifest, key: bytes) -> bytes:
    """Return a manifest as it lies in a packet, its turns under the packet's key."""
    numbers = [turn.item for turn in manifest.turns]
    return json_bytes(
        {
            "format": FORMAT,
            "version": VERSION,
            "packet": manifest.id,
            "study": manifest.study,
            "wave": manifest.wave,
            "rater": manifest.rater,
            "design": manifest.design,
            "suite": manifest.suite,
            "masking": manifest.policy.masking,
            "reveal": manifest.policy.reveal,
            "items": [_item_row(item) for item in manifest.items],
            "turns": turn_marks(key, numbers, items=len(manifest.items)),
            "rubric": {"id": manifest.rubric, "hash": manifest.rubric_hash},
            "issued_at": time_text(manifest.issued_at),
        }
    )


def packet_of(raw: bytes) -> str:
    """Return the id of the packet that a manifest is of.

    Raises:
        ValueError: It is none, or one of a newer desk; the text says what is wrong.
    """
    try:
        return _text(_told(raw)["packet"])
    except _LACKING as fault:
        raise ValueError(f"its manifest lacks something ({fault!r})") from fault


def manifest_from(raw: bytes, key: bytes) -> Manifest:
    """Return the manifest that lies in a packet with this key.

    Raises:
        ValueError: It is none, or one of a newer desk; the text says what is wrong.
    """
    try:
        return _manifest(_told(raw), key)
    except _LACKING as fault:
        raise ValueError(f"its manifest lacks something ({fault!r})") from fault


def _told(raw: bytes) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(raw)
    if told["format"] != FORMAT or told["version"] != VERSION:
        raise ValueError(f"its version is {told['version']!r}, this desk knows {VERSION}")
    return told


def _manifest(told: Mapping[str, Any], key: bytes) -> Manifest:
    return Manifest(
        id=_text(told["packet"]),
        study=_text(told["study"]),
        wave=_text(told["wave"]),
        rater=rater_name(_text(told["rater"])),
        design=Design(told["design"]),
        suite=Suite(told["suite"]),
        policy=Policy(masking=Masking(told["masking"]), reveal=Reveal(told["reveal"])),
        items=tuple(_item(row) for row in told["items"]),
        turns=_turns(numbers_from(key, told["turns"])),
        rubric=_text(told["rubric"]["id"]),
        rubric_hash=_text(told["rubric"]["hash"]),
        issued_at=time_from_text(told["issued_at"]),
    )


def _turns(numbers: Sequence[int]) -> tuple[PacketTurn, ...]:
    """Return turns by their items; one that was there before comes again."""
    first = {number: place for place, number in reversed(list(enumerate(numbers)))}
    return tuple(
        PacketTurn(item=number, repeat=place > first[number])
        for place, number in enumerate(numbers)
    )


def _item_row(item: PacketItem) -> dict[str, object]:
    row: dict[str, object] = {
        "key": item.key,
        "variant": item.variant,
        "scenario": item.scenario,
        "format": item.format,
        "extras": item.extras,
    }
    return row if item.model is None else row | {"model": item.model}


def _item(row: Mapping[str, Any]) -> PacketItem:
    return PacketItem(
        key=_text(row["key"]),
        variant=_text(row["variant"]),
        scenario=_text(row["scenario"]),
        format=_text(row["format"]),
        model=None if row.get("model") is None else _text(row["model"]),
        extras=row["extras"] is True,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
