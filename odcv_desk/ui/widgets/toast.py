"""A short line that tells what was done, and goes by itself."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible

_SHOWN_MS = 5000


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
        """Show a line for some seconds."""
        self.setText(visible(text))
        self.setAccessibleName(self.text())
        self.show()
        self.place()
        self._timer.start()

    def place(self) -> None:
        """Lie at the foot of the window, in its middle."""
        window = self.parentWidget()
        if window is None or self.isHidden():
            return
        self.adjustSize()
        width = min(self.width(), window.width() - self._look.px(32))
        left = (window.width() - width) // 2
        self.setGeometry(
            left, window.height() - self.height() - self._look.px(20), width, self.height()
        )
        self.raise_()
