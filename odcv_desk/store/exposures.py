"""The exposure log: appended, never changed."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.run import RunId
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.schema import exposures, trajectories
from odcv_desk.store.trajectories import ID_COLUMNS, find_row, run_of


class Exposures:
    """Who was shown what in one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, batch: Sequence[Exposure]) -> None:
        """Write events into the log, all in one piece."""
        if not batch:
            return
        with writing(self._engine) as connection:
            connection.execute(
                exposures.insert(),
                [
                    {
                        "rater": codec.clean(event.rater),
                        "trajectory_id": _row(connection, event.run),
                        "seen": event.seen,
                        "at": codec.time_text(event.at),
                    }
                    for event in batch
                ],
            )

    def note(self, rater: str, seen: Sequence[tuple[int, Seen]], *, at: datetime) -> int:
        """Write down what a rater is shown of which rows, as far as the log does not say so yet.

        All in one piece.

        Returns:
            How many events were new.
        """
        with writing(self._engine) as connection:
            known = _noted(connection, rater)
            fresh = [each for each in dict.fromkeys(seen) if each not in known]
            values = {"rater": codec.clean(rater), "at": codec.time_text(at)}
            rows = [values | {"trajectory_id": row, "seen": kind} for row, kind in fresh]
            if rows:
                connection.execute(exposures.insert(), rows)
        return len(rows)

    def note_aggregate(self, rater: str, *, at: datetime) -> None:
        """Write down that a rater is shown aggregate results, once for each day (in UTC)."""
        moment = codec.time_text(at)
        midnight = codec.time_text(
            at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        )
        today = sa.select(exposures.c.id).where(
            exposures.c.rater == codec.clean(rater),
            exposures.c.seen == Seen.AGGREGATE,
            exposures.c.at >= midnight,
            exposures.c.at <= moment,
        )
        values = {"rater": codec.clean(rater), "seen": Seen.AGGREGATE, "at": moment}
        with writing(self._engine) as connection:
            if connection.execute(today.limit(1)).first() is None:
                connection.execute(exposures.insert().values(values))

    def of(self, rater: str, row: int) -> frozenset[Seen]:
        """Return what a rater was shown of the run in a row."""
        query = sa.select(exposures.c.seen).where(
            exposures.c.rater == codec.clean(rater), exposures.c.trajectory_id == row
        )
        with reading(self._engine) as connection:
            return frozenset(Seen(seen) for seen in connection.execute(query).scalars())

    def latest(self, rater: str, row: int) -> datetime | None:
        """Return when a rater was last shown what others said of the run in a row, if ever."""
        query = sa.select(sa.func.max(exposures.c.at)).where(
            exposures.c.rater == codec.clean(rater),
            exposures.c.trajectory_id == row,
            exposures.c.seen != Seen.AGGREGATE,
        )
        with reading(self._engine) as connection:
            moment = connection.execute(query).scalar_one()
        return None if moment is None else codec.time_value(moment)

    def all(self) -> tuple[Exposure, ...]:
        """Return every event in the order in which it was written."""
        query = (
            sa.select(exposures, *ID_COLUMNS)
            .outerjoin(trajectories, trajectories.c.id == exposures.c.trajectory_id)
            .order_by(exposures.c.id)
        )
        with reading(self._engine) as connection:
            return tuple(
                Exposure(
                    rater=row["rater"],
                    seen=Seen(row["seen"]),
                    at=codec.time_value(row["at"]),
                    run=None if row["trajectory_id"] is None else run_of(row),
                )
                for row in connection.execute(query).mappings()
            )


def _row(connection: Connection, run: RunId | None) -> int | None:
    if run is None:
        return None
    row = find_row(connection, run)
    if row is None:
        raise StoreError(f"{run}: no such run in this study", hint="See `odcv-desk list`.")
    return row


def _noted(connection: Connection, rater: str) -> set[tuple[int, Seen]]:
    query = sa.select(exposures.c.trajectory_id, exposures.c.seen).where(
        exposures.c.rater == codec.clean(rater), exposures.c.trajectory_id.is_not(None)
    )
    return {(row, Seen(seen)) for row, seen in connection.execute(query)}
