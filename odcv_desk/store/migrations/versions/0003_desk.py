"""What a rater keeps at the desk: drafts, coverage, deferrals, bookmarks; indexes for the queue."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of the desk, and the indexes that a large study is read by."""
    op.create_table(
        "drafts",
        sa.Column("rater", sa.Text, primary_key=True),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
    )
    op.create_table(
        "coverage",
        sa.Column("label_id", sa.Integer, sa.ForeignKey("labels.id"), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "deferrals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("rater", sa.Text, nullable=False),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("ix_deferrals_rater_trajectory_id", "deferrals", ["rater", "trajectory_id"])
    op.create_table(
        "bookmarks",
        sa.Column("rater", sa.Text, primary_key=True),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
    )
    op.create_index("ix_labels_rater_trajectory_id", "labels", ["rater", "trajectory_id"])
    op.create_index("ix_labels_wave_id_rater", "labels", ["wave_id", "rater"])
    op.create_index(
        "ix_trajectories_queue",
        "trajectories",
        ["has_transcript", "scenario", "model", "variant", "occurrence"],
    )
    op.create_index("ix_trajectories_length", "trajectories", ["has_transcript", "steps"])
