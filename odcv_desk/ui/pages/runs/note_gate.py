"""The word of warning before the first run whose scenario holds slurs or graphic text."""

from collections.abc import Mapping
from typing import Final

from odcv_desk.ui.widgets.state_view import StateView
from odcv_desk.workflow.live_run import LiveRun

READ_ON: Final = "read"
_TITLE: Final = "Before you read on"


class NoteGate:
    """Stands before such runs, live ones too, until the person wants to read one."""

    def __init__(self, state: StateView) -> None:
        self._state = state
        self._notes: Mapping[str, str] = {}
        self._opened = False

    def know(self, notes: Mapping[str, str]) -> None:
        """Take the notes of scenarios by their ids."""
        self._notes = notes

    def open(self) -> None:
        """Hold nothing back from now on."""
        self._opened = True

    def stops(self, run: LiveRun) -> bool:
        """Return whether a run has to wait; then the warning is shown, the same one once."""
        note = self._notes.get(run.cell.scenario, "")
        begun = bool(run.steps) or run.row is not None
        stopped = bool(note) and begun and not self._opened
        # To say it again, with all news of a run, would take the keyboard again and again.
        if stopped and self._state.accessibleName() != f"{_TITLE}. {note}":
            answers = [(READ_ON, "Read it")]
            self._state.say("warning", _TITLE, note, answers=answers, leads=False)
        return stopped
