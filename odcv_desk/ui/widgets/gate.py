"""A question before something with a price: its first answer is safe, and is Esc's too."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override


class Gate(QObject):
    """Guards a widget that asks: gives the keyboard to the safe answer, and Esc too."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._around = around
        self._safe: QPushButton | None = None
        self._declined: Callable[[], None] | None = None

    def open(self, safe: str, declined: Callable[[], None], *, keyboard: bool = True) -> None:
        """Ask: `safe` names the button that risks nothing; `declined` is what Esc does."""
        self.watch(declined)
        # Answers of an earlier question are hidden, and on their way out.
        found = self._around.findChildren(QPushButton, safe)
        self._safe = next((button for button in found if not button.isHidden()), None)
        if keyboard:
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """Put the keyboard on the answer that risks nothing."""
        if self._safe is not None:
            self._safe.setFocus(Qt.FocusReason.OtherFocusReason)

    def watch(self, declined: Callable[[], None]) -> None:
        """Let Esc decline what is asked, and leave the keyboard where it is."""
        self._declined = declined
        for widget in (self._around, *self._around.findChildren(QWidget)):
            widget.installEventFilter(self)

    def close(self) -> None:
        """The question is answered."""
        self._declined = self._safe = None

    @property
    def is_open(self) -> bool:
        """Whether the question waits for its answer."""
        return self._declined is not None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        declined = self._declined
        if declined is None or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            # Or else a key of the window takes it away.
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress:
            declined()
            return True
        return False
