"""Which row of a difference is current, and which rows are chosen."""

from PySide6.QtCore import Qt

from odcv_desk.ui.widgets.diff.layouts import RIGHT_SIDE


class Choice:
    """The current row, the row where choosing began (None for nothing chosen), and the side."""

    def __init__(self) -> None:
        self.current = 0
        self.side = RIGHT_SIDE
        self._anchor: int | None = None

    def begin(self, row: int) -> None:
        """Choose one row, from which more can be chosen."""
        self.current = self._anchor = row

    def go_to(self, row: int, *, choose: bool) -> None:
        """Make a row current; with `choose`, choose all rows on the way."""
        if not choose:
            self._anchor = None
        elif self._anchor is None:
            self._anchor = self.current
        self.current = row

    def take_all(self, count: int) -> None:
        """Choose all rows."""
        self._anchor, self.current = 0, max(count - 1, 0)

    def drop(self) -> None:
        """Choose nothing; the current row stays."""
        self._anchor = None

    def rows(self) -> range:
        """Return the chosen rows."""
        if self._anchor is None:
            return range(0)
        return range(min(self._anchor, self.current), max(self._anchor, self.current) + 1)

    def goal(self, key: int, *, page: int, count: int) -> int | None:
        """Return the row that a key leads to, None where it leads nowhere."""
        goals = {
            Qt.Key.Key_Up.value: self.current - 1,
            Qt.Key.Key_Down.value: self.current + 1,
            Qt.Key.Key_PageUp.value: self.current - page,
            Qt.Key.Key_PageDown.value: self.current + page,
            Qt.Key.Key_Home.value: 0,
            Qt.Key.Key_End.value: count - 1,
        }
        goal = goals.get(key)
        return None if goal is None or not count else min(max(goal, 0), count - 1)
