"""The three columns of the review page; the left one gives way where there is little room."""

from typing import Final

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look

_LEFT_WIDTH: Final = 300
_MIDDLE_WIDTH: Final = 960
_RIGHT_WIDTH: Final = 340
_LEFT_FROM: Final = 1000
_STATE: Final = "review/columns"


class Columns(QSplitter):
    """What runs there are at the left (one of several widgets), the run, and its label."""

    def __init__(
        self, look: Look, lefts: tuple[QWidget, ...], middle: QWidget, right: QWidget
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._wanted: bool | None = None
        self._left = QStackedWidget()
        for left in lefts:
            self._left.addWidget(left)
        self.setObjectName("review.columns")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for part in (self._left, middle, right):
            self.addWidget(part)
        self.setStretchFactor(1, 1)
        self.setSizes([look.px(_LEFT_WIDTH), look.px(_MIDDLE_WIDTH), look.px(_RIGHT_WIDTH)])
        state = QSettings("odcv-desk", "window").value(_STATE)
        if state is not None:
            self.restoreState(state)
        look.changed.connect(self._fit)

    def show_left(self, widget: QWidget) -> None:
        """Bring a widget of the left column to its front."""
        self._left.setCurrentWidget(widget)

    def open_left(self) -> None:
        """Show the left column, whatever the room."""
        self._left.show()

    def toggle_left(self) -> None:
        """Show or hide the left column, from now on as the person wants."""
        self._wanted = self._left.isHidden()
        self._left.setVisible(self._wanted)

    def save_state(self) -> None:
        """Remember how wide the columns are."""
        QSettings("odcv-desk", "window").setValue(_STATE, self.saveState())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._wanted is None:
            self._left.setVisible(self.width() >= self._look.px(_LEFT_FROM))
