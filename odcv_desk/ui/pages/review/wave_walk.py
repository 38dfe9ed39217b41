"""Where the rater stands in a gold wave, and which run is next or was before."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Then
from odcv_desk.workflow.gold_wave import WaveStatus, behind, upcoming, waves


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A wave's status, the row to label next, and the rows ended so far, in that order."""

    status: WaveStatus
    next_row: int | None
    ended: tuple[int, ...]


class WaveWalk(QObject):
    """Leads through a wave in draw order.

    Signals:
        moved: Where the rater stands now (Standing).
        run_wanted: The row (int) of the run to read.
        ended: The rater has ended every item (WaveStatus).
        told: A line for the rater (str).
    """

    moved = Signal(object)
    run_wanted = Signal(int)
    ended = Signal(object)
    told = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._now: Standing | None = None
        self._asked = 0
        self._going_on: str | None = None

    @property
    def name(self) -> str | None:
        """The wave that is walked through, None in free reading."""
        return None if self._now is None else self._now.status.name

    def find_waiting(self, then: Callable[[str | None], None]) -> None:
        """Find the newest open wave in which the rater has something left to do."""
        desk = self._desk

        def tell(found: tuple[WaveStatus, ...]) -> None:
            mine = [
                each.name
                for each in found
                if each.mine and each.ended < each.size and not each.stopped
            ]
            then(mine[-1] if mine else None)

        desk.jobs.start(lambda _progress: waves(desk.store, desk.rater), then=tell)

    def leave(self) -> None:
        """Walk through no wave; a look under way is of no interest any more."""
        self._now = self._going_on = None
        self._asked += 1

    def stay(self) -> None:
        """Go on to no run: the rater has chosen one."""
        self._going_on = None

    def look_anew(self, *, go_on: bool) -> None:
        """Read anew where the rater stands: the wave may have been stopped or gone on elsewhere."""
        if self._now is not None:
            self.look(self._now.status.name, go_on=go_on)

    def holds(self, row: int) -> bool:
        """Return whether a run is one that the rater has met in this wave."""
        return self._now is not None and row in (*self._now.ended, self._now.next_row)

    def look(self, name: str, *, go_on: bool, failed: Then | None = None) -> None:
        """Read anew where the rater stands; go on to the next run where so wanted.

        A later look overtakes an earlier one, whose wish to go on in this wave stays.
        """
        self._asked += 1
        if go_on or self._going_on != name:
            self._going_on = name if go_on else None
        desk, asked = self._desk, self._asked

        def work(_progress: object) -> Standing:
            status = next(each for each in waves(desk.store, desk.rater) if each.name == name)
            return Standing(
                status=status,
                next_row=upcoming(desk.store, desk.rater, name),
                ended=behind(desk.store, desk.rater, name),
            )

        def show(now: Standing) -> None:
            if asked != self._asked:
                return
            self._now = now
            self.moved.emit(now)
            if self._going_on is not None:
                self._go_on(now)

        desk.jobs.start(work, then=show, failed=failed)

    def _go_on(self, now: Standing) -> None:
        self._going_on = None
        if now.next_row is None:
            self.ended.emit(now.status)
        else:
            self.run_wanted.emit(now.next_row)

    def step(self, row: int | None, step: int) -> None:
        """Go from a run to the one ended before it (-1), or towards the next one (+1)."""
        if self._now is None:
            return
        next_row = self._now.next_row
        if step > 0 and row is not None and row == next_row:
            self.told.emit("Label this run first, or put it off with S.")
            return
        # What comes next may have been ended before: it has its place at the end only.
        behind = [each for each in self._now.ended if each != next_row]
        line = [*behind, *([] if next_row is None else [next_row])]
        place = (line.index(row) if row in line else len(line)) + step
        if 0 <= place < len(line):
            self.run_wanted.emit(line[place])
        elif step < 0:
            self.told.emit("This is the first run that you labelled in this wave.")
        else:
            # What is known may be old: a wave that was stopped may have been gone on with.
            self.look_anew(go_on=True)
