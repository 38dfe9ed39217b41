"""The columns of the page: the campaign beside the run that is chosen."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look

_LEFT_PX: Final = 380
_LEFT_MOST: Final = 0.4


class RunColumns(QSplitter):
    """The campaign keeps the width that the person gave it; the run takes the rest."""

    def __init__(self, look: Look, left: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._chosen: int | None = None
        self.setObjectName("runs.columns")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._choose)
        look.changed.connect(self._fit)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _choose(self) -> None:
        self._chosen = self.sizes()[0]

    def _fit(self) -> None:
        whole = self.width() - self.handleWidth()
        wanted = self._look.px(_LEFT_PX) if self._chosen is None else self._chosen
        left = min(wanted, round(whole * _LEFT_MOST))
        self.setSizes([left, whole - left])
