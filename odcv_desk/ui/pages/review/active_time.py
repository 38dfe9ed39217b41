"""How long a person has really been at a run: the window in front, and not idle for long."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from typing_extensions import override

IDLE_CUT_S = 60.0

_SIGNS = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.ShortcutOverride,
)


class ActiveTime(QObject):
    """Adds up the time between signs of life; a gap counts as at most a minute.

    Watches the application's events; install it with `application.installEventFilter`.
    """

    def __init__(self, widget: QWidget, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(widget)
        self._widget = widget
        self._clock = clock
        self._seconds = 0.0
        self._last: float | None = None

    def start(self, seconds: float) -> None:
        """Begin with a run that was read for so long before."""
        self._seconds = seconds
        self._last = self._clock() if self._in_front() else None

    def stop(self) -> None:
        """Count no further until the next start."""
        self._note()
        self._last = None

    def pause(self) -> None:
        """Count no further while another page is in front."""
        self.stop()

    def resume(self) -> None:
        """Count on: the page is in front again."""
        self._last = self._clock() if self._in_front() else None

    @property
    def seconds(self) -> float:
        """The active time so far."""
        return self._seconds + self._gap()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _SIGNS:
            self._note()
        elif kind is QEvent.Type.WindowDeactivate and watched is self._widget.window():
            self._note()
            self._last = None
        elif kind is QEvent.Type.WindowActivate and watched is self._widget.window():
            self._last = self._clock()
        return False

    def _in_front(self) -> bool:
        return self._widget.isVisible() and self._widget.window().isActiveWindow()

    def _gap(self) -> float:
        if self._last is None:
            return 0.0
        return min(max(self._clock() - self._last, 0.0), IDLE_CUT_S)

    def _note(self) -> None:
        if self._last is None:
            if self._in_front():
                self._last = self._clock()
            return
        self._seconds += self._gap()
        self._last = self._clock()
