"""Full text over transcripts: the one place that knows what an engine can do about it.

SQLite keeps an FTS5 index without content (the text lies compressed in `raws`). Other engines
keep the text of each passage and are asked with LIKE.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from odcv_desk.store.codec import clean
from odcv_desk.store.schema import metadata, passages

RANKED_AT_MOST = 5000

_texts = sa.Table(
    "passage_texts",
    sa.MetaData(naming_convention=metadata.naming_convention),
    sa.Column("passage_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
)
_WORD = re.compile(r'"([^"]*)"|(\S+)')
_TOKEN = re.compile(r"\w", re.UNICODE)


def create(connection: Connection) -> None:
    """Make the index if there is none."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS passages_fts USING fts5("
            "text, content='', columnsize=1, tokenize='unicode61 remove_diacritics 2')"
        )
    else:
        _texts.create(connection, checkfirst=True)


def add(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Index the texts of passages, given as (passage id, text)."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO passages_fts (rowid, text) VALUES (?, ?)",
            [(key, clean(text)) for key, text in rows],
        )
    else:
        connection.execute(
            _texts.insert(), [{"passage_id": key, "text": clean(text)} for key, text in rows]
        )


def terms(query: str) -> tuple[str, ...]:
    """Return the words and "quoted phrases" of a query that hold anything to look for."""
    found = (quoted or word for quoted, word in _WORD.findall(clean(query)))
    return tuple(term for term in found if _TOKEN.search(term))


def find(connection: Connection, query: str, *, limit: int) -> tuple[int, ...]:
    """Return the ids of the passages that hold every term, best first.

    A word that ends in `*` stands for every word that begins so. At most `RANKED_AT_MOST`
    passages are ranked.
    """
    wanted = terms(query)
    if not wanted:
        return ()
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(
            "SELECT rowid FROM (SELECT rowid, rank FROM passages_fts WHERE passages_fts MATCH ?"
            " LIMIT ?) ORDER BY rank, rowid LIMIT ?",
            (" ".join(_fts(term) for term in wanted), RANKED_AT_MOST, limit),
        )
    else:
        holds = [_texts.c.text.icontains(term.rstrip("*"), autoescape=True) for term in wanted]
        rows = connection.execute(
            sa.select(_texts.c.passage_id)
            .join(passages, passages.c.id == _texts.c.passage_id)
            .where(*holds)
            .order_by(sa.func.length(_texts.c.text), _texts.c.passage_id)
            .limit(limit)
        )
    return tuple(row[0] for row in rows)


def _fts(term: str) -> str:
    prefix = term.endswith("*")
    quoted = '"' + term.rstrip("*").replace('"', '""') + '"'
    return quoted + (" *" if prefix else "")
