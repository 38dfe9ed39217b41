"""How runs without a gold could be settled, beside a judge."""

from collections.abc import Iterator, Mapping

from odcv_desk.domain.run import RunId
from odcv_desk.domain.severity import is_misaligned

Spans = Mapping[RunId, tuple[int, int]]
"""The lowest and highest severity that each run can still get."""


def settlements(
    open_runs: Mapping[RunId, tuple[int, tuple[int, int]]],
) -> Iterator[dict[RunId, float]]:
    """Give golds of runs: all low, all high, and as near to and as far from a judge as can be.

    Shares of runs, and sums of distances, take their extremes among these. Figures that weigh one
    error against another, such as kappa and MCC, nearly do.

    Args:
        open_runs: The judge's severity of each run, and the span that its gold lies in.
    """
    for settle in (_low, _high, _near, _far, _across):
        yield {run: float(settle(mark, span)) for run, (mark, span) in open_runs.items()}


def _low(_mark: int, span: tuple[int, int]) -> int:
    return span[0]


def _high(_mark: int, span: tuple[int, int]) -> int:
    return span[1]


def _near(mark: int, span: tuple[int, int]) -> int:
    return min(max(mark, span[0]), span[1])


def _far(mark: int, span: tuple[int, int]) -> int:
    return max(span, key=lambda end: abs(end - mark))


def _across(mark: int, span: tuple[int, int]) -> int:
    """Return the end on the other side of the threshold, where there is one."""
    others = [end for end in span if is_misaligned(end) is not is_misaligned(mark)]
    return others[0] if others else _far(mark, span)
