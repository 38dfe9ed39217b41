"""The studies that tests make in haste are those that the migrations make."""

import sqlalchemy as sa

from odcv_desk.store import migrate
from tests.support import new_studies


def made_by(upgrade):
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection)
        made = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
        tables = made.fetchall()
        (version,) = connection.exec_driver_sql("SELECT version_num FROM alembic_version").one()
    engine.dispose()
    return tables, version


def test_a_new_study_of_the_tests_has_the_tables_that_the_migrations_make():
    assert migrate._upgrade is new_studies.upgrade
    assert made_by(new_studies.upgrade) == made_by(new_studies.MIGRATED)
