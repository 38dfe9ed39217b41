"""Parts of a limited width that stand in the middle of a wide page."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QWidget

from odcv_desk.ui.widgets.parts import WIDTHS

_MOST: Final = 1_000_000


def centred(layout: QLayout, *, widest: int) -> QScrollArea:
    """Return an area that scrolls a column of limited width, in the middle."""
    inside = QWidget()
    inside.setLayout(layout)
    inside.setProperty(WIDTHS, [0, widest])
    around = QWidget()
    around.setLayout(in_the_middle(inside))
    area = QScrollArea()
    area.setObjectName("calibration.scroll")
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(around)
    return area


def in_the_middle(inside: QWidget) -> QHBoxLayout:
    """Return a part with even room at both sides, once it is as wide as it may be."""
    inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(0)
    line.addStretch(1)
    # So much more than the room at its sides that there is none before it is at its widest.
    line.addWidget(inside, _MOST)
    line.addStretch(1)
    return line
