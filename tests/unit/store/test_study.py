import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from alembic import command
from alembic.config import Config

from odcv_desk.domain.errors import StoreError
from odcv_desk.store import Store, shown_place
from odcv_desk.store.connection import engine_for, study_url, writing
from odcv_desk.store.migrate import _MIGRATIONS, head
from tests.support.studies import a_label, a_run, an_incoming


def make_study_of(path, revision):
    path.touch()
    engine = engine_for(study_url(str(path)))
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_a_new_study_is_empty_and_keeps_what_it_is_given(where):
    with Store.open(where) as store:
        store.trajectories.add([an_incoming()])

    with Store.open(where) as again:
        assert [run.id for run in again.trajectories.all()] == [a_run()]


def test_a_study_that_is_not_there_is_told_when_none_may_be_made(tmp_path):
    with pytest.raises(StoreError, match="no such study") as fault:
        Store.open(str(tmp_path / "none.odcv"), create=False)
    assert "odcv-desk import" in fault.value.hint
    assert not (tmp_path / "none.odcv").exists()


def test_a_folder_is_no_study(tmp_path):
    with pytest.raises(StoreError, match="a folder"):
        Store.open(str(tmp_path))


def test_a_file_of_another_kind_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8 no database" * 100)

    with pytest.raises(StoreError, match=r"photo\.jpg"):
        Store.open(str(path))
    assert path.read_bytes() == b"\xff\xd8 no database" * 100


def test_a_database_of_something_else_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()

    with pytest.raises(StoreError, match="not a study"):
        Store.open(str(path))


def test_a_url_that_cannot_be_understood_is_told():
    with pytest.raises(StoreError, match="not a database URL"):
        Store.open("://nowhere")


@pytest.mark.parametrize(
    "where",
    [
        "postgresql+pg8000://ada:geheim@host/study",
        "postgresql+pg8000://ada:geheim@host:port/study",
        "postgresql+pg8000://ada:ge@heim/geheim@host/study",
        "postgresql+pg8000://ada:geheim/1@host/study",
        "postgresql+pg8000://ada:geheim",
        "postgresql+pg8000://ada@host/study?password=geheim&ssl=1",
        "://ada:geheim@host",
    ],
)
def test_a_password_is_never_in_the_shown_place(where):
    place = shown_place(where)

    assert "geheim" not in place
    assert "heim" not in place
    assert "***" in place


@pytest.mark.parametrize(
    "where",
    [
        "study.odcv",
        "a folder/b:c@d.odcv",
        "sqlite:////tmp/study.odcv",
        "postgresql+pg8000://host:5432/study",
        "postgresql+pg8000://ada@[::1]:5432/study",
    ],
)
def test_a_place_without_a_password_is_shown_as_it_is(where):
    assert shown_place(where) == where


@pytest.mark.parametrize(
    "where", ["postgresql://ada:geheim@host:port/s", "nowhere://ada:geheim@host/s", "://a:geheim@b"]
)
def test_a_fault_of_connecting_tells_no_password(where):
    with pytest.raises(StoreError) as told:
        Store.open(where)

    assert "geheim" not in str(told.value)
    assert told.value.__cause__ is None or "geheim" not in str(told.value.__cause__)


def test_a_driver_that_lacks_is_named_with_how_to_get_it():
    with pytest.raises(StoreError, match="no driver") as fault:
        Store.open("nosuchengine://host/study")
    assert "pip install" in fault.value.hint


def test_an_older_study_is_brought_up_to_date_after_a_copy(tmp_path):
    path = tmp_path / "study.odcv"
    make_study_of(path, "0001")
    with sqlite3.connect(path) as old:
        old.execute(
            "INSERT INTO trajectories (model, variant, scenario, occurrence, suite, key,"
            " has_transcript, steps, commands, entries, intervened, flags)"
            " VALUES ('heron', 'mandated', 'Alpha', 1, 'other', 'k', 0, 0, 0, 0, 0, '[]')"
        )
    old.close()

    with Store.open(str(path)) as store:
        assert [run.id for run in store.trajectories.all()] == [a_run()]
        assert store.exposures.all() == ()
        backup = store.backup

    with sqlite3.connect(backup) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert copy.execute("SELECT count(*) FROM trajectories").fetchone() == (1,)
    copy.close()


def test_a_current_study_is_not_copied(tmp_path):
    path = tmp_path / "study.odcv"
    Store.open(str(path)).close()

    with Store.open(str(path)) as store:
        assert store.backup is None
    assert [each.name for each in tmp_path.iterdir() if "before" in each.name] == []


def test_a_newer_study_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "study.odcv"
    Store.open(str(path)).close()
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()

    with pytest.raises(StoreError, match="newer ODCV Desk") as fault:
        Store.open(str(path))
    assert "Update" in fault.value.hint
    with sqlite3.connect(path) as after:
        assert after.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
    after.close()


def test_the_tables_of_the_migrations_are_those_of_the_schema(tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from odcv_desk.store.schema import metadata

    path = tmp_path / "study.odcv"
    make_study_of(path, head())
    path.touch()
    engine = engine_for(study_url(str(path)))
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert difference == []


def test_two_processes_may_have_one_study_open(tmp_path):
    path = tmp_path / "study.odcv"
    writer = (
        "import sys\n"
        "from odcv_desk.store import Store\n"
        "from tests.support.studies import an_incoming, a_run\n"
        "with Store.open(sys.argv[1]) as store:\n"
        "    for number in range(30):\n"
        "        run = a_run(model=sys.argv[2], scenario=f'S{number}')\n"
        "        store.trajectories.add([an_incoming(run, text=f'{sys.argv[2]} {number}')])\n"
    )
    others = [
        subprocess.Popen([sys.executable, "-c", writer, str(path), model], stderr=subprocess.PIPE)
        for model in ("heron", "wren")
    ]
    faults = [other.communicate(timeout=60)[1] for other in others]

    assert faults == [b"", b""]
    with Store.open(str(path)) as store:
        assert len(store.trajectories.all()) == 60
        assert len(store.trajectories.search("heron", limit=50)) == 30


def test_a_study_written_by_another_process_is_seen_at_once(where):
    with Store.open(where) as mine, Store.open(where) as theirs:
        theirs.trajectories.add([an_incoming()])
        theirs.labels.append([a_label()])
        assert [label.severity for label in mine.labels.all()] == [3]


def test_a_copy_of_an_older_study_never_replaces_an_earlier_copy(tmp_path):
    path = tmp_path / "study.odcv"
    make_study_of(path, "0001")
    earlier = tmp_path / f"study.odcv.before-{head()}-from-0001"
    earlier.write_text("an earlier copy")

    with Store.open(str(path)) as store:
        assert store.backup.name == f"{earlier.name}.1"
    assert earlier.read_text() == "an earlier copy"
    assert list(tmp_path.glob("*.part")) == []


def test_no_copy_no_change(tmp_path, monkeypatch):
    path = tmp_path / "study.odcv"
    make_study_of(path, "0001")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.rename", full)
    with pytest.raises(StoreError, match="no copy could be made"):
        Store.open(str(path))
    with sqlite3.connect(path) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    old.close()
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize("statement", ["CREATE TABLE recipes (name TEXT)", "PRAGMA user_version=3"])
def test_a_foreign_database_is_not_even_touched(tmp_path, statement):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE more (name TEXT)")
        other.execute(statement)
    other.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="not a study"):
        Store.open(str(path))
    assert path.read_bytes() == before


def test_a_study_on_sqlite_writes_ahead_waits_and_keeps_its_references(tmp_path):
    path = tmp_path / "study.odcv"
    Store.open(str(path)).close()
    path.touch()
    engine = engine_for(study_url(str(path)))
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    engine.dispose()
    assert settings == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 30000,
        "synchronous": 2,
    }


def test_a_study_whose_file_was_taken_away_takes_nothing_more(tmp_path):
    place = tmp_path / "study.odcv"
    with Store.open(str(place)) as store:
        store.trajectories.add([an_incoming()])
        place.unlink()
        with pytest.raises(StoreError, match="gone"):
            store.labels.append([a_label()])
        with pytest.raises(StoreError, match="gone"):
            store.trajectories.all()
    assert not place.exists()


def test_who_is_in_a_hurry_is_told_soon_that_another_program_writes(tmp_path):
    place = tmp_path / "study.odcv"
    with Store.open(str(place), patience_s=0.05) as store:
        store.trajectories.add([an_incoming()])
        with closing(sqlite3.connect(place)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError) as met:
                store.labels.append([a_label()])
    assert "try again" in met.value.hint
