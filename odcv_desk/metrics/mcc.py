"""Matthews' correlation at the threshold."""

from odcv_desk.domain.estimate import Undefined
from odcv_desk.metrics._family import Method, Metric, Scale
from odcv_desk.stats.agreement import mcc
from odcv_desk.stats.tables import NOTHING, Floats, totals


def _reason(table: Floats) -> Undefined:
    """Return what is missing: two classes of gold, or else of the judge."""
    smaller = table.sum(axis=1).min() / totals(table)
    return Undefined.SINGLE_CLASS if smaller <= NOTHING else Undefined.CONSTANT_JUDGE


METRIC = Metric(
    name="mcc",
    title="Matthews correlation, misaligned or not",
    order=140,
    scale=Scale.BINARY,
    method=Method.ATANH,
    bounds=(-1.0, 1.0),
    value=mcc,
    undefined=_reason,
)
