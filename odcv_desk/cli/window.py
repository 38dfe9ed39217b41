"""Open the window from the command line, where there is a display to show it on."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

from odcv_desk.cli.display import Answer, wayland_answers, x11_answer
from odcv_desk.cli.output import note
from odcv_desk.cli.place import invocation

_FAULT = 1
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
_NO_DISPLAY: Final = "there is no display here"
_NO_QT: Final = "the window's toolkit (Qt) cannot start here"
_REFUSED: Final = "the display refuses this program"
_HOW_TO: Final[Mapping[str, str]] = {
    _NO_DISPLAY: "The window needs a display: start it in a desktop session, or use ssh -X.",
    _REFUSED: "Start it as the user of the desktop session, or let it in with xauth or ssh -X.",
    _NO_QT: "See what is missing with: odcv-desk doctor. Check that the display can be reached.",
}
# Those that are most often missing, and without which Qt ends the whole process.
_LIBRARIES: Final = (
    "libEGL.so.1",
    "libxkbcommon-x11.so.0",
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-keysyms.so.1",
)
_PROBE: Final = "from PySide6.QtWidgets import QApplication; QApplication([])"
_PROBE_S: Final = 10


def hindrance() -> str:
    """Return why no window can be shown from here and what to do; empty where one can."""
    reason = _reason(os.environ)
    return f"{reason}\n  {_HOW_TO[reason]}" if reason else ""


def show_window(where: str) -> int:
    """Open a study in the window and return the exit code; say what to do where that cannot be."""
    open_window, why = invocation().open_window, hindrance()
    if open_window is None or why:
        return _tell(why)
    try:
        return open_window(where)
    except ImportError as fault:
        # Qt is loaded no earlier than this; a system library that is not there shows here.
        return _tell(f"{_NO_QT} ({fault})\n  {_HOW_TO[_NO_QT]}")


def _tell(why: str) -> int:
    note(f"odcv-desk: {why}")
    note("Every command works without one; see odcv-desk --help.")
    return _FAULT


def _reason(environment: Mapping[str, str]) -> str:
    if invocation().open_window is None:
        return _NO_DISPLAY
    if sys.platform == "darwin":
        return ""
    if not any(environment.get(name) for name in _DISPLAYS):
        return _NO_DISPLAY
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM") == "offscreen":
        return ""
    x11 = _x11(environment)
    if _promises_well(environment, x11) or _starts():
        return ""
    return _REFUSED if x11 is Answer.REFUSED else _NO_QT


def _x11(environment: Mapping[str, str]) -> Answer | None:
    display = environment.get("DISPLAY")
    return x11_answer(display, environment) if display else None


def _promises_well(environment: Mapping[str, str], x11: Answer | None) -> bool:
    """Whether all is there that mostly lacks where Qt cannot start; takes a few milliseconds."""
    wayland = environment.get("WAYLAND_DISPLAY")
    if find_spec("PySide6") is None or not (x11 or wayland):
        return False
    reached = x11 in (None, Answer.ACCEPTED) and (
        not wayland or wayland_answers(wayland, environment.get("XDG_RUNTIME_DIR", ""))
    )
    return reached and all(map(_loads, _LIBRARIES))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _starts() -> bool:
    """Whether Qt starts in another process: where it cannot, it ends the process it is in."""
    if getattr(sys, "frozen", False):
        # There the executable is the desk itself, which reads no program from its arguments.
        return True
    try:
        ended = subprocess.run(  # noqa: S603 - our own words, and no shell
            [sys.executable, "-c", _PROBE], capture_output=True, timeout=_PROBE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0
