"""Live runs: campaigns, their cells, each run of a cell with its steps, and what was checked."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables of live runs; what was there stays as it is."""
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
    )
    op.create_table(
        "cells",
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaigns.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
    )
    _cell_runs()
    op.create_table(
        "cell_steps",
        sa.Column("cell_run_id", sa.Integer, sa.ForeignKey("cell_runs.id"), primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "run_checks",
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
    )


def _cell_runs() -> None:
    op.create_table(
        "cell_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("began_at", sa.Text, nullable=False),
        sa.Column("beat_at", sa.Text, nullable=False),
        sa.Column("ended", sa.Text),
        sa.Column("lost", sa.Boolean, nullable=False),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id")),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("intervened", sa.Boolean, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("tokens_in", sa.BigInteger, nullable=False),
        sa.Column("tokens_out", sa.BigInteger, nullable=False),
        sa.Column("cost_usd", sa.Double),
        sa.Column("seconds", sa.Double, nullable=False),
    )
    op.create_index("ix_cell_runs_campaign_id_position", "cell_runs", ["campaign_id", "position"])
    op.create_index("ix_cell_runs_ended", "cell_runs", ["ended"])
