"""Bring a study's tables to the version that this desk writes."""

import os
import sqlite3
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from time import sleep

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from odcv_desk.domain.errors import StoreError
from odcv_desk.store import fulltext
from odcv_desk.store.connection import reading, shown, writing

_TRIES = 50
_BETWEEN_TRIES_S = 0.1
_MIGRATIONS = Path(__file__).parent / "migrations"


def prepare(engine: Engine) -> Path | None:
    """Create the tables of a new study, or bring an older study up to date.

    Returns:
        The copy that was made of an older study before it was changed, else None.

    Raises:
        StoreError: The study was written by a newer desk, or the database is no study.
    """
    with reading(engine) as connection:
        version = _version(connection, engine)
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    if version == head():
        return None
    with writing(engine) as connection:
        # Asked again, as another process may have done it meanwhile; now nobody else writes.
        version = _version(connection, engine)
        if version == head():
            return None
        copy = _copy(engine, version) if version else None
        _upgrade(connection)
        fulltext.create(connection)
    return copy


@cache
def head() -> str:
    """Return the newest revision, the one that this desk reads and writes."""
    return max(_known())


@cache
def _known() -> frozenset[str]:
    return frozenset(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _write_ahead(engine: Engine) -> None:
    for left in reversed(range(_TRIES)):
        with reading(engine) as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        if mode == "wal":
            return
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
        except sqlite3.DatabaseError as fault:
            # SQLite does not wait here where another desk opens the new study at this moment.
            if left and "locked" in str(fault):
                sleep(_BETWEEN_TRIES_S)
                continue
            raise StoreError(
                f"{shown(engine.url)}: {fault}", hint="Name another file or folder."
            ) from fault
        finally:
            raw.close()


def _version(connection: Connection, engine: Engine) -> str | None:
    names = set(sa.inspect(connection).get_table_names())
    if not names:
        return None
    version = None
    if "alembic_version" in names and "trajectories" in names:
        version = connection.execute(
            sa.text("SELECT version_num FROM alembic_version")
        ).scalar_one_or_none()
    if version is None:
        raise StoreError(
            f"{shown(engine.url)}: a database, but not a study of ODCV Desk",
            hint="Name another file, or leave it out to make a new study.",
        )
    if version not in _known():
        raise StoreError(
            f"{shown(engine.url)}: written by a newer ODCV Desk (tables {version}, "
            f"this one knows up to {head()}); nothing was changed",
            hint="Update ODCV Desk: pip install --upgrade odcv-desk",
        )
    return str(version)


def _copy(engine: Engine, version: str) -> Path | None:
    """Copy a study as it is beside itself; an earlier copy stays."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    path = Path(engine.url.database)
    name = f"{path.name}.before-{head()}-from-{version}"
    partial = path.with_name(f"{name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as copy:
            source.backup(copy)
        numbers = (f".{number}" if number else "" for number in count())
        target = next(
            place for more in numbers if not (place := path.with_name(name + more)).exists()
        )
        partial.rename(target)
    except (OSError, sqlite3.Error) as fault:
        partial.unlink(missing_ok=True)
        raise StoreError(
            f"{path}: no copy could be made before bringing it up to date ({fault})",
            hint="Make room beside the study, or copy it to a folder that you may write to.",
        ) from fault
    return target


def _upgrade(connection: Connection) -> None:
    # Alembic takes 0.15 s to load and is needed only when tables are made or changed.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
