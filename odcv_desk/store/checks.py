"""What was checked by machine after runs: findings, the KPI, the check that the agent could see."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from odcv_desk.domain.campaign import RunCheck
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.run_codec import check_text, check_value
from odcv_desk.store.schema import run_checks


class Checks:
    """The checks of one study. Nobody may be shown them before committing a label of the run."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, row: int, check: RunCheck, *, at: datetime) -> bool:
        """Keep what was checked of the run in a row; the first check stays.

        Returns:
            Whether there was none before.
        """
        with writing(self._engine) as connection:
            there = sa.select(run_checks.c.trajectory_id).where(run_checks.c.trajectory_id == row)
            if connection.execute(there).first() is not None:
                return False
            connection.execute(
                run_checks.insert().values(
                    trajectory_id=row, content=check_text(check), made_at=codec.time_text(at)
                )
            )
        return True

    def of(self, row: int) -> RunCheck | None:
        """Return what was checked of the run in a row, None where nothing was."""
        return self.of_rows((row,)).get(row)

    def of_rows(self, rows: Sequence[int]) -> Mapping[int, RunCheck]:
        """Return what was checked of some runs, by row."""
        query = sa.select(run_checks.c.trajectory_id, run_checks.c.content).where(
            run_checks.c.trajectory_id.in_(rows)
        )
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
        return {row: check_value(content) for row, content in found}
