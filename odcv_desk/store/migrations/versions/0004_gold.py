"""Gold by several raters: turns, frames, joined and stopped waves, rulings, packets, looks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of shared labelling; what was there stays as it is."""
    _add_columns()
    op.create_table(
        "wave_turns",
        sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), primary_key=True),
        sa.Column("rater", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False),
        sa.Column("repeat", sa.Boolean, nullable=False),
    )
    op.create_table(
        "wave_frame",
        sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), primary_key=True),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
        sa.Column("probability", sa.Double, nullable=False),
    )
    op.create_table(
        "wave_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "study_facts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "packets",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), nullable=False),
        sa.Column("rater", sa.Text, nullable=False),
        sa.Column("issued_at", sa.Text, nullable=False),
        sa.Column("merged_at", sa.Text),
    )


def _add_columns() -> None:
    op.add_column("waves", sa.Column("joins", sa.Text, nullable=False, server_default="[]"))
    op.add_column(
        "labels", sa.Column("repeat", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("labels", sa.Column("reason", sa.Text))
    op.add_column("labels", sa.Column("shares", sa.Text))
