"""A judge's figures as cells: which of them lead, in which unit, and what stands beside them."""

from odcv_desk.domain.calibration import JudgeFigures
from odcv_desk.domain.estimate import Estimate
from odcv_desk.exporters._cells import Cell, Unit, estimate
from odcv_desk.metrics import Metric

HEADLINE = ("mcc", "kappa_quadratic", "sensitivity", "specificity")
HEADLINE_COLUMNS = (
    "judge",
    "n",
    "MCC",
    "kappa, quadratic weights",
    "sensitivity %",
    "specificity %",
    "raw accuracy %",
)


def judge_cell(judge: JudgeFigures, name: str, unit: Unit) -> Cell:
    """Return a figure of a judge, with its interval or the reason why there is none."""
    found = judge.figures.get(name)
    if found is None:
        return Cell(value=None, unit=unit, reason="not computed")
    return estimate(found, unit, n=judge.n)


def unit_of(metric: Metric) -> Unit:
    """Return in which unit a metric is printed."""
    lowest, highest = metric.bounds
    if highest > 1:
        return Unit.LEVELS
    return Unit.PERCENT if lowest == 0 else Unit.COEFFICIENT


def why(found: Estimate) -> str:
    """Return by which method an interval was found, or why there is none."""
    if found.undefined:
        return f"undefined: {found.undefined}"
    return f"no interval: {found.no_interval}" if found.no_interval else found.method or ""
