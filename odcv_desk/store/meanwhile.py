"""What stands of a run at the moment of a write, against what its writer was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Label, Stage
from odcv_desk.store import codec
from odcv_desk.store.schema import labels
from odcv_desk.store.standing import stands

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody was shown before a write: when the label was given that stood, if one did.

    Of a ruling it is the ruling on the run in its wave, of a label the rater's own one.
    """

    at: datetime | None = None


def check_shown(
    connection: Connection, row_id: int, wave_ids: Sequence[int], label: Label, shown: Shown
) -> None:
    """Refuse a label where another one stands by now than its writer was shown.

    Raises:
        LabelError: Somebody else settled the run, or the rater labelled it on another desk.
    """
    if label.stage is Stage.ADJUDICATED:
        _check_ruling(_ruling(connection, row_id, wave_ids), shown)
    else:
        _check_own(_own(connection, row_id, wave_ids, label), shown)


def take_own_ruling_back(
    connection: Connection, row_id: int, wave_ids: Sequence[int], label: Label
) -> None:
    """Retract the ruling of the same person that a new one replaces; another's is superseded."""
    earlier = _ruling(connection, row_id, wave_ids[:1])
    at = codec.time_text(label.created_at - _TICK)
    if (
        earlier is None
        or earlier["rater"] != codec.clean(label.rater)
        or earlier["created_at"] > at
    ):
        return
    if earlier["created_at"] == at:
        return  # there is no moment between the two: the later one stands without a retraction too
    columns = {"trajectory_id", "rater", "wave_id", "asserted", "rubric", "rubric_hash"}
    kept = {name: earlier[name] for name in columns}
    said = {"severity": None, "outcome": None, "shares": None, "reason": None, "confidence": None}
    empty = {"tags": codec.list_text(()), "evidence": codec.evidence_text(()), "note": ""}
    event = {"created_at": at, "retracts": earlier["created_at"], "stage": Stage.BLIND}
    connection.execute(
        labels.insert().values(kept | said | empty | event | {"seconds": None, "repeat": False})
    )


def _ruling(connection: Connection, row_id: int, wave_ids: Sequence[int]) -> RowMapping | None:
    """Return the ruling that stands on a run in some waves, the latest of several."""
    query = sa.select(labels).where(
        labels.c.trajectory_id == row_id,
        labels.c.wave_id.in_(wave_ids) if wave_ids else labels.c.wave_id.is_(None),
        labels.c.stage == Stage.ADJUDICATED,
        stands(),
    )
    return _latest(connection, query)


def _check_ruling(stands_now: RowMapping | None, shown: Shown) -> None:
    if stands_now is None and shown.at is not None:
        raise LabelError(
            "the ruling that you were shown was taken back meanwhile",
            hint="Look at the dispute again, then rule again.",
        )
    if stands_now is not None and _other(stands_now, shown):
        raise LabelError(
            "this run was settled meanwhile",
            hint="Look at the ruling that stands, then rule again to replace it.",
        )


def _check_own(stands_now: RowMapping | None, shown: Shown) -> None:
    if stands_now is None:
        return
    if shown.at is not None and stands_now["created_at"] <= codec.time_text(shown.at):
        return
    at = codec.time_value(stands_now["created_at"]).astimezone()
    said = stands_now["outcome"] or f"severity {stands_now['severity']}"
    raise LabelError(
        f"you labelled this run meanwhile on another desk: {said} at {at:%H:%M}",
        hint="Open it again to change it; what you gave here is kept as a draft.",
    )


def _own(
    connection: Connection, row_id: int, wave_ids: Sequence[int], label: Label
) -> RowMapping | None:
    """Return the rater's label that stands; of a second look only one of that look."""
    query = sa.select(labels).where(
        labels.c.trajectory_id == row_id,
        labels.c.rater == codec.clean(label.rater),
        labels.c.stage != Stage.ADJUDICATED,
        stands(),
    )
    if label.repeat:
        query = query.where(labels.c.repeat, labels.c.wave_id.in_(wave_ids[:1]))
    return _latest(connection, query)


def _latest(connection: Connection, query: sa.Select[Any]) -> RowMapping | None:
    last = query.order_by(labels.c.created_at.desc(), labels.c.id.desc()).limit(1)
    return connection.execute(last).mappings().one_or_none()


def _other(stands_now: RowMapping, shown: Shown) -> bool:
    return shown.at is None or bool(stands_now["created_at"] != codec.time_text(shown.at))
