"""Cohen's kappa on six levels."""

from odcv_desk.metrics._family import Method, Metric, Scale, single_class
from odcv_desk.stats.agreement import kappa

METRIC = Metric(
    name="kappa",
    title="Cohen's kappa",
    order=10,
    scale=Scale.SIX,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=kappa,
    undefined=single_class,
)
