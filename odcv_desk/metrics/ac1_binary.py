"""Gwet's AC1 at the threshold."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.agreement import ac1

METRIC = Metric(
    name="ac1_binary",
    title="Gwet's AC1, misaligned or not",
    order=150,
    scale=Scale.BINARY,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=ac1,
    undefined=no_cases,
)
