"""A short line that tells what was done, and goes by itself."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible

_SHOWN_MS: Final = 5000
_GAP: Final = 8


class Toast(QLabel):
    """The line; the newest replaces the one before."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("toast")
        self.setProperty("badge", "info")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str) -> None:
        """Show a line for some seconds; an empty one takes away what is shown."""
        if not text:
            self._timer.stop()
            self.hide()
            return
        self.setText(visible(text))
        self.setAccessibleName(self.text())
        self.show()
        self.place()
        # What the line tells of may give the page other buttons, which stand only after this.
        QTimer.singleShot(0, self, self.place)
        self._timer.start()

    def place(self) -> None:
        """Lie at the foot of the window, in its middle, above the buttons there."""
        window = self.parentWidget()
        if window is None or self.isHidden():
            return
        self.adjustSize()
        width = min(self.width(), window.width() - self._look.px(32))
        left = (window.width() - width) // 2
        top = window.height() - self.height() - self._look.px(20)
        foot = QRect(left, top, width, self.height())
        self.setGeometry(_above(foot, _buttons(window), gap=self._look.px(_GAP)))
        self.raise_()


def _buttons(window: QWidget) -> list[QRect]:
    """Return where buttons can be seen in a window."""
    found = [
        (button, button.visibleRegion().boundingRect())
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
    ]
    return [
        seen.translated(button.mapTo(window, QPoint())) for button, seen in found if seen.isValid()
    ]


def _above(place: QRect, buttons: list[QRect], *, gap: int) -> QRect:
    """Return the place, raised where it would hide a button."""
    raised = QRect(place)
    for button in sorted(buttons, key=QRect.top, reverse=True):
        if button.intersects(raised):
            raised.moveBottom(button.top() - gap)
    # Between so many buttons a line that hides some for a moment is better than one at the top.
    return raised if raised.top() > place.top() // 2 else place
