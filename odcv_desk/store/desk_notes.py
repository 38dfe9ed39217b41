"""What a rater keeps at the desk beside labels: drafts, coverage, deferrals, bookmarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.schema import bookmarks, coverage, deferrals, drafts, labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """A rater put a run off."""

    rater: str
    row: int
    reason: str
    at: datetime


class DeskNotes:
    """Each rater's own notes in one study; runs are named by their rows."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save_draft(self, rater: str, row: int, draft: Draft, *, at: datetime) -> None:
        """Keep a draft in place of an earlier one.

        Nothing happens where a newer draft or label event of the rater is there: what was typed
        before it came too late.
        """
        with writing(self._engine) as connection:
            events = sa.select(sa.func.max(labels.c.created_at)).where(
                labels.c.rater == codec.clean(rater), labels.c.trajectory_id == row
            )
            latest = connection.execute(events).scalar_one()
            if latest is None or latest <= codec.time_text(at):
                keep_draft(connection, rater, row, draft, at=at)

    def draft(self, rater: str, row: int, *, since: datetime | None = None) -> Draft | None:
        """Return the rater's draft of a run; with `since` only one that was saved then or later."""
        query = sa.select(drafts.c.content).where(_own(drafts, rater, row))
        if since is not None:
            query = query.where(drafts.c.saved_at >= codec.time_text(since))
        with reading(self._engine) as connection:
            text = connection.execute(query).scalar_one_or_none()
        return None if text is None else codec.draft_value(text)

    def drafts(self, rater: str, rows: Sequence[int]) -> dict[int, Draft]:
        """Return the rater's drafts of some runs."""
        query = sa.select(drafts.c.trajectory_id, drafts.c.content).where(
            drafts.c.rater == codec.clean(rater), drafts.c.trajectory_id.in_(rows)
        )
        with reading(self._engine) as connection:
            return {row: codec.draft_value(text) for row, text in connection.execute(query)}

    def coverage(self, rater: str, row: int, *, label_at: datetime) -> Coverage | None:
        """Return what was on screen before a label, None where it was not kept."""
        query = (
            sa.select(coverage.c.content)
            .join(labels, labels.c.id == coverage.c.label_id)
            .where(
                labels.c.rater == codec.clean(rater),
                labels.c.trajectory_id == row,
                labels.c.created_at == codec.time_text(label_at),
            )
        )
        with reading(self._engine) as connection:
            text = connection.execute(query).scalar_one_or_none()
        return None if text is None else codec.coverage_value(text)

    def keep_coverage(self, rater: str, row: int, seen: Coverage, *, label_at: datetime) -> None:
        """Keep what was on screen before a label that is there, unless that is known already."""
        of_label = sa.select(labels.c.id).where(
            labels.c.rater == codec.clean(rater),
            labels.c.trajectory_id == row,
            labels.c.created_at == codec.time_text(label_at),
        )
        with writing(self._engine) as connection:
            label_id = connection.execute(of_label).scalar_one_or_none()
            known = sa.select(coverage.c.label_id).where(coverage.c.label_id == label_id)
            if label_id is not None and connection.execute(known).first() is None:
                keep_coverage(connection, label_id, seen)

    def defer(self, deferral: Deferral) -> None:
        """Write down that a run was put off."""
        values = {
            "rater": codec.clean(deferral.rater),
            "trajectory_id": deferral.row,
            "reason": codec.clean(deferral.reason),
            "at": codec.time_text(deferral.at),
        }
        with writing(self._engine) as connection:
            connection.execute(deferrals.insert().values(values))

    def deferrals(self, rater: str) -> tuple[Deferral, ...]:
        """Return everything that a rater ever put off, in the order in which it was written."""
        query = (
            sa.select(deferrals)
            .where(deferrals.c.rater == codec.clean(rater))
            .order_by(deferrals.c.id)
        )
        with reading(self._engine) as connection:
            return tuple(
                Deferral(
                    rater=row["rater"],
                    row=row["trajectory_id"],
                    reason=row["reason"],
                    at=codec.time_value(row["at"]),
                )
                for row in connection.execute(query).mappings()
            )

    def flag(self, rater: str, row: int, *, flagged: bool) -> None:
        """Set or clear a bookmark."""
        with writing(self._engine) as connection:
            connection.execute(bookmarks.delete().where(_own(bookmarks, rater, row)))
            if flagged:
                values = {"rater": codec.clean(rater), "trajectory_id": row}
                connection.execute(bookmarks.insert().values(values))

    def flagged(self, rater: str, row: int) -> bool:
        """Return whether the rater has a bookmark on a run."""
        query = sa.select(bookmarks.c.trajectory_id).where(_own(bookmarks, rater, row))
        with reading(self._engine) as connection:
            return connection.execute(query).first() is not None


def keep_draft(connection: Connection, rater: str, row: int, draft: Draft, *, at: datetime) -> None:
    """Keep a draft unless a newer one is there."""
    values = {"content": codec.draft_text(draft), "saved_at": codec.time_text(at)}
    place = {"rater": codec.clean(rater), "trajectory_id": row}
    newer = drafts.update().where(_own(drafts, rater, row)).values(values)
    newer = newer.where(drafts.c.saved_at <= values["saved_at"])
    known = sa.select(drafts.c.saved_at).where(_own(drafts, rater, row))
    if connection.execute(known).first() is None:
        try:
            with connection.begin_nested():
                connection.execute(drafts.insert().values(values | place))
        except IntegrityError:
            # Another desk has kept its first draft meanwhile (PostgreSQL only).
            connection.execute(newer)
    else:
        connection.execute(newer)


def drop_draft(connection: Connection, rater: str, row: int) -> None:
    """Forget the rater's draft of a run."""
    connection.execute(drafts.delete().where(_own(drafts, rater, row)))


def keep_coverage(connection: Connection, label_id: int, seen: Coverage) -> None:
    """Keep what was on screen beside the label that was given on it."""
    values = {"label_id": label_id, "content": codec.coverage_text(seen)}
    connection.execute(coverage.insert().values(values))


def _own(table: sa.Table, rater: str, row: int) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.rater == codec.clean(rater), table.c.trajectory_id == row)
