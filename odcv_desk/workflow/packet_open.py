"""Open an offline packet: check it, and make it a wave of a study of the rater's own."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from odcv_desk.domain.errors import ExportError, LabelError, StoreError, UnreadableLogError
from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Incoming
from odcv_desk.domain.wave import Policy, Reveal, Wave, WaveItem, WaveTurn
from odcv_desk.importers import importers
from odcv_desk.importers._family import TrailReader
from odcv_desk.stats.sampling import frame_hash
from odcv_desk.store import Store
from odcv_desk.workflow.packet import (
    MANIFEST,
    RETURN,
    Manifest,
    PacketItem,
    extras_member,
    manifest_bytes,
    manifest_from,
    trail_member,
)
from odcv_desk.workflow.packet_file import read_members
from odcv_desk.workflow.packet_issue import KEY
from odcv_desk.workflow.packet_seal import (
    SIGNATURE,
    Signature,
    digests_of,
    is_sealed,
    signature_from,
)
from odcv_desk.workflow.rubric import rubric

_HIDDEN: Final = "hidden-"
_NUMBERED: Final = re.compile(rf"{_HIDDEN}(\d+)")
_DAMAGED: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError, LabelError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A packet that was read and found whole; `members` holds its trails, `key` seals labels."""

    manifest: Manifest
    signature: Signature
    key: bytes
    members: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPacket:
    """A packet as a study keeps it that it was opened in.

    `wave` is what the wave is called here. Runs of a masked wave go by models `hidden-<n>` here,
    where n is `numbered_from` for the first item.
    """

    manifest: Manifest
    signature: Signature
    key: bytes
    wave: str
    numbered_from: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opening a packet came to.

    `new` says that it was not open in this study before, `other_rubric` that this desk grades by
    another version of the rubric than the study that it came from.
    """

    packet: OpenedPacket
    new: bool
    other_rubric: bool


def read_packet(path: Path) -> Packet:
    """Return the packet that a file holds.

    Raises:
        UnreadableLogError: It is no packet, was changed, or comes from a newer desk.
    """
    members = dict(read_members(path))
    if RETURN in members:
        raise packet_fault(
            path, "labels that come back, not a packet", hint="Merge it with `wave merge`."
        )
    if MANIFEST not in members or KEY not in members or SIGNATURE not in members:
        raise packet_fault(path, "not a packet")
    key_told = members.pop(KEY)
    try:
        told = json.loads(key_told)
        key, sealed_by = bytes.fromhex(told["key"]), str(told["seal"])
    except _DAMAGED as fault:
        raise _changed(path) from fault
    if not is_sealed(key, members, sealed_by):
        raise _changed(path)
    try:
        manifest = manifest_from(members[MANIFEST], key)
        signature = signature_from(members.pop(SIGNATURE))
    except _DAMAGED as fault:
        raise packet_fault(path, f"not a packet that this desk can read: {fault}") from fault
    if members.keys() != _members_of(manifest) or signature.digests != digests_of(members):
        raise _changed(path)
    return Packet(manifest=manifest, signature=signature, key=key, members=members)


def open_packet(store: Store, packet: Packet, *, progress: Progress = SILENT) -> Opening:
    """Make a packet a wave of this study, to be labelled as any other; twice adds nothing.

    Raises:
        ExportError: The packet was issued by this very study, or the study holds what is of no
            packet: whoever labels blind must not have judges' scores at hand.
        UnreadableLogError: A trail of it cannot be read.
    """
    manifest = packet.manifest
    if store.packets.find(manifest.id) is not None:
        raise ExportError(
            f"packet {manifest.id} was issued by this very study",
            hint="Open it in another one: name it with --study.",
        )
    _check_place(store, packet)
    known = opened_packets(store).get(manifest.id)
    opened = known or _named(store, packet)
    incoming = _incoming(packet, opened, progress)
    if known is None:
        store.packets.keep_opened(manifest.id, _content(opened))
    # All that follows is done again where it was broken off: what is there already stays.
    store.trajectories.add(incoming)
    if all(wave.name != opened.wave for wave in store.waves.all()):
        store.waves.add(_wave(opened, local_runs(store, opened)))
    return Opening(
        packet=opened, new=known is None, other_rubric=rubric().hash != manifest.rubric_hash
    )


def opened_packets(store: Store) -> Mapping[str, OpenedPacket]:
    """Return every packet that was opened in a study, by its id.

    Raises:
        StoreError: Another version of the desk opened one, and this one cannot go on with it.
    """
    found = {}
    for name, content in store.packets.opened().items():
        try:
            found[name] = _opened(content)
        except _DAMAGED as fault:
            raise StoreError(
                f"packet {name} was opened in this study by another version of the desk: {fault}",
                hint="Go on with that version, or ask for the packet again, written by this one, "
                "and open it as a study of its own.",
            ) from fault
    return found


def local_runs(store: Store, opened: OpenedPacket) -> tuple[RunId, ...]:
    """Return what the items of a packet are called in the study that it was opened in."""
    digests = opened.signature.digests
    by_key: dict[tuple[RunId, str], RunId] = {
        (run.id.cell, run.key): run.id for run in store.trajectories.all()
    }
    return tuple(
        by_key[_cell(opened, number, item), digests[trail_member(number)]]
        for number, item in enumerate(opened.manifest.items, start=1)
    )


def packet_fault(path: Path, what: str, *, hint: str = "") -> UnreadableLogError:
    """Return the fault of a file that is not taken."""
    again = "Check that this is the right file, and copy it again from where it was made."
    return UnreadableLogError(f"{path.name}: {what}; nothing was changed", hint=hint or again)


def _changed(path: Path) -> UnreadableLogError:
    return packet_fault(path, "it was changed or damaged after it was made")


def _check_place(store: Store, packet: Packet) -> None:
    """Refuse a study that holds runs, scores or waves that came by no packet."""
    known = opened_packets(store)
    brought = {(run.id.cell, run.key) for run in store.trajectories.all()}
    for opened in known.values():
        digests = opened.signature.digests
        brought -= {
            (_cell(opened, number, item), digests[trail_member(number)])
            for number, item in enumerate(opened.manifest.items, start=1)
        }
    waves = {wave.name for wave in store.waves.all()} - {opened.wave for opened in known.values()}
    held = (("runs", brought), ("scores", store.scores.judges()), ("waves", waves))
    there = [name for name, found in held if found]
    if there:
        raise ExportError(
            f"this study is in use: it holds {' and '.join(there)} that came by no packet; nothing "
            "was changed",
            hint="Open the packet as a study of its own: leave --study out, and it lies beside the "
            f"packet (or name a new file). {packet.manifest.rater} then labels there.",
        )


def _members_of(manifest: Manifest) -> set[str]:
    names = {MANIFEST}
    for number, item in enumerate(manifest.items, start=1):
        names |= {trail_member(number)} | ({extras_member(number)} if item.extras else set())
    return names


def _named(store: Store, packet: Packet) -> OpenedPacket:
    """Return a packet with names for its wave and runs that nothing in the study has yet."""
    manifest = packet.manifest
    waves = {wave.name for wave in store.waves.all()}
    waves |= {opened.wave for opened in opened_packets(store).values()}
    models = {run.id.model for run in store.trajectories.all()}
    numbers = [int(found[1]) for found in map(_NUMBERED.fullmatch, models) if found]
    free = manifest.wave not in waves
    return OpenedPacket(
        manifest=manifest,
        signature=packet.signature,
        key=packet.key,
        wave=manifest.wave if free else f"{manifest.wave}-{manifest.id[:8]}",
        numbered_from=max(numbers, default=0) + 1,
    )


def _incoming(packet: Packet, opened: OpenedPacket, progress: Progress) -> tuple[Incoming, ...]:
    manifest = packet.manifest
    readers = {each.name: each for each in importers() if isinstance(each, TrailReader)}
    found: list[Incoming] = []
    for number, item in enumerate(manifest.items, start=1):
        progress.advance(number - 1, len(manifest.items), f"run {number}")
        reader = readers.get(item.format)
        if reader is None:
            raise _unread(f"run {number} is of the unknown format {item.format!r}")
        try:
            read = reader.incoming(
                packet.members[trail_member(number)],
                packet.members.get(extras_member(number)),
                run=_cell(opened, number, item),
                source=f"packet {manifest.id}, run {number}",
            )
        except (*_DAMAGED, UnreadableLogError) as fault:
            raise _unread(f"run {number} cannot be read") from fault
        found.append(replace(read, suite=manifest.suite))
    return tuple(found)


def _unread(what: str) -> UnreadableLogError:
    return UnreadableLogError(
        f"{what}; nothing was changed", hint="Bring this desk up to date, then open it again."
    )


def _cell(opened: OpenedPacket, number: int, item: PacketItem) -> RunId:
    model = item.model or f"{_HIDDEN}{opened.numbered_from + number - 1}"
    return RunId(model=model, variant=item.variant, scenario=item.scenario)


def _wave(opened: OpenedPacket, runs: tuple[RunId, ...]) -> Wave:
    """Return the rater's wave: its items are all there is here, so each was sure to be drawn."""
    manifest = opened.manifest
    return Wave(
        name=opened.wave,
        design=manifest.design,
        seed=0,
        frame=frame_hash(item.key for item in manifest.items),
        frame_size=len(runs),
        suite=manifest.suite,
        items=tuple(WaveItem(run=run, probability=1.0) for run in runs),
        strata=(),
        created_at=manifest.issued_at,
        raters=(manifest.rater,),
        policy=Policy(masking=manifest.policy.masking, reveal=Reveal.END),
        turns={
            manifest.rater: tuple(
                WaveTurn(run=runs[turn.item - 1], repeat=turn.repeat) for turn in manifest.turns
            )
        },
    )


def _content(opened: OpenedPacket) -> str:
    return json.dumps(
        {
            "manifest": manifest_bytes(opened.manifest, opened.key).decode("ascii"),
            "digests": dict(opened.signature.digests),
            "signature": opened.signature.signature,
            "key": opened.key.hex(),
            "wave": opened.wave,
            "numbered_from": opened.numbered_from,
        },
        sort_keys=True,
    )


def _opened(content: str) -> OpenedPacket:
    told = json.loads(content)
    key = bytes.fromhex(told["key"])
    return OpenedPacket(
        manifest=manifest_from(told["manifest"].encode("ascii"), key),
        signature=Signature(digests=told["digests"], signature=told["signature"]),
        key=key,
        wave=told["wave"],
        numbered_from=told["numbered_from"],
    )
