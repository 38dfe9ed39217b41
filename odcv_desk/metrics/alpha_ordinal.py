"""Krippendorff's alpha with the ordinal metric."""

from functools import partial

from odcv_desk.metrics._family import Method, Metric, Scale, single_class
from odcv_desk.stats.agreement import alpha

METRIC = Metric(
    name="alpha_ordinal",
    title="Krippendorff's alpha, ordinal",
    order=70,
    scale=Scale.SIX,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=partial(alpha, level="ordinal"),
    undefined=single_class,
)
