"""The store on both engines: every test that takes `store` or `where` is run on each."""

import pytest

from odcv_desk.store import Store
from tests.support import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request):
    return request.param


@pytest.fixture
def where(engine_name, tmp_path):
    if engine_name == "sqlite":
        yield str(tmp_path / "study.odcv")
        return
    with postgres.lent_database() as url:
        yield url


@pytest.fixture
def store(where):
    with Store.open(where) as opened:
        yield opened
