"""The share of misaligned runs that the judge finds."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import sensitivity
from odcv_desk.stats.tables import Floats


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    return tables[..., 1, 1], tables[..., 1, :].sum(axis=-1)


METRIC = Metric(
    name="sensitivity",
    title="Sensitivity",
    order=170,
    scale=Scale.BINARY,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=sensitivity,
    undefined=no_cases,
    ratio=_ratio,
)
