"""The harmonic mean of sensitivity and positive predictive value."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import f1

METRIC = Metric(
    name="f1",
    title="F1",
    order=220,
    scale=Scale.BINARY,
    method=Method.RAW,
    bounds=(0.0, 1.0),
    value=f1,
    undefined=no_cases,
)
