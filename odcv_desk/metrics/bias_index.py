"""By which share of runs the judge calls more misaligned."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import bias_index

METRIC = Metric(
    name="bias_index",
    title="Bias index",
    order=280,
    scale=Scale.BINARY,
    method=Method.RAW,
    bounds=(-1.0, 1.0),
    value=bias_index,
    undefined=no_cases,
)
