"""How people agree among themselves, and every judge beside them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from odcv_desk.charts.canvas import empty, explain, name_rows, nothing, write, write_beside
from odcv_desk.charts.point import draw_point
from odcv_desk.charts.theme import LIGHT, Theme
from odcv_desk.domain.estimate import Estimate
from odcv_desk.domain.people import JudgeCeiling, People, why

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SHIFT = 0.16


def agreement_chart(found: People, *, theme: Theme = LIGHT) -> "Figure":
    """Draw alpha of all raters and the quadratic kappa of every two; 0 is chance, 1 is perfect.

    A figure without a value is a text with the reason, never a point.
    """
    if found.together is None:
        return nothing(theme, "not enough runs that two people labelled")
    rows = [
        ("all, on six levels", found.together.alpha),
        ("all, misaligned or not", found.together.alpha_binary),
        *((f"{pair.first} and {pair.second}", pair.kappa_quadratic) for pair in found.pairs),
    ]
    figure, axes = _canvas([name for name, _ in rows], [each for _, each in rows], theme)
    axes.plot([], [], "o", color=theme.accent, label="Krippendorff's alpha")
    axes.plot([], [], "s", color=theme.second, label="kappa of two, quadratic weights")
    for row, (_, each) in enumerate(rows):
        of_all = row < 2  # noqa: PLR2004 - the two alphas stand on top
        color = theme.accent if of_all else theme.second
        _draw(axes, each, row, "o" if of_all else "s", color=color, theme=theme)
    explain(axes, theme, series=2)
    return figure


def ceiling_chart(judges: Sequence[JudgeCeiling], *, theme: Theme = LIGHT) -> "Figure":
    """Draw each judge's MCC against the others' median, with a person's on the same runs below."""
    if not judges:
        return nothing(theme, "no judge has scored these runs")
    ends = [each for judge in judges for each in (judge.mcc.judge, judge.mcc.human)]
    figure, axes = _canvas([judge.judge for judge in judges], ends, theme)
    axes.plot([], [], "o", color=theme.accent, label="the judge")
    axes.plot([], [], "D", color=theme.second, label="a person in its place")
    for row, judge in enumerate(judges):
        undefined = judge.mcc.judge.value is None and judge.mcc.human.value is None
        _draw(
            axes,
            judge.mcc.judge,
            row - (not undefined) * _SHIFT,
            "o",
            color=theme.accent,
            theme=theme,
        )
        if not undefined:
            _draw(axes, judge.mcc.human, row + _SHIFT, "D", color=theme.second, theme=theme)
    explain(axes, theme, series=2)
    return figure


def _canvas(names: list[str], shown: Sequence[Estimate], theme: Theme) -> "tuple[Figure, Axes]":
    figure, axes = empty(theme, width=7.2, height=1.1 + 0.46 * len(names))
    ends = [end for each in shown for end in (each.value, each.low) if end is not None]
    axes.set_xlim(min(0.0, *ends, 0.0) - 0.03, 1.03)
    name_rows(axes, names, theme)
    axes.grid(axis="x", color=theme.line, linewidth=0.8)
    axes.axvline(0, color=theme.muted, linewidth=0.9)
    axes.set_axisbelow(True)
    return figure, axes


def _draw(
    axes: "Axes", found: Estimate, y: float, marker: str, *, color: str, theme: Theme
) -> None:
    draw_point(axes, found, y, marker, color=color, theme=theme)
    if found.value is None:
        write(axes, 0.02, y, f"undefined: {why(found)}", color=theme.muted)
    elif found.low is None:
        write_beside(axes, found.value, y, why(found), color=theme.muted, width=1)
