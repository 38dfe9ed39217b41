"""Going from step to step: which one is read, and bringing it into sight."""

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.transcript.rows import RowKind
from odcv_desk.ui.widgets.transcript.stage import Stage

_STEP_AT = 24
_CALL_AT = 60


class Steps:
    """The step that is read, by its position; moves answer whether it or the sight moved."""

    def __init__(self, stage: Stage, look: Look) -> None:
        self.current = 0
        self._stage = stage
        self._look = look

    def go_on(self, by: int) -> bool:
        """Go some steps on, from the first one in sight where the current one is not."""
        steps = self._stage.document.steps
        if not steps:
            return False
        rows = self._stage.rows_in_sight()
        position = self._nearest(rows, by) if self._away(rows) else self.current + by
        return 0 <= position < len(steps) and self._reach(position)

    def in_sight(self) -> int:
        """Return the position of the step that is read, or of the top one where it is away."""
        document, rows = self._stage.document, self._stage.rows_in_sight()
        if not document.steps or not self._away(rows):
            return self.current
        top = document.rows[rows.start]
        return min(top.step + (top.kind is RowKind.FOOT), len(document.steps) - 1)

    def go_to_change(self, by: int) -> bool:
        """Go to the next (1) or previous (-1) step that changed files."""
        steps = self._stage.document.steps
        position = self.current + by
        while 0 <= position < len(steps):
            if steps[position].changes:
                return self._reach(position)
            position += by
        return False

    def go_to_end(self, *, last: bool) -> bool:
        """Go to the very begin or the very end."""
        stage = self._stage
        if not stage.document.steps:
            return False
        before = (self.current, stage.top)
        self.current = len(stage.document.steps) - 1 if last else 0
        stage.top = stage.bottom if last else 0
        stage.settle(len(stage.document.rows) - 1 if last else 0)
        if last:
            stage.top = stage.bottom
            stage.settle()
        return before != (self.current, stage.top)

    def go_to(self, index: int, entry: int | None = None) -> bool:
        """Go to the step that an entry number of the trail belongs to, or to one of its results."""
        position = self._position(index)
        if position is None:
            return False
        moved = self._reach(position)
        calls = self._stage.document.steps[position].calls
        wanted = next((at for at, call in enumerate(calls) if call.entry == entry), None)
        if entry is None or wanted is None:
            return moved
        return self._reach_call(position, wanted) or moved

    def take(self, position: int) -> bool:
        """Make a step the current one where it stands; return whether it was not."""
        changed = position != self.current
        self.current = position
        return changed

    def _away(self, rows: range) -> bool:
        own = self._stage.document.step_rows(self.current)
        return own.start >= rows.stop or own.stop <= rows.start

    def _nearest(self, rows: range, by: int) -> int:
        """Return the first step in a direction that begins in sight, or beyond it."""
        found = self._stage.document.rows
        heads = [found[row].step for row in rows if found[row].kind is RowKind.HEAD]
        if heads:
            return heads[0] if by > 0 else heads[-1]
        return found[rows.start].step + (1 if by > 0 else 0)

    def _position(self, index: int) -> int | None:
        steps = self._stage.document.steps
        return next((at for at in range(len(steps) - 1, -1, -1) if steps[at].index <= index), None)

    def _reach(self, position: int) -> bool:
        stage = self._stage
        before = (self.current, stage.top)
        self.current = position
        rows = stage.document.step_rows(position)
        top, bottom = stage.y_of(rows.start), stage.y_of(rows.stop - 1)
        settled = bool(stage.document.heights.settled[rows.start : rows.stop].all())
        if not settled or top < 0 or bottom > stage.height:
            stage.scroll_to(rows.start, self._look.px(_STEP_AT))
        return before != (self.current, stage.top)

    def _reach_call(self, position: int, call: int) -> bool:
        stage = self._stage
        before = stage.top
        rows = stage.document.rows
        # Of a result the output counts, not the command that asked for it.
        places = [row for row in stage.document.step_rows(position) if rows[row].call == call]
        outputs = [
            row
            for row in places
            if rows[row].kind in (RowKind.TEXT, RowKind.MORE) and _is_result(stage, row)
        ]
        wanted = next(iter(outputs or places), None)
        if wanted is not None and not 0 <= stage.y_of(wanted) < stage.height - stage.geometry.head:
            stage.scroll_to(wanted, self._look.px(_CALL_AT))
        return before != stage.top


def _is_result(stage: Stage, row: int) -> bool:
    part = stage.document.rows[row].part
    return part is not None and part.kind.is_result
