"""Bring the labels of an opened packet into one file, to be merged at home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.label import Label, Stage
from odcv_desk.domain.label_file import time_text
from odcv_desk.domain.run import RunId
from odcv_desk.store import Store
from odcv_desk.workflow.packet import (
    MANIFEST,
    RETURN,
    extras_member,
    json_bytes,
    manifest_bytes,
    trail_member,
)
from odcv_desk.workflow.packet_file import check_out, write_members
from odcv_desk.workflow.packet_lines import Given, Lines, PutOff
from odcv_desk.workflow.packet_open import OpenedPacket, local_runs, opened_packets
from odcv_desk.workflow.packet_seal import SIGNATURE, digests_of, seal, signature_bytes

LABELS: Final = "labels.jsonl"
PUT_OFF: Final = "put-off.jsonl"
SEAL: Final = "seal.json"
RETURN_FORMAT: Final = "odcv-desk-return"
RETURN_VERSION: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrder:
    """Where to write; `wave` is what the packet's wave is called here, None if there is one."""

    out: Path
    wave: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What was written: the packet's id and wave, label events, and runs that are still left."""

    packet: str
    wave: str
    rater: str
    labels: int
    left: int


def return_labels(store: Store, order: ReturnOrder, *, now: datetime) -> Returned:
    """Write every label event of a packet's rater into one file, sealed with the packet's key.

    What was on screen before each goes with it, and so do the runs that were put off. It may be
    done before all is labelled, and again later.

    Raises:
        ExportError: No such packet was opened here, nothing was labelled yet, or the file cannot
            be written.
    """
    check_out(order.out, force=order.force)
    opened = _meant(store, order.wave)
    runs = local_runs(store, opened)
    labels = _labels(store, opened, runs)
    if not labels:
        raise ExportError(
            f"{opened.wave}: no label by {opened.manifest.rater} yet, nothing was written",
            hint="Label some of its runs first; a part may be returned before the rest.",
        )
    members = _members(store, opened, runs, labels, now=now)
    write_members(order.out, members, force=order.force)
    return Returned(
        packet=opened.manifest.id,
        wave=opened.wave,
        rater=opened.manifest.rater,
        labels=len(labels),
        left=len(store.packets.missing(opened.wave, opened.manifest.rater)),
    )


def _members(
    store: Store,
    opened: OpenedPacket,
    runs: Sequence[RunId],
    labels: Sequence[Label],
    *,
    now: datetime,
) -> Mapping[str, bytes]:
    """Return all that lies in the file."""
    lines = Lines(manifest=opened.manifest, key=opened.key, runs=runs)
    told = {
        "format": RETURN_FORMAT,
        "version": RETURN_VERSION,
        "packet": opened.manifest.id,
        "returned_at": time_text(now),
        "trails": _digests(store, runs),
    }
    members = {
        MANIFEST: manifest_bytes(opened.manifest, opened.key),
        SIGNATURE: signature_bytes(opened.signature),
        RETURN: json_bytes(told),
        LABELS: lines.label_bytes(_given(store, labels), opened.wave, now=now),
        PUT_OFF: lines.put_off_bytes(_put_off(store, opened, runs)),
    }
    return members | {SEAL: json_bytes({"seal": seal(opened.key, members)})}


def _meant(store: Store, wave: str | None) -> OpenedPacket:
    opened = {packet.wave: packet for packet in opened_packets(store).values()}
    if not opened:
        raise ExportError(
            "no packet was opened in this study",
            hint="Name the study that `wave open` made with --study.",
        )
    if wave is None and len(opened) == 1:
        return next(iter(opened.values()))
    found = opened.get(wave or "")
    if found is None:
        said = "several packets were opened here" if wave is None else f"{wave}: no such packet"
        raise ExportError(said, hint=f"Say which with --wave: {', '.join(sorted(opened))}.")
    return found


def _labels(store: Store, opened: OpenedPacket, runs: Sequence[RunId]) -> tuple[Label, ...]:
    """Return the rater's events of the packet's runs, without what is no rater's label."""
    held = frozenset(runs)
    own = [
        label
        for label in store.labels.all()
        if label.run in held
        and label.rater == opened.manifest.rater
        and label.stage is not Stage.ADJUDICATED
    ]
    given = {(label.run, label.created_at) for label in own if label.retracts is None}
    return tuple(
        label for label in own if label.retracts is None or (label.run, label.retracts) in given
    )


def _given(store: Store, labels: Sequence[Label]) -> list[Given]:
    """Return label events with what was on screen before each."""
    rows = {run: row for row, run in store.trajectories.ids().items()}
    return [
        Given(
            label=label,
            coverage=store.desk_notes.coverage(
                label.rater, rows[label.run], label_at=label.created_at
            ),
        )
        for label in labels
    ]


def _put_off(store: Store, opened: OpenedPacket, runs: Sequence[RunId]) -> list[PutOff]:
    held, named = frozenset(runs), store.trajectories.ids()
    return [
        PutOff(run=named[each.row], reason=each.reason, at=each.at)
        for each in store.desk_notes.deferrals(opened.manifest.rater)
        if named[each.row] in held
    ]


def _digests(store: Store, runs: Sequence[RunId]) -> Mapping[str, str]:
    """Return the digests of what the rater could read here, under the names in the packet."""
    content: dict[str, bytes] = {}
    for number, run in enumerate(runs, start=1):
        raw = store.trajectories.raw(run)
        assert raw is not None  # noqa: S101 - the packet brought it in
        content[trail_member(number)] = raw.raw
        if raw.extras is not None:
            content[extras_member(number)] = raw.extras
    return digests_of(content)
