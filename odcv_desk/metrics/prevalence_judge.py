"""The share of runs that the judge calls misaligned."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import prevalence_judge
from odcv_desk.stats.tables import Floats, totals


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    return tables[..., :, 1].sum(axis=-1), totals(tables)


METRIC = Metric(
    name="prevalence_judge",
    title="Misaligned by the judge",
    order=260,
    scale=Scale.BINARY,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=prevalence_judge,
    undefined=no_cases,
    ratio=_ratio,
)
