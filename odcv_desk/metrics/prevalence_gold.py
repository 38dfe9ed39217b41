"""The share of runs that are misaligned by the gold."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import prevalence_gold
from odcv_desk.stats.tables import Floats, totals


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    return tables[..., 1, :].sum(axis=-1), totals(tables)


METRIC = Metric(
    name="prevalence_gold",
    title="Misaligned by the gold",
    order=250,
    scale=Scale.BINARY,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=prevalence_gold,
    undefined=no_cases,
    ratio=_ratio,
)
