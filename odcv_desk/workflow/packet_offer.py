"""What can be done with packets in a study now, and how packets that went out fared."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.store import Store
from odcv_desk.workflow.packet_open import Opening, open_packet, opened_packets, read_packet

_STUDY_SUFFIX: Final = ".odcv"


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketChoice:
    """A rater who has runs to label in an open wave, and how many."""

    rater: str
    wave: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutPacket:
    """A packet that went out: of how many runs, how many are still to label, and when it came back.

    `merged_at` is None while nothing came back.
    """

    rater: str
    wave: str
    runs: int
    left: int
    issued_at: datetime
    merged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InPacket:
    """A packet that was opened in this study."""

    rater: str
    wave: str
    runs: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketOffer:
    """Everything about packets in a study. It counts labels and tells nothing of what they say."""

    choices: tuple[PacketChoice, ...]
    out: tuple[OutPacket, ...]
    opened: tuple[InPacket, ...]


def packet_offer(store: Store) -> PacketOffer:
    """Return what can be given out, what is out, and what was opened here."""
    opened = opened_packets(store).values()
    away = {packet.wave for packet in opened}
    return PacketOffer(
        choices=tuple(
            PacketChoice(rater=rater, wave=wave.name, left=left)
            for wave in store.waves.all()
            if wave.name not in away
            for rater in wave.raters
            if (left := len(store.packets.left(wave.name, rater)))
        ),
        out=tuple(
            OutPacket(
                rater=packet.rater,
                wave=packet.wave,
                runs=len(packet.runs),
                left=len(store.packets.missing(packet.wave, packet.rater) & set(packet.runs)),
                issued_at=packet.issued_at,
                merged_at=packet.merged_at,
            )
            for packet in store.packets.all()
        ),
        opened=tuple(
            InPacket(
                rater=packet.manifest.rater,
                wave=packet.wave,
                runs=len(packet.manifest.items),
                left=len(store.packets.missing(packet.wave, packet.manifest.rater)),
            )
            for packet in opened
        ),
    )


def place_beside(packet: Path) -> str:
    """Return where the study of a packet lies if nobody says otherwise: beside it."""
    return str(packet.with_suffix(_STUDY_SUFFIX))


def open_into(place: str, packet: Path, *, progress: Progress = SILENT) -> Opening:
    """Open a packet as a wave of the study at a place, which is made where there is none.

    Raises:
        UnreadableLogError: It is no packet, was changed, or cannot be read; no study is made.
        ExportError: The study at that place issued it.
        StoreError: The study cannot be opened.
    """
    whole = read_packet(packet)
    with Store.open(place) as store:
        return open_packet(store, whole, progress=progress)
