"""Open the window from the command line, where there is a display to show it on."""

import os
import sys

from odcv_desk.cli.output import note
from odcv_desk.cli.place import invocation

_FAULT = 1
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
HOW_TO = "The window needs a display: start it in a desktop session, or use ssh -X."


def can_show() -> bool:
    """Return whether a window can be shown from here."""
    return invocation().open_window is not None and (
        sys.platform == "darwin" or any(os.environ.get(name) for name in _DISPLAYS)
    )


def show_window(where: str) -> int:
    """Open a study in the window and return the exit code; say what to do where that cannot be."""
    open_window = invocation().open_window
    if open_window is None or not can_show():
        note(f"odcv-desk: there is no display here\n  {HOW_TO}")
        note("Every command works without one; see odcv-desk --help.")
        return _FAULT
    return open_window(where)
