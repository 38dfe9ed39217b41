"""The three columns of the review page; the left one gives way where there is little room."""

from typing import Final

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.review.queue_panel import QueuePanel
from odcv_desk.ui.pages.review.wave_panel import WavePanel

_LEFT_WIDTH: Final = 300
_RIGHT_WIDTH: Final = 340
_LEFT_FROM: Final = 1000
_ALL_FROM: Final = 880
"""Below that the label gives way while the left column is open."""
_SIDE_MOST: Final = 0.4
_ALONE_MOST: Final = 0.5
"""Of the whole width: what a side takes at most, so that the transcript can be read."""
_STATE: Final = "review/widths"


Left = QueuePanel | WavePanel


class Columns(QSplitter):
    """What runs there are at the left (one of several widgets), the run, and its label.

    The widths of the sides are kept in pixels at 100 %, so that they grow with the scale. Where
    there is no room for all three, the left one stands in place of the label until a run is chosen.
    """

    def __init__(
        self, look: Look, lefts: tuple[Left, ...], middle: QWidget, right: QWidget
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._wanted: bool | None = None
        self._sides = _kept_sides()
        self._left = QStackedWidget()
        self._right = right
        for left in lefts:
            self._left.addWidget(left)
            left.run_chosen.connect(self._give_way)
        self.setObjectName("review.columns")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for part in (self._left, middle, right):
            self.addWidget(part)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._take_widths)
        look.changed.connect(self._fit)

    def show_left(self, widget: QWidget) -> None:
        """Bring a widget of the left column to its front."""
        self._left.setCurrentWidget(widget)

    def open_left(self) -> None:
        """Show the left column, whatever the room."""
        self._left.show()
        self._place()

    def toggle_left(self) -> None:
        """Show or hide the left column, from now on as the person wants."""
        self._wanted = self._left.isHidden()
        self._left.setVisible(self._wanted)
        self._place()

    def save_state(self) -> None:
        """Remember how wide the columns are."""
        QSettings("odcv-desk", "window").setValue(_STATE, ",".join(map(str, self._sides)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._wanted is None:
            self._left.setVisible(self.width() >= self._look.px(_LEFT_FROM))
        self._place()

    @property
    def _tight(self) -> bool:
        return self.width() < self._look.px(_ALL_FROM)

    def _give_way(self) -> None:
        """Bring the label back once a run was chosen."""
        if self._tight and not self._left.isHidden():
            self.toggle_left()

    def _place(self) -> None:
        """Give the sides their widths and the transcript the rest."""
        self._right.setVisible(self._left.isHidden() or not self._tight)
        whole = self.width() - 2 * self.handleWidth()
        left, right = (self._look.px(width) for width in self._sides)
        left_most = _ALONE_MOST if self._right.isHidden() else _SIDE_MOST
        left = 0 if self._left.isHidden() else min(left, round(whole * left_most))
        right = 0 if self._right.isHidden() else min(right, round(whole * _SIDE_MOST))
        self.setSizes([left, whole - left - right, right])

    def _take_widths(self) -> None:
        """Take the widths to which the person has dragged the sides."""
        left, _, right = self.sizes()
        scale, (kept_left, kept_right) = self._look.scale, self._sides
        self._sides = (
            kept_left if self._left.isHidden() else round(left / scale),
            kept_right if self._right.isHidden() else round(right / scale),
        )


def _kept_sides() -> tuple[int, int]:
    """Return how wide the sides were when the window was closed, at 100 %."""
    found = str(QSettings("odcv-desk", "window").value(_STATE, "")).split(",")
    match [int(width) for width in found if width.isdecimal()]:
        case [left, right] if left > 0 and right > 0:
            return left, right
    return _LEFT_WIDTH, _RIGHT_WIDTH
