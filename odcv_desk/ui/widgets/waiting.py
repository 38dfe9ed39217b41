"""What stands where something is still on its way, or where there is nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from odcv_desk.ui.icons import pixmap
from odcv_desk.ui.look import Look


class Waiting(QWidget):
    """A line in the middle of a page, with a moving bar while something is under way.

    Signals:
        chosen: The button was pressed, where one is offered.
    """

    chosen = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._name = "hourglass"
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._text.setObjectName("waiting.text")
        self._text.setProperty("role", "quiet")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(look.px(220))
        self._button = QPushButton()
        self._button.setObjectName("waiting.button")
        self._button.clicked.connect(self.chosen)
        self._button.hide()
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addSpacing(10)
        column.addWidget(self._text)
        column.addSpacing(14)
        column.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        look.changed.connect(self._dress)
        self._dress()

    def tell(self, text: str, *, icon: str = "hourglass", moving: bool = True) -> None:
        """Say what is under way (or, without a moving bar, what to do next)."""
        self._text.setText(text)
        self._bar.setVisible(moving)
        self._button.hide()
        self._name = icon
        self._dress()

    def offer(self, text: str) -> None:
        """Offer a way on."""
        self._button.setText(text)
        self._button.show()
        self._button.setFocus()

    def _dress(self) -> None:
        ratio = self.devicePixelRatio()
        picture = pixmap(self._name, self._look.theme.ink_faint, round(self._look.px(32) * ratio))
        picture = picture.copy()
        picture.setDevicePixelRatio(ratio)
        self._icon.setPixmap(picture)
