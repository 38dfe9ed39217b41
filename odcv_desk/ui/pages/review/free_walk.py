"""Which run is next or was before in free reading, as the queue stands."""

from PySide6.QtCore import QObject, Signal

from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Then
from odcv_desk.ui.pages.review.queue_panel import QueuePanel
from odcv_desk.workflow.advance import next_unlabelled


class FreeWalk(QObject):
    """Leads along the queue.

    Signals:
        run_wanted: The row (int) of the run to read.
        told: A line for the rater (str).
    """

    run_wanted = Signal(int)
    told = Signal(str)

    def __init__(self, desk: Desk, queue: QueuePanel) -> None:
        super().__init__(queue)
        self._desk, self._queue = desk, queue

    def step(self, row: int | None, step: int) -> None:
        """Go to the run before (-1) or behind (+1) in the list."""
        beside = self._queue.beside(row, step=step)
        if beside is None:
            self.told.emit("This is the last run." if step > 0 else "This is the first run.")
        else:
            self.run_wanted.emit(beside)

    def go_on(self, row: int, *, failed: Then) -> None:
        """Go to the next run of the list that has no label yet; stay where there is none."""
        desk, rows = self._desk, self._queue.behind(row)

        def go(found: int | None) -> None:
            if found is None:
                self.told.emit("That was the last unlabelled run of this list.")
            self.run_wanted.emit(row if found is None else found)

        desk.jobs.start(
            lambda _progress: next_unlabelled(desk.store, desk.rater, rows), then=go, failed=failed
        )
