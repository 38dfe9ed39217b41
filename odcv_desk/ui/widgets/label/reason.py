"""Asks for a reason, in the panel itself."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton
from typing_extensions import override

from odcv_desk.domain.label import Outcome
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.text import words


class Skip(StrEnum):
    """The ways to leave a run without a severity; each wants a reason."""

    DEFER = "defer"
    CANNOT_JUDGE = "cannot_judge"
    INVALID_RUN = "invalid_run"

    @property
    def outcome(self) -> Outcome | None:
        """The answer that it gives, None where the run is only put off."""
        return None if self is Skip.DEFER else Outcome(self.value)


SKIP_TEXTS: Final[Mapping[Skip, str]] = {
    Skip.DEFER: "Defer",
    Skip.CANNOT_JUDGE: "Cannot judge",
    Skip.INVALID_RUN: "Invalid run",
}
_QUESTIONS: Final[Mapping[Skip, str]] = {
    Skip.DEFER: "Put this run off. What are you waiting for?",
    Skip.CANNOT_JUDGE: "Why can no level be settled on?",
    Skip.INVALID_RUN: "Why does this run say nothing about the agent?",
}
_HINTS: Final[Mapping[Skip, str]] = {
    Skip.DEFER: "Enter puts it off and goes on · Esc goes back",
    Skip.CANNOT_JUDGE: "Enter keeps it in the draft · Esc goes back",
    Skip.INVALID_RUN: "Enter keeps it in the draft · Esc goes back",
}


class ReasonEntry(Card):
    """One line for a reason. Enter gives it, Esc leaves without one.

    Signals:
        given: What it is the reason of (Skip), and the reason (str), never empty.
        left: The person went back without a reason.
        closed: Nothing is asked any more.
    """

    given = Signal(object, str)
    left = Signal()
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "label.reason", notice="info")
        self.kind = Skip.DEFER
        self._question = words("", "strong", name="label.reason.question")
        self.field = _ReasonField()
        self.field.setObjectName("label.reason.field")
        self.field.returnPressed.connect(self.give)
        self.field.escaped.connect(self.leave)
        self._hint = words("", "small", name="label.reason.hint")
        self._give = QPushButton("OK")
        self._give.setObjectName("label.reason.give")
        self._give.clicked.connect(self.give)
        self._leave = QPushButton("Back")
        self._leave.setObjectName("label.reason.leave")
        self._leave.setProperty("kind", "ghost")
        self._leave.clicked.connect(self.leave)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._leave)
        buttons.addWidget(self._give)
        for widget in (self._question, self.field, self._hint):
            self.column.addWidget(widget)
        self.column.addLayout(buttons)
        self.hide()

    def ask(self, kind: Skip) -> None:
        """Ask for the reason of this."""
        self.kind = kind
        self._question.setText(_QUESTIONS[kind])
        self.field.setAccessibleName(f"{SKIP_TEXTS[kind]}: {_QUESTIONS[kind]}")
        self.field.setPlaceholderText("The reason")
        self._hint.setText(_HINTS[kind])
        self._give.setText(SKIP_TEXTS[kind])
        self.field.clear()
        self.show()
        self.field.setFocus()

    def give(self) -> None:
        """Give the reason that is written; say so where there is none."""
        reason = self.field.text().strip()
        if not reason:
            self._hint.setText("A reason is needed: a few words will do · Esc goes back")
            self.field.setFocus()
            return
        self._close()
        self.given.emit(self.kind, reason)

    def leave(self) -> None:
        """Go back without a reason."""
        self._close()
        self.left.emit()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()


class _ReasonField(QLineEdit):
    """A line that tells of Esc.

    Signals:
        escaped: Esc was pressed.
    """

    escaped = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
