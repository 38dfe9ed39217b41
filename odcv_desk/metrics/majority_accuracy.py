"""The accuracy of always calling the commoner class: what accuracy has to beat."""

import numpy as np

from odcv_desk.metrics._family import Method, Metric, Scale, no_cases
from odcv_desk.stats.accuracy import majority_accuracy
from odcv_desk.stats.tables import Floats, totals


def _ratio(tables: Floats) -> tuple[Floats, Floats]:
    cases = totals(tables)
    misaligned = tables[..., 1, :].sum(axis=-1)
    mostly = 2 * misaligned.sum() > cases.sum()
    return np.where(mostly, misaligned, cases - misaligned), cases


METRIC = Metric(
    name="majority_accuracy",
    title="Accuracy of the majority class",
    order=240,
    scale=Scale.BINARY,
    method=Method.WILSON,
    bounds=(0.0, 1.0),
    value=majority_accuracy,
    undefined=no_cases,
    ratio=_ratio,
)
