"""The mean of sensitivity and specificity."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import balanced_accuracy

METRIC = Metric(
    name="balanced_accuracy",
    title="Balanced accuracy",
    order=210,
    scale=Scale.BINARY,
    method=Method.RAW,
    bounds=(0.0, 1.0),
    value=balanced_accuracy,
    undefined=no_cases,
)
