"""A column that stands in the middle of a wide window instead of at its left edge."""

from PySide6.QtWidgets import QBoxLayout, QLayout, QScrollArea

from odcv_desk.ui.widgets.parts import scrolling


def centred(layout: QLayout, *, name: str, widest: int = 920) -> QScrollArea:
    """Return an area that scrolls a column of limited width, with the same room at both sides."""
    area = scrolling(layout, name=name, widest=widest)
    around = area.widget()
    side = None if around is None else around.layout()
    if isinstance(side, QBoxLayout):
        side.insertStretch(0, 0)
    return area
