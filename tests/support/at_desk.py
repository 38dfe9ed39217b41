"""The real window on a study, worked by keys, with a watch on what is painted."""

import time
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSettings, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from odcv_desk.settings import Settings, save_settings
from odcv_desk.ui.app import App
from odcv_desk.ui.look import load_fonts

RATER = "ada"
PATIENCE_S = 30
HEARTBEAT_MS = 500
SIZE = (1590, 990)


class AtDesk:
    """A person before the window: presses keys and waits until it is painted what they did."""

    def __init__(self, folder, study):
        self.application = QApplication.instance() or QApplication([])
        self.application.setStyle("Fusion")
        load_fonts()
        QSettings.setPath(
            QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder / "window")
        )
        file = folder / "settings.toml"
        save_settings(Settings(rater=RATER, appearance="light"), file)
        self.app = App(settings_file=file, now=lambda: datetime.now(UTC))
        self.window = self.app.window
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        self._heart = QTimer(interval=HEARTBEAT_MS)
        self._heart.start()
        self.app.open_study(str(study))
        self.until(lambda: self.app.rooms is not None)
        self.review = self.app.rooms.review
        self.reader = self.review.reader
        self.painted = Painted(self, self.reader.transcript.viewport())
        self.until(lambda: self.review.reading is not None and self.window.isActiveWindow())
        self.settle()

    def until(self, condition):
        """Handle events until something holds; return the milliseconds that it took."""
        begin = time.perf_counter()
        while not condition():
            late = time.perf_counter() - begin > PATIENCE_S
            assert not late, f"waited in vain, with the focus at {self.focus().objectName()}"
            self.application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return (time.perf_counter() - begin) * 1e3

    def settle(self):
        """Wait until nothing is under way."""
        self.until(lambda: not self.app.jobs.busy)
        self.application.processEvents()
        self.until(lambda: not self.app.jobs.busy)

    def focus(self):
        """Return what takes the keys."""
        return QApplication.focusWidget() or self.window

    def press(self, *names):
        """Press keys, named as in the sheet of keys; return the milliseconds until painted."""
        begin = time.perf_counter()
        for name in names:
            QTest.keySequence(self.focus(), QKeySequence(name))
        self.application.processEvents()
        return (time.perf_counter() - begin) * 1e3

    def type(self, text):
        """Type a text where the focus is."""
        QTest.keyClicks(self.focus(), text)

    def timed(self, work, condition=lambda: True):
        """Do something and wait for what comes of it; return the milliseconds of both."""
        begin = time.perf_counter()
        work()
        self.application.processEvents()
        self.until(condition)
        return (time.perf_counter() - begin) * 1e3

    def read(self, row):
        """Open a run; return the milliseconds until its transcript is painted."""
        self.painted.row = None
        return self.timed(lambda: self.review.open_run(row), lambda: self.painted.row == row)

    def read_on(self):
        """Read on where a note on the contents stands before a run."""
        if self.reader.message.isVisible():
            self.reader.message.chosen.emit("read")

    def close(self):
        """Close the window."""
        self._heart.stop()
        self.window.close()
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Painted(QObject):
    """Knows which run the transcript on screen is of."""

    def __init__(self, desk, viewport):
        super().__init__(viewport)
        self._desk = desk
        self.row = None
        viewport.installEventFilter(self)

    @override
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and self._desk.review.reading is not None:
            self.row = self._desk.review.reading.row
        return False
