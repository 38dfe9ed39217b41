"""Alembic runs the revisions on the connection that it is given."""

from alembic import context

from odcv_desk.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
