"""A command that waits, large and plain: hidden signs are shown, and nothing is left out unsaid."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.visible import HIDDEN, visible
from odcv_desk.ui.widgets.transcript.shown import shown

_MOST: Final = 20_000
_HEAD: Final = 15_000
_LINES: Final = 14
_FEWEST: Final = 2
_NO_MOST: Final = 10_000


class CommandView(QPlainTextEdit):
    """Shows a command to be read, or lets it be edited.

    Signals:
        sent: The person has ended editing with Ctrl+Enter.
        left: The person does not want to edit any more.
    """

    sent = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._asked = self._begun = ""
        self._whole = False
        self._most = _NO_MOST
        self.setObjectName("runs.ask.command")
        self.setAccessibleName("The command that waits")
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setReadOnly(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self.dress)
        self.dress()

    @property
    def hidden(self) -> int:
        """How many hidden signs the command holds."""
        return len(HIDDEN.findall(self._asked))

    @property
    def left_out(self) -> int:
        """How many characters of the command are not shown."""
        return max(0, len(self._asked) - _MOST) if self.isReadOnly() and not self._whole else 0

    @property
    def command(self) -> str:
        """What is to run: as it was asked for, unless it was edited."""
        text = self.toPlainText()
        return self._asked if self.isReadOnly() or text == self._begun else text

    def ask(self, command: str) -> None:
        """Show a command to be read."""
        self._asked, self._whole = command, False
        self.setReadOnly(True)
        self._show()

    def show_whole(self) -> None:
        """Show what was left out as well."""
        self._whole = True
        self._show()

    def edit(self) -> None:
        """Let the command be edited; hidden signs are left out, as an editor cannot hold them."""
        self.setPlainText(HIDDEN.sub("", self._asked))
        self._begun = self.toPlainText()
        self.setReadOnly(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextEditorInteraction)
        self.setAccessibleName("The command to run instead")
        self._fit()
        self.moveCursor(QTextCursor.MoveOperation.End)

    def dress(self) -> None:
        """Take font and height from the look."""
        self.setFont(self._look.font(Face.MONO_MEDIUM))
        self._fit()

    @property
    def least(self) -> int:
        """How high it is at least, however little room there is."""
        return self._height(_FEWEST)

    @property
    def height_now(self) -> int:
        """How high it is made, also where nothing was laid out since."""
        return self.minimumHeight()

    def fit(self, most: int) -> None:
        """Be as high as the command, and not higher than this; it scrolls beyond that."""
        self._most = most
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(300), self.minimumHeight())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(80), self.minimumHeight())

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.isReadOnly():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.sent.emit()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        by_keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(by_keys | Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName("The command that waits")
        text = self._asked
        if self.left_out:
            head, tail = text[:_HEAD], text[-(_MOST - _HEAD) :]
            text = f"{head}\n[… {self.left_out:,} characters are not shown …]\n{tail}"
        self.setPlainText(HIDDEN.sub(lambda found: _named(found[0]), text))
        self._fit()

    def _fit(self) -> None:
        """Be as high as the command, up to a limit; it scrolls beyond that."""
        signs = self._look.metrics(Face.MONO_MEDIUM).horizontalAdvance("m")
        columns = max(20.0, self.viewport().width() / max(signs, 1))
        lines = sum(1 + int(len(line) / columns) for line in self.toPlainText()[:_MOST].split("\n"))
        shown = min(max(lines, 1 if self.isReadOnly() else 3), _LINES)
        self.setFixedHeight(min(self._height(shown), max(self._most, self.least)))

    def _height(self, lines: int) -> int:
        pitch = self._look.metrics(Face.MONO_MEDIUM).lineSpacing()
        return round(pitch * lines) + self._look.px(22)


def _named(sign: str) -> str:
    """Return what stands for a hidden sign; the same as in the transcript, else its number."""
    named = shown(sign).text
    return visible(sign) if named == sign else named
