"""A chart as SVG to be put into a page, whose colours then follow the page's."""

import io
import re
import warnings
from dataclasses import asdict
from typing import TYPE_CHECKING

from odcv_desk.charts.theme import LIGHT, Theme

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_COLOUR = re.compile(r"(?<=: )#[0-9a-f]{6}\b")
_ID = re.compile(r'( id="| xlink:href="#|url\(#)')
_TAG = re.compile(r"<[^>]*>")
_OWN_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)


def svg_text(figure: "Figure", *, id: str, label: str, theme: Theme = LIGHT) -> str:  # noqa: A002 - the word of SVG
    """Return a chart as an `<svg>` element that is the same on every day and machine.

    Letters stay letters. A colour of the theme becomes `var(--chart-<name>, <colour>)`, so that a
    page can give its own for the dark.

    Args:
        figure: The chart, drawn in `theme`.
        id: Stands before every id in the element, so that charts of one page do not mix.
        label: What the chart shows, for whoever cannot see it.
        theme: The colours that it was drawn in.
    """
    from matplotlib import rc_context  # loads slowly

    drawn = io.StringIO()
    with (
        rc_context({"svg.fonttype": "none", "svg.hashsalt": "odcv-desk"}),
        warnings.catch_warnings(),
    ):
        # A name may hold letters that our font lacks: the reader's browser has its own.
        warnings.filterwarnings(
            "ignore", message="Glyph .* missing from font", category=UserWarning
        )
        figure.savefig(drawn, format="svg", metadata=_NO_METADATA, facecolor="none")
    element = drawn.getvalue()
    # The style of an element inside a page would hold for the whole page.
    element = _OWN_STYLE.sub("", element[element.index("<svg ") :]).strip()
    names = {colour: name.replace("_", "-") for name, colour in asdict(theme).items()}
    element = _TAG.sub(lambda tag: _own_tag(tag[0], id, names), element)
    return element.replace("<svg ", f'<svg role="img" aria-label="{_attribute(label)}" ', 1)


def _own_tag(tag: str, id: str, names: dict[str, str]) -> str:  # noqa: A002 - the word of SVG
    tag = _ID.sub(rf"\g<1>{id}-", tag)
    return _COLOUR.sub(lambda found: _variable(found[0], names), tag)


def _variable(colour: str, names: dict[str, str]) -> str:
    return f"var(--chart-{names[colour]}, {colour})" if colour in names else colour


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
