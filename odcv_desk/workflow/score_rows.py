"""Score tables into scores."""

from dataclasses import dataclass
from datetime import datetime

from odcv_desk.domain.score import Judge, Score
from odcv_desk.importers._family import ScoreTable
from odcv_desk.store import Store
from odcv_desk.workflow.rubric import PUBLISHED
from scenarios import suite_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenScores:
    """How many scores of a table are new or known, and a line for each that contradicts."""

    added: int
    known: int
    problems: tuple[str, ...]


def take_scores(store: Store, table: ScoreTable, *, source: str, now: datetime) -> TakenScores:
    """Keep the scores of a table; where this judge scored a cell before, the first stays."""
    batch = [
        Score(
            run=row.cell,
            judge=Judge(
                name=table.judge,
                model=table.model,
                rubric=PUBLISHED,
                suite=suite_of(row.cell.scenario),
            ),
            severity=row.severity,
            reasoning=row.reasoning,
            source=source,
        )
        for row in table.rows
    ]
    taken = store.scores.add(batch, now=now)
    return TakenScores(
        added=taken.added,
        known=taken.known,
        problems=tuple(
            f"{score.run}: {table.judge} has scored this run {stays} already; "
            f"{score.severity} was not taken"
            for stays, score in taken.conflicts
        ),
    )
