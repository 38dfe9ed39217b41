"""Waves: drawn once, stored with everything that their estimates need, never changed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import count

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.wave import (
    Design,
    Masking,
    Policy,
    Reveal,
    Stratum,
    Wave,
    WaveEvent,
    WaveItem,
    WaveStep,
    WaveTurn,
)
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.schema import (
    trajectories,
    wave_events,
    wave_frame,
    wave_items,
    wave_turns,
    waves,
)
from odcv_desk.store.trajectories import ID_COLUMNS, row_ids, run_of


class Waves:
    """The waves of one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, wave: Wave, frame: Mapping[RunId, float] | None = None) -> Wave:
        """Keep a wave with its items and turns, in one piece.

        Args:
            wave: The wave; one without a name gets the first number that is free.
            frame: The inclusion probability of every run that could have been drawn; later waves
                need it to join this one.
        """
        with writing(self._engine) as connection:
            if not wave.name:
                wave = replace(wave, name=_free_name(connection))
            rows = row_ids(connection)
            wave_id = connection.execute(
                waves.insert().values(_row(wave)).returning(waves.c.id)
            ).scalar_one()
            _keep(connection, wave_items, _item_rows(wave, wave_id, rows))
            _keep(connection, wave_turns, _turn_rows(wave, wave_id, rows))
            _keep(
                connection,
                wave_frame,
                [
                    {"wave_id": wave_id, "trajectory_id": rows[run], "probability": probability}
                    for run, probability in (frame or {}).items()
                ],
            )
        return wave

    def all(self) -> tuple[Wave, ...]:
        """Return every wave, the oldest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(waves).order_by(waves.c.id)).mappings().all()
            return tuple(
                _value(row, _items(connection, row["id"]), _turns(connection, row["id"]))
                for row in rows
            )

    def frame(self, name: str) -> Mapping[RunId, float]:
        """Return the probability of every run that a wave could have drawn.

        It is empty for waves that were drawn before frames were kept.
        """
        query = (
            sa.select(wave_frame.c.probability, *ID_COLUMNS)
            .join(trajectories, trajectories.c.id == wave_frame.c.trajectory_id)
            .join(waves, waves.c.id == wave_frame.c.wave_id)
            .where(waves.c.name == name)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings()
            return {run_of(row): row["probability"] for row in rows}

    def framed(self) -> frozenset[str]:
        """Return the waves of which `frame` tells something."""
        kept = sa.exists().where(wave_frame.c.wave_id == waves.c.id)
        with reading(self._engine) as connection:
            return frozenset(connection.execute(sa.select(waves.c.name).where(kept)).scalars())

    def note(self, event: WaveEvent) -> None:
        """Write down what was done with a wave.

        Raises:
            StoreError: There is no such wave.
        """
        with writing(self._engine) as connection:
            query = sa.select(waves.c.id).where(waves.c.name == event.wave)
            wave_id = connection.execute(query).scalar_one_or_none()
            if wave_id is None:
                raise StoreError(
                    f"{event.wave}: no such wave in this study", hint="See `odcv-desk wave list`."
                )
            values = {
                "wave_id": wave_id,
                "kind": event.step,
                "by": codec.clean(event.by),
                "content": codec.clean(event.content),
                "at": codec.time_text(event.at),
            }
            connection.execute(wave_events.insert().values(values))

    def events(self, name: str | None = None) -> tuple[WaveEvent, ...]:
        """Return what was done with waves, or with one of them, in the order it was written."""
        query = sa.select(wave_events, waves.c.name).join(waves).order_by(wave_events.c.id)
        if name is not None:
            query = query.where(waves.c.name == name)
        with reading(self._engine) as connection:
            return tuple(
                WaveEvent(
                    wave=row["name"],
                    step=WaveStep(row["kind"]),
                    by=row["by"],
                    at=codec.time_value(row["at"]),
                    content=row["content"],
                )
                for row in connection.execute(query).mappings()
            )


def _free_name(connection: Connection) -> str:
    """Return `wave-<n>` with the first free number: packets and gold sets bring names of others."""
    taken = set(connection.execute(sa.select(waves.c.name)).scalars())
    return next(name for name in map("wave-{}".format, count(1)) if name not in taken)


def _keep(connection: Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _item_rows(wave: Wave, wave_id: int, rows: Mapping[RunId, int]) -> list[dict[str, object]]:
    return [
        {
            "wave_id": wave_id,
            "position": position,
            "trajectory_id": rows[item.run],
            "probability": item.probability,
            "stratum": item.stratum,
        }
        for position, item in enumerate(wave.items, start=1)
    ]


def _turn_rows(wave: Wave, wave_id: int, rows: Mapping[RunId, int]) -> list[dict[str, object]]:
    return [
        {
            "wave_id": wave_id,
            "rater": codec.clean(rater),
            "position": position,
            "trajectory_id": rows[turn.run],
            "repeat": turn.repeat,
        }
        for rater, turns in wave.turns.items()
        for position, turn in enumerate(turns, start=1)
    ]


def _turns(connection: Connection, wave_id: int) -> dict[str, tuple[WaveTurn, ...]]:
    query = (
        sa.select(wave_turns.c.rater, wave_turns.c.repeat, *ID_COLUMNS)
        .join(trajectories, trajectories.c.id == wave_turns.c.trajectory_id)
        .where(wave_turns.c.wave_id == wave_id)
        .order_by(wave_turns.c.rater, wave_turns.c.position)
    )
    found: dict[str, list[WaveTurn]] = {}
    for row in connection.execute(query).mappings():
        turn = WaveTurn(run=run_of(row), repeat=row["repeat"])
        found.setdefault(row["rater"], []).append(turn)
    return {rater: tuple(turns) for rater, turns in found.items()}


def _items(connection: Connection, wave_id: int) -> tuple[tuple[RunId, float, str], ...]:
    query = (
        sa.select(wave_items.c.probability, wave_items.c.stratum, *ID_COLUMNS)
        .join(trajectories, trajectories.c.id == wave_items.c.trajectory_id)
        .where(wave_items.c.wave_id == wave_id)
        .order_by(wave_items.c.position)
    )
    rows = connection.execute(query).mappings()
    return tuple((run_of(row), row["probability"], row["stratum"]) for row in rows)


def _row(wave: Wave) -> dict[str, object]:
    strata = [[item.name, item.size, item.drawn] for item in wave.strata]
    return {
        "name": wave.name,
        "design": wave.design,
        "seed": wave.seed,
        "frame": wave.frame,
        "frame_size": wave.frame_size,
        "suite": wave.suite,
        "strata": json.dumps(strata, ensure_ascii=False),
        "raters": codec.list_text(tuple(codec.clean(rater) for rater in wave.raters)),
        "masking": wave.policy.masking,
        "reveal": wave.policy.reveal,
        "created_at": codec.time_text(wave.created_at),
        "joins": codec.list_text(wave.joins),
    }


def _value(
    row: RowMapping,
    items: tuple[tuple[RunId, float, str], ...],
    turns: Mapping[str, tuple[WaveTurn, ...]],
) -> Wave:
    return Wave(
        name=row["name"],
        design=Design(row["design"]),
        seed=row["seed"],
        frame=row["frame"],
        frame_size=row["frame_size"],
        suite=Suite(row["suite"]),
        items=tuple(
            WaveItem(run=run, probability=probability, stratum=stratum)
            for run, probability, stratum in items
        ),
        strata=tuple(
            Stratum(name=name, size=size, drawn=drawn)
            for name, size, drawn in json.loads(row["strata"])
        ),
        created_at=codec.time_value(row["created_at"]),
        raters=codec.texts(row["raters"]),
        policy=Policy(masking=Masking(row["masking"]), reveal=Reveal(row["reveal"])),
        turns=turns,
        joins=codec.texts(row["joins"]),
    )
