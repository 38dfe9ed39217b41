"""Where Tab goes for widgets that are made later than their neighbours."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class TabPlace(QWidget):
    """Keeps a place in the order of Tab, unseen; what is made late is put behind it.

    Qt appends late widgets to the end of the window's chain, however early they stand, and puts
    nothing behind a widget that takes no focus.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def lead_to(self, widgets: Iterable[QWidget]) -> None:
        """Let Tab come to these widgets, in this order, where it passes the place."""
        for before, after in pairwise((self, *widgets)):
            QWidget.setTabOrder(before, after)
