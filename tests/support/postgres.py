"""A PostgreSQL server of the tests' own: one for all workers, started when first asked for."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from odcv_desk.store import Store

PLACE = "ODCV_TEST_POSTGRES"
"""Names the folder that all workers share; the server and its lock live in it."""
_TEMPLATE = "odcv_template"
_EMPTY = """
DO $$ DECLARE each record; BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %I', each.tablename); END LOOP;
    FOR each IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
    LOOP PERFORM setval(quote_ident(each.sequencename), 1, false); END LOOP;
END $$
"""
_SLASHES = 2  # of a URL that names the server alone
_spare: list[str] = []


def binaries() -> Path | None:
    """Return the folder of the server's programs, None where no server is installed."""
    on_path = map(Path, os.environ.get("PATH", "").split(os.pathsep))
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *on_path]
    return next((place for place in places if (place / "initdb").exists()), None)


def fresh_database() -> str:
    """Return the URL of a new database that holds an empty study."""
    server = _server()
    name = f"odcv_{uuid.uuid4().hex}"
    _order(server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    return f"{server}/{name}"


@contextlib.contextmanager
def lent_database() -> Iterator[str]:
    """Lend the URL of a database that holds an empty study; it is emptied for the next one.

    To make a database takes ten times as long as to empty one. What a test leaves unfit is thrown
    away.
    """
    url = _spare.pop() if _spare else fresh_database()
    yield url
    try:
        _order(url, _EMPTY)
    except sa.exc.DBAPIError:
        drop(url)
    else:
        _spare.append(url)


def drop(url: str) -> None:
    """Throw a database away, and whoever is connected to it out."""
    server, _, name = url.rpartition("/")
    _order(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def stop(place: Path) -> None:
    """Stop the server that was started in a folder, if one was, and clear the folder away."""
    pid = place / "data" / "postmaster.pid"
    if pid.exists():
        number = int(pid.read_text().splitlines()[0])
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGQUIT)
    shutil.rmtree(place, ignore_errors=True)


def _server() -> str:
    folder = binaries()
    if folder is None:
        pytest.skip("no PostgreSQL server here; get one with: make postgres")
    place = Path(os.environ[PLACE])
    address = place / "address"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not address.exists():
            url = _start(folder, place)
            _order(url, f"CREATE DATABASE {_TEMPLATE}")
            Store.open(f"{url}/{_TEMPLATE}").close()
            address.write_text(url)
    return address.read_text()


def _start(folder: Path, place: Path) -> str:
    data, port = place / "data", _free_port()
    data.mkdir()
    place.chmod(0o755)
    as_other = []
    if os.getuid() == 0:  # the server refuses to run as root
        shutil.chown(data, "postgres")
        as_other = ["runuser", "-u", "postgres", "--"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    making = ["--auth=trust", "--username=odcv", "--encoding=UTF8", "--no-sync", "--no-locale"]
    subprocess.run([*as_other, folder / "initdb", "-D", data, *making], check=True, **quiet)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "max_connections": 200,
    }
    options = " ".join(f"--{name}='{value}'" for name, value in settings.items())
    starting = ["-D", data, "-w", "-t", "60", "-o", options, "start"]
    subprocess.run([*as_other, folder / "pg_ctl", *starting], check=True, **quiet)
    return f"postgresql+pg8000://odcv@127.0.0.1:{port}"


def _order(place: str, statement: str) -> None:
    """Carry a statement out in a database, or on the whole server."""
    url = place if place.count("/") > _SLASHES else f"{place}/postgres"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
    finally:
        engine.dispose()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
