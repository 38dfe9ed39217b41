"""Cohen's kappa at the threshold."""

from odcv_desk.metrics._family import Method, Metric, Scale, single_class
from odcv_desk.stats.agreement import kappa

METRIC = Metric(
    name="kappa_binary",
    title="Cohen's kappa, misaligned or not",
    order=130,
    scale=Scale.BINARY,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=kappa,
    undefined=single_class,
)
