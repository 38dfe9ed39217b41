"""Figures of several judges with their intervals, one below the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from odcv_desk.charts.canvas import empty, explain, name_rows, nothing, write
from odcv_desk.charts.point import draw_point
from odcv_desk.charts.theme import LIGHT, Theme
from odcv_desk.domain.calibration import JudgeFigures
from odcv_desk.domain.estimate import Estimate
from odcv_desk.domain.people import JudgeCeiling
from odcv_desk.domain.unsettled import LOST, UNSETTLED, Span, spans

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEADLINE = {"mcc": "MCC, misaligned or not", "kappa_quadratic": "kappa, quadratic weights"}
_MARKERS = ("o", "s", "D", "^")
_PERSON = "d"
_LEGENDS = {
    _PERSON: "a person in a judge's place",
    UNSETTLED: "if unsettled runs settle",
    LOST: "if lost runs were 0, or 5",
}
_STYLES = {UNSETTLED: "-", LOST: ":"}
_SIDES = {UNSETTLED: -1, LOST: 1}
_SPREAD = 0.42
_ROOM_RIGHT = 0.6  # left of it, a text fits in to the right of a point
_ROOM_LEFT = 0.3
_GAP = 0.025
_ROOM = 0.72  # of a row, where people stand in it too
_NO_CEILINGS: Mapping[str, JudgeCeiling] = {}


def forest_chart(
    judges: Sequence[JudgeFigures],
    *,
    figures: Sequence[str] = tuple(HEADLINE),
    ceilings: Mapping[str, JudgeCeiling] = _NO_CEILINGS,
    theme: Theme = LIGHT,
) -> "Figure":
    """Draw figures of judges as points with intervals; 0 is chance, 1 is perfect.

    A figure without a value is a text with the reason, never a point; one without an interval has
    an empty marker and the reason beside it. Thin bars with ends are how far it could move when
    runs without gold get one; below stands what a person reaches in the judge's place, dashed.

    Args:
        judges: One row each.
        figures: Names of figures on the scale of -1 to 1; at most four.
        ceilings: The human ceiling of judges that have one.
        theme: The colours.
    """
    if not judges:
        return nothing(theme, "no judge to show")
    chart = _Chart(judges=judges, figures=figures, ceilings=ceilings, theme=theme)
    roomy = 0.52 + 0.1 * bool(chart.extra) + 0.3 * (_PERSON in chart.extra)
    top = 1.1 + 0.2 * bool(chart.extra)
    figure, axes = empty(theme, width=7.2, height=top + roomy * len(judges))
    axes.set_xlim(min([0.0, *chart.reach()]) - 0.03, 1.03)
    name_rows(axes, [judge.judge for judge in judges], theme)
    axes.grid(axis="x", color=theme.line, linewidth=0.8)
    axes.axvline(0, color=theme.muted, linewidth=0.9)
    axes.set_axisbelow(True)
    chart.draw(axes)
    explain(axes, theme, series=3 if chart.extra else len(figures))
    return figure


@dataclass(frozen=True, kw_only=True)
class _Chart:
    judges: Sequence[JudgeFigures]
    figures: Sequence[str]
    ceilings: Mapping[str, JudgeCeiling]
    theme: Theme

    @property
    def extra(self) -> tuple[str, ...]:
        """What is drawn beside the figures themselves."""
        moved = {
            word for judge in self.judges for name in self.figures for word in _moved(judge, name)
        }
        people = any(
            True for judge in self.judges for name in self.figures if self._of(judge, name)
        )
        return (*([_PERSON] if people else []), *(word for word in _STYLES if word in moved))

    def reach(self) -> Iterator[float]:
        """Give how far to the left anything is drawn."""
        for judge in self.judges:
            for name in self.figures:
                yield from _ends(judge.figures.get(name))
                yield from _ends(self._of(judge, name))
                yield from (low for low, _high in _moved(judge, name).values())

    def draw(self, axes: "Axes") -> None:
        """Draw every figure of every judge, and what each series is called."""
        for place, name in enumerate(self.figures):
            color = self.theme.accent if place % 2 == 0 else self.theme.second
            axes.plot([], [], _MARKERS[place], color=color, label=HEADLINE.get(name, name))
            for row, judge in enumerate(self.judges):
                self._draw(axes, judge, name, row + self._shift(place), _MARKERS[place], color)
        for word in self.extra:
            marker, line = (_PERSON, "--") if word == _PERSON else ("", _STYLES[word])
            muted = self.theme.muted
            axes.plot(
                [],
                [],
                marker=marker,
                linestyle=line,
                linewidth=1,
                color=muted,
                label=f" {_LEGENDS[word]}",
            )

    def _draw(
        self, axes: "Axes", judge: JudgeFigures, name: str, y: float, marker: str, color: str
    ) -> None:
        found, person = judge.figures.get(name), self._of(judge, name)
        if found is not None:
            moved = _moved(judge, name)
            for word, (low, high) in moved.items():
                _outer(axes, low, high, y + 0.05 * _SIDES[word], word, theme=self.theme)
            if found.value is None:
                write(axes, 0.02, y, f"undefined: {found.undefined}", color=self.theme.muted)
            draw_point(axes, found, y, marker, color=color, theme=self.theme)
            if found.value is not None and found.no_interval is not None:
                ends = [end for span in moved.values() for end in span]
                x, align = _free_place(found.value, ends)
                reason = f"no interval: {found.no_interval}"
                write(axes, x, y, reason, color=self.theme.muted, align=align)
        if person is not None:
            _person(axes, person, y + _ROOM / len(self.figures) / 2, theme=self.theme)

    def _shift(self, place: int) -> float:
        if _PERSON in self.extra:
            return _ROOM * ((place + 0.25) / len(self.figures) - 0.5)
        return _SPREAD * ((place + 0.5) / len(self.figures) - 0.5)

    def _of(self, judge: JudgeFigures, name: str) -> Estimate | None:
        """Return what a person reaches in a judge's place; None where that has no value."""
        known = self.ceilings.get(judge.judge)
        if known is None or name not in HEADLINE:
            return None
        human = known.mcc.human if name == "mcc" else known.kappa_quadratic.human
        return None if human.value is None else human


def _moved(judge: JudgeFigures, name: str) -> dict[str, Span]:
    """Return how far a figure could move, where it could; all that is open would hide the rest."""
    return {
        word: span for word, span in spans(judge, name) if word in _STYLES and span[0] < span[1]
    }


def _ends(found: Estimate | None) -> Iterable[float]:
    ends = () if found is None else (found.value, found.low)
    return [end for end in ends if end is not None]


def _free_place(value: float, ends: Sequence[float]) -> tuple[float, str]:
    """Return where a text lies on no thin bar: right of all where there is room, else left."""
    lowest, highest = min([value, *ends]), max([value, *ends])
    if highest < _ROOM_RIGHT:
        return highest + _GAP, "left"
    return (lowest if lowest > _ROOM_LEFT else value) - _GAP, "right"


def _outer(axes: "Axes", low: float, high: float, y: float, word: str, *, theme: Theme) -> None:
    axes.plot([low, high], [y, y], color=theme.muted, linewidth=1, linestyle=_STYLES[word])
    for end in (low, high):
        axes.plot([end, end], [y - 0.04, y + 0.04], color=theme.muted, linewidth=1)


def _person(axes: "Axes", found: Estimate, y: float, *, theme: Theme) -> None:
    if found.value is None:
        return
    if found.low is not None and found.high is not None:
        axes.plot([found.low, found.high], [y, y], color=theme.muted, linewidth=1.2, linestyle="--")
    known = found.low is not None
    axes.plot(
        [found.value],
        [y],
        _PERSON,
        markersize=6,
        markeredgecolor=theme.muted,
        markerfacecolor=theme.muted if known else theme.surface,
    )
