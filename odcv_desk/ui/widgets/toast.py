"""A short line that tells what was done, and goes by itself."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible

_SHOWN_MS: Final = 5000
_PLACE_MS: Final = 250
"""How often it looks whether something has come below it: what it tells of may load slowly."""
_GAP: Final = 8
_BAR: Final = 2.5
"""So many times as high as its button a bar may be; what is higher is no bar."""


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
        self._mover = QTimer(self, interval=_PLACE_MS)
        self._mover.timeout.connect(self.place)
        self.hide()
        look.changed.connect(self.place_soon)

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
        self.place_soon()
        self._timer.start()
        self._mover.start()

    def place_soon(self) -> None:
        """Take another place once fonts and buttons have theirs."""
        QTimer.singleShot(0, self, self.place)

    def place(self) -> None:
        """Lie at the foot of the window, in its middle, above the buttons there."""
        window = self.parentWidget()
        if window is None or self.isHidden():
            self._mover.stop()
            return
        self.adjustSize()
        width = min(self.width(), window.width() - self._look.px(32))
        left = (window.width() - width) // 2
        top = window.height() - self.height() - self._look.px(20)
        foot = QRect(left, top, width, self.height())
        self.setGeometry(_above(foot, _buttons(window), gap=self._look.px(_GAP)))
        self.raise_()


def _buttons(window: QWidget) -> list[QRect]:
    """Return where buttons can be seen in a window, each with the bar that it stands in."""
    found = [
        _with_bar(button) for button in window.findChildren(QAbstractButton) if button.isVisible()
    ]
    shown = [(each, each.visibleRegion().boundingRect()) for each in found]
    return [seen.translated(each.mapTo(window, QPoint())) for each, seen in shown if seen.isValid()]


def _with_bar(button: QWidget) -> QWidget:
    """Return the bar of a button, whose title is to be read too, else the button."""
    around = button.parentWidget()
    return around if around is not None and around.height() <= _BAR * button.height() else button


def _above(place: QRect, buttons: list[QRect], *, gap: int) -> QRect:
    """Return the place, raised where it would hide a button."""
    raised = QRect(place)
    for button in sorted(buttons, key=QRect.top, reverse=True):
        if button.intersects(raised):
            raised.moveBottom(button.top() - gap)
    # Between so many buttons a line that hides some for a moment is better than one at the top.
    return raised if raised.top() > place.top() // 2 else place
