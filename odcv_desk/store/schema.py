"""The tables of a study. Times are ISO 8601 texts in UTC with microseconds, so that they sort."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

trajectories = sa.Table(
    "trajectories",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("variant", sa.Text, nullable=False),
    sa.Column("scenario", sa.Text, nullable=False),
    sa.Column("occurrence", sa.Integer, nullable=False),
    sa.Column("suite", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False, index=True),
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
    sa.Index(
        "ix_trajectories_queue", "has_transcript", "scenario", "model", "variant", "occurrence"
    ),
    sa.Index("ix_trajectories_length", "has_transcript", "steps"),
)

raws = sa.Table(
    "raws",
    metadata,
    sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("extras", sa.LargeBinary),
)

passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
)

judges = sa.Table(
    "judges",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("rubric", sa.Text, nullable=False),
    sa.Column("suite", sa.Text, nullable=False),
    sa.Column("prompt_hash", sa.Text, nullable=False),
    sa.Column("settings", sa.Text, nullable=False),
    sa.UniqueConstraint("name", "model", "rubric", "suite", "prompt_hash", "settings"),
)

scores = sa.Table(
    "scores",
    metadata,
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

waves = sa.Table(
    "waves",
    metadata,
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
    sa.Column("joins", sa.Text, nullable=False),
)

wave_items = sa.Table(
    "wave_items",
    metadata,
    sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column(
        "trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False, index=True
    ),
    sa.Column("probability", sa.Double, nullable=False),
    sa.Column("stratum", sa.Text, nullable=False),
)

wave_turns = sa.Table(
    "wave_turns",
    metadata,
    sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), primary_key=True),
    sa.Column("rater", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False),
    sa.Column("repeat", sa.Boolean, nullable=False),
)

wave_frame = sa.Table(
    "wave_frame",
    metadata,
    sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), primary_key=True),
    sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
    sa.Column("probability", sa.Double, nullable=False),
)

wave_events = sa.Table(
    "wave_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

labels = sa.Table(
    "labels",
    metadata,
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
    sa.Column("repeat", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("shares", sa.Text),
    sa.UniqueConstraint("trajectory_id", "rater", "created_at"),
    sa.Index("ix_labels_rater_trajectory_id", "rater", "trajectory_id"),
    sa.Index("ix_labels_wave_id_rater", "wave_id", "rater"),
)

exposures = sa.Table(
    "exposures",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("rater", sa.Text, nullable=False),
    sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id")),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Index("ix_exposures_rater_trajectory_id", "rater", "trajectory_id"),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("rater", sa.Text, primary_key=True),
    sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Text, nullable=False),
)

coverage = sa.Table(
    "coverage",
    metadata,
    sa.Column("label_id", sa.Integer, sa.ForeignKey("labels.id"), primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
)

deferrals = sa.Table(
    "deferrals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("rater", sa.Text, nullable=False),
    sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Index("ix_deferrals_rater_trajectory_id", "rater", "trajectory_id"),
)

bookmarks = sa.Table(
    "bookmarks",
    metadata,
    sa.Column("rater", sa.Text, primary_key=True),
    sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
)

study_facts = sa.Table(
    "study_facts",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

packets = sa.Table(
    "packets",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("wave_id", sa.Integer, sa.ForeignKey("waves.id"), nullable=False),
    sa.Column("rater", sa.Text, nullable=False),
    sa.Column("issued_at", sa.Text, nullable=False),
    sa.Column("merged_at", sa.Text),
)

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("settings", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
)

cells = sa.Table(
    "cells",
    metadata,
    sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaigns.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("scenario", sa.Text, nullable=False),
    sa.Column("variant", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
)

cell_runs = sa.Table(
    "cell_runs",
    metadata,
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
    sa.Index("ix_cell_runs_campaign_id_position", "campaign_id", "position"),
    sa.Index("ix_cell_runs_ended", "ended"),
)

cell_steps = sa.Table(
    "cell_steps",
    metadata,
    sa.Column("cell_run_id", sa.Integer, sa.ForeignKey("cell_runs.id"), primary_key=True),
    sa.Column("step", sa.Integer, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

run_checks = sa.Table(
    "run_checks",
    metadata,
    sa.Column("trajectory_id", sa.Integer, sa.ForeignKey("trajectories.id"), primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
)
