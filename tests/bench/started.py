"""One start of the real desk, as `python -m tests.bench.started STUDY`; says when it painted."""

import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from odcv_desk.cli import run


class Watched(QApplication):
    """The desk's application, with somebody who looks at the screen."""

    def __init__(self, arguments):
        super().__init__(arguments)
        self._watch = Watch(self)
        self.installEventFilter(self._watch)


class Watch(QObject):
    """Notes when the window was painted first, and when a transcript was; then leaves."""

    def __init__(self, application):
        super().__init__(application)
        self._window_seen = self._transcript_seen = False

    @override
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            if not self._window_seen:
                self._window_seen = True
                # What is painted is on screen once the event was handled.
                QTimer.singleShot(0, lambda: say("window"))
            owner = watched.parentWidget()
            if not self._transcript_seen and owner and owner.objectName() == "transcript":
                self._transcript_seen = True
                QTimer.singleShot(0, self._leave)
        return False

    def _leave(self):
        say("transcript")
        QApplication.closeAllWindows()


def say(what):
    # The same clock in all processes of a machine.
    print(what, time.monotonic(), flush=True)


def open_watched(where):
    from odcv_desk.ui import app

    app.QApplication = Watched
    return app.open_window(where)


if __name__ == "__main__":
    sys.exit(run(["--study", sys.argv[1]], open_window=open_watched))
