"""How many levels the judge is above the gold."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import bias

METRIC = Metric(
    name="bias",
    title="Bias in levels",
    order=120,
    scale=Scale.SIX,
    method=Method.RAW,
    bounds=(-5.0, 5.0),
    value=bias,
    undefined=no_cases,
)
