"""The laid-out lines of a difference, kept as long as they are near what is on screen."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextOption

from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.diff.colouring import Colouring
from odcv_desk.ui.widgets.diff.shown_line import LONG_LINE, SHOWN_TAB, ShownLine, cells, shown_line
from odcv_desk.workflow.difference import Difference
from odcv_desk.workflow.matching import Spans, intra

LEFT_SIDE, RIGHT_SIDE = 0, 1

_MOST_KEPT: Final = 800
# A long line is laid out from a multiple of so many cells, this far beyond the visible part.
_PIECE_CELLS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A line, or the visible piece of a long one, ready to be drawn.

    Attributes:
        start: Where the piece begins, in pixels from the line's begin.
        width: How wide the piece is.
        marks: What differs from the other line: begin and width, in pixels from `start`.
        tall: Its signs may reach beyond its row and must be clipped.
        final: Its colours will not change.
    """

    layout: QTextLayout
    start: float
    width: float
    marks: tuple[tuple[float, float], ...]
    tall: bool
    final: bool


class Layouts(QObject):
    """The lines of one difference as Qt draws them.

    Signals:
        recoloured: Lines have their final colours now.
    """

    recoloured = Signal()

    def __init__(self, found: Difference, path: str, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._lines = (found.before, found.after)
        # Where every line ends with a carriage return the notes say so, once.
        self._end = "\r" if found.all_crlf else ""
        self._colouring = tuple(Colouring(lines, path, self) for lines in self._lines)
        self._kept: OrderedDict[tuple[int, int, int], Laid] = OrderedDict()
        self._spans: dict[tuple[int, int], tuple[Spans, Spans]] = {}
        self._formats: dict[str, QTextCharFormat] = {}
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.NoWrap)
        self._option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        for colouring in self._colouring:
            colouring.advanced.connect(self._recolour)

    def forget(self) -> None:
        """Drop everything that depends on fonts and colours."""
        self._kept.clear()
        self._formats.clear()

    def laid(self, side: int, line: int, partner: int, *, cell: int, width: int) -> Laid:
        """Return a line of one side.

        Args:
            side: `LEFT_SIDE` or `RIGHT_SIDE`.
            line: Which line.
            partner: The line of the other side that it is compared with, -1 for none.
            cell: The first visible cell.
            width: How many cells are visible.
        """
        text = self._lines[side][line]
        piece = cell // _PIECE_CELLS if len(text) > LONG_LINE else 0
        key = side, line, piece
        if key not in self._kept:
            self._kept[key] = self._lay_out(side, line, partner, (piece * _PIECE_CELLS, width))
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _lay_out(self, side: int, line: int, partner: int, piece: tuple[int, int]) -> Laid:
        text = self._lines[side][line].removesuffix(self._end)
        first, last, start_cell = _signs(text, *piece)
        shown = shown_line(text[first:last])
        layout = self._layout(shown, self._ranges(shown, side, line, (first, last)))
        width = layout.lineAt(0).naturalTextWidth()
        marks = tuple(
            _mark(layout, shown.place(max(start - first, 0)), shown.place(min(end, last) - first))
            for start, end in self._differing(side, line, partner)
            if start < last and end > first
        )
        return Laid(
            layout=layout,
            start=start_cell * self._look.metrics(Face.MONO).horizontalAdvance("0"),
            width=width,
            marks=marks,
            tall=not shown.text.isascii(),
            final=self._colouring[side].final(line),
        )

    def _differing(self, side: int, line: int, partner: int) -> Spans:
        if partner < 0:
            return ()
        key = (line, partner) if side == LEFT_SIDE else (partner, line)
        if key not in self._spans:
            self._spans[key] = intra(self._lines[0][key[0]], self._lines[1][key[1]])
        return self._spans[key][side]

    def _ranges(
        self, shown: ShownLine, side: int, line: int, signs: tuple[int, int]
    ) -> list[QTextLayout.FormatRange]:
        first, last = signs
        spans = [
            (shown.place(max(at - first, 0)), shown.place(min(at + length, last) - first), token)
            for at, length, token in self._colouring[side].colours(line)
            if at < last and at + length > first
        ]
        spans += [
            (start, end, "ink_faint" if shown.text[start:end] == SHOWN_TAB else "warn")
            for start, end in shown.told
        ]
        return [_range(start, end, self._format(token)) for start, end, token in spans]

    def _format(self, token: str) -> QTextCharFormat:
        if token not in self._formats:
            made = QTextCharFormat()
            made.setForeground(self._look.color(token))
            self._formats[token] = made
        return self._formats[token]

    def _layout(self, shown: ShownLine, ranges: list[QTextLayout.FormatRange]) -> QTextLayout:
        layout = QTextLayout(shown.text, self._look.font(Face.MONO))
        layout.setCacheEnabled(True)
        layout.setTextOption(self._option)
        if ranges:
            layout.setFormats(ranges)
        layout.beginLayout()
        line = layout.createLine()
        line.setPosition(QPointF(0, 0))
        layout.endLayout()
        return layout

    def _recolour(self) -> None:
        stale = [
            key
            for key, laid in self._kept.items()
            if not laid.final and self._colouring[key[0]].final(key[1])
        ]
        for key in stale:
            del self._kept[key]
        if stale:
            self.recoloured.emit()


def _signs(text: str, cell: int, width: int) -> tuple[int, int, int]:
    """Return the first and last sign to lay out, and the cell in which the first begins."""
    if len(text) <= LONG_LINE:
        return 0, len(text), 0
    last_cell = cell + _PIECE_CELLS + width
    begins = cells(text)
    if begins is None:
        first = min(cell, len(text) - 1)
        return first, min(last_cell, len(text)), first
    first = min(int(begins.searchsorted(cell, side="right")) - 1, len(text) - 1)
    last = min(int(begins.searchsorted(last_cell)) + 1, len(text))
    return first, last, int(begins[first])


def _range(start: int, end: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = start
    made.length = end - start
    made.format = form
    return made


def _mark(layout: QTextLayout, start: int, end: int) -> tuple[float, float]:
    left, right = _x(layout, start), _x(layout, end)
    return min(left, right), abs(right - left)


def _x(layout: QTextLayout, place: int) -> float:
    found = layout.lineAt(0).cursorToX(place)
    # PySide returns the place too, which Qt may have moved, and declares neither.
    return float(found[0])  # type: ignore[index]
