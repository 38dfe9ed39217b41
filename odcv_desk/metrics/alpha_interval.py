"""Krippendorff's alpha with the interval metric."""

from functools import partial

from odcv_desk.metrics._family import Method, Metric, Scale, single_class
from odcv_desk.stats.agreement import alpha

METRIC = Metric(
    name="alpha_interval",
    title="Krippendorff's alpha, interval",
    order=80,
    scale=Scale.SIX,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=partial(alpha, level="interval"),
    undefined=single_class,
)
