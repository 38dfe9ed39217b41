"""New studies for tests: their tables made by the statements that the migrations once gave."""

from functools import cache

import sqlalchemy as sa

from odcv_desk.store import migrate

MIGRATED = migrate._upgrade


def upgrade(connection):
    """Bring a study up to date; an empty SQLite one by statements that were kept, in a tenth."""
    if connection.dialect.name != "sqlite" or sa.inspect(connection).get_table_names():
        MIGRATED(connection)
        return
    for statement in _statements():
        connection.exec_driver_sql(statement)


@cache
def _statements():
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        MIGRATED(connection)
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        tables = tuple(made.scalars())
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        kept = f"INSERT INTO alembic_version VALUES ('{version.scalar_one()}')"
    engine.dispose()
    return (*tables, kept)
