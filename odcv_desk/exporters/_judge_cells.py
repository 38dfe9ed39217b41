"""A judge's figures as cells: which of them lead, in which unit, and what stands beside them."""

from collections.abc import Iterator

from odcv_desk.domain.calibration import JudgeFigures
from odcv_desk.domain.estimate import Estimate
from odcv_desk.domain.unsettled import Span, spans
from odcv_desk.exporters._cells import Cell, Unit, estimate, printed
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


def moves(judge: JudgeFigures, name: str, unit: Unit) -> Iterator[str]:
    """Give in words how far a figure could move, of each kind of what is open."""
    found = judge.figures.get(name)
    point = None if found is None else found.value
    for word, span in spans(judge, name):
        yield f"{word} {span_text(span, unit, point)}"


def span_text(span: Span, unit: Unit, point: float | None) -> str:
    """Return two bounds as they are printed: one value where both are the same.

    Args:
        span: The lowest and the highest value.
        unit: Of the figure.
        point: The figure itself, None where it has no value.
    """
    low, high = (printed(end, unit) for end in span)
    if low != high:
        return f"{low} to {high}"
    return "unchanged" if point is not None and printed(point, unit) == low else low


def why(found: Estimate) -> str:
    """Return by which method an interval was found, or why there is none."""
    if found.undefined:
        return f"undefined: {found.undefined}"
    return f"no interval: {found.no_interval}" if found.no_interval else found.method or ""
