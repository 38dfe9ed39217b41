"""Which steps were on screen long enough to have been seen."""

import time
from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

SEEN_AFTER_S: Final = 0.3
_LOOK_AGAIN_MS: Final = 100


class Watch(QObject):
    """Takes what is on screen and tells each step once, when it stood there for long enough.

    Signals:
        seen: Steps that have been seen now, as they were given (frozenset of int).
    """

    seen = Signal(object)

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._since: dict[int, float] = {}
        self._told: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._look)

    def forget(self) -> None:
        """Begin anew with another transcript."""
        self._told.clear()
        self.notice(())

    def notice(self, steps: Collection[int]) -> None:
        """Take what is on screen now."""
        now = time.monotonic()
        self._since = {step: self._since.get(step, now) for step in steps if step not in self._told}
        if self._since and not self._timer.isActive():
            self._timer.start()
        elif not self._since:
            self._timer.stop()

    def _look(self) -> None:
        if not self._view.isVisible() or self._view.window().isMinimized():
            self.notice(())
            return
        long_ago = time.monotonic() - SEEN_AFTER_S
        found = frozenset(step for step, since in self._since.items() if since <= long_ago)
        if not found:
            return
        self._told |= found
        self.notice(self._since.keys())
        self.seen.emit(found)
