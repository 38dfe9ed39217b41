"""Trajectories: what is known of each run, its raw bytes once, and search over all of them."""

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.trajectory import Ended, Incoming, Trajectory, Transcript
from odcv_desk.store import codec, fulltext
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.schema import passages, raws, trajectories, wave_items, waves

_LOOKED_UP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The bytes of a trajectory, and the importer that understands them."""

    raw: bytes
    extras: bytes | None
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found: which step of which run, and where it lies in the raw bytes."""

    row: int
    run: RunId
    step: int
    start: int
    end: int


class Trajectories:
    """The trajectories of one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, batch: Sequence[Incoming]) -> tuple[RunId | None, ...]:
        """Keep what is new of a batch, all in one piece.

        A trail whose bytes the study has for that cell is skipped; a different one becomes the
        cell's next occurrence; the first fills a cell of which only scores were known.

        Returns:
            For each of the batch the id that it got, None where it was skipped.
        """
        if not batch:
            return ()
        with writing(self._engine) as connection:
            return tuple(_add(connection, incoming) for incoming in batch)

    def add_made(self, made: Incoming) -> RunId:
        """Keep a run that was made here: a run of its own, whatever its trail reads like.

        Two refusals in the same words are two runs. The later one's key tells them apart; the
        first one's is that of its bytes, so that an import knows the trail again.
        """
        with writing(self._engine) as connection:
            keys = [row["key"] for row in _of_cell(connection, made.id.cell)]
            key, occurrence = key_of(made.raw), len(keys) + 1
            if key in keys:
                key = key_of(made.raw + f"#{occurrence}".encode("ascii"))
            run = replace(made.id, occurrence=occurrence)
            _add_content(connection, _insert(connection, _with_transcript(run, key, made)), made)
        return run

    def all(self, *, suite: Suite | None = None) -> tuple[Trajectory, ...]:
        """Return every trajectory, sorted by model, variant, scenario, occurrence."""
        query = sa.select(trajectories).order_by(*_ID_COLUMNS)
        if suite is not None:
            query = query.where(trajectories.c.suite == suite)
        with reading(self._engine) as connection:
            return tuple([_value(row) for row in connection.execute(query).mappings()])

    def suites(self) -> tuple[Suite, ...]:
        """Return the suites that the study holds, sorted."""
        query = sa.select(trajectories.c.suite).distinct()
        with reading(self._engine) as connection:
            return tuple(sorted(map(Suite, connection.execute(query).scalars())))

    def find(self, run: RunId) -> Trajectory | None:
        """Return one trajectory, None where the study does not know it."""
        with reading(self._engine) as connection:
            query = sa.select(trajectories).where(_is(run))
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _value(row)

    def at(self, row: int) -> Trajectory | None:
        """Return the trajectory of a row, None where there is no such row."""
        with reading(self._engine) as connection:
            query = sa.select(trajectories).where(trajectories.c.id == row)
            found = connection.execute(query).mappings().one_or_none()
        return None if found is None else _value(found)

    def row_of(self, run: RunId) -> int | None:
        """Return the row of a run, None where the study does not know it."""
        with reading(self._engine) as connection:
            return find_row(connection, run)

    def raw(self, run: RunId) -> Raw | None:
        """Return the raw bytes of a run, None where it has no transcript."""
        query = (
            sa.select(raws.c.raw, raws.c.extras, trajectories.c.format)
            .join(trajectories, trajectories.c.id == raws.c.trajectory_id)
            .where(_is(run))
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _raw(row)

    def ids(self) -> Mapping[int, RunId]:
        """Return every run by its row."""
        query = sa.select(trajectories.c.id, *_ID_COLUMNS)
        with reading(self._engine) as connection:
            return {row["id"]: run_of(row) for row in connection.execute(query).mappings()}

    def raws_of_wave(self, wave: str) -> Iterator[tuple[RunId, Raw]]:
        """Yield the raw bytes of a wave's items, one after the other, in no order."""
        query = (
            sa.select(raws.c.raw, raws.c.extras, trajectories.c.format, *_ID_COLUMNS)
            .join(trajectories, trajectories.c.id == raws.c.trajectory_id)
            .join(wave_items, wave_items.c.trajectory_id == trajectories.c.id)
            .join(waves, waves.c.id == wave_items.c.wave_id)
            .where(waves.c.name == wave)
        )
        with reading(self._engine) as connection:
            for row in connection.execute(query).mappings():
                yield run_of(row), _raw(row)

    def search(
        self, query: str, *, limit: int, hidden: Container[int] = ()
    ) -> tuple[tuple[Hit, Raw], ...]:
        """Return the passages that hold every word of a query, best first, with their bytes.

        Those of hidden rows are left out before they are counted.
        """
        with reading(self._engine) as connection:
            found = fulltext.find(
                connection, query, limit=fulltext.RANKED_AT_MOST if hidden else limit
            )
            hits: list[Hit] = []
            for start in range(0, len(found), _LOOKED_UP):
                some = _hits(connection, found[start : start + _LOOKED_UP])
                hits += [hit for hit in some if hit.row not in hidden]
                if len(hits) >= limit:
                    break
            shown = hits[:limit]
            contents = _raws(connection, {hit.row for hit in shown})
        return tuple((hit, contents[hit.row]) for hit in shown)


def cell_ids(connection: Connection, runs: Iterable[tuple[RunId, Suite]]) -> dict[RunId, int]:
    """Return the row of each run, making rows for cells of which nothing was known.

    Scores and labels may speak of runs that have no transcript here.
    """
    known = row_ids(connection)
    for run, suite in runs:
        if run not in known:
            known[run] = _insert(connection, _without_transcript(run, suite))
    return known


def row_ids(connection: Connection) -> dict[RunId, int]:
    """Return the row of every run of the study."""
    rows = connection.execute(sa.select(trajectories.c.id, *_ID_COLUMNS)).mappings()
    return {run_of(row): row["id"] for row in rows}


def find_row(connection: Connection, run: RunId) -> int | None:
    """Return the row of one run, None where the study does not know it."""
    query = sa.select(trajectories.c.id).where(_is(run))
    return connection.execute(query).scalar_one_or_none()


def run_of(row: RowMapping) -> RunId:
    """Return the run that a row with the id columns names."""
    return RunId(
        model=row["model"],
        variant=row["variant"],
        scenario=row["scenario"],
        occurrence=row["occurrence"],
    )


_ID_COLUMNS = (
    trajectories.c.model,
    trajectories.c.variant,
    trajectories.c.scenario,
    trajectories.c.occurrence,
)
ID_COLUMNS = _ID_COLUMNS


def key_of(raw: bytes) -> str:
    """Return the key of a trail: the SHA-256 of its bytes."""
    return hashlib.sha256(raw).hexdigest()


def _add(connection: Connection, incoming: Incoming) -> RunId | None:
    key = key_of(incoming.raw)
    cell = incoming.id.cell
    rows = _of_cell(connection, cell)
    same = next((row["id"] for row in rows if row["key"] == key), None)
    if same is not None:
        _add_extras(connection, same, incoming)
        return None
    empty = next((row["id"] for row in rows if not row["has_transcript"]), None)
    occurrence = 1 if empty is not None else len(rows) + 1
    run = RunId(
        model=cell.model, variant=cell.variant, scenario=cell.scenario, occurrence=occurrence
    )
    values = _with_transcript(run, key, incoming)
    if empty is None:
        row_id = _insert(connection, values)
    else:
        row_id = empty
        connection.execute(trajectories.update().where(trajectories.c.id == empty).values(values))
    _add_content(connection, row_id, incoming)
    return run


def _of_cell(connection: Connection, cell: RunId) -> Sequence[RowMapping]:
    query = sa.select(trajectories.c.id, trajectories.c.key, trajectories.c.has_transcript).where(
        trajectories.c.model == cell.model,
        trajectories.c.variant == cell.variant,
        trajectories.c.scenario == cell.scenario,
    )
    return connection.execute(query).mappings().all()


def _add_extras(connection: Connection, row_id: int, incoming: Incoming) -> None:
    """Keep what lies beside a trail that came in without it before, such as its log."""
    if incoming.extras is None:
        return
    done = connection.execute(
        raws.update()
        .where(raws.c.trajectory_id == row_id, raws.c.extras.is_(None))
        .values(extras=codec.pack(incoming.extras))
    )
    if done.rowcount:
        told = _told(incoming.transcript)
        connection.execute(trajectories.update().where(trajectories.c.id == row_id).values(told))


def _add_content(connection: Connection, row_id: int, incoming: Incoming) -> None:
    connection.execute(
        raws.insert().values(
            trajectory_id=row_id,
            raw=codec.pack(incoming.raw),
            extras=None if incoming.extras is None else codec.pack(incoming.extras),
        )
    )
    if not incoming.passages:
        return
    keys = connection.execute(
        passages.insert().returning(passages.c.id, sort_by_parameter_order=True),
        [
            {
                "trajectory_id": row_id,
                "step": passage.step,
                "start": passage.start,
                "end": passage.end,
            }
            for passage in incoming.passages
        ],
    ).scalars()
    texts = (passage.text for passage in incoming.passages)
    fulltext.add(connection, list(zip(keys, texts, strict=True)))


def _insert(connection: Connection, values: Mapping[str, object]) -> int:
    done = connection.execute(trajectories.insert().values(values).returning(trajectories.c.id))
    return int(done.scalar_one())


def _without_transcript(run: RunId, suite: Suite) -> dict[str, object]:
    return {
        "model": run.model,
        "variant": run.variant,
        "scenario": run.scenario,
        "occurrence": run.occurrence,
        "suite": suite,
        "key": f"id:{run}",
        "has_transcript": False,
        "steps": 0,
        "commands": 0,
        "entries": 0,
        "intervened": False,
        "flags": "[]",
    }


def _with_transcript(run: RunId, key: str, incoming: Incoming) -> dict[str, object]:
    return (
        _without_transcript(run, incoming.suite)
        | _told(incoming.transcript)
        | {
            "key": key,
            "has_transcript": True,
            "format": incoming.format,
            "source": codec.clean(incoming.source),
        }
    )


def _told(transcript: Transcript) -> dict[str, object]:
    return {
        "steps": transcript.turns,
        "commands": transcript.commands,
        "entries": transcript.entries,
        "ended": transcript.ended,
        "intervened": transcript.intervened,
        "flags": codec.list_text(transcript.flags),
        "started_at": transcript.started_at and codec.time_text(transcript.started_at),
        "ended_at": transcript.ended_at and codec.time_text(transcript.ended_at),
    }


def _value(row: RowMapping) -> Trajectory:
    return Trajectory(
        id=run_of(row),
        key=row["key"],
        suite=Suite(row["suite"]),
        has_transcript=row["has_transcript"],
        steps=row["steps"],
        commands=row["commands"],
        entries=row["entries"],
        ended=None if row["ended"] is None else Ended(row["ended"]),
        intervened=row["intervened"],
        flags=codec.texts(row["flags"]),
        started_at=row["started_at"] and codec.time_value(row["started_at"]),
        ended_at=row["ended_at"] and codec.time_value(row["ended_at"]),
        format=row["format"],
        source=row["source"],
    )


def _is(run: RunId) -> sa.ColumnElement[bool]:
    return sa.and_(
        trajectories.c.model == run.model,
        trajectories.c.variant == run.variant,
        trajectories.c.scenario == run.scenario,
        trajectories.c.occurrence == run.occurrence,
    )


def _raw(row: RowMapping) -> Raw:
    return Raw(
        raw=codec.unpack(row["raw"]),
        extras=None if row["extras"] is None else codec.unpack(row["extras"]),
        format=row["format"],
    )


def _raws(connection: Connection, keys: set[int]) -> dict[int, Raw]:
    query = (
        sa.select(raws.c.trajectory_id, raws.c.raw, raws.c.extras, trajectories.c.format)
        .join(trajectories, trajectories.c.id == raws.c.trajectory_id)
        .where(raws.c.trajectory_id.in_(keys))
    )
    return {row["trajectory_id"]: _raw(row) for row in connection.execute(query).mappings()}


def _hits(connection: Connection, found: Sequence[int]) -> list[Hit]:
    """Return what lies behind ids of passages, in their order."""
    query = (
        sa.select(
            passages.c.id.label("passage"),
            passages.c.trajectory_id,
            passages.c.step,
            passages.c.start,
            passages.c.end,
            *_ID_COLUMNS,
        )
        .join(trajectories, trajectories.c.id == passages.c.trajectory_id)
        .where(passages.c.id.in_(found))
    )
    by_passage = {row["passage"]: _hit(row) for row in connection.execute(query).mappings()}
    return [by_passage[passage] for passage in found]


def _hit(row: RowMapping) -> Hit:
    return Hit(
        row=row["trajectory_id"],
        run=run_of(row),
        step=row["step"],
        start=row["start"],
        end=row["end"],
    )
