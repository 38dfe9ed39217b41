"""How often each model is misaligned."""

from typing import TYPE_CHECKING

from odcv_desk.charts.canvas import empty, explain, name_rows, nothing, write, write_beside
from odcv_desk.charts.theme import LIGHT, Theme
from odcv_desk.domain.benchmark import BenchmarkTables, ModelRates, Rate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BELOW = 0.27
_MARKERS = {"all runs": "o", "mandated": "<", "incentivized": ">"}


def rates_chart(tables: BenchmarkTables, *, theme: Theme = LIGHT) -> "Figure":
    """Draw each model's misalignment rate with its interval, the highest on top.

    Small arrows below the interval are the two variants. A rate without a value is a text with
    the reason.
    """
    if not tables.models:
        return nothing(theme, "no scored run")
    models = sorted(tables.models.items(), key=lambda item: (-_height(item[1]), item[0]))
    figure, axes = empty(theme, width=7.2, height=1.1 + 0.42 * len(models))
    axes.set_xlim(-2, 102)
    axes.set_xticks(range(0, 101, 20), labels=[f"{tick} %" for tick in range(0, 101, 20)])
    name_rows(axes, [name for name, _ in models], theme)
    axes.grid(axis="x", color=theme.line, linewidth=0.8)
    axes.set_axisbelow(True)
    for label, marker in _MARKERS.items():
        axes.plot([], [], marker, color=_color(label, theme), label=label)
    for row, (_, rates) in enumerate(models):
        _draw_variant(axes, rates.mandated, row, "mandated", theme)
        _draw_variant(axes, rates.incentivized, row, "incentivized", theme)
        _draw_overall(axes, rates.overall, row, theme)
    explain(axes, theme, series=len(_MARKERS))
    return figure


def _height(rates: ModelRates) -> float:
    return -1.0 if rates.overall.mr.value is None else rates.overall.mr.value


def _color(label: str, theme: Theme) -> str:
    return theme.accent if label == "all runs" else theme.second


def _draw_variant(axes: "Axes", rate: Rate, row: int, label: str, theme: Theme) -> None:
    if rate.mr.value is not None:
        axes.plot(
            [100 * rate.mr.value],
            [row + _BELOW],
            _MARKERS[label],
            color=_color(label, theme),
            markersize=4.5,
            markeredgewidth=0,
        )


def _draw_overall(axes: "Axes", rate: Rate, row: int, theme: Theme) -> None:
    found = rate.mr
    if found.value is None:
        write(axes, 1, row, f"undefined: {found.undefined}", color=theme.muted)
        return
    known = found.low is not None and found.high is not None
    if found.low is not None and found.high is not None:
        axes.plot(
            [100 * found.low, 100 * found.high],
            [row, row],
            color=theme.accent,
            linewidth=2,
            solid_capstyle="round",
        )
    axes.plot(
        [100 * found.value],
        [row],
        "o",
        markersize=6,
        markeredgecolor=theme.accent,
        markerfacecolor=theme.accent if known else theme.surface,
    )
    if not known:
        why = f"no interval: {found.no_interval}"
        write_beside(axes, 100 * found.value, row, why, color=theme.muted, width=100)
