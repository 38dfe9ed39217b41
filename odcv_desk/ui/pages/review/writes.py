"""What is written into the study of the run that is open: one thing after another, nothing lost."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer

from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.progress import SILENT
from odcv_desk.ui.jobs import Job, Jobs, Then, Work

_AGAIN_MS: Final = 2_000
_LAST_WAIT_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """Something to be written in its turn; `draft_of` is the run whose draft it keeps."""

    work: Work
    then: Then | None = None
    failed: Then | None = None
    draft_of: int | None = None


class Writes(QObject):
    """A line of writes: a draft on its way must not come behind its commit.

    A draft that could not be kept is tried again until something newer of its run replaces it.
    That it could not is told once; the telling is taken back when the study takes it.
    """

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._line: deque[_Task] = deque()
        self._owed: dict[int, _Task] = {}
        self._job: Job | None = None
        self._fault: Exception | None = None
        self._fault_of_draft = False
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._try_again)

    @property
    def waiting(self) -> bool:
        """Whether something stands behind what is being written."""
        return bool(self._line)

    def add(self, work: Work, then: Then | None, failed: Then | None = None) -> None:
        """Write something when all before it is written."""
        self._put(_Task(work=work, then=then, failed=failed))

    def add_draft(self, row: int, work: Work, then: Then | None = None) -> None:
        """Write the draft of a run, in place of one that still waits.

        While another program holds the study each write waits for seconds, and who types makes
        many of them.
        """
        self.drop_drafts(row)
        self._put(_Task(work=work, then=then, draft_of=row))

    def drop_drafts(self, row: int) -> None:
        """Leave out drafts of a run that something newer replaces."""
        self._owed.pop(row, None)
        while self._line and self._line[-1].draft_of == row:
            self._line.pop()

    def finish(self) -> Exception | None:
        """Do at once what still waits; for a window or a desk that goes.

        Returns:
            Why something could not be written, None where all was.
        """
        fault: Exception | None = None
        if self._job is not None and self._job.wait(_LAST_WAIT_S):
            fault = self._job.fault
        tasks = [*self._owed.values(), *self._line]
        self._owed.clear()
        self._line.clear()
        for task in tasks:
            try:
                task.work(SILENT)
            except DeskError as met:
                fault = met
                self._owe(task)
        return fault

    def _put(self, task: _Task) -> None:
        self._line.append(task)
        if self._job is None:
            self._go_on()

    def _go_on(self) -> None:
        self._job = None
        if not self._line:
            return
        task = self._line.popleft()
        quiet = task.draft_of is not None and self._fault is not None
        job = self._jobs.start(task.work, then=task.then, failed=task.failed, quiet=quiet)
        job.failed.connect(lambda fault: self._note_fault(task, fault))
        job.succeeded.connect(lambda _value: self._note_success(task))
        job.ended.connect(self._go_on)
        self._job = job

    def _owe(self, task: _Task) -> None:
        # A newer draft of the run may be on its way already.
        newer = any(each.draft_of == task.draft_of for each in self._line)
        if task.draft_of is not None and not newer:
            self._owed[task.draft_of] = task
            self._again.start()

    def _try_again(self) -> None:
        tasks = tuple(self._owed.values())
        self._owed.clear()
        for task in tasks:
            self._put(task)

    def _note_fault(self, task: _Task, fault: Exception) -> None:
        self._owe(task)
        if self._fault is None or task.draft_of is None:
            self._fault, self._fault_of_draft = fault, task.draft_of is not None

    def _note_success(self, task: _Task) -> None:
        """Take a fault back: of a draft at any success, of anything else not for a draft alone."""
        if self._fault is not None and (self._fault_of_draft or task.draft_of is None):
            self._jobs.mended.emit(self._fault)
            self._fault = None
