"""Move a caret through the texts of a transcript that are in view, by character, word or line."""

from enum import Enum

from PySide6.QtGui import QTextLayout

from odcv_desk.ui.widgets.transcript.layouts import LaidText
from odcv_desk.ui.widgets.transcript.rows import RowKind
from odcv_desk.ui.widgets.transcript.selection import Place
from odcv_desk.ui.widgets.transcript.stage import Stage


class Move(Enum):
    """Where a caret goes."""

    LEFT = "left"
    RIGHT = "right"
    WORD_LEFT = "word left"
    WORD_RIGHT = "word right"
    UP = "up"
    DOWN = "down"
    PAGE_UP = "page up"
    PAGE_DOWN = "page down"
    LINE_START = "line start"
    LINE_END = "line end"
    START = "start"
    END = "end"


_ASIDE = {Move.LEFT: -1, Move.WORD_LEFT: -1, Move.RIGHT: 1, Move.WORD_RIGHT: 1}
_LINES = {Move.UP: -1, Move.DOWN: 1, Move.PAGE_UP: -1, Move.PAGE_DOWN: 1}
_WORDS = frozenset({Move.WORD_LEFT, Move.WORD_RIGHT})
_PAGES = frozenset({Move.PAGE_UP, Move.PAGE_DOWN})


class Walker:
    """Moves places on a stage; between lines it keeps to the column where it began."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._column: float | None = None

    def moved(self, place: Place, move: Move) -> Place:
        """Return where a place gets to; what is folded away is passed over."""
        if move not in _LINES:
            self._column = None
        row = self._row_of(place)
        if row is None:
            return place
        if move in _ASIDE:
            return self._aside(row, place, move)
        if move in (Move.LINE_START, Move.LINE_END):
            return self._in_line(row, place, end=move is Move.LINE_END)
        if move in (Move.START, Move.END):
            return self._edge(end=move is Move.END)
        return self._lines(row, place, move)

    def word_at(self, place: Place) -> tuple[Place, Place]:
        """Return the begin and end of the word around a place."""
        row = self._row_of(place)
        if row is None:
            return place, place
        start = self._stage.document.rows[row].start
        text = self._stage.document.rows[row].text
        here = low = high = min(place.offset - start, len(text))
        while low > 0 and _same(text, low - 1, here):
            low -= 1
        while high < len(text) and _same(text, high, here):
            high += 1
        return Place(place.part, start + low), Place(place.part, start + high)

    def nearest(self, x: float, y: float) -> Place | None:
        """Return the place of a point in the view, or the nearest to it in reading order."""
        document = self._stage.document
        if not document.parts:
            return None
        row = document.heights.at(self._stage.top + y)
        if document.rows[row].kind is RowKind.TEXT:
            return self._at(row, x, y - self._stage.y_of(row))
        following = self._next_text(row, 1)
        if document.rows[row].kind in (RowKind.HEAD, RowKind.CALL, RowKind.BRIEF) and (
            following is not None
        ):
            return Place(self._part(following), document.rows[following].start)
        before = self._next_text(row, -1)
        if before is None:
            return None if following is None else self._start_of(following)
        return Place(
            self._part(before), document.rows[before].start + len(document.rows[before].text)
        )

    def _at(self, row: int, x: float, y: float) -> Place:
        laid, start = self._laid(row)
        line = laid.line_at(y)
        offset = laid.shown.original(line.xToCursor(x - laid.setting.x))
        return Place(self._part(row), start + min(offset, len(self._stage.document.rows[row].text)))

    def _aside(self, row: int, place: Place, move: Move) -> Place:
        laid, start = self._laid(row)
        offset = place.offset - start
        length = len(self._stage.document.rows[row].text)
        step = _ASIDE[move]
        if (offset <= 0 and step < 0) or (offset >= length and step > 0):
            return self._over_edge(row, place, step)
        mode = (
            QTextLayout.CursorMode.SkipWords
            if move in _WORDS
            else QTextLayout.CursorMode.SkipCharacters
        )
        go = laid.layout.nextCursorPosition if step > 0 else laid.layout.previousCursorPosition
        spot = laid.shown.painted(offset)
        new = offset
        while new == offset:
            following = go(spot, mode)
            if following == spot:
                break
            spot = following
            new = laid.shown.original(spot)
        return Place(place.part, start + min(max(new, 0), length))

    def _over_edge(self, row: int, place: Place, step: int) -> Place:
        other = self._next_text(row, step)
        if other is None:
            return place
        found = self._stage.document.rows[other]
        here = self._stage.document.rows[row]
        if step > 0:
            # Pieces of a long line follow each other without a character between them.
            skip = found.part is here.part and found.start == here.start + len(here.text)
            return Place(self._part(other), found.start + skip)
        skip = found.part is here.part and here.start == found.start + len(found.text)
        return Place(self._part(other), found.start + len(found.text) - skip)

    def _in_line(self, row: int, place: Place, *, end: bool) -> Place:
        laid, start = self._laid(row)
        line = laid.line_of(laid.shown.painted(place.offset - start))
        spot = line.textStart()
        if end:
            last = line.lineNumber() == laid.layout.lineCount() - 1
            # The last place of a wrapped line belongs to the next line.
            spot += line.textLength() - (0 if last else 1)
        length = len(self._stage.document.rows[row].text)
        return Place(place.part, start + min(laid.shown.original(spot), length))

    def _edge(self, *, end: bool) -> Place:
        rows = self._stage.document.rows
        row = self._next_text(len(rows) if end else -1, -1 if end else 1)
        if row is None:
            return Place(0, 0)
        length = len(rows[row].text) if end else 0
        return Place(self._part(row), rows[row].start + length)

    def _lines(self, row: int, place: Place, move: Move) -> Place:
        laid, start = self._laid(row)
        rect = laid.caret(laid.shown.painted(place.offset - start))
        if self._column is None:
            self._column = rect.x() + 1
        step = _LINES[move]
        gone = self._stage.height - laid.pitch if move in _PAGES else laid.pitch
        y = self._stage.y_of(row) + rect.center().y() + step * gone
        return self._line_at(row, y, step)

    def _line_at(self, row: int, y: float, step: int) -> Place:
        """Return the place in the column at a height, or in the next line of text beyond it."""
        stage = self._stage
        column = self._column or 0.0
        while True:
            stage.settle_row(row)
            top = stage.y_of(row)
            laid, _start = self._laid(row)
            text_end = top + laid.top + laid.text_height
            if top + laid.top <= y < text_end:
                return self._at(row, column, y - top)
            other = self._next_text(row, step)
            if other is None:
                return self._at(row, column, 0 if step < 0 else laid.height)
            beyond = y >= text_end if step > 0 else y < top + laid.top
            if not beyond:
                return self._at(row, column, 0 if step > 0 else laid.height)
            row = other

    def _row_of(self, place: Place) -> int | None:
        return self._stage.document.row_of(place.part, place.offset)

    def _next_text(self, row: int, step: int) -> int | None:
        rows = self._stage.document.rows
        row += step
        while 0 <= row < len(rows):
            if rows[row].kind is RowKind.TEXT:
                return row
            row += step
        return None

    def _start_of(self, row: int) -> Place:
        return Place(self._part(row), self._stage.document.rows[row].start)

    def _laid(self, row: int) -> tuple[LaidText, int]:
        found = self._stage.document.rows[row]
        return self._stage.layouts.text(self._stage.document, found), found.start

    def _part(self, row: int) -> int:
        part = self._stage.document.rows[row].part
        return -1 if part is None else part.number


def _same(text: str, at: int, place: int) -> bool:
    """Return whether a character belongs to the word around a place."""
    around = text[place] if place < len(text) else " "
    return _sort(text[at]) == _sort(around) and text[at] != "\n"


def _sort(character: str) -> int:
    if character.isalnum() or character == "_":
        return 0
    return 1 if character.isspace() else 2
