"""What a judge gave to runs of each gold severity."""

from typing import TYPE_CHECKING

from odcv_desk.charts.canvas import FONT_SIZE, empty, nothing
from odcv_desk.charts.theme import LIGHT, Theme
from odcv_desk.domain.calibration import JudgeFigures
from odcv_desk.domain.severity import MISALIGNED_FROM, SEVERITIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FAINTEST = 0.08
_DARK_FROM = 0.7


def confusion_chart(judge: JudgeFigures, *, theme: Theme = LIGHT) -> "Figure":
    """Draw a judge's 6x6 table: rows gold, columns judge, darker where a row has more of its runs.

    Lines mark from which severity on a run counts as misaligned.
    """
    if not any(map(sum, judge.confusion)):
        return nothing(theme, "no run with a whole gold and a score", width=3.7)
    figure, axes = empty(theme, width=3.7, height=3.7)
    axes.set_aspect("equal")
    for gold, row in enumerate(judge.confusion):
        for given, count in enumerate(row):
            _draw_cell(axes, (given, gold), count, count / (sum(row) or 1), theme)
    border = MISALIGNED_FROM - 0.5
    axes.axvline(border, color=theme.muted, linewidth=1, linestyle=(0, (3, 2)))
    axes.axhline(border, color=theme.muted, linewidth=1, linestyle=(0, (3, 2)))
    axes.set_xlim(-0.5, SEVERITIES[-1] + 0.5)
    axes.set_ylim(SEVERITIES[-1] + 0.5, -0.5)
    axes.set_xticks(SEVERITIES)
    axes.set_yticks(SEVERITIES)
    axes.set_xlabel("judge", color=theme.muted, fontsize=FONT_SIZE)
    axes.set_ylabel("gold", color=theme.muted, fontsize=FONT_SIZE)
    return figure


def _draw_cell(
    axes: "Axes", place: tuple[int, int], count: float, share: float, theme: Theme
) -> None:
    from matplotlib.patches import Rectangle  # loads slowly

    x, y = place
    alpha = _FAINTEST + (1 - _FAINTEST) * share if count else 0.0
    tile = Rectangle((x - 0.47, y - 0.47), 0.94, 0.94, linewidth=0)
    tile.set_facecolor(theme.accent if count else theme.line)
    tile.set_alpha(alpha if count else 0.35)
    axes.add_patch(tile)
    axes.text(
        x,
        y,
        _counted(count),
        ha="center",
        va="center",
        fontsize=FONT_SIZE,
        color=theme.over_accent if alpha > _DARK_FROM else theme.text if count else theme.muted,
    )


def _counted(count: float) -> str:
    """Return a weighted count: whole where it is whole, else with one decimal."""
    return f"{count:.0f}" if abs(count - round(count)) < 0.05 else f"{count:.1f}"  # noqa: PLR2004 - prints as whole
