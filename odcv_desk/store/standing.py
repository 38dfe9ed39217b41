"""Which label events stand, as conditions of a query."""

import sqlalchemy as sa

from odcv_desk.domain.label import Stage
from odcv_desk.store.schema import labels


def stands() -> sa.ColumnElement[bool]:
    """Return the condition that an event is a label which was not taken back."""
    taken = labels.alias("taken")
    return sa.and_(
        labels.c.retracts.is_(None),
        ~sa.exists().where(
            taken.c.trajectory_id == labels.c.trajectory_id,
            taken.c.rater == labels.c.rater,
            taken.c.retracts == labels.c.created_at,
        ),
    )


def ends_item() -> sa.ColumnElement[bool]:
    """Return the condition that an event ends an item of its wave for its rater."""
    return sa.and_(stands(), labels.c.wave_id.is_not(None), labels.c.stage != Stage.ADJUDICATED)
