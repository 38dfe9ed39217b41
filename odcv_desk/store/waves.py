"""Waves: drawn once, stored with everything that their estimates need, never changed."""

import json
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.wave import Design, Masking, Policy, Reveal, Stratum, Wave, WaveItem
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.schema import trajectories, wave_items, waves
from odcv_desk.store.trajectories import ID_COLUMNS, row_ids, run_of


class Waves:
    """The waves of one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, wave: Wave) -> Wave:
        """Keep a wave with its items, in one piece; one without a name gets the next number."""
        with writing(self._engine) as connection:
            if not wave.name:
                known = connection.execute(sa.select(sa.func.count()).select_from(waves))
                wave = replace(wave, name=f"wave-{known.scalar_one() + 1}")
            rows = row_ids(connection)
            wave_id = connection.execute(
                waves.insert().values(_row(wave)).returning(waves.c.id)
            ).scalar_one()
            connection.execute(
                wave_items.insert(),
                [
                    {
                        "wave_id": wave_id,
                        "position": position,
                        "trajectory_id": rows[item.run],
                        "probability": item.probability,
                        "stratum": item.stratum,
                    }
                    for position, item in enumerate(wave.items, start=1)
                ],
            )
        return wave

    def all(self) -> tuple[Wave, ...]:
        """Return every wave, the oldest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(waves).order_by(waves.c.id)).mappings().all()
            return tuple(_value(row, _items(connection, row["id"])) for row in rows)


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
    }


def _value(row: RowMapping, items: tuple[tuple[RunId, float, str], ...]) -> Wave:
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
    )
