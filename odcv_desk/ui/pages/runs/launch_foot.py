"""The foot of the form, which never scrolls away: what a launch takes, what lacks, and Launch."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.runs.question import Question
from odcv_desk.ui.widgets.parts import Notice, button, column, restyle, row, text, written

_SPEND: Final = "spend"


class LaunchFoot(QFrame):
    """Says in a line what a launch is; asks before it may spend money.

    Signals:
        wanted: The launch is asked for.
        agreed: The launch is asked for, and that it may spend money was agreed to.
    """

    wanted = Signal()
    agreed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("runs.launch.foot")
        self.setProperty("edge", "top")
        self._says = text("", "strong", name="runs.launch.foot.says")
        self._why = text("", "small", name="runs.launch.foot.why")
        self._refusal = Notice(look, name="runs.launch.refusal")
        self._question = Question(look, "runs.launch.question")
        self._go = button("Launch (Ctrl+Enter)", "runs.launch.go", self.wanted.emit, kind="primary")
        line = row(column(self._says, self._why, gaps=(0, 0, 0, 0, 2)), self._go)
        line.setStretch(0, 1)
        line.setAlignment(self._go, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(column(self._refusal, self._question, line, gaps=(28, 10, 28, 10, 8)))
        self._question.answered.connect(lambda _asked, _answer: self.agreed.emit())
        self._question.closed.connect(self._settled)
        look.changed.connect(self._dress)
        self._dress()

    def show_launch(self, words: str, why: str, *, ready: bool) -> None:
        """Show what a launch takes, and the worst of what lacks; let it be launched if `ready`."""
        self._says.setText(written(words))
        self._why.setText(written(why))
        self._why.setVisible(bool(why))
        self._go.setEnabled(ready)
        self._go.setAccessibleDescription(why)

    def refuse(self, why: str) -> None:
        """Say why nothing is launched, to who asked for it."""
        self._question.close_question()
        self._refusal.say(f"Not launched: {why}", "warn")

    def ask(self, runs: str, price: str) -> None:
        """Ask whether money is to be spent."""
        self._refusal.say("")
        self._question.ask(
            _SPEND,
            f"Launch {runs}, {price}?",
            safe="Not now (Esc)",
            answers=[("yes", f"Launch {runs}")],
        )

    def calm(self) -> None:
        """Ask and refuse nothing any more: something else is wanted now."""
        self._refusal.say("")
        self._question.close_question()

    def _settled(self, keyboard: bool) -> None:  # noqa: FBT001 - a slot
        """Give the keyboard back after a question."""
        if keyboard:
            self._go.setFocus()

    def _dress(self) -> None:
        restyle(self, self._look)
