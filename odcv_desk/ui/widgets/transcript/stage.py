"""What is in sight: rows at their heights, and a scroll position that stands still.

Heights are estimated until a row comes into sight. When the truth differs, the scroll position is
corrected, so that what a reader looks at never jumps.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.transcript.document import Document
from odcv_desk.ui.widgets.transcript.geometry import Geometry
from odcv_desk.ui.widgets.transcript.layouts import Layouts
from odcv_desk.ui.widgets.transcript.marks import Marks
from odcv_desk.ui.widgets.transcript.rows import Row, RowKind
from odcv_desk.ui.widgets.transcript.selection import Place

_FOLDED_AWAY_AT: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What a reader looks at: a row, the first of its characters in sight, and its y there."""

    row: Row
    offset: int
    y: int


class Stage:
    """A document laid out for a view of some size; `top` is the scroll position."""

    def __init__(self, look: Look, *, width: int, height: int) -> None:
        self._look = look
        self.geometry = Geometry(look, width)
        self.layouts = Layouts(look, self.geometry)
        self.document = Document(self.geometry)
        self.height = height
        self.top = 0
        self._aside: tuple[Document, Hold | None] | None = None

    @property
    def transcript(self) -> Document:
        """The document that is laid aside while another is shown, else what is shown."""
        return self.document if self._aside is None else self._aside[0]

    @property
    def bottom(self) -> int:
        """The largest scroll position."""
        return max(0, self.document.heights.total - self.height)

    def show(self, document: Document, top: int = 0) -> None:
        """Take another document."""
        self.layouts.clear()
        self.document = document
        self.top = top

    def lay_aside(self) -> None:
        """Keep the document as it is read now, until it is brought back."""
        if self._aside is None:
            self._aside = (self.document, self.hold())

    def bring_back(self) -> bool:
        """Show the document again that was laid aside; return whether one was."""
        if self._aside is None:
            return False
        (document, hold), self._aside = self._aside, None
        self.show(document)
        document.heights.reset(self.geometry)
        self.restore(hold)
        return True

    def resize(self, width: int, height: int, held: Place | None = None) -> None:
        """Take another size; what is in sight stays there, a place that is held above all."""
        if width == self.geometry.width and height == self.height:
            return
        hold = self.hold()
        seen = held is not None and self._sees(held)
        self.height = height
        if width != self.geometry.width:
            self.relay(width, hold)
        self.settle()
        if held is not None and seen:
            self.show_place(held)

    def relay(self, width: int, hold: Hold | None) -> None:
        """Lay out everything anew, as width, scale or colours are others now."""
        self.layouts.clear()
        self.geometry = Geometry(self._look, width)
        self.layouts.geometry = self.geometry
        self.document.heights.reset(self.geometry)
        self.restore(hold)

    def mark(self, marks: Marks) -> None:
        """Take other marks on steps; a header can need another line for them."""
        self.layouts.mark(marks)
        self.document.heights.doubt(self.document.first_rows[:-1])
        if self.document.goes_on and self.document.steps:
            # There each call says how it stands.
            last = self.document.step_rows(len(self.document.steps) - 1)
            self.document.heights.doubt(np.arange(last.start, last.stop))
        self.settle()

    def row_height(self, row: int) -> int:
        """Return the true height of a row."""
        return self.layouts.height(self.document, self.document.rows[row])

    def settle_row(self, row: int) -> None:
        """Lay out one row wherever it is; what is in sight stays there."""
        heights = self.document.heights
        before = heights.top(row + 1)
        heights.settle(row, self.row_height(row))
        if heights.top(row) < self.top:
            self.top += heights.top(row + 1) - before

    def settle(self, held: int | None = None) -> None:
        """Lay out what is in sight, with one row held where it is.

        Without a given one the first row in sight whose height is known is held.
        """
        heights = self.document.heights
        while True:
            self.top = min(max(self.top, 0), self.bottom)
            rows = self.rows_in_sight()
            open_rows = [row for row in rows if not heights.settled[row]]
            if not open_rows:
                return
            anchor = held
            if anchor is None:
                anchor = next((row for row in rows if heights.settled[row]), rows.start)
            y = heights.top(anchor) - self.top
            for row in open_rows:
                heights.settle(row, self.row_height(row))
                if heights.top(row) > self.top + 2 * self.height:
                    break
            self.top = heights.top(anchor) - y

    def rows_in_sight(self) -> range:
        """Return the numbers of the rows in sight, by the heights that are known now."""
        heights = self.document.heights
        if not len(heights):
            return range(0)
        return range(heights.at(self.top), heights.at(self.top + self.height - 1) + 1)

    def _sees(self, place: Place) -> bool:
        row = self.document.row_of(place.part, place.offset)
        return row is not None and row in self.rows_in_sight()

    def y_of(self, row: int) -> int:
        """Return where a row begins in the view."""
        return self.document.heights.top(row) - self.top

    def scroll_to(self, row: int, y: int) -> None:
        """Bring a row's begin to a height of the view."""
        heights = self.document.heights
        heights.settle(row, self.row_height(row))
        self.top = heights.top(row) - y
        self.settle(row)

    def show_place(self, place: Place) -> None:
        """Bring the line of a place into sight, where it is not already."""
        row = self.document.row_of(place.part, place.offset)
        if row is None:
            return
        self.settle_row(row)
        text = self.document.rows[row]
        laid = self.layouts.text(self.document, text)
        line = laid.line_of(laid.shown.painted(place.offset - text.start))
        y = self.y_of(row) + laid.top + int(line.y())
        margin = min(3 * laid.pitch, self.height // 4)
        if y < margin:
            self.top += y - margin
        elif y + laid.pitch > self.height - margin:
            self.top += y + laid.pitch - self.height + margin
        self.settle(row)

    def bring(self, place: Place, y: int) -> None:
        """Bring the line of a place to a height of the view."""
        row = self.document.row_of(place.part, place.offset)
        if row is None:
            return
        self.settle_row(row)
        text = self.document.rows[row]
        laid = self.layouts.text(self.document, text)
        line = laid.line_of(laid.shown.painted(place.offset - text.start))
        self.top = self.document.heights.top(row) + laid.top + int(line.y()) - y
        self.settle(row)

    def hold(self) -> Hold | None:
        """Return what is at the top of the view now."""
        if not len(self.document.heights):
            return None
        number = self.document.heights.at(self.top)
        row = self.document.rows[number]
        y = self.y_of(number)
        if row.kind is not RowKind.TEXT:
            return Hold(row=row, offset=0, y=y)
        laid = self.layouts.text(self.document, row)
        line = laid.line_at(-y)
        offset = row.start + laid.shown.original(line.textStart())
        return Hold(row=row, offset=offset, y=y + laid.top + round(line.y()))

    def restore(self, hold: Hold | None) -> None:
        """Bring back what was held, in rows that may be others and of other heights."""
        if hold is None:
            return
        number = self._found(hold)
        row = self.document.rows[number]
        self.document.heights.settle(number, self.row_height(number))
        inside = 0
        y = hold.y
        if row.kind is RowKind.TEXT and hold.row.kind is RowKind.TEXT:
            laid = self.layouts.text(self.document, row)
            if row.start <= hold.offset <= row.end and row.part is hold.row.part:
                place = laid.shown.painted(hold.offset - row.start)
                inside = laid.top + round(laid.line_of(place).y())
            else:
                y = self._look.px(_FOLDED_AWAY_AT)
        self.top = self.document.heights.top(number) + inside - y
        self.settle(number)

    def _found(self, hold: Hold) -> int:
        """Return the row that shows now what was held."""
        rows = self.document.rows
        part = hold.row.part
        if part is not None and hold.row.kind is RowKind.TEXT:
            number = self.document.row_of(part.number, hold.offset)
            return self.document.first_row_of(part.number) if number is None else number
        same = (
            number
            for number in self.document.step_rows(hold.row.step)
            if rows[number].kind is hold.row.kind
            and rows[number].call == hold.row.call
            and rows[number].part is part
        )
        return next(same, len(rows) - 1)
