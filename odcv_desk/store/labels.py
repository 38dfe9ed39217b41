"""Labels: events that are appended, never changed; the study decides their stage and wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Confidence, Label, Outcome, Reason, Stage
from odcv_desk.domain.run import RunId
from odcv_desk.store import codec
from odcv_desk.store.connection import reading, writing
from odcv_desk.store.desk_notes import drop_draft, keep_coverage, keep_draft
from odcv_desk.store.meanwhile import Shown, check_shown, take_own_ruling_back
from odcv_desk.store.openwaves import OpenWaves
from odcv_desk.store.schema import exposures, labels, trajectories, wave_items, waves
from odcv_desk.store.standing import stands
from odcv_desk.store.trajectories import ID_COLUMNS, find_row, run_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """The labels as they were kept, with the stage and wave that the study gave them.

    `known` counts events that the study had already.
    """

    labels: tuple[Label, ...]
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What changes in the same piece with a label that is given or taken back at a desk.

    `coverage` is kept beside the label. `draft` is kept as the rater's draft of the run; without
    one the draft there is goes, since the label says it now.
    """

    coverage: Coverage | None = None
    draft: Draft | None = None


class Labels:
    """The label events of one study."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(
        self,
        batch: Sequence[Label],
        *,
        beside: Beside | None = None,
        shown: Shown | None = None,
        as_came: bool = False,
    ) -> Appended:
        """Append label events in order of their time, all or none, with what goes beside them.

        Of one moment, rulings come last: they were given on the others.

        A label counts as revealed if its rater had been shown a score, a finding or another
        person's label of the run before; one that says so itself is written into the log too. It
        belongs to the wave it names, else to the open wave that holds its run and rater, else to
        none. A ruling takes the place of the one that stands on its run and wave: the person's
        own is taken back in the same piece, another's is superseded for good.

        Args:
            batch: The label events.
            beside: What goes beside them.
            shown: What their writer was shown; where something else stands by now all is refused.
            as_came: The batch stands in the order in which it came to another study: keep that.

        Raises:
            LabelError: A run or wave is unknown, a wave does not hold the run or takes no labels of
                it, a retraction finds nothing to take back, a different label of that moment
                exists, or something else stands than was `shown`.
        """
        with writing(self._engine) as connection:
            ordered = batch if as_came else sorted(batch, key=_in_time)
            return _append(connection, ordered, beside, shown)

    def hidden_from(self, rater: str) -> frozenset[RunId]:
        """Return the runs of waves that are open for a rater, who is to meet them in order."""
        with reading(self._engine) as connection:
            hidden = [wave.id for wave in OpenWaves(connection).open_to(rater)]
            query = (
                sa.select(*ID_COLUMNS)
                .join(wave_items, wave_items.c.trajectory_id == trajectories.c.id)
                .where(wave_items.c.wave_id.in_(hidden))
            )
            return frozenset(run_of(row) for row in connection.execute(query).mappings())

    def of(self, rater: str, row: int) -> tuple[Label, ...]:
        """Return a rater's events of the run in a row, in order of time."""
        query = _EVENTS.where(labels.c.rater == codec.clean(rater), labels.c.trajectory_id == row)
        with reading(self._engine) as connection:
            return tuple(_value(each) for each in connection.execute(query).mappings())

    def answers(self, rater: str) -> Mapping[int, tuple[int | None, Outcome | None]]:
        """Return severity and outcome of a rater's latest standing label of each run, by row."""
        query = (
            sa.select(labels.c.trajectory_id, labels.c.severity, labels.c.outcome)
            .where(labels.c.rater == codec.clean(rater), stands(), ~labels.c.repeat)
            .order_by(labels.c.created_at, labels.c.id)
        )
        with reading(self._engine) as connection:
            return {
                row: (severity, None if outcome is None else Outcome(outcome))
                for row, severity, outcome in connection.execute(query)
            }

    def raters(self) -> frozenset[str]:
        """Return everybody who ever gave a label, one that was taken back too."""
        with reading(self._engine) as connection:
            return frozenset(connection.execute(sa.select(labels.c.rater).distinct()).scalars())

    def all(self, *, run: RunId | None = None) -> tuple[Label, ...]:
        """Return every label event in the order in which they came, or those of one run.

        That is the order of time but for what is told later, such as labels that a packet brings.
        """
        query = _EVENTS.order_by(None).order_by(labels.c.id)
        if run is not None:
            query = query.where(*(column == getattr(run, column.name) for column in ID_COLUMNS))
        with reading(self._engine) as connection:
            return tuple(_value(row) for row in connection.execute(query).mappings())


_EVENTS = (
    sa.select(labels, waves.c.name.label("wave"), *ID_COLUMNS)
    .join(trajectories, trajectories.c.id == labels.c.trajectory_id)
    .outerjoin(waves, waves.c.id == labels.c.wave_id)
    .order_by(labels.c.created_at, labels.c.id)
)


def _in_time(label: Label) -> tuple[datetime, bool]:
    return label.created_at, label.stage is Stage.ADJUDICATED


def _append(
    connection: Connection, batch: Sequence[Label], beside: Beside | None, shown: Shown | None
) -> Appended:
    open_waves = OpenWaves(connection)
    kept: list[Label] = []
    known = 0
    for label in batch:
        row_id = find_row(connection, label.run)
        if row_id is None:
            raise LabelError(
                f"{label.run}: no such run in this study",
                hint="See `odcv-desk list`, or import it first.",
            )
        if _is_known(connection, row_id, label):
            known += 1
            continue
        placed = _placed(connection, row_id, label, open_waves)
        if placed.retracts is None:
            _make_way(connection, row_id, placed, open_waves, shown)
        added = labels.insert().values(_row(row_id, placed, open_waves)).returning(labels.c.id)
        label_id = connection.execute(added).scalar_one()
        if label.stage is Stage.REVEALED:
            connection.execute(exposures.insert().values(_seen(row_id, label)))
        if beside is not None:
            _keep_beside(connection, label_id, row_id, placed, beside)
        open_waves.note(row_id, placed)
        kept.append(placed)
    return Appended(labels=tuple(kept), known=known)


def _make_way(
    connection: Connection, row_id: int, label: Label, open_waves: OpenWaves, shown: Shown | None
) -> None:
    wave = None if label.wave is None else open_waves.named(label.wave)
    names = () if wave is None else (wave.name, *wave.joins)
    wave_ids = [open_waves.row_id(name) for name in names]
    if shown is not None:
        check_shown(connection, row_id, wave_ids, label, shown)
    if label.stage is Stage.ADJUDICATED:
        take_own_ruling_back(connection, row_id, wave_ids, label)


def _keep_beside(
    connection: Connection, label_id: int, row_id: int, label: Label, beside: Beside
) -> None:
    drop_draft(connection, label.rater, row_id)
    if beside.draft is not None:
        keep_draft(connection, label.rater, row_id, beside.draft, at=label.created_at)
    if beside.coverage is not None:
        keep_coverage(connection, label_id, beside.coverage)


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
        "shares": codec.shares_text(label.shares),
        "reason": label.reason,
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
        "repeat": label.repeat,
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
        shares=codec.shares_value(row["shares"]),
        stage=Stage(row["stage"]),
        asserted=row["asserted"],
        wave=row["wave"],
        repeat=row["repeat"],
        reason=None if row["reason"] is None else Reason(row["reason"]),
        confidence=None if row["confidence"] is None else Confidence(row["confidence"]),
        tags=codec.texts(row["tags"]),
        evidence=codec.evidence_value(row["evidence"]),
        note=row["note"],
        seconds=row["seconds"],
        rubric=row["rubric"],
        rubric_hash=row["rubric_hash"],
    )
