"""Merge the labels that come back from offline packets: checked, whole or not at all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Label, Stage
from odcv_desk.store import Store
from odcv_desk.store.desk_notes import Deferral
from odcv_desk.store.packets import Issued
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.packet import (
    MANIFEST,
    RETURN,
    Manifest,
    manifest_from,
    packet_of,
)
from odcv_desk.workflow.packet_file import read_members
from odcv_desk.workflow.packet_issue import KEY
from odcv_desk.workflow.packet_lines import IN_CLEAR, Given, Lines, PutOff
from odcv_desk.workflow.packet_open import packet_fault
from odcv_desk.workflow.packet_return import (
    LABELS,
    PUT_OFF,
    RETURN_FORMAT,
    RETURN_VERSION,
    SEAL,
)
from odcv_desk.workflow.packet_seal import (
    SIGNATURE,
    Signature,
    digests_of,
    is_sealed,
    is_signed,
    packet_key,
    signature_from,
)

_OLD_MEMBERS = frozenset((MANIFEST, SIGNATURE, RETURN, LABELS, SEAL))
_MEMBERS_OF = {str(IN_CLEAR): _OLD_MEMBERS, str(RETURN_VERSION): _OLD_MEMBERS | {PUT_OFF}}
_SHOWN_OF_KEY = 12
_CLOCKS_APART = timedelta(minutes=5)
"""By how much the clock of another desk may be fast."""
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, RecursionError, LabelError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A run that a rater has labelled at home and in a packet, differently; both are kept.

    `run` is its id, in a masked wave the start of its key. What was said stays out: whoever merges
    may still have the run to label.
    """

    run: str
    rater: str
    wave: str
    at_home: datetime
    in_packet: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedFile:
    """One file that was merged.

    `left` counts the packet's runs that its rater has not done, whether or not the wave goes on;
    `stopped` says that it does not at present: its labels were taken all the same.
    """

    path: Path
    packet: str
    wave: str
    rater: str
    labels: int
    left: int
    stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What merging brought: new label events, those that were here already, and conflicts."""

    files: tuple[MergedFile, ...]
    labels: tuple[Label, ...]
    known: int
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A file whose origin and wholeness are proven."""

    path: Path
    issued: Issued
    manifest: Manifest
    given: tuple[Given, ...]
    put_off: tuple[PutOff, ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """The label events."""
        return tuple(each.label for each in self.given)


def merge(store: Store, paths: Sequence[Path], *, now: datetime) -> Merged:
    """Append the labels of files that `wave return` wrote, all of them or none.

    They are asserted: this study has not seen them given, and whoever has the packet could write
    the file by hand. So their times are the rater's word too, but lie between the packet's issue
    and now. The study decides their stage as it always does: one that the rater was shown here
    what others say of its run before, also while the packet was away, is revealed. What was on
    screen before each, and which runs were put off, come with them.

    Raises:
        UnreadableLogError: A file is no return, was changed, or its packet was not issued here.
        LabelError: A label cannot be taken.
    """
    checked = [_checked(store, path, now=now) for path in paths]
    with store.together():
        conflicts = tuple(conflict for each in checked for conflict in _conflicts(store, each))
        labels = [label for each in checked for label in each.labels]
        doubled = _taken_back_here(store, labels)
        appended = store.labels.append([label for label in labels if label not in doubled])
        for each in checked:
            _keep_beside(store, each)
        store.packets.mark_merged((each.issued.id for each in checked), at=now)
    return Merged(
        files=tuple(_told(store, each) for each in checked),
        labels=appended.labels,
        known=appended.known + len(doubled),
        conflicts=tuple(dict.fromkeys(conflicts)),
    )


def merged_words(file: MergedFile) -> str:
    """Return how the wave of a merged file stands for its rater."""
    left = f"{amount(file.left, 'run')} not labelled yet" if file.left else "all is labelled"
    stopped = "; the wave is stopped, what came was taken all the same" if file.stopped else ""
    return f"{file.wave} by {file.rater}: {left}{stopped}"


def _keep_beside(store: Store, checked: _Checked) -> None:
    """Keep what was on screen before the labels, and what was put off; twice adds nothing."""
    rater = checked.issued.rater
    rows = {run: row for row, run in store.trajectories.ids().items()}
    for each in checked.given:
        if each.coverage is not None:
            row, moment = rows[each.label.run], each.label.created_at
            store.desk_notes.keep_coverage(rater, row, each.coverage, label_at=moment)
    known = set(store.desk_notes.deferrals(rater))
    for late in checked.put_off:
        deferral = Deferral(rater=rater, row=rows[late.run], reason=late.reason, at=late.at)
        if deferral not in known:
            store.desk_notes.defer(deferral)
            known.add(deferral)


def _taken_back_here(store: Store, labels: Sequence[Label]) -> frozenset[Label]:
    """Return the retractions of labels that their rater took back here too: once is enough."""
    taken = {
        (label.run, label.rater, label.retracts): label.created_at
        for label in store.labels.all()
        if label.retracts is not None
    }
    return frozenset(
        label
        for label in labels
        if label.retracts is not None
        and taken.get((label.run, label.rater, label.retracts), label.created_at)
        != label.created_at
    )


def _told(store: Store, checked: _Checked) -> MergedFile:
    issued = checked.issued
    return MergedFile(
        path=checked.path,
        packet=issued.id,
        wave=issued.wave,
        rater=issued.rater,
        labels=len(checked.labels),
        left=len(store.packets.missing(issued.wave, issued.rater) & set(issued.runs)),
        stopped=store.packets.is_stopped(issued.wave),
    )


def _checked(store: Store, path: Path, *, now: datetime) -> _Checked:
    """Return what a file holds, once it is proven that it comes from a packet of this study."""
    members = dict(read_members(path))
    if KEY in members and MANIFEST in members:
        raise packet_fault(
            path,
            "a packet, which holds no labels",
            hint="Its rater opens it with `wave open`; merge what `wave return` writes.",
        )
    if members.keys() not in _MEMBERS_OF.values():
        raise packet_fault(path, "not what `wave return` writes")
    try:
        packet = packet_of(members[MANIFEST])
        signature = signature_from(members[SIGNATURE])
        told = json.loads(members[RETURN])
        sealed_by = str(json.loads(members.pop(SEAL))["seal"])
    except _DAMAGED as fault:
        raise packet_fault(path, "it cannot be read as what `wave return` writes") from fault
    issued = store.packets.find(packet)
    if issued is None:
        raise packet_fault(path, f"packet {packet} was not issued by this study")
    secret = store.packets.secret()
    key = packet_key(secret, packet)
    fits = is_signed(secret, signature) and is_sealed(key, members, sealed_by)
    if not fits or not _is_whole(packet, signature, members, told):
        raise packet_fault(path, "it, or the packet that it came from, was changed")
    manifest = manifest_from(members[MANIFEST], key)
    lines = Lines(manifest=manifest, key=key, runs=issued.runs)
    try:
        given = lines.given_from(members[LABELS], issued, version=told["version"])
        put_off = lines.put_off_from(members.get(PUT_OFF, b""))
    except _DAMAGED as fault:
        raise packet_fault(path, f"a label in it cannot be taken ({fault})") from fault
    _check_times(path, [each.label.created_at for each in given], issued, now)
    _check_times(path, [each.at for each in put_off], issued, now)
    return _Checked(path=path, issued=issued, manifest=manifest, given=given, put_off=put_off)


def _is_whole(
    packet: str, signature: Signature, members: Mapping[str, bytes], told: object
) -> bool:
    """Return whether the manifest and the trails that were read are those that were signed."""
    trails = dict(signature.digests)
    signed_manifest = trails.pop(MANIFEST, None)
    return (
        isinstance(told, dict)
        and told.get("format") == RETURN_FORMAT
        and _MEMBERS_OF.get(str(told.get("version"))) == frozenset((*members, SEAL))
        and told.get("packet") == packet
        and told.get("trails") == trails
        and signed_manifest == digests_of({MANIFEST: members[MANIFEST]})[MANIFEST]
    )


def _check_times(path: Path, times: Sequence[datetime], issued: Issued, now: datetime) -> None:
    """Refuse what is of a time at which nobody can have given it."""
    for time in times:
        if not issued.issued_at <= time <= now + _CLOCKS_APART:
            raise packet_fault(
                path,
                f"it holds a label of {_moment(time)}, and the packet went out on "
                f"{_moment(issued.issued_at)}; now it is {_moment(now)}",
                hint="Compare the clock of the desk that the packet was opened at with this one's.",
            )


def _moment(time: datetime) -> str:
    return f"{time.astimezone():%Y-%m-%d %H:%M:%S}"


def _conflicts(store: Store, checked: _Checked) -> list[Conflict]:
    """Return where the labels that stand here and in the packet differ."""
    came = {(label.run, label.created_at) for label in checked.labels}
    here = [
        label
        for label in standing(store.labels.all())
        if label.rater == checked.issued.rater
        and label.stage is not Stage.ADJUDICATED
        and (label.run, label.created_at) not in came
    ]
    at_home = {(label.run, label.repeat): label for label in here}
    in_packet = {(label.run, label.repeat): label for label in standing(checked.labels)}
    keys = {run.id: run.key for run in store.trajectories.all()}
    names = {
        run: str(run) if item.model is not None else keys[run][:_SHOWN_OF_KEY]
        for run, item in zip(checked.issued.runs, checked.manifest.items, strict=True)
    }
    return [
        Conflict(
            run=names[run],
            rater=label.rater,
            wave=checked.issued.wave,
            at_home=at_home[run, repeat].created_at,
            in_packet=label.created_at,
        )
        for (run, repeat), label in in_packet.items()
        if (run, repeat) in at_home and _said(at_home[run, repeat]) != _said(label)
    ]


def _said(label: Label) -> tuple[object, ...]:
    return (label.severity, label.outcome, label.shares)
