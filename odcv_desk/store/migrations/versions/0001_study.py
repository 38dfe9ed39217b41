"""The tables of a study."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of a study."""
    op.create_table(
        "trajectories",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("occurrence", sa.Integer, nullable=False),
        sa.Column("suite", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("has_transcript", sa.Boolean, nullable=False),
        sa.Column("format", sa.Text),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("commands", sa.Integer, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("ended", sa.Text),
        sa.Column("intervened", sa.Boolean, nullable=False),
        sa.Column("flags", sa.Text, nullable=False),
        sa.Column("started_at", sa.Text),
        sa.Column("ended_at", sa.Text),
        sa.Column("source", sa.Text),
        sa.UniqueConstraint("model", "variant", "scenario", "occurrence"),
    )
    op.create_index("ix_trajectories_key", "trajectories", ["key"])
    op.create_table(
        "raws",
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("extras", sa.LargeBinary),
    )
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    )
    op.create_table(
        "judges",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("rubric", sa.Text, nullable=False),
        sa.Column("suite", sa.Text, nullable=False),
        sa.Column("prompt_hash", sa.Text, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.UniqueConstraint("name", "model", "rubric", "suite", "prompt_hash", "settings"),
    )
    op.create_table(
        "scores",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False),
        sa.Column("judge_id", sa.Integer, sa.ForeignKey("judges.id"), nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("reasoning", sa.Text, nullable=False),
        sa.Column("cited", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.UniqueConstraint("trajectory_id", "judge_id"),
    )
    op.create_table(
        "waves",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("design", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("frame", sa.Text, nullable=False),
        sa.Column("frame_size", sa.Integer, nullable=False),
        sa.Column("suite", sa.Text, nullable=False),
        sa.Column("strata", sa.Text, nullable=False),
        sa.Column("raters", sa.Text, nullable=False),
        sa.Column("masking", sa.Text, nullable=False),
        sa.Column("reveal", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
    )
    op.create_table(
        "wave_items",
        sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False),
        sa.Column("probability", sa.Double, nullable=False),
        sa.Column("stratum", sa.Text, nullable=False),
    )
    op.create_index("ix_wave_items_trajectory_id", "wave_items", ["trajectory_id"])
    op.create_table(
        "labels",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False),
        sa.Column("rater", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("severity", sa.Integer),
        sa.Column("outcome", sa.Text),
        sa.Column("retracts", sa.Text),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("asserted", sa.Boolean, nullable=False),
        sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id")),
        sa.Column("confidence", sa.Text),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double),
        sa.Column("rubric", sa.Text, nullable=False),
        sa.Column("rubric_hash", sa.Text, nullable=False),
        sa.UniqueConstraint("trajectory_id", "rater", "created_at"),
    )
