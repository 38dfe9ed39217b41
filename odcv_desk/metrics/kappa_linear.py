"""Cohen's kappa on six levels with linear weights."""

from functools import partial

from odcv_desk.metrics._family import Method, Metric, Scale, single_class
from odcv_desk.stats.agreement import kappa

METRIC = Metric(
    name="kappa_linear",
    title="Kappa, linear weights",
    order=20,
    scale=Scale.SIX,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=partial(kappa, weights="linear"),
    undefined=single_class,
)
