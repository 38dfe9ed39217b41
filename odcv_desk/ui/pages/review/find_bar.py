"""The bar that finds words in the transcript."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton
from typing_extensions import override

from odcv_desk.ui.icons import icon
from odcv_desk.ui.look import Look

_TYPING_MS = 80


class FindBar(QFrame):
    """A field, how many places there are, and next and previous.

    Signals:
        asked: The text to find (str); empty clears.
        next_wanted: No value.
        previous_wanted: No value.
        closed: No value.
    """

    asked = Signal(str)
    next_wanted = Signal()
    previous_wanted = Signal()
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("find")
        self.setProperty("edge", "bottom")
        self.field = _Field()
        self.field.setObjectName("find.field")
        self.field.setPlaceholderText("Find in this transcript")
        self.field.setAccessibleName("Find in this transcript")
        self.field.stepped.connect(self._step)
        self.field.left.connect(self.close_bar)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(lambda: self.asked.emit(self.field.text()))
        self.field.textChanged.connect(self._typing.start)
        self._count = QLabel()
        self._count.setObjectName("find.count")
        self._count.setProperty("role", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        self._buttons = {
            "caret-up": _button("Previous place (Shift+F3)"),
            "caret-down": _button("Next place (F3)"),
            "x": _button("Close (Esc)"),
        }
        for button in self._buttons.values():
            row.addWidget(button)
        self._buttons["caret-up"].clicked.connect(self.previous_wanted)
        self._buttons["caret-down"].clicked.connect(self.next_wanted)
        self._buttons["x"].clicked.connect(self.close_bar)
        look.changed.connect(self._dress)
        self._dress()
        self.hide()

    def open_bar(self, *, typing: bool = True) -> None:
        """Show the bar with what was looked for before chosen, for `typing` something else."""
        self.show()
        if not typing:
            return
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if self.field.text():
            self.asked.emit(self.field.text())

    def close_bar(self) -> None:
        """Put the bar away; nothing stays highlighted."""
        if self.isHidden():
            return
        # What was typed last must not be marked once the bar has gone.
        self._typing.stop()
        self.hide()
        self.asked.emit("")
        self.closed.emit()

    def tell(self, current: int, total: int) -> None:
        """Say which of how many places is shown."""
        if not self.field.text():
            self._count.clear()
        elif total and not current:
            self._count.setText(f"{total:,} found")
        elif total:
            self._count.setText(f"{current:,} of {total:,}")
        else:
            self._count.setText("Nothing found")

    def _step(self, step: int) -> None:
        """Go on to another place; what was just typed is looked for first."""
        if self._typing.isActive():
            self._typing.stop()
            self.asked.emit(self.field.text())
        else:
            (self.next_wanted if step > 0 else self.previous_wanted).emit()

    def _dress(self) -> None:
        for name, button in self._buttons.items():
            button.setIcon(icon(name, self._look.theme))


def _button(name: str) -> QToolButton:
    button = QToolButton()
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


class _Field(QLineEdit):
    stepped = Signal(int)
    left = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if shift else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
