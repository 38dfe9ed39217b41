"""A transcript above its diff pane, which folds to one line where a step changed nothing."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.diff.pane import DiffPane

_HEIGHT: Final = 240
_LEAST: Final = 80
_NO_MOST: Final = 16_777_215
"""What Qt takes for no limit."""


class Rows(QSplitter):
    """Opens the pane to the height that the person gave it as soon as there is a change.

    Not while a mouse button is held in the reading: the text must not move under it.
    """

    def __init__(self, look: Look, reading: QWidget, held: QWidget, pane: DiffPane) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._look, self._pane, self._held = look, pane, held
        self._chosen: int | None = None
        self.setObjectName("review.rows")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(reading)
        self.addWidget(pane)
        self.setStretchFactor(0, 1)
        pane.folded_changed.connect(self._fit_soon)
        pane.installEventFilter(self)
        held.installEventFilter(self)
        self.splitterMoved.connect(self._choose)
        look.changed.connect(self._fit)
        self._fit()

    @property
    def chosen(self) -> int | None:
        """The height that the person gave to the pane, None where that was never changed."""
        return self._chosen

    def choose(self, height: int) -> None:
        """Give the pane the height that the person gave it another time."""
        self._chosen = height
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        released = watched is self._held and event.type() is QEvent.Type.MouseButtonRelease
        if released or (watched is self._pane and event.type() is QEvent.Type.Show):
            self._fit()
        return False

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _choose(self) -> None:
        if not self._pane.folded:
            self._chosen = self.sizes()[1]

    def _fit_soon(self) -> None:
        if not (self._held.underMouse() and QApplication.mouseButtons()):
            self._fit()

    def _fit(self) -> None:
        folded = self._pane.folded
        line = self._pane.line_height()
        least = self._look.px(_LEAST)
        self._pane.setMinimumHeight(line if folded else least)
        self._pane.setMaximumHeight(line if folded else _NO_MOST)
        self.handle(1).setEnabled(not folded)
        wanted = self._look.px(_HEIGHT) if self._chosen is None else self._chosen
        height = line if folded else max(wanted, least)
        self.setSizes([max(sum(self.sizes()) - height, 0), height])
