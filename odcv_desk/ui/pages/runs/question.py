"""A question about the campaigns, asked in place; apart from what is told of faults."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import Notice, column

SAFE: Final = "stay"
"""The name of the answer that changes nothing: Esc gives it too, and it has the keyboard."""


class Question(QWidget):
    """Asks one thing at a time; a new question takes the place of the one before.

    Signals:
        answered: What was asked (str) and the name of the answer (str); never for `SAFE`.
        opened: Something is asked now.
        closed: Nothing is asked any more; whether the keyboard was here (bool).
    """

    answered = Signal(str, str)
    opened = Signal()
    closed = Signal(bool)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._asked = ""
        self.setObjectName(name)
        self._notice = Notice(look, name=f"{name}.notice")
        self._gate = Gate(self)
        self.setLayout(column(self._notice, gaps=(0, 0, 0, 0, 0)))
        self._notice.answered.connect(self._answer)
        self.hide()

    @property
    def asked(self) -> str:
        """What is asked where the person can see it, empty otherwise."""
        return self._asked if self.isVisible() else ""

    @property
    def about(self) -> str:
        """What is asked, also where the person cannot see it."""
        return self._asked

    @property
    def words(self) -> str:
        """The words of what is asked."""
        return self._notice.words

    def ask(
        self, what: str, words: str, *, safe: str, answers: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Ask: `safe` are the words of what changes nothing, `answers` names and words."""
        self._asked = what
        self._notice.say(words, "warn", answers=[*answers, (SAFE, safe)])
        self.show()
        self.opened.emit()
        self._gate.open(f"{self._notice.objectName()}.{SAFE}", self.close_question)
        # The answers stand only after this, and what is not seen takes no keyboard.
        QTimer.singleShot(0, self, self._gate.take_keyboard)

    def close_question(self) -> None:
        """Ask nothing any more."""
        if self.isHidden():
            return
        self._asked = ""
        self._gate.close()
        keyboard = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.hide()
        self.closed.emit(keyboard)

    def _answer(self, name: str) -> None:
        what = self._asked
        self.close_question()
        if name != SAFE:
            self.answered.emit(what, name)
