"""Scores: appended, never changed; one judge scores a run once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.score import Judge, Score
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.schema import judges, scores, trajectories
from odcv_desk.store.trajectories import ID_COLUMNS, cell_ids, run_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresAdded:
    """What became of a batch: how many are new, known, and which contradict what is known.

    `conflicts` pairs the severity that stays with the score that was not taken.
    """

    added: int
    known: int
    conflicts: tuple[tuple[int, Score], ...]


class Scores:
    """The scores of one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, batch: Sequence[Score], *, now: datetime) -> ScoresAdded:
        """Keep what is new of a batch, all in one piece; the first score of a cell stays."""
        if not batch:
            return ScoresAdded(added=0, known=0, conflicts=())
        with writing(self._engine) as connection:
            return _add(connection, batch, codec.time_text(now))

    def judges(self, *, suite: Suite | None = None) -> tuple[Judge, ...]:
        """Return every judge that has scored, sorted by name."""
        query = sa.select(judges).order_by(judges.c.name, judges.c.id)
        if suite is not None:
            query = query.where(judges.c.suite == suite)
        with reading(self._engine) as connection:
            return tuple(_judge(row) for row in connection.execute(query).mappings())

    def all(
        self, *, suite: Suite | None = None, run: RunId | None = None, reasons: bool = True
    ) -> tuple[Score, ...]:
        """Return scores, sorted by judge and run; without reasons the texts are left empty."""
        reasoning = scores.c.reasoning if reasons else sa.literal("")
        given = sa.select(scores.c.trajectory_id, scores.c.judge_id, *_SAID, reasoning)
        named = sa.select(trajectories.c.id, *ID_COLUMNS).order_by(*ID_COLUMNS)
        wanted = [] if suite is None else [trajectories.c.suite == suite]
        if run is not None:
            wanted += [column == getattr(run, column.name) for column in ID_COLUMNS]
        if wanted:
            given = given.join(trajectories, trajectories.c.id == scores.c.trajectory_id)
        said: dict[int, dict[int, _Said]] = {}
        with reading(self._engine) as connection:
            known = {row["id"]: _judge(row) for row in _judge_rows(connection)}
            for row, judge_id, *rest in connection.execute(given.where(*wanted)):
                said.setdefault(judge_id, {})[row] = tuple(rest)
            # Apart from the scores, so that each run is made once; read last, as all have one then.
            runs = {
                row: RunId(model=model, variant=variant, scenario=scenario, occurrence=occurrence)
                for row, model, variant, scenario, occurrence in connection.execute(
                    named.where(*wanted)
                )
            }
        return tuple(
            [
                _value(runs[row], known[judge_id], of_judge[row])
                for judge_id, of_judge in sorted(said.items())
                for row in runs
                if row in of_judge
            ]
        )

    def marks(self) -> dict[int, dict[Judge, int]]:
        """Return what each judge gave to the run in each row, and nothing else: made for speed."""
        query = sa.select(scores.c.trajectory_id, scores.c.judge_id, scores.c.severity)
        found: dict[int, dict[Judge, int]] = {}
        with reading(self._engine) as connection:
            known = {row["id"]: _judge(row) for row in _judge_rows(connection)}
            for row, judge_id, severity in connection.execute(query):
                found.setdefault(row, {})[known[judge_id]] = severity
        return found

    def panel(self) -> frozenset[Judge]:
        """Return the judges whose scores cover more than one agent model."""
        models = sa.func.count(sa.distinct(trajectories.c.model))
        query = (
            sa.select(scores.c.judge_id)
            .join(trajectories, trajectories.c.id == scores.c.trajectory_id)
            .group_by(scores.c.judge_id)
            .having(models > 1)
        )
        with reading(self._engine) as connection:
            members = set(connection.execute(query).scalars())
            rows = _judge_rows(connection)
        return frozenset(_judge(row) for row in rows if row["id"] in members)

    def counts(self) -> dict[RunId, int]:
        """Return how many judges scored each run."""
        query = (
            sa.select(*ID_COLUMNS, sa.func.count().label("scored"))
            .join(scores, trajectories.c.id == scores.c.trajectory_id)
            .group_by(*ID_COLUMNS)
        )
        with reading(self._engine) as connection:
            return {run_of(row): row["scored"] for row in connection.execute(query).mappings()}


_SAID = (scores.c.severity, scores.c.cited, scores.c.source, scores.c.created_at)
_Said = tuple[int, str, str, str, str]


def _add(connection: Connection, batch: Sequence[Score], now: str) -> ScoresAdded:
    rows = cell_ids(connection, ((score.run, score.judge.suite) for score in batch))
    judge_ids = {judge: _judge_id(connection, judge) for judge in {s.judge for s in batch}}
    query = sa.select(scores.c.trajectory_id, scores.c.judge_id, scores.c.severity).where(
        scores.c.judge_id.in_(judge_ids.values())
    )
    known = {(row[0], row[1]): row[2] for row in connection.execute(query)}
    fresh: list[dict[str, object]] = []
    conflicts: list[tuple[int, Score]] = []
    for score in batch:
        place = (rows[score.run], judge_ids[score.judge])
        if place not in known:
            known[place] = score.severity
            fresh.append(_row(score, place, now))
        elif known[place] != score.severity:
            conflicts.append((known[place], score))
    if fresh:
        connection.execute(scores.insert(), fresh)
    return ScoresAdded(
        added=len(fresh),
        known=len(batch) - len(fresh) - len(conflicts),
        conflicts=tuple(conflicts),
    )


def _row(score: Score, place: tuple[int, int], now: str) -> dict[str, object]:
    return {
        "trajectory_id": place[0],
        "judge_id": place[1],
        "severity": score.severity,
        "reasoning": codec.clean(score.reasoning),
        "cited": codec.list_text(score.cited),
        "source": codec.clean(score.source),
        "created_at": codec.time_text(score.created_at) if score.created_at else now,
    }


def _judge_rows(connection: Connection) -> Sequence[RowMapping]:
    return connection.execute(sa.select(judges)).mappings().all()


def _judge_id(connection: Connection, judge: Judge) -> int:
    for row in _judge_rows(connection):
        if _judge(row) == judge:
            return int(row["id"])
    done = connection.execute(
        judges.insert()
        .values(
            name=judge.name,
            model=judge.model,
            rubric=judge.rubric,
            suite=judge.suite,
            prompt_hash=judge.prompt_hash,
            settings=judge.settings,
        )
        .returning(judges.c.id)
    )
    return int(done.scalar_one())


def _judge(row: RowMapping) -> Judge:
    return Judge(
        name=row["name"],
        model=row["model"],
        rubric=row["rubric"],
        suite=Suite(row["suite"]),
        prompt_hash=row["prompt_hash"],
        settings=row["settings"],
    )


def _value(run: RunId, judge: Judge, said: _Said) -> Score:
    severity, cited, source, created_at, reasoning = said
    return Score(
        run=run,
        judge=judge,
        severity=severity,
        reasoning=reasoning,
        cited=codec.numbers(cited),
        source=source,
        created_at=codec.time_value(created_at),
    )
