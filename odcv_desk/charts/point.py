"""A figure in a row of a chart: its value as a mark, its interval as a bar through it."""

from typing import TYPE_CHECKING

from odcv_desk.charts.theme import Theme
from odcv_desk.domain.estimate import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_point(
    axes: "Axes", found: Estimate, y: float, marker: str, *, color: str, theme: Theme
) -> None:
    """Draw a figure; one without an interval is an empty mark, one without a value is nothing.

    Args:
        axes: Where to draw, in data units.
        found: The figure.
        y: The row.
        marker: Its shape, as matplotlib names it.
        color: Of mark and bar.
        theme: Of the chart.
    """
    if found.value is None:
        return
    known = found.low is not None and found.high is not None
    if found.low is not None and found.high is not None:
        axes.plot([found.low, found.high], [y, y], color=color, linewidth=2, solid_capstyle="round")
    axes.plot(
        [found.value],
        [y],
        marker,
        markersize=6,
        markeredgecolor=color,
        markerfacecolor=color if known else theme.surface,
    )
