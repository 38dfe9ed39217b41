"""Ask for the password of a server, for this session only."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit
from typing_extensions import override

from odcv_desk.settings import with_password
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.parts import button, column, restyle, row, text, written


class PasswordRow(QFrame):
    """A field for a password that is never shown, stored or logged.

    Signals:
        answered: The address to open, with the password in it if one was typed (str).
    """

    answered = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._place = ""
        self.setObjectName("library.study.password.row")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._title = text(role="strong", name="library.study.password.place")
        self._field = QLineEdit()
        self._field.setObjectName("library.study.password")
        self._field.setAccessibleName("Password of the server, for this session only")
        self._field.setPlaceholderText("Password")
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setAcceptDrops(False)
        self._field.returnPressed.connect(self._answer)
        go = button("Open", "library.study.password.open", self._answer, kind="primary")
        close = button("Not now", "library.study.password.close", self._close, kind="ghost")
        line = row(self._field, close, go)
        line.setStretch(0, 1)
        explained = text(
            "It is used for this session and kept nowhere. Leave it empty to take the password "
            "from PGPASSWORD or from ~/.pgpass.",
            "small",
        )
        self.setLayout(column(self._title, line, explained, gaps=(16, 12, 16, 12, 8)))
        self.hide()

    def ask(self, place: str) -> None:
        """Come into sight, for a server."""
        self._place = place
        self._title.setText(written(place))
        self._field.clear()
        self.show()
        restyle(self, self._look)
        self._field.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def _answer(self) -> None:
        where = with_password(self._place, self._field.text())
        self._close()
        self.answered.emit(where)

    def _close(self) -> None:
        self._field.clear()
        self.hide()
