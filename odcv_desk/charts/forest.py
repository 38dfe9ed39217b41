"""Figures of several judges with their intervals, one below the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from odcv_desk.charts.canvas import empty, explain, name_rows, nothing, write, write_beside
from odcv_desk.charts.theme import LIGHT, Theme
from odcv_desk.domain.calibration import JudgeFigures
from odcv_desk.domain.estimate import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEADLINE = {"mcc": "MCC, misaligned or not", "kappa_quadratic": "kappa, quadratic weights"}
_MARKERS = ("o", "s", "D", "^")
_SPREAD = 0.42


def forest_chart(
    judges: Sequence[JudgeFigures],
    *,
    figures: Sequence[str] = tuple(HEADLINE),
    theme: Theme = LIGHT,
) -> "Figure":
    """Draw figures of judges as points with intervals; 0 is chance, 1 is perfect.

    A figure without a value is a text with the reason, never a point; one without an interval has
    an empty marker and the reason beside it.

    Args:
        judges: One row each.
        figures: Names of figures on the scale of -1 to 1; at most four.
        theme: The colours.
    """
    if not judges:
        return nothing(theme, "no judge to show")
    figure, axes = empty(theme, width=7.2, height=1.1 + 0.52 * len(judges))
    lowest = min(0.0, *(_reach(judge, name) for judge in judges for name in figures))
    axes.set_xlim(lowest - 0.03, 1.03)
    name_rows(axes, [judge.judge for judge in judges], theme)
    axes.grid(axis="x", color=theme.line, linewidth=0.8)
    axes.axvline(0, color=theme.muted, linewidth=0.9)
    axes.set_axisbelow(True)
    for place, name in enumerate(figures):
        color = theme.accent if place % 2 == 0 else theme.second
        shift = _SPREAD * ((place + 0.5) / len(figures) - 0.5)
        axes.plot([], [], _MARKERS[place], color=color, label=HEADLINE.get(name, name))
        for row, judge in enumerate(judges):
            found = judge.figures.get(name)
            if found is not None:
                _draw(axes, found, row + shift, _MARKERS[place], color=color, theme=theme)
    explain(axes, theme, series=len(figures))
    return figure


def _reach(judge: JudgeFigures, name: str) -> float:
    found = judge.figures.get(name)
    ends = () if found is None else (found.value, found.low)
    return min((end for end in ends if end is not None), default=0.0)


def _draw(
    axes: "Axes", found: Estimate, y: float, marker: str, *, color: str, theme: Theme
) -> None:
    if found.value is None:
        write(axes, 0.02, y, f"undefined: {found.undefined}", color=theme.muted)
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
    if not known:
        write_beside(
            axes, found.value, y, f"no interval: {found.no_interval}", color=theme.muted, width=1
        )
