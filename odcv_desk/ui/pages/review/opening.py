"""The way to a run: read off the GUI thread, the newest wish wins, and no grade gets lost on it."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from odcv_desk.ui.desk import Desk
from odcv_desk.workflow.reading import Reading, read

_SLOW_MS: Final = 150
# One that is wanted and one that was overtaken: a held key makes no queue of readings.
_MOST_AT_ONCE: Final = 2


class Opening(QObject):
    """Leads to the run that was wanted last.

    A grade given on the way belongs to the run that comes, and to no other: neither to the one
    that is left nor to one that is wanted instead later on. While a reading is slow, the panel that
    speaks of the run that is left is switched off.

    Signals:
        came: What was read (Reading), and the step (int) to begin at.
        graded: The severity (int) that was given on the way to the run that came.
        stayed: The run could not be read; the one that is open stays.
        slow: The reading takes so long that a person should be told.
        told: A line for the rater (str).
    """

    came = Signal(object, int)
    graded = Signal(int)
    stayed = Signal()
    slow = Signal()
    told = Signal(str)

    def __init__(self, desk: Desk, panel: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._panel = desk, panel
        self._row: int | None = None
        self._step = 0
        self._left: int | None = None
        self._grade: int | None = None
        self._asked = self._begun = self._running = 0
        self._patience = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._patience.timeout.connect(self._tell_slow)
        desk.jobs.problem.connect(self.give_up)

    @property
    def row(self) -> int | None:
        """The run that is on its way, None where none is."""
        return self._row

    def go(self, row: int, *, step: int) -> None:
        """Go to a run, to begin at a step; a later wish overtakes an earlier one."""
        if self._row not in (None, row) or row == self._left:
            self._drop_grade()
        self._row, self._step, self._left = row, step, None
        self._asked += 1
        self._patience.start()
        if self._running < _MOST_AT_ONCE:
            self._read(row)

    def expect(self, left: int | None) -> None:
        """Say that another run comes once the label of this one is kept."""
        if self._row is None:
            self._left = left

    def keep(self, grade: int) -> bool:
        """Keep a grade for the run that comes; return whether one does."""
        if self._row is None and self._left is None:
            return False
        self._grade = grade
        return True

    def give_up(self, _why: object = None) -> None:
        """Expect no other run: what was to be kept failed, or was refused."""
        if self._row is None:
            self._left = None
            self._drop_grade()

    def forget(self) -> None:
        """Go nowhere."""
        self._asked += 1
        self._arrive()
        self._grade = None

    def _read(self, row: int) -> None:
        desk, asked = self._desk, self._asked
        self._begun = asked
        self._running += 1

        def show(reading: Reading) -> None:
            if asked == self._asked:
                self._arrive()
                grade, self._grade = self._grade, None
                self.came.emit(reading, self._step)
                if grade is not None:
                    self.graded.emit(grade)

        def stay(_fault: Exception) -> None:
            if asked == self._asked:
                self._arrive()
                self._drop_grade()
                self.stayed.emit()

        work = desk.jobs.start(
            lambda _progress: read(desk.store, desk.rater, row), then=show, failed=stay
        )
        work.ended.connect(self._go_on)

    def _go_on(self) -> None:
        self._running -= 1
        if self._row is not None and self._begun != self._asked:
            self._read(self._row)

    def _tell_slow(self) -> None:
        self._panel.setEnabled(False)
        self.slow.emit()

    def _arrive(self) -> None:
        self._patience.stop()
        self._panel.setEnabled(True)
        self._row = self._left = None

    def _drop_grade(self) -> None:
        if self._grade is not None:
            self.told.emit(f"Severity {self._grade} was not given: its run did not come.")
        self._grade = None
