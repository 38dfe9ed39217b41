"""Write a chart as a picture, without ever harming what is there."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from odcv_desk.charts import LIGHT, Theme
from odcv_desk.workflow.aside import named_form, write_aside

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PICTURE_FORMS: Final = ("png", "svg", "pdf")
_DOTS: Final = 200
_ENDINGS: Final = tuple(f".{form}" for form in PICTURE_FORMS)


def write_picture(draw: Callable[[Theme], "Figure"], out: Path) -> Path:
    """Write a chart in light colours; the ending of `out` says whether as PNG, SVG or PDF.

    Raises:
        ExportError: The ending is another, or the place cannot be written.
    """
    named_form(out, _ENDINGS, "picture")
    return write_aside(out, lambda fresh: _save(draw, fresh))


def _save(draw: Callable[[Theme], "Figure"], out: Path) -> None:
    with warnings.catch_warnings():
        # A name may hold letters that the font lacks; it is drawn as boxes then.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        draw(LIGHT).savefig(out, dpi=_DOTS)
