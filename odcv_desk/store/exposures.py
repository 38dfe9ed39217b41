"""The exposure log: appended, never changed."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.schema import exposures, trajectories
from odcv_desk.store.trajectories import ID_COLUMNS, row_ids, run_of


class Exposures:
    """Who was shown what in one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, batch: Sequence[Exposure]) -> None:
        """Write events into the log, all in one piece."""
        if not batch:
            return
        with writing(self._engine) as connection:
            rows = row_ids(connection)
            connection.execute(
                exposures.insert(),
                [
                    {
                        "rater": codec.clean(event.rater),
                        "trajectory_id": None if event.run is None else rows[event.run],
                        "seen": event.seen,
                        "at": codec.time_text(event.at),
                    }
                    for event in batch
                ],
            )

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
