"""The one way to leave the GUI thread.

`Jobs.start` runs a plain function on a pool thread. The function receives a `Progress`, touches
no widget, and returns a value; the value, or the fault, comes back on the GUI thread.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from typing_extensions import override

from odcv_desk.domain.errors import Cancelled, DeskError
from odcv_desk.domain.progress import Progress

log = logging.getLogger(__name__)

# What the work returns is known to the page that starts it; Qt's signals carry any object.
Work = Callable[[Progress], Any]
Then = Callable[[Any], None]

_NEWS_INTERVAL_S: Final = 0.05


class Job(QObject):
    """A handle on work under way, and the `Progress` that the work reports to.

    Attributes:
        fault: What the work raised, once it is over; for who waits for it.

    Signals:
        progressed: done (int), total (int, 0 if unknown), note (str); at most twenty a second.
        succeeded: What the work returned (object).
        failed: What the work raised (Exception): a `DeskError`, or a defect of ours.
        ended: No value; once and last, also after a cancel.
    """

    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._over = threading.Event()
        self._quiet_until = 0.0
        self.fault: Exception | None = None

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Block until the work is over, for so long at most; for a desk that is left."""
        return self._over.wait(seconds)

    def finish(self) -> None:
        """Note that the work is over; called on the pool thread."""
        self._over.set()

    def advance(self, done: int, total: int, what: str = "") -> None:
        """Take a report of the work; called on the pool thread.

        Raises:
            Cancelled: The work was asked to stop.
        """
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now >= self._quiet_until:
            self._quiet_until = now + _NEWS_INTERVAL_S
            self.progressed.emit(done, total, what)


@dataclass(frozen=True, slots=True)
class _Outcome:
    job: Job
    value: Any = None
    fault: Exception | None = None
    cancelled: bool = False


class Jobs(QObject):
    """Starts jobs and keeps them alive until they end.

    Signals:
        problem: The fault of any job (Exception); the window shows it, so no page can forget to.
        mended: A fault that was told before and holds no more (Exception).
        busy_changed: Whether any job runs (bool).
        closed: Nothing is started here any more.
    """

    problem = Signal(object)
    mended = Signal(object)
    busy_changed = Signal(bool)
    closed = Signal()
    _returned = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._running: set[Job] = set()
        self._branches: list[Jobs] = []
        self._closed = False
        self._returned.connect(self._deliver)

    @property
    def busy(self) -> bool:
        """Whether any job runs, of a branch too."""
        return bool(self._running) or any(branch.busy for branch in self._branches)

    def branch(self) -> "Jobs":
        """Return jobs that can be closed by themselves; their faults and news come here too."""
        branch = Jobs(self)
        branch.problem.connect(self.problem)
        branch.mended.connect(self.mended)
        branch.busy_changed.connect(lambda _busy: self.busy_changed.emit(self.busy))
        branch.closed.connect(lambda: self._branches.remove(branch))
        self._branches.append(branch)
        return branch

    def start(
        self,
        work: Work,
        *,
        then: Then | None = None,
        failed: Then | None = None,
        quiet: bool = False,
        lasting: bool = False,
    ) -> Job:
        """Run `work` on a pool thread; call `then` with its result on the GUI thread.

        Args:
            work: A plain function of a `Progress`; it touches no widget.
            then: What to do with its result, on the GUI thread.
            failed: What to do with its fault, before it is told in the one place for faults.
            quiet: Leave a fault to `failed` alone; for a page that shows it in its own place.
            lasting: It takes minutes: give it a thread of its own, so that others do not wait.
        """
        job = Job(self)
        if self._closed:
            # What a last signal sets off would outlive the window.
            job.cancel()
            return job
        self._running.add(job)
        if lasting:
            self._widen(1)
            job.ended.connect(lambda: self._widen(-1))
        # Connected before the thread starts: a signal emitted before its connection is lost.
        if then is not None:
            job.succeeded.connect(then)
        if failed is not None:
            job.failed.connect(failed)
        if not quiet:
            job.failed.connect(self.problem)
        if len(self._running) == 1:
            self.busy_changed.emit(True)  # noqa: FBT003 - a signal has no names
        self._pool.start(_Runnable(lambda: self._returned.emit(_outcome(job, work))))
        return job

    def close(self) -> None:
        """Cancel what runs, wait for it, and tell nobody of it any more; start nothing more.

        For what goes: a window, or a desk whose pages must not hear of it once they are gone.
        """
        if self._closed:
            return
        self._closed = True
        for branch in tuple(self._branches):
            branch.close()
        for job in self._running:
            job.cancel()
        self._pool.waitForDone()
        self._running.clear()
        self.closed.emit()

    def _widen(self, by: int) -> None:
        self._pool.setMaxThreadCount(self._pool.maxThreadCount() + by)

    def _deliver(self, outcome: _Outcome) -> None:
        if self._closed:
            return
        job = outcome.job
        self._running.discard(job)
        if outcome.fault is not None:
            job.failed.emit(outcome.fault)
        elif not (outcome.cancelled or job.cancelled):
            job.succeeded.emit(outcome.value)
        job.ended.emit()
        job.deleteLater()
        if not self._running:
            self.busy_changed.emit(False)  # noqa: FBT003 - a signal has no names


def _outcome(job: Job, work: Work) -> _Outcome:
    outcome = _tried(job, work)
    job.fault = outcome.fault
    job.finish()
    return outcome


def _tried(job: Job, work: Work) -> _Outcome:
    try:
        return _Outcome(job, value=work(job))
    except Cancelled:
        return _Outcome(job, cancelled=True)
    except DeskError as fault:
        return _Outcome(job, fault=fault)
    except Exception as defect:
        log.exception("a job failed by a defect of ours")
        return _Outcome(job, fault=defect)


class _Runnable(QRunnable):
    def __init__(self, body: Callable[[], None]) -> None:
        super().__init__()
        self._body = body

    @override
    def run(self) -> None:
        self._body()
