"""Collect garbage on the GUI thread alone.

Python collects cycles on whichever thread happens to allocate. A cycle that holds a Qt object,
collected on a pool thread, deletes that object there, which Qt does not allow.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000
_THRESHOLDS = (700, 10, 10)


class Collector(QTimer):
    """Does once a second what Python would do by itself."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setInterval(_INTERVAL_MS)
        self.timeout.connect(self._collect)
        gc.disable()
        self.start()

    def stop_collecting(self) -> None:
        """Let Python collect by itself again."""
        self.stop()
        gc.enable()

    def _collect(self) -> None:
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > _THRESHOLDS[generation]:
                gc.collect(generation)
                return


def collect_on_this_thread(parent: QObject) -> Collector:
    """Start collecting on the thread that calls."""
    return Collector(parent)
