"""Campaigns: cells that are to be run, each run of one with its steps as they come, its end.

A cell is taken by one desk at a time: whoever claims it owns the run and tells now and then that
it lives (`beat`). A run without an end whose owner is gone was lost with its desk.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from odcv_desk.domain.campaign import Campaign, Cell, RunSettings
from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Ended, Step
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.run_codec import settings_text, settings_value, step_bytes, step_value
from odcv_desk.store.schema import campaigns, cell_runs, cell_steps, cells, trajectories
from odcv_desk.store.trajectories import ID_COLUMNS, find_row, run_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run of a cell ended.

    `lost` says that its desk was gone; `failure` tells in words why it failed. `run` is its
    trajectory, None where it left none. `cost_usd` is None where the price is unknown.
    """

    ended: Ended
    run: RunId | None = None
    lost: bool = False
    failure: str = ""
    intervened: bool = False
    turns: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRun:
    """One run of a cell; `outcome` is None while it is under way, or nobody knows that it is not.

    `token` names it in the study, `row` is its trajectory's once there is one. `owner` is the desk
    that runs it, `beat_at` when that desk last told that it lives.
    """

    token: int
    campaign: str
    position: int
    cell: Cell
    owner: str
    began_at: datetime
    beat_at: datetime
    outcome: Outcome | None
    row: int | None = None


class Campaigns:
    """The campaigns of one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, wanted: Sequence[Cell], settings: RunSettings, *, at: datetime) -> Campaign:
        """Keep a new campaign under the next free name."""
        with writing(self._engine) as connection:
            number = connection.execute(sa.select(sa.func.count()).select_from(campaigns)).scalar()
            name = f"campaign-{(number or 0) + 1}"
            done = connection.execute(
                campaigns.insert()
                .values(
                    name=name,
                    settings=settings_text(settings),
                    created_at=codec.time_text(at),
                )
                .returning(campaigns.c.id)
            )
            key = done.scalar_one()
            rows = [
                {
                    "campaign_id": key,
                    "position": position,
                    "scenario": cell.scenario,
                    "variant": cell.variant,
                    "model": cell.model,
                    "attempt": cell.attempt,
                }
                for position, cell in enumerate(wanted)
            ]
            if rows:
                connection.execute(cells.insert(), rows)
        return Campaign(name=name, cells=tuple(wanted), settings=settings)

    def all(self) -> tuple[Campaign, ...]:
        """Return every campaign that this desk can read, the newest first."""
        found = []
        with reading(self._engine) as connection:
            for head, wanted in _campaigns(connection, sa.true()):
                try:
                    found.append(_campaign(head, wanted))
                except StoreError as fault:  # the others are there all the same
                    log.warning("%s", fault.message)
        return tuple(found)

    def find(self, name: str) -> Campaign | None:
        """Return the campaign of a name, None where there is none.

        Raises:
            StoreError: Its settings cannot be read.
        """
        with reading(self._engine) as connection:
            found = _campaigns(connection, campaigns.c.name == name)
        return next((_campaign(head, wanted) for head, wanted in found), None)

    def launched_at(self) -> Mapping[str, datetime]:
        """Return by name when each campaign was launched."""
        query = sa.select(campaigns.c.name, campaigns.c.created_at)
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        return {row["name"]: codec.time_value(row["created_at"]) for row in rows}

    def runs(self, name: str) -> tuple[CellRun, ...]:
        """Return all runs of a campaign's cells in the order in which they began."""
        with reading(self._engine) as connection:
            return _runs(connection, campaigns.c.name == name)

    def under_way(self) -> tuple[CellRun, ...]:
        """Return every run of the study that has no end yet."""
        with reading(self._engine) as connection:
            return _runs(connection, cell_runs.c.ended.is_(None))

    def ended(self) -> tuple[CellRun, ...]:
        """Return every run of the study that has ended."""
        with reading(self._engine) as connection:
            return _runs(connection, cell_runs.c.ended.is_not(None))

    def claim(self, name: str, position: int, *, seen: int, owner: str, at: datetime) -> int | None:
        """Begin a run of a cell, unless another desk was quicker.

        Args:
            name: The campaign.
            position: The cell's place in it.
            seen: How many runs of the cell there were when it was decided to run it.
            owner: The desk that begins it.
            at: Now.

        Returns:
            What names the new run; None where the cell has other runs than were seen, or one
            that is under way.

        Raises:
            StoreError: There is no such campaign.
        """
        with writing(self._engine) as connection:
            campaign = _campaign_row(connection, name)
            query = sa.select(cell_runs.c.ended).where(
                cell_runs.c.campaign_id == campaign, cell_runs.c.position == position
            )
            known = connection.execute(query).scalars().all()
            if len(known) != seen or None in known:
                return None
            values = _begun(owner, at) | {"campaign_id": campaign, "position": position}
            begun = connection.execute(cell_runs.insert().values(values).returning(cell_runs.c.id))
            return int(begun.scalar_one())

    def beat(self, tokens: Sequence[int], *, at: datetime) -> None:
        """Tell that the desk which runs these lives."""
        with writing(self._engine) as connection:
            connection.execute(
                cell_runs.update()
                .where(cell_runs.c.id.in_(tokens), cell_runs.c.ended.is_(None))
                .values(beat_at=codec.time_text(at))
            )

    def add_step(self, token: int, step: Step) -> bool:
        """Keep a step as far as it is known; what was kept of it before is replaced.

        Returns:
            Whether the run is still under way; False where somebody took it for lost and ended it.
        """
        with writing(self._engine) as connection:
            if not _is_under_way(connection, token):
                return False
            connection.execute(
                cell_steps.delete().where(
                    cell_steps.c.cell_run_id == token, cell_steps.c.step == step.index
                )
            )
            connection.execute(
                cell_steps.insert().values(
                    cell_run_id=token, step=step.index, content=step_bytes(step)
                )
            )
        return True

    def steps(self, token: int) -> tuple[Step, ...]:
        """Return the steps of a run that is under way; later they are in its trajectory."""
        query = (
            sa.select(cell_steps.c.content)
            .where(cell_steps.c.cell_run_id == token)
            .order_by(cell_steps.c.step)
        )
        with reading(self._engine) as connection:
            return tuple(step_value(each) for each in connection.execute(query).scalars())

    def end(self, token: int, outcome: Outcome) -> bool:
        """Write down how a run ended, and drop its steps, which its trajectory holds.

        Returns:
            Whether it was under way; False where it had been ended before, which then stays.
        """
        with writing(self._engine) as connection:
            if not _is_under_way(connection, token):
                return False
            row = None if outcome.run is None else find_row(connection, outcome.run)
            connection.execute(
                cell_runs.update()
                .where(cell_runs.c.id == token)
                .values(
                    ended=outcome.ended,
                    lost=outcome.lost,
                    trajectory_id=row,
                    failure=codec.clean(outcome.failure),
                    intervened=outcome.intervened,
                    turns=outcome.turns,
                    tokens_in=outcome.tokens_in,
                    tokens_out=outcome.tokens_out,
                    cost_usd=outcome.cost_usd,
                    seconds=outcome.seconds,
                )
            )
            connection.execute(cell_steps.delete().where(cell_steps.c.cell_run_id == token))
        return True


def _campaigns(
    connection: Connection, condition: sa.ColumnElement[bool]
) -> tuple[tuple[RowMapping, tuple[Cell, ...]], ...]:
    """Return campaigns as they are kept, the newest first, each with its cells."""
    heads = sa.select(campaigns).where(condition).order_by(campaigns.c.id.desc())
    kept = connection.execute(heads).mappings().all()
    wanted: dict[int, list[Cell]] = {head["id"]: [] for head in kept}
    query = (
        sa.select(cells)
        .join(campaigns, campaigns.c.id == cells.c.campaign_id)
        .where(condition)
        .order_by(cells.c.campaign_id, cells.c.position)
    )
    for row in connection.execute(query).mappings():
        wanted[row["campaign_id"]].append(_cell(row))
    return tuple((head, tuple(wanted[head["id"]])) for head in kept)


def _campaign(head: RowMapping, wanted: tuple[Cell, ...]) -> Campaign:
    try:
        settings = settings_value(head["settings"])
    except ValueError as fault:
        raise StoreError(
            f"{head['name']}: how its runs go cannot be read ({fault})",
            hint="Read it with the version of the desk that launched it, or launch it anew.",
        ) from fault
    return Campaign(name=head["name"], cells=wanted, settings=settings)


def _begun(owner: str, at: datetime) -> dict[str, object]:
    """Return what is known of a run that begins."""
    return {
        "owner": owner,
        "began_at": codec.time_text(at),
        "beat_at": codec.time_text(at),
        "failure": "",
        "lost": False,
        "intervened": False,
        "turns": 0,
        "tokens_in": 0,
        "tokens_out": 0,
        "seconds": 0.0,
    }


def _campaign_row(connection: Connection, name: str) -> int:
    query = sa.select(campaigns.c.id).where(campaigns.c.name == name)
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise StoreError(f"{name}: no such campaign in this study", hint="Launch it again.")
    return int(found)


def _is_under_way(connection: Connection, token: int) -> bool:
    query = sa.select(cell_runs.c.id).where(cell_runs.c.id == token, cell_runs.c.ended.is_(None))
    return connection.execute(query).first() is not None


def _runs(connection: Connection, condition: sa.ColumnElement[bool]) -> tuple[CellRun, ...]:
    query = (
        sa.select(
            cell_runs,
            campaigns.c.name.label("campaign"),
            cells.c.scenario.label("cell_scenario"),
            cells.c.variant.label("cell_variant"),
            cells.c.model.label("cell_model"),
            cells.c.attempt.label("cell_attempt"),
            *ID_COLUMNS,
        )
        .join(campaigns, campaigns.c.id == cell_runs.c.campaign_id)
        .join(
            cells,
            sa.and_(
                cells.c.campaign_id == cell_runs.c.campaign_id,
                cells.c.position == cell_runs.c.position,
            ),
        )
        .outerjoin(trajectories, trajectories.c.id == cell_runs.c.trajectory_id)
        .where(condition)
        .order_by(cell_runs.c.id)
    )
    return tuple(_run(row) for row in connection.execute(query).mappings())


def _run(row: RowMapping) -> CellRun:
    return CellRun(
        token=row["id"],
        campaign=row["campaign"],
        position=row["position"],
        cell=_cell(row, "cell_"),
        owner=row["owner"],
        began_at=codec.time_value(row["began_at"]),
        beat_at=codec.time_value(row["beat_at"]),
        outcome=None if row["ended"] is None else _outcome(row),
        row=row["trajectory_id"],
    )


def _outcome(row: RowMapping) -> Outcome:
    return Outcome(
        ended=Ended(row["ended"]),
        run=None if row["trajectory_id"] is None else run_of(row),
        lost=row["lost"],
        failure=row["failure"],
        intervened=row["intervened"],
        turns=row["turns"],
        tokens_in=row["tokens_in"],
        tokens_out=row["tokens_out"],
        cost_usd=row["cost_usd"],
        seconds=row["seconds"],
    )


def _cell(row: RowMapping, prefix: str = "") -> Cell:
    return Cell(
        scenario=row[f"{prefix}scenario"],
        variant=row[f"{prefix}variant"],
        model=row[f"{prefix}model"],
        attempt=row[f"{prefix}attempt"],
    )
