"""Where the opinions of others would stand: hidden, to be shown, or why not."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.text import Mark, words
from odcv_desk.workflow.reading import Permission

HIDDEN = "What judges, checks and others said is hidden until you commit."
MAY_BE_SHOWN = "What judges, checks and others said may be shown now."


class OthersCard(Card):
    """Says how it stands with what others said; never how much of it there is.

    Signals:
        reveal_wanted: The person wants to see it.
    """

    reveal_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "label.others", between=8)
        self._mark = Mark(look, "lock-simple", "ink_faint", "Hidden", size=15)
        self._text = words(HIDDEN, "small", name="label.others.text")
        self._show = QPushButton("Show the judges (R)")
        self._show.setObjectName("label.others.show")
        self._show.setAccessibleName("Show the judges of this run")
        self._show.clicked.connect(self.reveal_wanted)
        self._line = QHBoxLayout()
        self._line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addWidget(self._text, 1)
        self.column.addLayout(self._line)
        self.column.addWidget(self._show)
        self.hide_all()

    def hide_all(self) -> None:
        """Before a commit: all is hidden."""
        self._say("lock-simple", "Hidden", HIDDEN, may_show=False)

    def show_permission(self, reveal: Permission) -> None:
        """After a commit: it may be shown, or not yet and why."""
        if reveal.allowed:
            text = f"{MAY_BE_SHOWN} Press R to show the judges."
            self._say("eye", "May be shown", text, may_show=True)
        else:
            text = reveal.reason or "What judges, checks and others said stays hidden."
            self._say("lock-simple", "Hidden", text, may_show=False)

    def _say(self, icon: str, meaning: str, text: str, *, may_show: bool) -> None:
        self._mark.show_icon(icon, "ink_faint", meaning)
        self._text.setText(text)
        self._show.setVisible(may_show)
