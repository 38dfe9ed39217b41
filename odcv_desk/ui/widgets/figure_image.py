"""A chart as a picture in the window's colours and letters; runs off the GUI thread."""

import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage

import resources
from odcv_desk.charts import DARK, LIGHT
from odcv_desk.charts import Theme as ChartTheme
from odcv_desk.ui.look import SANS_FAMILY
from odcv_desk.ui.theme import Theme

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

Draw = Callable[[ChartTheme], "Figure"]

_FONTS: Final = ("Inter-Regular.otf", "Inter-SemiBold.otf")
_TOO_NARROW: Final = "constrained_layout not applied"
"""What matplotlib says where its texts leave no room for the chart."""
# matplotlib's caches of fonts and texts are not made for several threads at once.
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """How large and how fine a picture is to be: logical width and dots an inch, device ratio."""

    width: int
    dots: float
    ratio: float


def chart_theme(theme: Theme) -> ChartTheme:
    """Return a chart's colours that fit the window's."""
    return replace(
        DARK if theme.dark else LIGHT,
        surface=theme.surface.lower(),
        text=theme.ink.lower(),
        muted=theme.ink_soft.lower(),
        line=theme.line.lower(),
        accent=theme.accent.lower(),
        over_accent=theme.on_accent.lower(),
    )


def figure_image(draw: Draw, theme: Theme, canvas: Canvas) -> QImage:
    """Return a chart as a picture of the wanted width; its height is the chart's own."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # A name may hold letters that no font of ours has; they are drawn as boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        warnings.filterwarnings("error", message=_TOO_NARROW, category=UserWarning)
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # loads slowly

        figure = draw(chart_theme(theme))
        _wear_letters(figure)
        own, height = map(float, figure.get_size_inches())
        agg = FigureCanvasAgg(figure)
        try:
            _draw_in(agg, canvas, canvas.width / canvas.dots, height)
        except UserWarning:
            # Too narrow for names and legend at this size of letters: the whole chart shrinks.
            warnings.filterwarnings("ignore", message=_TOO_NARROW, category=UserWarning)
            _draw_in(agg, canvas, own, height)
        width_px, height_px = agg.get_width_height()
        pixels = bytes(agg.buffer_rgba())  # type: ignore[no-untyped-call]  # nor this one
    image = QImage(pixels, width_px, height_px, 4 * width_px, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(canvas.ratio)
    return image


def _draw_in(agg: "FigureCanvasAgg", canvas: Canvas, width: float, height: float) -> None:
    """Draw a chart as if it had so many inches, in the pixels that there are."""
    agg.figure.set_dpi(canvas.width / width * canvas.ratio)
    agg.figure.set_size_inches(width, height)
    agg.draw()  # type: ignore[no-untyped-call]  # matplotlib types this one not


def _wear_letters(figure: "Figure") -> None:
    from matplotlib.text import Text  # loads slowly

    family = _letters()
    for text in figure.findobj(Text):
        # DejaVu stands behind for letters that a name may hold and Inter lacks.
        text.set_fontfamily([family, "DejaVu Sans"])


@cache
def _letters() -> str:
    from matplotlib.font_manager import fontManager  # loads slowly

    for name in _FONTS:
        fontManager.addfont(str(resources.path(f"fonts/{name}")))
    return SANS_FAMILY
