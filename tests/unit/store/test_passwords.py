"""Where the password of a server comes from, when the address of a study holds none."""

import pytest
from sqlalchemy.engine import make_url

from odcv_desk.store.connection import engine_for, password_for, shown

URL = make_url("postgresql+pg8000://ada@db:5433/study")


@pytest.fixture
def file(tmp_path):
    def write(text, mode=0o600):
        place = tmp_path / "pgpass"
        place.write_text(text, encoding="utf-8")
        place.chmod(mode)
        return {"PGPASSFILE": str(place)}

    return write


def test_the_environment_gives_the_password():
    assert password_for(URL, {"PGPASSWORD": "geheim"}) == "geheim"


def test_the_password_file_gives_the_password_of_its_first_line_that_fits(file):
    environment = file("# ours\nother:*:*:*:no\ndb:5433:*:ada:ge\\:he\\\\im\n*:*:*:*:late\n")

    assert password_for(URL, environment) == "ge:he\\im"


@pytest.mark.parametrize(
    "text", ["", "db:5432:*:ada:no", "db:5433:study:bo:no", "db:5433:ada:no", "\x00"]
)
def test_a_file_without_a_line_that_fits_gives_none(file, text):
    assert password_for(URL, file(text)) is None


def test_a_file_that_others_may_read_is_not_trusted(file):
    assert password_for(URL, file("*:*:*:*:geheim", mode=0o644)) is None


def test_a_file_that_is_not_there_gives_none(tmp_path):
    assert password_for(URL, {"PGPASSFILE": str(tmp_path / "none")}) is None


def test_a_study_in_a_file_needs_no_password():
    assert password_for(make_url("sqlite:///study.odcv"), {"PGPASSWORD": "geheim"}) is None


def test_the_password_of_the_environment_is_not_in_the_address_that_is_shown(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "geheim")

    engine = engine_for(URL)

    assert shown(engine.url) == "postgresql+pg8000://ada@db:5433/study"
    engine.dispose()
