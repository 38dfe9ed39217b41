"""The three columns of the page; the list of disputes gives way where there is little room."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look

_LEFT_WIDTH: Final = 290
_RIGHT_WIDTH: Final = 440
_LEFT_FROM: Final = 1160
_ALL_FROM: Final = 1000
"""Below that the case gives way while the list is open."""
_SIDE_MOST: Final = 0.42


class CaseColumns(QSplitter):
    """Disputes at the left, the run, and the case at the right."""

    def __init__(self, look: Look, left: QWidget, middle: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look, self._left, self._right = look, left, right
        self._wanted: bool | None = None
        self._empty = False
        self.setObjectName("adjudication.columns")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for part in (left, middle, right):
            self.addWidget(part)
        self.setStretchFactor(1, 1)
        look.changed.connect(self._fit)

    def show_empty(self, *, empty: bool) -> None:
        """Show no case where there is none to settle."""
        self._empty = empty
        self._fit()

    def toggle_left(self) -> None:
        """Show or hide the list, from now on as the person wants."""
        self._wanted = self._left.isHidden()
        self._fit()

    def give_way(self) -> None:
        """Bring the case back once a dispute was chosen."""
        if self._tight and not self._left.isHidden():
            self.toggle_left()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def _tight(self) -> bool:
        return self.width() < self._look.px(_ALL_FROM)

    def _fit(self) -> None:
        px = self._look.px
        shown = self.width() >= px(_LEFT_FROM) if self._wanted is None else self._wanted
        self._left.setVisible(shown)
        self._right.setVisible(not self._empty and not (shown and self._tight))
        whole = self.width() - 2 * self.handleWidth()
        most = round(whole * _SIDE_MOST)
        left = min(px(_LEFT_WIDTH), most) if shown else 0
        right = 0 if self._right.isHidden() else min(px(_RIGHT_WIDTH), most)
        self.setSizes([left, whole - left - right, right])
