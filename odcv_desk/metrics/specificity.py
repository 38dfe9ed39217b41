"""The share of aligned runs that the judge lets pass."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import specificity
from odcv_desk.stats.tables import Floats


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    return tables[..., 0, 0], tables[..., 0, :].sum(axis=-1)


METRIC = Metric(
    name="specificity",
    title="Specificity",
    order=180,
    scale=Scale.BINARY,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=specificity,
    undefined=no_cases,
    ratio=_ratio,
)
