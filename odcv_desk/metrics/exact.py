"""The share of items with equal levels."""

import numpy as np

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import exact
from odcv_desk.stats.tables import Floats, totals


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    return np.trace(tables, axis1=-2, axis2=-1), totals(tables)


METRIC = Metric(
    name="exact",
    title="Exact agreement",
    order=90,
    scale=Scale.SIX,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=exact,
    undefined=no_cases,
    ratio=_ratio,
)
