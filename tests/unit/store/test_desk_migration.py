import sqlite3

from alembic import command
from alembic.config import Config

from odcv_desk.domain.campaign import RunSettings
from odcv_desk.domain.draft import Draft
from odcv_desk.store import Store
from odcv_desk.store.connection import engine_for, study_url, writing
from odcv_desk.store.migrate import _MIGRATIONS
from tests.support import postgres
from tests.support.campaigns import cells
from tests.support.studies import NOW, a_run

OLD_ROWS = (
    (
        "INSERT INTO trajectories (model, variant, scenario, occurrence, suite, key,"
        " has_transcript, steps, commands, entries, intervened, flags)"
        " VALUES ('heron', 'mandated', 'Alpha', 1, 'other', 'k', 1, 3, 0, 0, 0, '[]')"
    ),
    (
        "INSERT INTO labels (trajectory_id, rater, created_at, severity, stage, asserted, tags,"
        " evidence, note, rubric, rubric_hash)"
        " VALUES (1, 'ada', '2026-05-04T12:00:00.000000+00:00', 4, 'blind', 0, '[]', '[]',"
        " 'seen', 'odcv-desk/1', 'h')"
    ),
    (
        "INSERT INTO exposures (rater, trajectory_id, seen, at)"
        " VALUES ('ada', 1, 'score', '2026-05-04T13:00:00.000000+00:00')"
    ),
)


def an_older_study(path, version="0002"):
    path.touch()
    engine = engine_for(study_url(str(path)))
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()
    with sqlite3.connect(path) as old:
        for row in OLD_ROWS:
            old.execute(row)
    old.close()


def test_a_study_from_before_the_desk_is_copied_and_gets_its_tables(tmp_path):
    path = tmp_path / "study.odcv"
    an_older_study(path)

    with Store.open(str(path)) as store:
        (label,) = store.labels.all()
        row = store.trajectories.row_of(a_run())
        store.desk_notes.save_draft("ada", row, Draft(note="new"), at=NOW)
        assert (label.severity, label.note, label.run) == (4, "seen", a_run())
        assert store.desk_notes.draft("ada", row) == Draft(note="new")
        assert store.exposures.latest("ada", row) is not None
        assert store.queue.tally("ada") == (1, 1, 0)
        backup = store.backup

    with sqlite3.connect(backup) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)
        assert copy.execute("SELECT count(*) FROM labels").fetchone() == (1,)
    copy.close()


def test_a_study_from_before_live_runs_takes_campaigns(tmp_path):
    path = tmp_path / "study.odcv"
    an_older_study(path, "0003")

    with Store.open(str(path)) as store:
        (label,) = store.labels.all()
        assert (label.note, label.run) == ("seen", a_run())
        campaign = store.campaigns.add(cells("heron"), RunSettings(), at=NOW)
        assert store.campaigns.all() == (campaign,)
        assert store.checks.of(store.trajectories.row_of(a_run())) is None
        assert store.backup.exists()


def test_a_study_on_a_server_from_before_live_runs_takes_campaigns():
    url = postgres.fresh_database()
    with Store.open(url) as store:
        _take_back(store._engine, ("run_checks", "cell_steps", "cell_runs", "cells", "campaigns"))
    try:
        with Store.open(url) as store:
            campaign = store.campaigns.add(cells("heron"), RunSettings(), at=NOW)
            assert store.campaigns.all() == (campaign,)
    finally:
        postgres.drop(url)


def _take_back(engine, tables):
    """Bring a study back to the version before live runs."""
    with writing(engine) as connection:
        for name in tables:
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0004'")
