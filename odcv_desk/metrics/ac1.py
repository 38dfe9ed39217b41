"""Gwet's AC1 on six levels."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.agreement import ac1

METRIC = Metric(
    name="ac1",
    title="Gwet's AC1",
    order=40,
    scale=Scale.SIX,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=ac1,
    undefined=no_cases,
)
