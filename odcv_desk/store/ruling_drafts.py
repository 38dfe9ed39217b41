"""Rulings in the making: each adjudicator's own, by wave and run."""

import json
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from odcv_desk.domain.decision import Decision
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.schema import study_facts

_NAMED: Final = "ruling-draft:"


class RulingDrafts:
    """What an adjudicator has given so far on disputes; runs are named by their rows.

    They rest apart from drafts of labels: who settles a run may be one of its raters.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, adjudicator: str, wave: str, row: int, decision: Decision) -> None:
        """Keep a decision in place of an earlier one; an empty one is no draft."""
        with writing(self._engine) as connection:
            if decision.empty:
                connection.execute(study_facts.delete().where(_own(adjudicator, wave, row)))
            else:
                _put(connection, _name(adjudicator, wave, row), codec.decision_text(decision))

    def draft(self, adjudicator: str, wave: str, row: int) -> Decision | None:
        """Return what an adjudicator has given so far, None where that is nothing."""
        query = sa.select(study_facts.c.value).where(_own(adjudicator, wave, row))
        with reading(self._engine) as connection:
            text = connection.execute(query).scalar_one_or_none()
        return None if text is None else codec.decision_value(text)


def _name(adjudicator: str, wave: str, row: int) -> str:
    return _NAMED + json.dumps([row, codec.clean(wave), codec.clean(adjudicator)])


def _own(adjudicator: str, wave: str, row: int) -> sa.ColumnElement[bool]:
    return study_facts.c.name == _name(adjudicator, wave, row)


def _put(connection: Connection, name: str, value: str) -> None:
    newer = study_facts.update().where(study_facts.c.name == name).values(value=value)
    if connection.execute(newer).rowcount:
        return
    try:
        with connection.begin_nested():
            connection.execute(study_facts.insert().values(name=name, value=value))
    except IntegrityError:
        # Another desk has kept its first draft meanwhile (PostgreSQL only).
        connection.execute(newer)
