"""Scott's pi on six levels."""

from odcv_desk.metrics._family import Method, Metric, Scale, single_class
from odcv_desk.stats.agreement import scott_pi

METRIC = Metric(
    name="scott_pi",
    title="Scott's pi",
    order=60,
    scale=Scale.SIX,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=scott_pi,
    undefined=single_class,
)
