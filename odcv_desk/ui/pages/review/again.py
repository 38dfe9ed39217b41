"""Below a run that the desk asks to label again: stay with the blind label, or give another."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.widgets.parts import Notice
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.reading import Reading
from odcv_desk.workflow.reveal import Revealed

if TYPE_CHECKING:
    from odcv_desk.workflow.again import Again

_SEEN: Final[Changes] = frozenset({Topic.SIGHT})
_LABELLED: Final[Changes] = frozenset({Topic.LABELS})


class AgainBar(Notice):
    """Asks, and leads from one such run to the next.

    Signals:
        run_wanted: The row (int) of the run to read.
        changed: What a step has touched (Changes).
        told: A line for the rater (str).
    """

    run_wanted = Signal(int)
    changed = Signal(object)
    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, name="review.again")
        self.setProperty("banner", True)  # noqa: FBT003 - Qt's signature
        self._desk = desk
        self._now: Again | None = None
        self._asked = 0
        self.answered.connect(self._stay)

    def look_at(self, reading: Reading | None) -> None:
        """Ask about a run where the desk asks for it; only one whose judges were shown is one."""
        self._forget()
        if reading is None or reading.own is None or not reading.revealed:
            return
        desk, asked, row = self._desk, self._asked, reading.row

        def work(_progress: Progress) -> "Again | None":
            # With the statistics behind it this would double the time until the window opens.
            from odcv_desk.workflow.again import again_at

            return again_at(desk.store, desk.rater, row)

        def show(found: "Again | None") -> None:
            if asked == self._asked and found is not None:
                self._ask(found)

        desk.jobs.start(work, then=show, quiet=True)

    def look_beside(self, reading: Reading, shown: Revealed) -> None:
        """Ask about a run whose judges its rater came to see without being led there."""
        if shown.people_later and not self.holds(reading.row):
            self.look_at(replace(reading, revealed=True))

    def holds(self, row: int) -> bool:
        """Return whether the bar asks about a run."""
        return self._now is not None and self._now.asked.row == row

    def go_on(self) -> None:
        """Go to the next run that waits, with its judges shown."""
        here = self._now
        if here is None:
            return
        self._forget()
        desk, now = self._desk, self._desk.now()

        def work(_progress: Progress) -> "Again | None":
            from odcv_desk.workflow.again import again_behind

            return again_behind(desk.store, desk.rater, here.wave, here.asked.row, now=now)

        def go(found: "Again | None") -> None:
            if found is None:
                self.told.emit("That was the last run to label again. People tells what it shows.")
                self.run_wanted.emit(here.asked.row)
                return
            self.changed.emit(_SEEN)
            self.run_wanted.emit(found.asked.row)

        desk.jobs.start(work, then=go)

    def _ask(self, found: "Again") -> None:
        self._now = found
        before = found.asked.before
        self.say(
            f"Label it again ({found.place:,} of {found.number:,}): blind you gave {before}. With "
            "what the judges said, commit a label again, or stay with yours; the next run follows.",
            answers=(("stay", f"Stay with {before}"),),
        )

    def _stay(self, _name: str) -> None:
        here = self._now
        if here is None:
            return
        desk, now = self._desk, self._desk.now()

        def work(_progress: Progress) -> object:
            from odcv_desk.workflow.again import stay

            return stay(desk.store, desk.rater, here.wave, here.asked.row, now=now)

        def then(_label: object) -> None:
            self.told.emit(f"You stay with {here.asked.before}.")
            self.changed.emit(_LABELLED)
            if self._now is here:
                self.go_on()

        desk.jobs.start(work, then=then)

    def _forget(self) -> None:
        self._asked += 1
        self._now = None
        self.say("")
