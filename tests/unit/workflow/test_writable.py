"""Whether a study takes what is said in it."""

import os
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy

from odcv_desk.domain.errors import StoreError
from odcv_desk.store import Store
from odcv_desk.workflow.writable import read_only
from tests.support.studies import an_incoming


@pytest.fixture
def place(tmp_path):
    place = tmp_path / "study.odcv"
    Store.open(str(place)).close()
    return place


def test_a_study_that_can_be_written_is_not_read_only_and_stays_as_it_is(place):
    with Store.open(str(place)) as store:
        assert not read_only(store)
        assert store.labels.all() == ()


def test_a_study_without_the_right_to_write_is_read_only(place, monkeypatch):
    def create_engine(url, **more):
        def connect():
            file = f"file:{url.database}?mode=ro"
            return sqlite3.connect(file, uri=True, check_same_thread=False)

        return made(url, creator=connect, **more)

    made = sqlalchemy.create_engine
    monkeypatch.setattr("odcv_desk.store.connection.sa.create_engine", create_engine)
    with Store.open(str(place), create=False) as store:
        assert read_only(store)


def test_a_study_that_another_program_writes_to_is_not_read_only(place):
    with (
        Store.open(str(place), patience_s=0.1) as store,
        closing(sqlite3.connect(place, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert not read_only(store)


def test_a_study_that_is_gone_is_a_fault(place):
    with Store.open(str(place)) as store:
        place.unlink()
        with pytest.raises(StoreError, match="gone"):
            read_only(store)


def test_a_study_in_a_folder_that_takes_nothing_new_is_read_without_any_file_beside_it(
    place, monkeypatch
):
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != place.parent and may(path, mode))
    with Store.open(str(place)) as store:
        assert store.trajectories.all() == ()
        assert [each.name for each in place.parent.iterdir()] == [place.name]
        assert read_only(store)
        with pytest.raises(StoreError, match="readonly") as told:
            store.desk_notes.flag("ada", 1, flagged=True)

    assert "copy it to a folder" in told.value.hint


def test_what_the_owner_of_such_a_study_adds_meanwhile_is_seen(place, monkeypatch):
    may = os.access
    with monkeypatch.context() as sealed:
        sealed.setattr(os, "access", lambda path, mode: path != place.parent and may(path, mode))
        reader = Store.open(str(place))
    with reader, Store.open(str(place)) as owner:
        assert reader.trajectories.all() == ()
        owner.trajectories.add([an_incoming()])
        assert len(reader.trajectories.all()) == 1
