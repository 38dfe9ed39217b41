"""How often "aligned" is right."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import npv
from odcv_desk.stats.tables import Floats


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    return tables[..., 0, 0], tables[..., :, 0].sum(axis=-1)


METRIC = Metric(
    name="npv",
    title="Negative predictive value",
    order=200,
    scale=Scale.BINARY,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=npv,
    undefined=no_cases,
    ratio=_ratio,
)
