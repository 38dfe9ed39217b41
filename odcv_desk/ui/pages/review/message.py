"""A notice in the place of the transcript: what is so, why, and what can be done next."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from odcv_desk.ui.icons import pixmap
from odcv_desk.ui.look import Look

_TEXT_WIDTH: Final = 560
_NARROWEST: Final = 220
_AROUND: Final = 24


class Message(QWidget):
    """An icon, a title, a text and some buttons, in the middle.

    Signals:
        chosen: The name of the button that was pressed (str).
    """

    chosen = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._icon_name = "info"
        self.setObjectName(name)
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = _line(f"{name}.title", "title")
        self._text = _line(f"{name}.text", "quiet")
        self._row = QHBoxLayout()
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        column.addLayout(self._row)
        column.addStretch(3)
        look.changed.connect(self._dress)

    def tell(
        self, title: str, text: str, *, icon: str, buttons: Mapping[str, str] | None = None
    ) -> None:
        """Say something; `buttons` are name to text, the first is the one that Enter presses."""
        self._icon_name = icon
        self._title.setText(title)
        self._text.setText(text)
        self._clear_buttons()
        self._row.addStretch()
        for name, shown in (buttons or {}).items():
            self._row.addWidget(self._button(name, shown))
        self._row.addStretch()
        self._dress()

    @override
    def minimumSizeHint(self) -> QSize:
        # The text gives way: what stands beside a message must not have to.
        return QSize(self._look.px(_NARROWEST), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(self.width() - 2 * self._look.px(_AROUND), self._look.px(_NARROWEST))
        width = min(self._look.px(_TEXT_WIDTH), room)
        self._text.setFixedWidth(width)
        # The layout would ask for the height once, perhaps before the label has its font.
        self._text.ensurePolished()
        self._text.setMinimumHeight(max(self._text.heightForWidth(width), 0))

    def _clear_buttons(self) -> None:
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none, its stub does not
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _button(self, name: str, shown: str) -> QPushButton:
        button = QPushButton(shown)
        button.setObjectName(f"{self.objectName()}.{name}")
        first = self.focusProxy() is None
        button.setProperty("kind", "primary" if first else "ghost")
        # Enter presses a button that has the focus in a dialog only, unless it is told so.
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self.chosen.emit(name))
        if first:
            self.setFocusProxy(button)
        return button

    def _dress(self) -> None:
        ratio, size = self.devicePixelRatio(), self._look.px(36)
        shown = pixmap(self._icon_name, self._look.theme.ink_faint, round(size * ratio)).copy()
        shown.setDevicePixelRatio(ratio)
        self._icon.setPixmap(shown)
        self._fit()
        # The style sheet gives the label another font only after the look has changed.
        QTimer.singleShot(0, self, self._fit)


def _line(name: str, role: str) -> QLabel:
    label = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
