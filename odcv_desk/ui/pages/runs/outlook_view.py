"""What a launch would be and take, and what it lacks, with the way to get that."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.runs.launch_words import note_words, takes_words
from odcv_desk.ui.widgets.parts import (
    GAPS,
    button,
    caption,
    column,
    copyable,
    empty,
    picture,
    restyle,
    row,
    text,
)
from odcv_desk.workflow.run_machine import Lack
from odcv_desk.workflow.run_offer import RunOutlook


class OutlookView(QFrame):
    """A card: how many runs, how long, what they cost, and a line for each thing that lacks.

    Signals:
        look_wanted: The machine is to be looked at again.
    """

    look_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("runs.launch.outlook")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._runs = text("", "heading", name="runs.launch.outlook.runs")
        self._takes = text("", name="runs.launch.outlook.takes")
        self._notes = text("", "small", name="runs.launch.outlook.notes")
        self._lacks = QVBoxLayout()
        self._lacks.setProperty(GAPS, [0, 6, 0, 0, 8])
        self._again = button("Look again", "runs.launch.look", self.look_wanted.emit)
        self.setLayout(
            column(
                caption("This launch"),
                self._runs,
                self._takes,
                self._notes,
                self._lacks,
                row(self._again, None),
                gaps=(18, 14, 18, 14, 6),
            )
        )
        look.changed.connect(self._dress)
        self.wait()

    def wait(self) -> None:
        """Show that it is worked out."""
        self._say("…", "Working out what it takes", "")

    @property
    def words(self) -> str:
        """What is said of the launch, in a line."""
        return f"{self._runs.text()} · {self._takes.text()}"

    def refuse(self, words: str) -> None:
        """Say why there is nothing to launch."""
        self._say("Nothing to launch", words, "")

    def show_outlook(self, found: RunOutlook, matrix: str) -> None:
        """Show what a launch would be, and what its runs are made of."""
        expected = found.expected
        notes = "\n".join(each for each in (matrix, note_words(expected)) if each)
        self._say(amount(expected.runs, "run"), takes_words(expected), notes)

    def show_lacks(self, machine: Sequence[Lack], models: Sequence[Lack]) -> None:
        """Show what the machine lacks and what models do; nothing where all is there."""
        empty(self._lacks)
        for lack in (*machine, *models):
            icon = "x-circle" if lack.stops else "info"
            sign = picture(icon, tint="bad" if lack.stops else "accent")
            what = copyable(text(lack.what, "strong" if lack.stops else ""))
            words = column(what, copyable(text(lack.how, "small")), gaps=(0, 0, 0, 0, 2))
            line = row(sign, words, gaps=(0, 0, 0, 0, 8))
            line.setStretch(1, 1)
            line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
            self._lacks.addLayout(line)
        # Keys are read where the desk is started: to look again would not find them.
        self._again.setVisible(any(lack.stops for lack in machine))
        self._dress()

    def _say(self, runs: str, takes: str, notes: str) -> None:
        self._runs.setText(runs)
        self._takes.setText(takes)
        self._notes.setText(notes)
        self._notes.setVisible(bool(notes))
        self.setAccessibleName(f"This launch: {runs}, {takes}. {notes}")

    def _dress(self) -> None:
        restyle(self, self._look)
