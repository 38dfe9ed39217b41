"""How unequal the two kinds of agreement are."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import prevalence_index

METRIC = Metric(
    name="prevalence_index",
    title="Prevalence index",
    order=270,
    scale=Scale.BINARY,
    method=Method.RAW,
    bounds=(0.0, 1.0),
    value=prevalence_index,
    undefined=no_cases,
)
