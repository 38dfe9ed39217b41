"""An empty figure in the house's style, and text on it that is never read as a formula."""

from typing import TYPE_CHECKING

from odcv_desk.charts.theme import Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONT_SIZE = 9.5
_LONGEST_NAME = 32


def empty(theme: Theme, *, width: float, height: float) -> "tuple[Figure, Axes]":
    """Return a figure of a size in inches, and its axes without a frame."""
    from matplotlib.figure import Figure  # loads slowly

    figure = Figure(figsize=(width, height), facecolor=theme.surface, layout="constrained")
    axes = figure.add_subplot(facecolor=theme.surface)
    axes.spines[:].set_visible(False)
    axes.tick_params(colors=theme.muted, length=0, labelsize=FONT_SIZE - 1, pad=6)
    return figure, axes


def name_rows(axes: "Axes", names: list[str], theme: Theme) -> None:
    """Name the rows of a chart at its left, the first on top."""
    axes.set_yticks(
        range(len(names)),
        labels=[short(name) for name in names],
        color=theme.text,
        fontsize=FONT_SIZE,
        parse_math=False,
    )
    axes.set_ylim(len(names) - 0.4, -0.6)


def explain(axes: "Axes", theme: Theme, *, series: int) -> None:
    """Say above the chart, in one line, which marker is which series."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=series,
        frameon=False,
        labelcolor=theme.muted,
        fontsize=FONT_SIZE - 1,
        borderaxespad=0.2,
        handletextpad=0.2,
    )


def write(axes: "Axes", x: float, y: float, text: str, *, color: str, align: str = "left") -> None:
    """Write a text in the middle of a row; it never takes room from the chart itself."""
    written = axes.text(
        x,
        y,
        text,
        color=color,
        ha=align,
        va="center",
        fontsize=FONT_SIZE - 1,
        parse_math=False,
    )
    written.set_in_layout(False)


def write_beside(axes: "Axes", x: float, y: float, text: str, *, color: str, width: float) -> None:
    """Write a text beside a point: to its right, or to its left where the chart ends too soon."""
    roomy = x < 0.6 * width
    gap = 0.025 * width
    write(
        axes,
        x + gap if roomy else x - gap,
        y,
        text,
        color=color,
        align="left" if roomy else "right",
    )


def nothing(theme: Theme, text: str, *, width: float = 7.2) -> "Figure":
    """Return a chart that says why there is nothing to draw."""
    figure, axes = empty(theme, width=width, height=1.2)
    axes.set_axis_off()
    axes.text(
        0.5,
        0.5,
        text,
        color=theme.muted,
        ha="center",
        va="center",
        fontsize=FONT_SIZE,
        transform=axes.transAxes,
        parse_math=False,
    )
    return figure


def short(name: str) -> str:
    """Return a name that fits beside a chart: on one line, cut in the middle where it is long."""
    line = "".join(character if character.isprintable() else "\N{MIDDLE DOT}" for character in name)
    if len(line) <= _LONGEST_NAME:
        return line
    half = _LONGEST_NAME // 2 - 1
    return f"{line[:half]}\N{HORIZONTAL ELLIPSIS}{line[-half:]}"
