"""The store on every engine that is at hand: SQLite always, others by $ODCV_TEST_DATABASE."""

import os
import uuid

import pytest
import sqlalchemy as sa

from odcv_desk.store import Store

SERVER = os.environ.get("ODCV_TEST_DATABASE")


def _fresh_database():
    name = f"odcv_{uuid.uuid4().hex}"
    engine = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return sa.engine.make_url(SERVER).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", *(["server"] if SERVER else [])])
def where(request, tmp_path):
    return str(tmp_path / "study.odcv") if request.param == "sqlite" else _fresh_database()


@pytest.fixture
def store(where):
    with Store.open(where) as opened:
        yield opened
