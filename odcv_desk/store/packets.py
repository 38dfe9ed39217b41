"""Offline packets: the secret that signs them, which were issued here and which were opened."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from odcv_desk.domain.run import RunId
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.openwaves import OpenWaves
from odcv_desk.store.schema import packets, study_facts, waves
from odcv_desk.store.trajectories import row_ids

_SECRET: Final = "packet-secret"  # noqa: S105 - the name under which the secret rests
_STUDY: Final = "study-id"
_ISSUED: Final = "issued-packet:"
_OPENED: Final = "opened-packet:"
_SECRET_BYTES: Final = 32
_STUDY_BYTES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A packet that this study has given out; `runs` are its items in the packet's order.

    `merged_at` is when labels last came back from it, None before.
    """

    id: str
    wave: str
    rater: str
    issued_at: datetime
    runs: tuple[RunId, ...]
    merged_at: datetime | None = None


class Packets:
    """The packets of one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def secret(self) -> bytes:
        """Return the secret that signs packets; it is made when first asked for.

        It must never be written into anything that leaves the study.
        """
        return bytes.fromhex(self._made(_SECRET, lambda: secrets.token_hex(_SECRET_BYTES)))

    def study_id(self) -> str:
        """Return what tells this study from others; it is made when first asked for."""
        return self._made(_STUDY, lambda: secrets.token_hex(_STUDY_BYTES))

    def issue(self, packet: Issued) -> None:
        """Write down that a packet was given out; one that is known is left as it is."""
        with writing(self._engine) as connection:
            if _found(connection, packet.id) is not None:
                return
            wave_id = OpenWaves(connection).row_id(packet.wave)
            connection.execute(
                packets.insert().values(
                    id=packet.id,
                    wave_id=wave_id,
                    rater=codec.clean(packet.rater),
                    issued_at=codec.time_text(packet.issued_at),
                )
            )
            _put(connection, _ISSUED + packet.id, json.dumps([str(run) for run in packet.runs]))

    def find(self, packet_id: str) -> Issued | None:
        """Return a packet that was given out here, None for one that was not."""
        with reading(self._engine) as connection:
            row = _found(connection, packet_id)
            return None if row is None else _value(connection, row)

    def all(self) -> tuple[Issued, ...]:
        """Return every packet that was given out here, the oldest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(_PACKETS).mappings().all()
            return tuple(_value(connection, row) for row in rows)

    def mark_merged(self, packet_ids: Iterable[str], *, at: datetime) -> None:
        """Write down that labels came back from packets."""
        wanted = list(packet_ids)
        with writing(self._engine) as connection:
            connection.execute(
                packets.update()
                .where(packets.c.id.in_(wanted))
                .values(merged_at=codec.time_text(at))
            )

    def left(self, wave: str, rater: str) -> frozenset[RunId]:
        """Return the items of a wave that a rater has still to label; none of a closed wave."""
        with reading(self._engine) as connection:
            open_waves = OpenWaves(connection)
            head = next((each for each in open_waves.open_to(rater) if each.name == wave), None)
            if head is None or head.stopped:
                return frozenset()
            rows = open_waves.assigned(head, rater) - open_waves.ended(head, rater)
            return frozenset(run for run, row in row_ids(connection).items() if row in rows)

    def missing(self, wave: str, rater: str) -> frozenset[RunId]:
        """Return the items of a wave that a rater has not ended, whether or not it takes labels."""
        with reading(self._engine) as connection:
            open_waves = OpenWaves(connection)
            head = open_waves.named(wave)
            if head is None:
                return frozenset()
            rows = open_waves.assigned(head, rater) - open_waves.ended(head, rater)
            return frozenset(run for run, row in row_ids(connection).items() if row in rows)

    def is_stopped(self, wave: str) -> bool:
        """Return whether a wave takes no labels at its desks, as it was stopped."""
        with reading(self._engine) as connection:
            head = OpenWaves(connection).named(wave)
            return head is not None and head.stopped

    def keep_opened(self, packet_id: str, content: str) -> None:
        """Write down what a packet is that is opened in this study; once it stands, it stays."""
        self._made(_OPENED + packet_id, lambda: content)

    def opened(self) -> Mapping[str, str]:
        """Return what was written down of every packet that was opened here, by its id."""
        query = sa.select(study_facts.c.name, study_facts.c.value).where(
            study_facts.c.name.startswith(_OPENED, autoescape=True)
        )
        with reading(self._engine) as connection:
            rows: Sequence[tuple[str, str]] = [
                (name, value) for name, value in connection.execute(query)
            ]
        return {name.removeprefix(_OPENED): value for name, value in rows}

    def waves_opened(self) -> frozenset[str]:
        """Return what the waves are called that came here by packets."""
        return frozenset(json.loads(content)["wave"] for content in self.opened().values())

    def _made(self, name: str, make: Callable[[], str]) -> str:
        with reading(self._engine) as connection:
            known = _fact(connection, name)
        if known is not None:
            return known
        with writing(self._engine) as connection:
            _put(connection, name, make())
            kept = _fact(connection, name)
        assert kept is not None  # noqa: S101 - it was put there above
        return kept


_PACKETS = (
    sa.select(packets, waves.c.name.label("wave"))
    .join(waves, waves.c.id == packets.c.wave_id)
    .order_by(packets.c.issued_at, packets.c.id)
)


def _found(connection: Connection, packet_id: str) -> RowMapping | None:
    query = _PACKETS.where(packets.c.id == codec.clean(packet_id))
    return connection.execute(query).mappings().one_or_none()


def _value(connection: Connection, row: RowMapping) -> Issued:
    runs = json.loads(_fact(connection, _ISSUED + row["id"]) or "[]")
    return Issued(
        id=row["id"],
        wave=row["wave"],
        rater=row["rater"],
        issued_at=codec.time_value(row["issued_at"]),
        runs=tuple(RunId.parse(run) for run in runs),
        merged_at=None if row["merged_at"] is None else codec.time_value(row["merged_at"]),
    )


def _fact(connection: Connection, name: str) -> str | None:
    query = sa.select(study_facts.c.value).where(study_facts.c.name == name)
    return connection.execute(query).scalar_one_or_none()


def _put(connection: Connection, name: str, value: str) -> None:
    """Keep a fact, unless another program has kept it in the same moment."""
    try:
        with connection.begin_nested():
            connection.execute(study_facts.insert().values(name=name, value=value))
    except sa.exc.IntegrityError:
        return
