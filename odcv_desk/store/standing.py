"""Which label events stand, as conditions of a query."""

import sqlalchemy as sa

from odcv_desk.domain.label import Stage
from odcv_desk.store.schema import labels


def stands() -> sa.ColumnElement[bool]:
    """Return the condition that an event is a label which was not taken back.

    Of the rulings on a run in a wave only the latest can stand.
    """
    taken = labels.alias("taken")
    later = labels.alias("later")
    return sa.and_(
        labels.c.retracts.is_(None),
        ~sa.exists().where(
            taken.c.trajectory_id == labels.c.trajectory_id,
            taken.c.rater == labels.c.rater,
            taken.c.retracts == labels.c.created_at,
        ),
        sa.or_(
            labels.c.stage != Stage.ADJUDICATED,
            ~sa.exists().where(
                later.c.trajectory_id == labels.c.trajectory_id,
                later.c.wave_id.is_not_distinct_from(labels.c.wave_id),
                later.c.stage == Stage.ADJUDICATED,
                sa.tuple_(later.c.created_at, later.c.id)
                > sa.tuple_(labels.c.created_at, labels.c.id),
            ),
        ),
    )


def ends_item() -> sa.ColumnElement[bool]:
    """Return the condition that an event ends an item of its wave for its rater."""
    return sa.and_(stands(), labels.c.wave_id.is_not(None), labels.c.stage != Stage.ADJUDICATED)
