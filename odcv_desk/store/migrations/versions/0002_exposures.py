"""The exposure log: who saw what others said."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the exposure log."""
    op.create_table(
        "exposures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("rater", sa.Text, nullable=False),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id")),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("ix_exposures_rater_trajectory_id", "exposures", ["rater", "trajectory_id"])
