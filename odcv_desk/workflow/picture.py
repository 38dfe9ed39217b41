"""Write a chart as a picture, without ever harming what is there."""

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from odcv_desk.charts import LIGHT, Theme
from odcv_desk.domain.errors import ExportError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DOTS = 200
_FORMS = (".png", ".svg")


def write_picture(draw: Callable[[Theme], "Figure"], out: Path) -> Path:
    """Write a chart in light colours; the ending of `out` says whether as PNG or SVG.

    Raises:
        ExportError: The ending is another, or the place cannot be written.
    """
    form = out.suffix.lower()
    if form not in _FORMS:
        raise ExportError(f"{out}: no such form of picture", hint="Name a .png or .svg file.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".odcv-", dir=out.parent) as aside:
            fresh = Path(aside) / f"fresh{form}"
            with warnings.catch_warnings():
                # A name may hold letters that the font lacks; it is drawn as boxes then.
                warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
                draw(LIGHT).savefig(fresh, dpi=_DOTS)
            fresh.replace(out)
    except OSError as fault:
        raise ExportError(
            f"{out}: {(fault.strerror or str(fault)).lower()}",
            hint="Name a place that you may write to.",
        ) from fault
    return out
