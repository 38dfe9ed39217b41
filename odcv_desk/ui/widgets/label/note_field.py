"""The note: grows with what is typed, up to a few lines."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit
from typing_extensions import override

from odcv_desk.ui.look import Face, Look

_FEWEST: Final = 2
_MOST: Final = 6


class NoteField(QPlainTextEdit):
    """A field for words about the label; Tab leaves it for the next field, Esc for the run.

    Signals:
        written: The person changed the text; what it is now (str).
        left: The person is done with the note and wants back.
    """

    written = Signal(str)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("label.note")
        self.setAccessibleName("Note")
        self.setPlaceholderText("What decided it? (M)")
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._tell)
        look.changed.connect(self._fit)
        self._fit()

    def show_note(self, note: str) -> None:
        """Show a note that was kept; the cursor stays where a person types the same text."""
        if note != self.toPlainText():
            self.blockSignals(True)  # noqa: FBT003 - Qt's own
            self.setPlainText(note)
            self.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._fit()

    def start(self) -> None:
        """Take the focus, to write on behind what stands there."""
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self._fit()
        self.written.emit(self.toPlainText())

    def _fit(self) -> None:
        # The layout of a plain text document measures its height in lines.
        lines = min(max(round(self.document().size().height()), _FEWEST), _MOST)
        line = self._look.metrics(Face.BODY).lineSpacing()
        frame = self._look.px(12) + 2 * round(self.document().documentMargin()) + 2
        self.setFixedHeight(round(lines * line) + frame)
