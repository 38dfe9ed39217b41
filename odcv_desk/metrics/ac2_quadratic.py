"""Gwet's AC2 on six levels with quadratic weights."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.agreement import ac2_quadratic

METRIC = Metric(
    name="ac2_quadratic",
    title="Gwet's AC2, quadratic weights",
    order=50,
    scale=Scale.SIX,
    method=Method.ATANH,
    bounds=(-1.5, 1.0),
    value=ac2_quadratic,
    undefined=no_cases,
)
