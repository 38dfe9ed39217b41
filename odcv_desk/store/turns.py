"""Whose turn it is: which waves are open, what a rater is to label next, and how far each is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Masking, Reveal
from odcv_desk.store import codec
from odcv_desk.store.connection import reading
from odcv_desk.store.openwaves import Due, OpenWaves, WaveHead
from odcv_desk.store.schema import deferrals, labels, trajectories, wave_items, waves
from odcv_desk.store.standing import ends_item

CellQuery = sa.Select[tuple[str, str]]
"""A query of variants and scenarios."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A wave that is open for a rater and holds a run.

    `ended` says that the rater's label of the run stands in the wave, `met` that there ever was
    one, `upcoming` that the run is the next to label, and `repeat` that it then comes a second
    time, unannounced. In a stopped wave no run is next, but it stays open.
    """

    wave: WaveHead
    ended: bool
    met: bool
    upcoming: bool
    repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """A run of waves that are open for a rater.

    `masked` says that one of them hides the model, `begun` that the rater has ended it in one of
    them, `ended` in all of them, `reveals` that all of them let the judges be shown now.
    """

    masked: bool
    begun: bool
    ended: bool
    reveals: bool

    def also(self, other: "OpenItem") -> "OpenItem":
        """Return what holds of a run that two waves hold."""
        return OpenItem(
            masked=self.masked or other.masked,
            begun=self.begun or other.begun,
            ended=self.ended and other.ended,
            reveals=self.reveals and other.reveals,
        )


class Turns:
    """The order of work in the waves of one study; runs are named by their rows."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, rater: str, row: int) -> tuple[Turn, ...]:
        """Return the waves that are open for a rater and hold a run, the newest first."""
        with reading(self._engine) as connection:
            waves_open = OpenWaves(connection)
            return tuple(
                _turn(connection, waves_open, wave, rater, row)
                for wave in waves_open.holding(row, rater)
            )

    def open_to(self, rater: str) -> tuple[WaveHead, ...]:
        """Return the waves that are open for a rater, the newest first."""
        with reading(self._engine) as connection:
            return OpenWaves(connection).open_to(rater)

    def any_wave(self, *, suite: Suite | None = None) -> bool:
        """Return whether any sample was ever drawn, or any of a suite."""
        query = sa.select(waves.c.id).limit(1)
        if suite is not None:
            query = query.where(waves.c.suite == suite)
        with reading(self._engine) as connection:
            return connection.execute(query).first() is not None

    def veiled_cells(self, rater: str) -> frozenset[tuple[str, str]]:
        """Return the cells (variant, scenario) in which a rater is to see no model's name.

        A masked wave that is open for the rater holds a run of them: the names of all others of
        the cell would tell the one that is missing.
        """
        with reading(self._engine) as connection:
            cells = veiled_cells(OpenWaves(connection), rater)
            return frozenset() if cells is None else cells_of(connection, cells)

    def sizes(self) -> Mapping[WaveHead, int]:
        """Return how many items each wave has, the newest wave first."""
        with reading(self._engine) as connection:
            waves_open = OpenWaves(connection)
            return {wave: len(waves_open.items(wave)) for wave in waves_open.all()}

    def open_items(self, rater: str) -> Mapping[int, OpenItem]:
        """Return the runs of the waves that are open for a rater, by row."""
        found: dict[int, OpenItem] = {}
        with reading(self._engine) as connection:
            waves_open = OpenWaves(connection)
            for wave in waves_open.open_to(rater):
                ended = waves_open.ended(wave, rater)
                for row in waves_open.items(wave):
                    item = OpenItem(
                        masked=wave.policy.masking is Masking.MASK,
                        begun=row in ended,
                        ended=row in ended,
                        reveals=wave.policy.reveal is Reveal.ITEM and row in ended,
                    )
                    found[row] = item.also(found[row]) if row in found else item
        return found

    def upcoming(self, wave: str, rater: str) -> tuple[int, ...]:
        """Return the rows that a rater is still to label in a wave, in the order to take.

        Those that were put off come last, the one that was put off longest ago first. A run that
        was labelled since it was put off is not put off any more.
        """
        with reading(self._engine) as connection:
            waves_open = OpenWaves(connection)
            return tuple(due.row for due in _upcoming(connection, waves_open, wave, rater))

    def put_off(self, wave: str, rater: str) -> int:
        """Return how many items a rater has put off and not ended."""
        with reading(self._engine) as connection:
            waves_open = OpenWaves(connection)
            left = _upcoming(connection, waves_open, wave, rater)
            waiting = {due.row for due in left if not due.repeat}
            return len(waiting & _put_off(connection, waves_open.row_id(wave), rater).keys())

    def behind(self, wave: str, rater: str) -> tuple[int, ...]:
        """Return the rows that a rater has ended in a wave, in the order in which they were.

        One that came a second time has the place of that time alone.
        """
        second = sa.func.max(sa.case((labels.c.repeat, labels.c.created_at)))
        first = sa.func.coalesce(second, sa.func.min(labels.c.created_at))
        query = (
            sa.select(labels.c.trajectory_id)
            .where(labels.c.rater == codec.clean(rater), ends_item())
            .group_by(labels.c.trajectory_id)
            .order_by(first, labels.c.trajectory_id)
        )
        with reading(self._engine) as connection:
            wave_id = _wave_id(connection, wave)
            return tuple(connection.execute(query.where(labels.c.wave_id == wave_id)).scalars())

    def ended(self) -> Mapping[str, Mapping[str, int]]:
        """Return for each wave how many of its items each rater has ended."""
        with reading(self._engine) as connection:
            waves_open = OpenWaves(connection)
            return {
                wave.name: {rater: len(rows) for rater, rows in sorted(ended.items())}
                for wave in reversed(waves_open.all())
                if (ended := waves_open.ended_by(wave))
            }

    def latest(self, wave: str, rater: str) -> datetime | None:
        """Return when a rater last labelled in a wave, or took a label back."""
        query = sa.select(sa.func.max(labels.c.created_at)).where(
            labels.c.rater == codec.clean(rater)
        )
        with reading(self._engine) as connection:
            wave_id = _wave_id(connection, wave)
            text = connection.execute(query.where(labels.c.wave_id == wave_id)).scalar_one()
        return None if text is None else codec.time_value(text)

    def progress(self) -> Mapping[str, Mapping[str, tuple[int, int]]]:
        """Return for each wave how many turns each rater has ended, and how many are theirs."""
        with reading(self._engine) as connection:
            waves_open = OpenWaves(connection)
            return {
                wave.name: {
                    rater: waves_open.done(wave, rater)
                    for rater in sorted({*wave.raters, *waves_open.ended_by(wave)})
                }
                for wave in reversed(waves_open.all())
            }

    def again(self, rater: str) -> frozenset[int]:
        """Return the rows that come to a rater a second time now, unannounced."""
        with reading(self._engine) as connection:
            waves_open = OpenWaves(connection)
            first = (
                next(iter(_upcoming(connection, waves_open, wave.name, rater)), None)
                for wave in waves_open.open_to(rater)
            )
            return frozenset(due.row for due in first if due is not None and due.repeat)

    def seconds(self, wave: str, rater: str) -> tuple[float, ...]:
        """Return the active seconds of a rater's labels in a wave, as far as they were timed."""
        query = sa.select(labels.c.seconds).where(
            labels.c.rater == codec.clean(rater), labels.c.seconds.is_not(None), ends_item()
        )
        with reading(self._engine) as connection:
            wave_id = _wave_id(connection, wave)
            return tuple(connection.execute(query.where(labels.c.wave_id == wave_id)).scalars())


def veiled_cells(waves_open: OpenWaves, rater: str) -> CellQuery | None:
    """Return the query of the cells that `Turns.veiled_cells` tells, None where there are none."""
    masked = [wave.id for wave in waves_open.open_to(rater) if wave.policy.masking is Masking.MASK]
    if not masked:
        return None
    return (
        sa.select(trajectories.c.variant, trajectories.c.scenario)
        .join(wave_items, wave_items.c.trajectory_id == trajectories.c.id)
        .where(wave_items.c.wave_id.in_(masked))
        .distinct()
    )


def cells_of(connection: Connection, cells: CellQuery) -> frozenset[tuple[str, str]]:
    """Return the cells that a query tells."""
    rows = connection.execute(cells).mappings()
    return frozenset((row["variant"], row["scenario"]) for row in rows)


def _wave_id(connection: Connection, name: str) -> int | None:
    query = sa.select(waves.c.id).where(waves.c.name == name)
    return connection.execute(query).scalar_one_or_none()


def _turn(
    connection: Connection, waves_open: OpenWaves, wave: WaveHead, rater: str, row: int
) -> Turn:
    due = next(iter(_upcoming(connection, waves_open, wave.name, rater)), None)
    upcoming = due is not None and due.row == row and not wave.stopped
    ended = row in waves_open.ended(wave, rater)
    return Turn(
        wave=wave,
        ended=ended,
        met=ended or _met(connection, wave.id, rater, row),
        upcoming=upcoming,
        repeat=upcoming and due is not None and due.repeat,
    )


def _met(connection: Connection, wave_id: int, rater: str, row: int) -> bool:
    query = sa.select(labels.c.id).where(
        labels.c.trajectory_id == row,
        labels.c.rater == codec.clean(rater),
        labels.c.wave_id == wave_id,
    )
    return connection.execute(query.limit(1)).first() is not None


def _upcoming(connection: Connection, waves_open: OpenWaves, name: str, rater: str) -> list[Due]:
    wave = waves_open.named(name)
    if wave is None:
        return []
    put_off = _put_off(connection, wave.id, rater)
    return sorted(waves_open.upcoming(wave, rater), key=lambda due: put_off.get(due.row, ""))


def _put_off(connection: Connection, wave_id: int | None, rater: str) -> dict[int, str]:
    """Return when items were last put off, but for those that were labelled since."""
    since = (
        sa.select(sa.func.max(labels.c.created_at))
        .where(
            labels.c.rater == deferrals.c.rater,
            labels.c.trajectory_id == deferrals.c.trajectory_id,
        )
        .scalar_subquery()
    )
    last = sa.func.max(deferrals.c.at)
    query = (
        sa.select(deferrals.c.trajectory_id, last)
        .join(wave_items, wave_items.c.trajectory_id == deferrals.c.trajectory_id)
        .where(
            wave_items.c.wave_id == wave_id,
            deferrals.c.rater == codec.clean(rater),
            deferrals.c.at > sa.func.coalesce(since, ""),
        )
        .group_by(deferrals.c.trajectory_id)
    )
    return {int(row): str(moment) for row, moment in connection.execute(query)}
