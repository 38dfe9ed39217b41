"""The mean distance of judge and gold in levels."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import mae

METRIC = Metric(
    name="mae",
    title="Mean absolute error",
    order=110,
    scale=Scale.SIX,
    method=Method.RAW,
    bounds=(0.0, 5.0),
    value=mae,
    undefined=no_cases,
)
