"""What stands where there are no rows: why, and what to do."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from odcv_desk.ui.icons import icon
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.diff.wording import Notice


class NoticeView(QWidget):
    """An icon, a title, a hint, and where there is something to do a button.

    Signals:
        pressed: The button was pressed.
    """

    pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._notice: Notice | None = None
        self._icon = QLabel()
        self._title = _text("diff.notice.title", "strong")
        self._hint = _text("diff.notice.hint", "quiet")
        self._bar = QProgressBar()
        self._bar.setObjectName("diff.loading")
        self._bar.setAccessibleName("Comparing")
        self._bar.setRange(0, 0)
        self._button = QPushButton()
        self._button.setObjectName("diff.notice.button")
        self._button.clicked.connect(self.pressed)
        self._button.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        for widget in (self._bar, self._button):
            column.addWidget(widget, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        look.changed.connect(self._wear)
        self._wear()

    def show_notice(self, notice: Notice) -> None:
        """Show why there are no rows."""
        self._notice = notice
        self._icon.show()
        self._bar.hide()
        self._put(notice.title, notice.hint, notice.button)
        self._wear()

    def show_loading(self, what: str) -> None:
        """Show that work is under way."""
        self._notice = None
        self._icon.hide()
        self._bar.show()
        self._put(what, "", "")

    def words(self) -> tuple[str, ...]:
        """Return the texts that are shown."""
        parts = (self._title.text(), self._hint.text(), self._button.text())
        return tuple(part for part in parts if part)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._button.isVisible():
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def _put(self, title: str, hint: str, button: str) -> None:
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(f"{title}. {hint}" if hint else title)

    def _wear(self) -> None:
        look = self._look
        size = look.px(22)
        self._bar.setFixedWidth(look.px(220))
        if self._notice is not None:
            drawn = icon(self._notice.icon, look.theme, "ink_faint")
            self._icon.setPixmap(drawn.pixmap(QSize(size, size), self.devicePixelRatioF()))
        layout = self.layout()
        if layout is not None:
            margin = look.px(8)
            layout.setContentsMargins(2 * margin, margin, 2 * margin, margin)
            layout.setSpacing(look.px(6))


def _text(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    # A long path in a hint must not make the window wide.
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
