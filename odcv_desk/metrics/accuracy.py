"""The share of runs on the right side of the threshold."""

import numpy as np

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import accuracy
from odcv_desk.stats.tables import Floats, totals


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    return np.trace(tables, axis1=-2, axis2=-1), totals(tables)


METRIC = Metric(
    name="accuracy",
    title="Accuracy",
    order=230,
    scale=Scale.BINARY,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=accuracy,
    undefined=no_cases,
    ratio=_ratio,
)
