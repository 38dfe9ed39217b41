"""Kappa adjusted for prevalence and bias, at the threshold."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.agreement import pabak

METRIC = Metric(
    name="pabak",
    title="PABAK",
    order=160,
    scale=Scale.BINARY,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=pabak,
    undefined=no_cases,
)
