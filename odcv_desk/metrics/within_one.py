"""The share of items at most one level apart."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import within_one
from odcv_desk.stats.tables import Floats, distances, totals


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    return totals(tables * (distances(tables.shape[-1]) <= 1)), totals(tables)


METRIC = Metric(
    name="within_one",
    title="Within one level",
    order=100,
    scale=Scale.SIX,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=within_one,
    undefined=no_cases,
    ratio=_ratio,
)
