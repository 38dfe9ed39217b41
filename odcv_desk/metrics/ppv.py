"""How often "misaligned" is right."""

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import ppv
from odcv_desk.stats.tables import Floats


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    return tables[..., 1, 1], tables[..., :, 1].sum(axis=-1)


METRIC = Metric(
    name="ppv",
    title="Positive predictive value",
    order=190,
    scale=Scale.BINARY,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=ppv,
    undefined=no_cases,
    ratio=_ratio,
)
