"""Connect to a study's database, whichever engine it lives on."""

import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError
from sqlalchemy.pool import NullPool

from odcv_desk.domain.errors import StoreError

PATIENCE_S: Final = 30.0
_HIDDEN: Final = "***"
_PORT: Final = 5432
_NO_SERVER: Final = "Can't create a connection to host"
_UNREACHED: Final = (
    "no PostgreSQL server answers there",
    "Check host and port, that the server runs, and that it may be reached from here.",
)
_SERVER_FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "3D000": (
        "there is no database of that name on the server",
        "Check the name, or make it there with: createdb NAME",
    ),
    "28000": (
        "the server does not let this user in",
        "Check the user's name in the address, and with whoever keeps the server.",
    ),
    "28P01": (
        "the server does not take this user's password",
        "Set PGPASSWORD, or write it into ~/.pgpass, which only you may be able to read.",
    ),
    "53300": ("the server has no connection free", "Close other desks, or try again later."),
    "57P03": ("the server is starting or closing down", "Try again in a moment."),
}
_together: Final[ContextVar[tuple[Engine, Connection] | None]] = ContextVar(
    "_together", default=None
)
"""The connection whose work several steps are parts of, and the study's engine."""
_WRITERS: Final = 0x0DC5
"""Names the lock of a PostgreSQL study that its writers hold in turn."""
_OTHERS: Final = 0o077
# A field of a password file, up to a colon that no backslash stands before.
_FIELD: Final = re.compile(r"(?:^|(?<=:))((?:\\.|[^:\\])*)(?=:|$)")
_ESCAPED: Final = re.compile(r"\\(.)")
# Hidden generously, as a password may hold any sign: up to the last @, and without one, whatever
# is no port.
_PASSWORD: Final = re.compile(r"(?<=://)([^:@/\[]*):(?:.*(?=@)|(?!\d*(?:[/?]|$)).*)", re.DOTALL)
_NAMED_SECRET: Final = re.compile(
    r"([?&][^=&]*(?:pass|pwd|secret|token)[^=&]*=)[^&]*", re.IGNORECASE
)


def study_url(where: str) -> URL:
    """Return the address of a study: a database URL as it is, anything else as an SQLite file.

    Raises:
        StoreError: The URL cannot be understood.
    """
    if "://" not in where:
        return URL.create("sqlite", database=str(Path(where).expanduser()))
    try:
        return make_url(where)
    except (ArgumentError, ValueError):
        # The cause is left out: it may quote the part of the URL that is the password.
        raise StoreError(
            f"{shown_place(where)}: not a database URL",
            hint="Name a file, or a URL such as postgresql+pg8000://user@host/study.",
        ) from None


def engine_for(url: URL, *, patience_s: float = PATIENCE_S) -> Engine:
    """Return an engine whose SQLite connections keep foreign keys, wait, and write ahead.

    Args:
        url: Where the study lies.
        patience_s: How long to wait for another program that writes to an SQLite file.

    Raises:
        StoreError: The driver for this kind of database is not installed.
    """
    secret = None if url.password else password_for(url, os.environ)
    # Beside the address, so that nothing that shows the address can show it.
    arguments = {} if secret is None else {"password": secret}
    try:
        # A connection that was lost is noticed before it is used, and made anew.
        engine = sa.create_engine(url, connect_args=arguments, pool_pre_ping=True, **_sealed(url))
    except (ModuleNotFoundError, sa.exc.NoSuchModuleError) as fault:
        raise StoreError(
            f"{shown(url)}: no driver for this database ({fault})",
            hint="Install one, for PostgreSQL with: pip install 'odcv-desk[postgres]'",
        ) from fault
    engine = engine.execution_options(patience_s=patience_s)
    if engine.dialect.name == "sqlite":
        sa.event.listen(
            engine, "connect", lambda raw, _record: _prepare_sqlite(raw, patience_s=patience_s)
        )
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def password_for(url: URL, environment: Mapping[str, str]) -> str | None:
    """Return the password for a PostgreSQL server as its own programs find it, None for none.

    `PGPASSWORD` goes before the password file (`PGPASSFILE`, else `~/.pgpass`), which others must
    not be able to read.
    """
    if url.get_backend_name() != "postgresql":
        return None
    if secret := environment.get("PGPASSWORD"):
        return secret
    file = Path(environment.get("PGPASSFILE") or Path.home() / ".pgpass")
    try:
        if file.stat().st_mode & _OTHERS:
            return None
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    wanted = (url.host or "localhost", str(url.port or _PORT), url.database, url.username)
    for line in lines:
        *place, secret = [_ESCAPED.sub(r"\1", part) for part in _FIELD.findall(line)] or [""]
        fits = (part in ("*", want) for part, want in zip(place, wanted, strict=False))
        if len(place) == len(wanted) and not line.startswith("#") and all(fits):
            return secret
    return None


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn what a database says of itself (locked, damaged, gone) into a clear fault."""
    try:
        yield
    except DBAPIError as fault:
        reason, code = _reason(fault)
        hint = "Check that the study can be reached and written, then try again."
        if code in _SERVER_FAULTS or _NO_SERVER in reason:
            reason, hint = _SERVER_FAULTS.get(code, _UNREACHED)
        elif "locked" in reason or "lock timeout" in reason:
            hint = "Another program is writing to the study; try again in a moment."
        elif isinstance(fault, DatabaseError) and ("not a database" in reason):
            hint = "Name another file, or leave it out to make a new study."
        elif "readonly" in reason:
            hint = "It can only be read here: copy it to a folder that you may write to."
        elif "full" in reason:
            hint = "Make room where the study lies, then do the last step again."
        elif "malformed" in reason or "corrupt" in reason:
            hint = "The file is damaged; go back to a copy of it."
        raise StoreError(f"{shown(engine.url)}: {reason}", hint=hint) from fault


def _connected(engine: Engine) -> Connection:
    """Return a connection; where the driver trips over lost ones, a fresh one."""
    try:
        return engine.connect()
    except OSError:  # pg8000 hands on what the socket says when it is asked whether it lives
        engine.dispose()
        return engine.connect()


def _reason(fault: DBAPIError) -> tuple[str, str]:
    """Return what a driver says, and the server's code for it (SQLSTATE) where there is one."""
    told = fault.orig.args[0] if fault.orig is not None and fault.orig.args else None
    if isinstance(told, dict):  # pg8000 hands on the fields of the server's message as they came
        return str(told.get("M", told)), str(told.get("C", ""))
    return str(fault.orig or fault), str(getattr(fault.orig, "sqlstate", None) or "")


def shown(url: URL) -> str:
    """Return how a study is named to a person: the file's path, or the URL without password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return _NAMED_SECRET.sub(rf"\1{_HIDDEN}", url.render_as_string(hide_password=True))


def shown_place(where: str) -> str:
    """Return how the place of a study, as a person gave it, may stand on screen: no password.

    Unlike `shown` it takes any text, also one that is no database URL.
    """
    if "://" not in where:
        return where
    return _NAMED_SECRET.sub(rf"\1{_HIDDEN}", _PASSWORD.sub(rf"\1:{_HIDDEN}", where))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the study throughout."""
    if (shared := _shared(engine)) is not None:
        yield shared
        return
    _check_present(engine.url)
    with translated(engine), _connected(engine) as plain:
        if engine.dialect.name == "postgresql":
            yield plain.execution_options(isolation_level="REPEATABLE READ")
        else:
            yield plain


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose work is committed whole at the end, or not at all."""
    if (shared := _shared(engine)) is not None:
        yield shared
        return
    _check_present(engine.url)
    with translated(engine), _connected(engine) as plain:
        connection = plain.execution_options(study_writes=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                _wait_for_turn(connection, engine)
            yield connection


@contextmanager
def together(engine: Engine) -> Iterator[None]:
    """Make all that is read and written inside one piece, which is kept whole or not at all."""
    with writing(engine) as connection:
        before = _together.set((engine, connection))
        try:
            yield
        finally:
            _together.reset(before)


def _shared(engine: Engine) -> Connection | None:
    bound = _together.get()
    return bound[1] if bound is not None and bound[0] is engine else None


def in_file(url: URL) -> Path | None:
    """Return the file that a study rests in, None for a server or for memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _sealed(url: URL) -> dict[str, Any]:
    """Return how to connect to a file in a folder that takes nothing new; {} for all others.

    A study that is written ahead keeps files beside it even while it is only read. Without them
    SQLite reads it where it is told that nothing changes; that is asked anew for each connection,
    as somebody else may write to it.
    """
    path = in_file(url)
    if path is None or not path.exists() or os.access(path.absolute().parent, os.W_OK):
        return {}
    place = f"{path.absolute().as_uri()}?mode=ro"
    beside = path.with_name(f"{path.name}-wal")

    def connect() -> sqlite3.Connection:
        still = "" if beside.exists() else "&immutable=1"
        return sqlite3.connect(f"{place}{still}", uri=True, check_same_thread=False)

    return {"creator": connect, "poolclass": NullPool}


def _check_present(url: URL) -> None:
    """Refuse to work on a file that was taken away: SQLite would write on into nothing."""
    path = in_file(url)
    if path is not None and not path.exists():
        raise StoreError(
            f"{path}: the study's file is gone; nothing was kept in it now",
            hint="Put the file back (from the trash or a copy), then do the last step again.",
        )


def _wait_for_turn(connection: Connection, engine: Engine) -> None:
    """Let one desk write at a time, as SQLite does: what is checked before a write then holds."""
    wait_ms = round(engine.get_execution_options()["patience_s"] * 1000)
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait_ms}")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


def _prepare_sqlite(connection: sqlite3.Connection, *, patience_s: float) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {round(patience_s * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("study_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
