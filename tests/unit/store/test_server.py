"""What holds of a study on a server alone: lost connections, desks that wait for each other."""

import threading

import pytest
import sqlalchemy as sa

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import StoreError
from odcv_desk.store import Store
from odcv_desk.store.connection import engine_for, reading, study_url, writing
from tests.support import postgres
from tests.support.studies import NOW, a_label, a_run, an_incoming


@pytest.fixture
def where():
    url = postgres.fresh_database()
    yield url
    postgres.drop(url)


@pytest.fixture
def row(store):
    store.trajectories.add([an_incoming()])
    return store.trajectories.row_of(a_run())


def cut_everyone_off(where):
    engine = sa.create_engine(where, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


def test_a_lost_connection_is_made_anew_and_the_draft_is_there(where, store, row, caplog):
    store.desk_notes.save_draft("ada", row, Draft(note="half a thought"), at=NOW)

    cut_everyone_off(where)

    assert store.desk_notes.draft("ada", row) == Draft(note="half a thought")
    cut_everyone_off(where)
    store.labels.append([a_label()])
    assert len(store.labels.all()) == 1
    caplog.clear()  # the pool logs that the dead connections could not say goodbye


def test_a_connection_lost_amid_a_write_is_a_clear_fault_and_keeps_nothing_by_half(where, store):
    store.trajectories.add([an_incoming()])
    engine = engine_for(study_url(where))

    def interrupted():
        with writing(engine) as connection:
            connection.execute(sa.text("INSERT INTO study_facts VALUES ('name', 'half')"))
            cut_everyone_off(where)
            connection.execute(sa.text("INSERT INTO study_facts VALUES ('more', 'half')"))

    with pytest.raises(StoreError) as fault:
        interrupted()

    assert "then try again" in fault.value.hint
    with reading(engine) as connection:
        kept = connection.execute(sa.text("SELECT count(*) FROM study_facts")).scalar_one()
    assert kept == 0
    engine.dispose()


def test_a_server_that_is_gone_is_a_clear_fault(where):
    nowhere = where.replace(where.split("@")[1].split("/")[0], "127.0.0.1:9")

    with pytest.raises(StoreError) as fault:
        Store.open(nowhere)

    assert "127.0.0.1:9" in fault.value.message


def test_a_desk_waits_while_another_one_writes_and_says_so_when_that_takes_too_long(where, store):
    engine = engine_for(study_url(where))
    written = threading.Event()
    with Store.open(where, patience_s=0.2) as other:
        with writing(engine):
            with pytest.raises(StoreError) as fault:
                other.trajectories.add([an_incoming()])
            waiting = threading.Thread(
                target=lambda: (store.trajectories.add([an_incoming()]), written.set())
            )
            waiting.start()
            assert not written.is_set()
        waiting.join(timeout=20)

    assert "Another program is writing" in fault.value.hint
    assert written.is_set()
    engine.dispose()


def test_a_reader_sees_one_state_throughout(where, store):
    engine = engine_for(study_url(where))
    count = sa.text("SELECT count(*) FROM trajectories")
    with reading(engine) as connection:
        before = connection.execute(count).scalar_one()
        store.trajectories.add([an_incoming()])
        after = connection.execute(count).scalar_one()

    assert (before, after) == (0, 0)
    engine.dispose()


@pytest.mark.parametrize(
    ("change", "words", "hint"),
    [
        ({"database": "nothing_here"}, "no database of that name", "createdb"),
        ({"host": "127.0.0.1", "port": 1}, "no PostgreSQL server answers", "host and port"),
        ({"username": "nobody_here"}, "does not let this user in", "user's name"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_plain_words(where, change, words, hint):
    address = study_url(where).set(**change).render_as_string(hide_password=False)

    with pytest.raises(StoreError) as fault:
        Store.open(address)

    assert words in fault.value.message
    assert hint in fault.value.hint
    assert not {"FATAL", "{", "3D000", "timeout is None"} & set(fault.value.message.split())


def test_steps_that_are_taken_together_are_kept_together_or_not_at_all(store):
    store.trajectories.add([an_incoming()])

    def broken_off():
        with store.together():
            store.labels.append([a_label()])
            assert len(store.labels.all()) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    assert store.labels.all() == ()
    with store.together():
        store.labels.append([a_label()])
    assert len(store.labels.all()) == 1
