"""Where values rest: the only place that knows SQL."""

from odcv_desk.store.connection import shown_place
from odcv_desk.store.study import Store

__all__ = ["Store", "shown_place"]
