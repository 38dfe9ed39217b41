"""What is said of a run in place of a transcript, or while its next step does not come."""

from datetime import datetime
from typing import Final

from odcv_desk.domain.trajectory import Ended
from odcv_desk.ui.pages.runs.words import span
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.live_run import CellState, LiveRun

IN_WAVE: Final = (
    "lock-simple",
    "Part of a gold wave",
    (
        "This run is part of a gold wave of yours. It is read there, in its turn and under the "
        "wave's rules; nothing of it is shown here."
    ),
)
NO_TRANSCRIPT: Final = (
    "info",
    "There is no transcript",
    "Only scores are known of this run.",
)
_SOON_S: Final = 2.0
"""Every answer takes a moment; what is said of it would only flicker."""
_STATES: Final = {
    CellState.OPENING: ("hourglass", "Opening its sandbox", ""),
    CellState.ELSEWHERE: (
        "users",
        "Another desk has this run",
        "It is under way there, or was run there meanwhile. It is shown here once it has ended.",
    ),
}
_ITS_TURN: Final = (
    "clock",
    "Waiting for its turn",
    "It begins as soon as the sandboxes are ready and a place is free.",
)
_NOT_RUN: Final = (
    "minus",
    "Not run yet",
    "Run what is missing (Ctrl+R) makes this run and the others.",
)


def why_nothing(run: LiveRun, *, alive: bool) -> tuple[str, str, str]:
    """Return icon, title and words for a run of which there is nothing to read."""
    if run.state in _STATES:
        return _STATES[run.state]
    if run.ended is not None:
        word = "was cancelled" if run.ended is Ended.CANCELLED else "ended"
        why = visible(run.failure) or "It can be run again."
        return "x-circle", f"This run {word} before it began", why
    return _ITS_TURN if alive else _NOT_RUN


def waiting_words(run: LiveRun, *, now: datetime) -> str:
    """Return what a run waits for, and how long by now; empty where it goes on."""
    if not run.waits or run.waits_since is None:
        return ""
    seconds = (now - run.waits_since).total_seconds()
    return f"{run.waits} ({span(seconds)})" if seconds >= _SOON_S else ""
