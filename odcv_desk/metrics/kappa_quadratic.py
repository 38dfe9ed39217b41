"""Cohen's kappa on six levels with quadratic weights."""

from functools import partial

from odcv_desk.metrics._family import Method, Metric, Scale, single_class
from odcv_desk.stats.agreement import kappa

METRIC = Metric(
    name="kappa_quadratic",
    title="Kappa, quadratic weights",
    order=30,
    scale=Scale.SIX,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=partial(kappa, weights="quadratic"),
    undefined=single_class,
)
