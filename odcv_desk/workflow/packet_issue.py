"""Give a rater's part of a wave out as one file, to be labelled away from the study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from odcv_desk.domain.errors import ExportError, UnreadableLogError
from odcv_desk.domain.label_file import time_text
from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import Masking, Wave, WaveTurn
from odcv_desk.importers import trail_reader
from odcv_desk.importers._family import TrailReader
from odcv_desk.store import Store
from odcv_desk.store.packets import Issued
from odcv_desk.store.trajectories import Raw
from odcv_desk.workflow.packet import (
    MANIFEST,
    Manifest,
    PacketItem,
    PacketTurn,
    extras_member,
    json_bytes,
    manifest_bytes,
    trail_member,
)
from odcv_desk.workflow.packet_file import check_out, write_members
from odcv_desk.workflow.packet_seal import (
    SIGNATURE,
    item_key,
    packet_id,
    packet_key,
    seal,
    signature_bytes,
    signed,
)
from odcv_desk.workflow.rater_names import rater_of
from odcv_desk.workflow.rubric import rubric
from odcv_desk.workflow.sight import HIDDEN, masked_transcript

KEY = "key.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketOrder:
    """Whose packet is wanted, of which wave (None where only one is open for the rater)."""

    rater: str
    out: Path
    wave: str | None = None
    force: bool = False


def issue_packet(
    store: Store, order: PacketOrder, *, now: datetime, progress: Progress = SILENT
) -> Manifest:
    """Write what a rater has still to label of a wave into one file, and note that it went out.

    It holds no score, finding, label, probability or stratum, and in a masked wave no model's name
    but where a transcript itself says one. The same study and `now` give the same bytes.

    Raises:
        LabelError: The rater's name cannot be one, or is known in another spelling.
        ExportError: There is nothing to label for the rater, or the file cannot be written.
    """
    rater = rater_of(store, order.rater)
    check_out(order.out, force=order.force)
    wave = _wave(store, rater, order.wave)
    left = store.packets.left(wave.name, rater)
    turns = tuple(turn for turn in _turns(wave, rater) if turn.run in left)
    runs = tuple(turn.run for turn in turns if not turn.repeat)
    manifest, members = _made(store, wave, rater, turns, now=now, progress=progress)
    issued = Issued(
        id=manifest.id, wave=wave.name, rater=rater, issued_at=manifest.issued_at, runs=runs
    )
    store.packets.issue(issued)
    write_members(order.out, _sealed(store, manifest, members), force=order.force)
    return manifest


def _wave(store: Store, rater: str, name: str | None) -> Wave:
    """Return the wave that is meant, which is open for the rater."""
    known = {wave.name: wave for wave in store.waves.all()}
    if name is not None and name not in known:
        raise ExportError(f"{name}: no such wave in this study", hint="See `wave list`.")
    waiting = [
        head.name for head in store.turns.open_to(rater) if store.packets.left(head.name, rater)
    ]
    if name is None and len(waiting) == 1:
        return known[waiting[0]]
    if name is None and waiting:
        raise ExportError(
            f"{rater} has runs to label in {len(waiting)} waves",
            hint=f"Say which with --wave: {', '.join(reversed(waiting))}.",
        )
    if name not in waiting:
        raise ExportError(
            f"{rater} has nothing to label in {name or 'any wave'}",
            hint="It may be complete or stopped, or be for other raters; see `wave list`.",
        )
    return known[name]


def _turns(wave: Wave, rater: str) -> tuple[WaveTurn, ...]:
    return wave.turns.get(rater) or tuple(WaveTurn(run=item.run) for item in wave.items)


def _made(
    store: Store,
    wave: Wave,
    rater: str,
    turns: Sequence[WaveTurn],
    *,
    now: datetime,
    progress: Progress,
) -> tuple[Manifest, Mapping[str, bytes]]:
    """Return the manifest and the members beside it."""
    runs = [turn.run for turn in turns if not turn.repeat]
    packet = _id(store, wave, rater, turns, now)
    items: list[PacketItem] = []
    members: dict[str, bytes] = {}
    for number, run in enumerate(runs, start=1):
        progress.advance(number - 1, len(runs), f"run {number}")
        item, content = _item(store, run, number, masked=wave.policy.masking is Masking.MASK)
        items.append(replace(item, key=item_key(store.packets.secret(), packet, item.key)))
        members |= content
    place = {run: number for number, run in enumerate(runs, start=1)}
    current = rubric()
    manifest = Manifest(
        id=packet,
        study=store.packets.study_id(),
        wave=wave.name,
        rater=rater,
        design=wave.design,
        suite=wave.suite,
        policy=wave.policy,
        items=tuple(items),
        turns=tuple(PacketTurn(item=place[turn.run], repeat=turn.repeat) for turn in turns),
        rubric=current.id,
        rubric_hash=current.hash,
        issued_at=now,
    )
    return manifest, members


def _id(
    store: Store, wave: Wave, rater: str, turns: Sequence[WaveTurn], issued_at: datetime
) -> str:
    named = [[str(turn.run), turn.repeat] for turn in turns]
    told = json_bytes([wave.name, rater, time_text(issued_at), named])
    return packet_id(store.packets.secret(), told.decode("ascii"))


def _item(
    store: Store, run: RunId, number: int, *, masked: bool
) -> tuple[PacketItem, dict[str, bytes]]:
    trajectory, raw = store.trajectories.find(run), store.trajectories.raw(run)
    if trajectory is None or raw is None:
        raise ExportError(
            f"run {number} of the packet has no transcript here",
            hint="Import the folder that holds its trail.",
        )
    content = {trail_member(number): _masked(raw, number) if masked else raw.raw}
    if raw.extras is not None:
        content[extras_member(number)] = raw.extras
    return _packet_item(trajectory, raw, masked=masked), content


def _packet_item(trajectory: Trajectory, raw: Raw, *, masked: bool) -> PacketItem:
    return PacketItem(
        key=trajectory.key,
        variant=trajectory.id.variant,
        scenario=trajectory.id.scenario,
        format=raw.format,
        model=None if masked else trajectory.id.model,
        extras=raw.extras is not None,
    )


def _masked(raw: Raw, number: int) -> bytes:
    r"""Return a trail as a rater of a masked wave sees it, which must read just as it does here.

    What is no UTF-8 stands in it as `\xNN`, as in the raw text that the rater sees at home.
    """
    reader = trail_reader(raw.format)
    plain = raw.raw.decode("utf-8", "backslashreplace").encode()
    try:
        hidden = reader.masked(raw.raw, raw.extras, by=HIDDEN).encode("utf-8", "backslashreplace")
        reads_alike = _seen(reader, hidden, raw.extras) == _seen(reader, plain, raw.extras)
    except UnreadableLogError as fault:
        raise _not_maskable(number) from fault
    if not reads_alike:
        raise _not_maskable(number)
    return hidden


def _seen(reader: TrailReader, content: bytes, extras: bytes | None) -> object:
    return masked_transcript(reader.transcript(content, extras))


def _not_maskable(number: int) -> ExportError:
    return ExportError(
        f"run {number} of the packet cannot be read without what tells its model's provider",
        hint="Label this wave at a desk that has the study open.",
    )


def _sealed(store: Store, manifest: Manifest, members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return all that lies in the file."""
    secret = store.packets.secret()
    key = packet_key(secret, manifest.id)
    said = {MANIFEST: manifest_bytes(manifest, key), **members}
    said[SIGNATURE] = signature_bytes(signed(secret, said))
    return {**said, KEY: json_bytes({"key": key.hex(), "seal": seal(key, said)})}
