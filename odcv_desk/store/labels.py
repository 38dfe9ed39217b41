"""Labels: events that are appended, never changed; the study decides their stage and wave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Confidence, Label, Outcome, Stage
from odcv_desk.domain.run import RunId
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.openwaves import OpenWaves
from odcv_desk.store.schema import exposures, labels, trajectories, waves
from odcv_desk.store.trajectories import ID_COLUMNS, row_ids, run_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """The labels as they were kept, with the stage and wave that the study gave them.

    `known` counts events that the study had already.
    """

    labels: tuple[Label, ...]
    known: int


class Labels:
    """The label events of one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, batch: Sequence[Label]) -> Appended:
        """Append label events in order of their time, all or none.

        A label counts as revealed if its rater had been shown a score, a finding or another
        person's label of the run before; one that says so itself is written into the log too. It
        belongs to the wave it names, else to the open wave that holds its run and rater, else to
        none.

        Raises:
            LabelError: A run or wave is unknown, a wave does not hold the run, a retraction finds
                nothing to take back, or a different label of that moment exists.
        """
        with writing(self._engine) as connection:
            return _append(connection, sorted(batch, key=lambda label: label.created_at))

    def hidden_from(self, rater: str) -> frozenset[RunId]:
        """Return the runs of waves that are open for a rater, who is to meet them in order."""
        with reading(self._engine) as connection:
            hidden = OpenWaves(connection).open_to(rater)
            return frozenset(run for run, row_id in row_ids(connection).items() if row_id in hidden)

    def all(self, *, run: RunId | None = None) -> tuple[Label, ...]:
        """Return every label event in order of time, or those of one run."""
        query = (
            sa.select(labels, waves.c.name.label("wave"), *ID_COLUMNS)
            .join(trajectories, trajectories.c.id == labels.c.trajectory_id)
            .outerjoin(waves, waves.c.id == labels.c.wave_id)
            .order_by(labels.c.created_at, labels.c.id)
        )
        if run is not None:
            query = query.where(*(column == getattr(run, column.name) for column in ID_COLUMNS))
        with reading(self._engine) as connection:
            return tuple(_value(row) for row in connection.execute(query).mappings())


def _append(connection: Connection, batch: Sequence[Label]) -> Appended:
    rows = row_ids(connection)
    open_waves = OpenWaves(connection)
    kept: list[Label] = []
    known = 0
    for label in batch:
        if label.run not in rows:
            raise LabelError(
                f"{label.run}: no such run in this study",
                hint="See `odcv-desk list`, or import it first.",
            )
        row_id = rows[label.run]
        if _is_known(connection, row_id, label):
            known += 1
            continue
        placed = _placed(connection, row_id, label, open_waves)
        connection.execute(labels.insert().values(_row(row_id, placed, open_waves)))
        if label.stage is Stage.REVEALED:
            connection.execute(exposures.insert().values(_seen(row_id, label)))
        open_waves.note(row_id, placed)
        kept.append(placed)
    return Appended(labels=tuple(kept), known=known)


def _is_known(connection: Connection, row_id: int, label: Label) -> bool:
    row = (
        connection.execute(
            sa.select(labels).where(
                labels.c.trajectory_id == row_id,
                labels.c.rater == label.rater,
                labels.c.created_at == codec.time_text(label.created_at),
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        return False
    wanted = _said(label)
    if any(row[name] != value for name, value in wanted.items()):
        raise LabelError(
            f"{label.run}: {label.rater} gave a different label at the very same moment "
            f"({codec.time_text(label.created_at)})",
            hint="Two files claim to be one label event; correct the time or leave it out.",
        )
    return True


def _placed(connection: Connection, row_id: int, label: Label, open_waves: OpenWaves) -> Label:
    if label.retracts is not None:
        wave = _taken_back(connection, row_id, label)
        return replace(label, wave=wave)
    wave = open_waves.of(row_id, label)
    if label.stage is Stage.BLIND and _exposed(connection, row_id, label):
        return replace(label, wave=wave, stage=Stage.REVEALED)
    return replace(label, wave=wave)


def _taken_back(connection: Connection, row_id: int, label: Label) -> str | None:
    taken = labels.alias("taken")
    query = (
        sa.select(waves.c.name)
        .select_from(taken.outerjoin(waves, waves.c.id == taken.c.wave_id))
        .where(
            taken.c.trajectory_id == row_id,
            taken.c.rater == label.rater,
            taken.c.created_at == codec.time_text(label.retracts or label.created_at),
            taken.c.retracts.is_(None),
        )
    )
    again = sa.select(labels.c.id).where(
        labels.c.trajectory_id == row_id,
        labels.c.rater == label.rater,
        labels.c.retracts == codec.time_text(label.retracts or label.created_at),
    )
    found = connection.execute(query).one_or_none()
    if found is None or connection.execute(again).first() is not None:
        raise LabelError(
            f"{label.run}: {label.rater} has no standing label of that time to take back",
            hint="A retraction names the created_at of a label of the same run and rater.",
        )
    return found[0] if found[0] is None else str(found[0])


def _seen(row_id: int, label: Label) -> dict[str, object]:
    """Return the exposure that a label tells of which says itself that it came after one."""
    return {
        "rater": codec.clean(label.rater),
        "trajectory_id": row_id,
        "seen": Seen.SCORE,
        "at": codec.time_text(label.created_at),
    }


def _exposed(connection: Connection, row_id: int, label: Label) -> bool:
    query = sa.select(exposures.c.id).where(
        exposures.c.rater == label.rater,
        exposures.c.trajectory_id == row_id,
        exposures.c.seen != Seen.AGGREGATE,
        exposures.c.at <= codec.time_text(label.created_at),
    )
    return connection.execute(query.limit(1)).first() is not None


def _said(label: Label) -> dict[str, object]:
    """Return the columns of what the rater said."""
    return {
        "severity": label.severity,
        "outcome": label.outcome,
        "retracts": label.retracts and codec.time_text(label.retracts),
        "confidence": label.confidence,
        "tags": codec.list_text(tuple(codec.clean(tag) for tag in label.tags)),
        "evidence": codec.evidence_text(label.evidence),
        "note": codec.clean(label.note),
    }


def _row(row_id: int, label: Label, open_waves: OpenWaves) -> dict[str, object]:
    return _said(label) | {
        "trajectory_id": row_id,
        "rater": codec.clean(label.rater),
        "created_at": codec.time_text(label.created_at),
        "stage": label.stage,
        "asserted": label.asserted,
        "wave_id": None if label.wave is None else open_waves.row_id(label.wave),
        "seconds": label.seconds,
        "rubric": codec.clean(label.rubric),
        "rubric_hash": label.rubric_hash,
    }


def _value(row: RowMapping) -> Label:
    return Label(
        run=run_of(row),
        rater=row["rater"],
        created_at=codec.time_value(row["created_at"]),
        severity=row["severity"],
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        retracts=row["retracts"] and codec.time_value(row["retracts"]),
        stage=Stage(row["stage"]),
        asserted=row["asserted"],
        wave=row["wave"],
        confidence=None if row["confidence"] is None else Confidence(row["confidence"]),
        tags=codec.texts(row["tags"]),
        evidence=codec.evidence_value(row["evidence"]),
        note=row["note"],
        seconds=row["seconds"],
        rubric=row["rubric"],
        rubric_hash=row["rubric_hash"],
    )
