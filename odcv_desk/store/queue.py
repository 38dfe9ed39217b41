"""The queue: the rows of runs with a transcript, filtered and sorted by the database.

A list shows 100,000 runs by their rows alone and asks for a page of entries when it paints one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from odcv_desk.domain.label import Outcome
from odcv_desk.domain.run import RunId
from odcv_desk.store import codec
from odcv_desk.store.connection import reading
from odcv_desk.store.openwaves import OpenWaves
from odcv_desk.store.schema import bookmarks, labels, trajectories, wave_items
from odcv_desk.store.standing import stands
from odcv_desk.store.trajectories import ID_COLUMNS, run_of
from odcv_desk.store.turns import CellQuery, cells_of, veiled_cells

_COLUMNS: Mapping[str, sa.ColumnElement[str]] = {
    "model": trajectories.c.model,
    "variant": trajectories.c.variant,
    "scenario": trajectories.c.scenario,
}
_IN_INDEX_ORDER = (
    trajectories.c.scenario,
    trajectories.c.model,
    trajectories.c.variant,
    trajectories.c.occurrence,
)
_BEHIND_ALL = "\U0010ffff"
_SHOWN = trajectories.c.has_transcript.is_(True)

_Condition = Sequence[sa.ColumnElement[bool]]

ByCell = Callable[[str, str], tuple[str, ...]]
"""What to sort by, given the ids of a scenario and a model."""


class ByLength(StrEnum):
    """Sorted by the number of steps."""

    SHORTEST = "shortest"
    LONGEST = "longest"


class Part(StrEnum):
    """A part of the queue, by the rater's own standing labels and bookmarks."""

    ALL = "all"
    UNLABELLED = "unlabelled"
    MINE = "mine"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Which runs of the queue are wanted; a column that is not named lets everything through.

    `exactly` holds for columns (model, variant, scenario) the values that are wanted. Each of
    `words` is met by the values of any column that stand in it.
    """

    exactly: Mapping[str, Collection[str]] = field(default_factory=dict)
    words: Sequence[Mapping[str, Collection[str]]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A run with the rater's own latest standing answer to it, and bookmark."""

    row: int
    run: RunId
    steps: int
    severity: int | None
    outcome: Outcome | None
    flagged: bool


class Queue:
    """The runs of one study that a person may pick from; runs are named by their rows."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rows(
        self, rater: str, cells: Cells, *, part: Part, order: ByLength | ByCell
    ) -> tuple[int, ...]:
        """Return the rows that are wanted, in order, without those of the rater's open waves.

        What the order leaves open is settled by the id (model, variant, scenario, occurrence).
        Veiled runs (see `Turns.veiled_cells`) are not found by their model, nor sorted by it or by
        when they were imported: by their keys instead.
        """
        with reading(self._engine) as connection:
            open_waves = OpenWaves(connection)
            query = veiled_cells(open_waves, rater)
            veiled = frozenset() if query is None else cells_of(connection, query)
            condition = (_SHOWN, *_wanted(cells, _veiled(query)), *_part(part, rater))
            if isinstance(order, ByLength):
                rows = _by_length(connection, condition, order, veiled)
            else:
                rows = _by_cell(connection, condition, order, veiled)
            out = _open_to(connection, open_waves, rater)
            if part is Part.UNLABELLED:
                out |= _mine(connection, rater)
        return tuple([row for row in rows if row not in out])

    def entries(self, rater: str, rows: Sequence[int]) -> tuple[Own, ...]:
        """Return some rows with the rater's own answers, in their order, without unknown ones."""
        bookmarked = sa.exists().where(
            bookmarks.c.rater == codec.clean(rater),
            bookmarks.c.trajectory_id == trajectories.c.id,
        )
        query = sa.select(
            trajectories.c.id, trajectories.c.steps, *ID_COLUMNS, bookmarked.label("flagged")
        ).where(trajectories.c.id.in_(rows))
        answers = (
            sa.select(labels.c.trajectory_id, labels.c.severity, labels.c.outcome)
            .where(labels.c.rater == codec.clean(rater), labels.c.trajectory_id.in_(rows), stands())
            .order_by(labels.c.created_at, labels.c.id)
        )
        with reading(self._engine) as connection:
            given = {row: (sev, out) for row, sev, out in connection.execute(answers)}
            found = {
                row["id"]: Own(
                    row=row["id"],
                    run=run_of(row),
                    steps=row["steps"],
                    severity=given.get(row["id"], (None, None))[0],
                    outcome=_outcome(given.get(row["id"], (None, None))[1]),
                    flagged=bool(row["flagged"]),
                )
                for row in connection.execute(query).mappings()
            }
        return tuple(found[row] for row in rows if row in found)

    def tally(self, rater: str) -> tuple[int, int, int]:
        """Return how many runs the rater has labelled, of how many, and how many are hidden."""
        with reading(self._engine) as connection:
            query = sa.select(sa.func.count()).select_from(trajectories).where(_SHOWN)
            every = connection.execute(query).scalar_one()
            hidden = _open_to(connection, OpenWaves(connection), rater)
            mine = _mine(connection, rater)
        return len(mine - hidden), every - len(hidden), len(hidden)

    def values(self, rater: str) -> Mapping[str, tuple[str, ...]]:
        """Return the models, variants and scenarios of the queue, each sorted.

        Models are those of runs that may be found by them.
        """
        columns = tuple(_COLUMNS.values())
        counted = sa.select(*columns, sa.func.count()).where(_SHOWN).group_by(*columns)
        with reading(self._engine) as connection:
            cells = Counter({row[:3]: int(row[3]) for row in connection.execute(counted)})
            open_waves = OpenWaves(connection)
            hidden = [wave.id for wave in open_waves.open_to(rater)]
            query = veiled_cells(open_waves, rater)
            veiled = frozenset() if query is None else cells_of(connection, query)
            held = sa.select(*columns, sa.func.count(sa.distinct(trajectories.c.id))).where(_SHOWN)
            held = held.join(wave_items, wave_items.c.trajectory_id == trajectories.c.id)
            held = held.where(wave_items.c.wave_id.in_(hidden)).group_by(*columns)
            cells.subtract({row[:3]: int(row[3]) for row in connection.execute(held)})
        shown = [cell for cell, number in cells.items() if number]
        return {
            "model": tuple(sorted({cell[0] for cell in shown if cell[1:] not in veiled})),
            "variant": tuple(sorted({cell[1] for cell in shown})),
            "scenario": tuple(sorted({cell[2] for cell in shown})),
        }


class _Stretch(NamedTuple):
    """A cell and its rows in their order."""

    model: str
    variant: str
    scenario: str
    rows: list[int]


_VeiledCells = frozenset[tuple[str, str]]


def _by_length(
    connection: Connection, condition: _Condition, order: ByLength, veiled: _VeiledCells
) -> Sequence[int]:
    """Return rows sorted by length, those of one length by their ids, veiled ones behind by key.

    Sorted here: the database has no index for both, and without one is several times as slow.
    """
    query = sa.select(trajectories.c.id, trajectories.c.steps).where(*condition)
    lengths: dict[int, int] = dict(_fetched(connection, query))
    rows = [row for row in _by_id(connection, veiled) if row in lengths]
    # What is equal stays as it stands, in reverse too.
    return sorted(rows, key=lengths.__getitem__, reverse=order is ByLength.LONGEST)


def _by_id(connection: Connection, veiled: _VeiledCells) -> Sequence[int]:
    if not veiled:
        return _ids(connection, sa.select(trajectories.c.id).order_by(*ID_COLUMNS))
    named, unnamed = _told_apart(_stretches(connection, (), ID_COLUMNS), veiled)
    hidden = {row for stretch in unnamed for row in stretch.rows}
    shown = [row for stretch in named for row in stretch.rows]
    return [*shown, *(row for row in _by_key(connection) if row in hidden)]


def _by_cell(
    connection: Connection, condition: _Condition, order: ByCell, veiled: _VeiledCells
) -> Sequence[int]:
    """Return rows sorted by scenario and model in an order of our own.

    Veiled rows stand by scenario, behind every model; within by what tells no model.
    """
    named, unnamed = _told_apart(_stretches(connection, condition, _IN_INDEX_ORDER), veiled)
    placed = [
        (order(*cell), [row for stretch in cells for row in stretch.rows])
        for cell, cells in groupby(named, key=attrgetter("scenario", "model"))
    ]
    if unnamed:
        placed += [
            (order(scenario, _BEHIND_ALL), rows)
            for scenario, rows in _mixed(unnamed, _by_key(connection))
        ]
    placed.sort(key=itemgetter(0))  # what is equal stays in the order of the database
    return [row for _, rows in placed for row in rows]


def _stretches(
    connection: Connection, condition: _Condition, columns: Sequence[sa.ColumnElement[Any]]
) -> list[_Stretch]:
    """Return the rows of each cell, all of it in the order of an index.

    The database sorts by its index, which takes no time, and counts; what lies between two
    counts is a cell. Rows with all their columns would take several times as long.
    """
    cells = tuple(_COLUMNS.values())
    rows = _ids(connection, sa.select(trajectories.c.id).where(*condition).order_by(*columns))
    group = [column for column in columns if column is not trajectories.c.occurrence]
    counted = sa.select(*cells, sa.func.count()).where(*condition).group_by(*group)
    stretches = []
    start = 0
    for model, variant, scenario, number in _fetched(connection, counted.order_by(*group)):
        stretches.append(_Stretch(model, variant, scenario, rows[start : start + number]))
        start += number
    if start != len(rows):  # an import came between: read in one piece this once
        whole = sa.select(*cells, trajectories.c.id).where(*condition).order_by(*columns)
        return [
            _Stretch(model, variant, scenario, [row])
            for model, variant, scenario, row in _fetched(connection, whole)
        ]
    return stretches


def _told_apart(
    stretches: Sequence[_Stretch], veiled: _VeiledCells
) -> tuple[list[_Stretch], list[_Stretch]]:
    """Return the cells whose models may be told, and those whose may not."""
    apart: tuple[list[_Stretch], list[_Stretch]] = ([], [])
    for stretch in stretches:
        apart[(stretch.variant, stretch.scenario) in veiled].append(stretch)
    return apart


def _mixed(unnamed: Sequence[_Stretch], by_key: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    """Yield scenarios and rows of cells in which models are mixed: by variant, then key."""
    mixed: dict[tuple[str, str], list[int]] = {}
    place: dict[int, list[int]] = {}
    for stretch in unnamed:
        rows = mixed.setdefault((stretch.scenario, stretch.variant), [])
        place.update(dict.fromkeys(stretch.rows, rows))
    for row in by_key:
        if row in place:
            place[row].append(row)
    for (scenario, _), rows in sorted(mixed.items()):
        yield scenario, rows


def _by_key(connection: Connection) -> list[int]:
    query = sa.select(trajectories.c.id)
    return _ids(connection, query.order_by(trajectories.c.key, trajectories.c.id))


def _veiled(cells: CellQuery | None) -> sa.ColumnElement[bool] | None:
    if cells is None:
        return None
    scenarios = cells.with_only_columns(trajectories.c.scenario)
    return sa.and_(
        trajectories.c.scenario.in_(scenarios),  # by the index, before cells are compared
        sa.tuple_(trajectories.c.variant, trajectories.c.scenario).in_(cells),
    )


def _wanted(cells: Cells, veiled: sa.ColumnElement[bool] | None) -> list[sa.ColumnElement[bool]]:
    def fits(name: str, values: Collection[str]) -> sa.ColumnElement[bool]:
        there = _COLUMNS[name].in_(values)
        return sa.and_(there, sa.not_(veiled)) if name == "model" and veiled is not None else there

    return [
        *(fits(name, values) for name, values in cells.exactly.items()),
        *(sa.or_(*(fits(name, values) for name, values in word.items())) for word in cells.words),
    ]


def _part(part: Part, rater: str) -> list[sa.ColumnElement[bool]]:
    """Return the condition of a part that is small; the others are sifted outside the database."""
    if part is Part.MINE:
        own = sa.select(labels.c.trajectory_id).where(labels.c.rater == codec.clean(rater))
        return [trajectories.c.id.in_(own.where(stands()))]
    if part is Part.FLAGGED:
        marked = sa.select(bookmarks.c.trajectory_id)
        return [trajectories.c.id.in_(marked.where(bookmarks.c.rater == codec.clean(rater)))]
    return []


def _open_to(connection: Connection, open_waves: OpenWaves, rater: str) -> set[int]:
    waves = [wave.id for wave in open_waves.open_to(rater)]
    held = wave_items.c.wave_id.in_(waves)
    return set(_ids(connection, _shown_of(wave_items).where(held)) if waves else ())


def _mine(connection: Connection, rater: str) -> set[int]:
    own = labels.c.rater == codec.clean(rater)
    return set(_ids(connection, _shown_of(labels).where(own, stands())))


def _shown_of(table: sa.Table) -> sa.Select[tuple[int]]:
    """Return the rows of the queue that a table speaks of."""
    found = sa.select(trajectories.c.id).join(table, table.c.trajectory_id == trajectories.c.id)
    return found.where(_SHOWN)


def _ids(connection: Connection, query: sa.Select[tuple[int]]) -> list[int]:
    """Return one column of whole numbers."""
    return [number for (number,) in _fetched(connection, query)]


def _fetched(connection: Connection, query: sa.Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """Return plain tuples, past the rows that SQLAlchemy makes: 3 times as fast."""
    cursor = connection.execute(query).cursor
    return () if cursor is None else cursor.fetchall()


def _outcome(text: str | None) -> Outcome | None:
    return None if text is None else Outcome(text)
