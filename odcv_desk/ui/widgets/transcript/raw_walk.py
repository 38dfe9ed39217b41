"""Going from step to step in a trail's bytes, by the places where the steps begin there."""

from bisect import bisect_right
from collections.abc import Sequence

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.transcript.selection import Place
from odcv_desk.ui.widgets.transcript.stage import Stage
from odcv_desk.ui.widgets.transcript.steps import Steps

# Room for the lines that stand above a step's first words in most formats.
_STEP_AT = 66


class RawWalk:
    """The step that is read in the bytes; moves answer whether it or the sight moved.

    It goes like `Steps`, which keeps the step for both views.
    """

    def __init__(self, stage: Stage, steps: Steps, look: Look) -> None:
        self._stage, self._steps, self._look = stage, steps, look
        self._places: Sequence[int] = ()
        self._top = self._entered = 0

    def enter(self) -> None:
        """Lay the transcript aside; the bytes are shown next, from the step that is read."""
        if self._stage.transcript is self._stage.document:
            self._entered = self._steps.current = self._steps.in_sight()
        self._stage.lay_aside()

    def begin(self, places: Sequence[int]) -> None:
        """Begin at that step; `places` are where in the text each step begins."""
        self._places = places
        self._reach(self._steps.current)

    def leave(self) -> bool:
        """Bring the transcript back, to another step if one was gone to; False where it is."""
        position = self.here()
        if not self._stage.bring_back():
            return False
        if position != self._entered and self._stage.document.steps:
            self._steps.go_to(self._stage.document.steps[position].index)
        return True

    def here(self) -> int:
        """Return the position of the step that is read: the newest gone to, or else scrolled to."""
        hold = self._stage.hold() if self._stage.top != self._top else None
        if hold is None or not self._places:
            return self._steps.current
        return max(bisect_right(self._places, hold.offset) - 1, 0)

    def go_on(self, by: int) -> bool:
        """Go some steps on."""
        position = self.here() + by
        return 0 <= position < len(self._places) and self._reach(position)

    def go_to_change(self, by: int) -> bool:
        """Go to the next (1) or previous (-1) step that changed files."""
        steps = self._stage.transcript.steps
        position = self.here() + by
        while 0 <= position < len(self._places):
            if steps[position].changes:
                return self._reach(position)
            position += by
        return False

    def go_to_end(self, *, last: bool) -> bool:
        """Go to the very begin or the very end."""
        stage, before = self._stage, (self._steps.current, self._stage.top)
        if not stage.document.rows:
            return False
        self._steps.current = max(len(self._places) - 1, 0) if last else 0
        stage.top = stage.bottom if last else 0
        stage.settle(len(stage.document.rows) - 1 if last else 0)
        stage.top = stage.bottom if last else 0
        stage.settle()
        self._top = stage.top
        return before != (self._steps.current, stage.top)

    def go_to(self, index: int, _entry: int | None = None) -> bool:
        """Go to the step that an entry number of the trail belongs to."""
        steps = self._stage.transcript.steps
        found = [at for at in range(len(self._places)) if steps[at].index <= index]
        return bool(found) and self._reach(found[-1])

    def _reach(self, position: int) -> bool:
        stage, before = self._stage, (self._steps.current, self._stage.top)
        self._steps.current = position
        if position == 0:
            stage.top = 0
            stage.settle()
        elif position < len(self._places):
            stage.bring(Place(0, self._places[position]), self._look.px(_STEP_AT))
        self._top = stage.top
        return before != (self._steps.current, stage.top)
