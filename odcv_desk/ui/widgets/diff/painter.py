"""How a row of a difference is drawn: numbers, sign, marks, text."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.diff.layouts import LEFT_SIDE, RIGHT_SIDE, Laid, Layouts
from odcv_desk.ui.widgets.diff.row_text import UNENDED, folded_words
from odcv_desk.ui.widgets.diff.shown_line import LONG_LINE, TAB_CELLS, cells
from odcv_desk.workflow.difference import Difference
from odcv_desk.workflow.difference_rows import COUNT, KIND, LEFT, RIGHT, RowKind


class Columns(Enum):
    """How lines stand: one text alone, both in one column, or side by side."""

    ONE = "one"
    UNIFIED = "unified"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is drawn, and where.

    Attributes:
        rows: The rows to draw: kind, left line, right line, lines folded away.
        first: The number of the first of them.
        top: Where that one begins, in pixels of the viewport.
        width: How wide the viewport is.
        scrolled: How far the text is scrolled to the left, in pixels.
        columns: How the lines stand.
        chosen: The rows that are chosen.
        chosen_side: On which side, None for the whole row.
        current: The row to frame, None for none.
    """

    rows: list[list[int]]
    first: int
    top: int
    width: int
    scrolled: int
    columns: Columns
    chosen: range
    chosen_side: int | None
    current: int | None


@dataclass(frozen=True, slots=True)
class _Half:
    """A column of lines: its side, where it lies, where its text begins."""

    side: int | None
    x: float
    width: float
    sign_x: float
    text_x: float


@dataclass(frozen=True, slots=True)
class _Cell:
    """One line in one column: its side and kind, itself, its partner, and its two numbers."""

    side: int
    kind: RowKind
    line: int
    partner: int
    numbers: tuple[int, ...]


class RowPainter:
    """Draws rows; knows the measures that the view scrolls by."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._digits = 2
        self._cells = 0
        self._grown = 0.0
        self._unended: tuple[int, int] = (-1, -1)
        self.wear()

    def wear(self) -> None:
        """Take the measures of the look anew."""
        metrics = self._look.metrics(Face.MONO)
        self.cell = metrics.horizontalAdvance("0")
        self.row_height = max(self._look.px(20), int(metrics.height()) + 2)
        self.margin = self._look.px(4)
        self._text_top = round((self.row_height - metrics.height()) / 2)
        self._baseline = self._text_top + metrics.ascent()
        self._gap = self._look.px(12)
        self._grown = 0.0

    def prepare(self, found: Difference) -> None:
        """Take the measures of a difference."""
        most = max(len(found.before), len(found.after), 10)
        self._digits = len(str(most))
        lines = (*found.before, *found.after)
        self._cells = max(map(_cells, lines), default=0)
        self._unended = (
            len(found.before) - 1 if found.before_unended else -1,
            len(found.after) - 1 if found.after_unended else -1,
        )

    @property
    def widest(self) -> float:
        """How wide the widest line is, as far as known, in pixels."""
        return max(self._cells * self.cell, self._grown) + self._gap / 2

    def text_room(self, width: int, columns: Columns) -> float:
        """Return how many pixels there are for the text of a line."""
        half = self._halves(width, columns)[0]
        return half.x + half.width - half.text_x

    def paint(self, painter: QPainter, ground: Ground, layouts: Layouts) -> None:
        """Draw the rows."""
        for half in self._halves(ground.width, ground.columns):
            placed = [
                (at, _cell(half.side, row, ground.columns)) for at, row in enumerate(ground.rows)
            ]
            painter.setFont(self._look.font(Face.MONO))
            for at, cell in placed:
                self._paint_ground(painter, ground, half, (at, cell))
            painter.save()
            room = half.x + half.width - half.text_x
            painter.setClipRect(QRectF(half.text_x, 0, room, 1e6))
            for at, cell in placed:
                if cell is not None:
                    y = ground.top + at * self.row_height
                    self._paint_line(painter, ground, (half, cell, y), layouts)
            painter.restore()
        self._paint_over(painter, ground)

    # Where things are

    def _halves(self, width: int, columns: Columns) -> list[_Half]:
        numbers = self._digits * self.cell + self._gap
        sign = self.cell + self._gap
        sign_x = numbers * (2 if columns is Columns.UNIFIED else 1) + self._gap
        if columns is not Columns.BESIDE:
            return [_Half(None, 0, width, sign_x, sign_x + sign)]
        middle = width // 2
        return [
            _Half(LEFT_SIDE, 0, middle, sign_x, sign_x + sign),
            _Half(RIGHT_SIDE, middle, width - middle, middle + sign_x, middle + sign_x + sign),
        ]

    # Drawing

    def _paint_ground(
        self, painter: QPainter, ground: Ground, half: _Half, placed: tuple[int, _Cell | None]
    ) -> None:
        at, cell = placed
        y = ground.top + at * self.row_height
        area = QRectF(half.x, y, half.width, self.row_height)
        chosen = ground.first + at in ground.chosen and ground.chosen_side in (None, half.side)
        color = self._look.color
        if ground.rows[at][KIND] == RowKind.FOLD:
            return
        if cell is None:
            painter.fillRect(area, color("sunken"))
            if chosen:
                painter.fillRect(area, color("selection"))
            return
        gutter = half.sign_x - half.x - self._gap / 2
        painter.fillRect(QRectF(half.x, y, gutter, self.row_height), color("gutter"))
        if cell.kind is not RowKind.CONTEXT:
            painter.fillRect(area, color(_GROUND[cell.kind]))
        if chosen:
            painter.fillRect(area, color("selection"))
        self._paint_numbers(painter, half, cell, y)

    def _paint_numbers(self, painter: QPainter, half: _Half, cell: _Cell, y: float) -> None:
        plain = cell.kind is RowKind.CONTEXT
        painter.setPen(self._look.color("ink_faint" if plain else "ink_soft"))
        for column, number in enumerate(cell.numbers):
            if number >= 0:
                text = str(number + 1)
                right = (column + 1) * (self._digits * self.cell + self._gap)
                x = half.x + right - len(text) * self.cell
                painter.drawText(QPointF(x, y + self._baseline), text)
        if not plain:
            sign, token = _SIGNS[cell.kind]
            painter.setPen(self._look.color(token))
            painter.drawText(QPointF(half.sign_x, y + self._baseline), sign)

    def _paint_line(
        self, painter: QPainter, ground: Ground, placed: tuple[_Half, _Cell, int], layouts: Layouts
    ) -> None:
        half, cell, y = placed
        room = half.x + half.width - half.text_x
        laid = layouts.laid(
            cell.side,
            cell.line,
            cell.partner if cell.kind is not RowKind.CONTEXT else -1,
            cell=int(ground.scrolled / self.cell),
            width=int(room / self.cell) + 1,
        )
        self._grown = max(self._grown, laid.start + laid.width)
        x = half.text_x - ground.scrolled + laid.start
        if x + laid.width > half.text_x:
            self._paint_marks(painter, laid, QPointF(x, y), cell.kind)
            self._paint_text(painter, laid, QPointF(x, y), half)
        if cell.line == self._unended[cell.side]:
            self._paint_unended(painter, QPointF(x + laid.width + self._gap, y))

    def _paint_text(self, painter: QPainter, laid: Laid, at: QPointF, half: _Half) -> None:
        painter.setPen(self._look.color("ink"))
        place = QPointF(at.x(), at.y() + self._text_top)
        if not laid.tall:
            laid.layout.draw(painter, place)
            return
        # Signs of other fonts, and towers of accents, must not reach into the rows beside.
        painter.save()
        row = QRectF(half.text_x, at.y(), half.x + half.width - half.text_x, self.row_height)
        painter.setClipRect(row)
        laid.layout.draw(painter, place)
        painter.restore()

    def _paint_marks(self, painter: QPainter, laid: Laid, at: QPointF, kind: RowKind) -> None:
        for start, width in laid.marks:
            area = QRectF(at.x() + start, at.y() + 1, width, self.row_height - 2)
            painter.fillRect(area, self._look.color(_MARKS[kind]))

    def _paint_unended(self, painter: QPainter, at: QPointF) -> None:
        metrics = self._look.metrics(Face.SMALL)
        painter.save()
        painter.setFont(self._look.font(Face.SMALL))
        painter.setPen(self._look.color("ink_faint"))
        # Centred on the line as its own font is.
        top = (self.row_height - metrics.height()) / 2
        painter.drawText(QPointF(at.x(), at.y() + top + metrics.ascent()), UNENDED)
        painter.restore()

    def _paint_over(self, painter: QPainter, ground: Ground) -> None:
        """Draw what spans both sides: folds, the line between, the frame of the current row."""
        line: QColor = self._look.color("line")
        if ground.columns is Columns.BESIDE:
            painter.fillRect(QRectF(ground.width // 2, 0, 1, 1e6), line)
        for at, row in enumerate(ground.rows):
            area = QRectF(0, ground.top + at * self.row_height, ground.width, self.row_height)
            if row[KIND] == RowKind.FOLD:
                self._paint_fold(
                    painter, area, row[COUNT], chosen=ground.first + at in ground.chosen
                )
            if ground.first + at == ground.current:
                painter.setPen(self._look.color("accent"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_fold(self, painter: QPainter, area: QRectF, count: int, *, chosen: bool) -> None:
        color = self._look.color
        painter.fillRect(area, color("selection" if chosen else "sunken"))
        half = self._halves(int(area.width()), Columns.BESIDE)[0]
        side = self._look.px(12)
        top = area.y() + (self.row_height - side) / 2
        icon = QRectF(half.sign_x, top, side, side)
        paint_icon(painter, icon, "caret-right", self._look.theme.ink_faint)
        metrics = self._look.metrics(Face.SMALL)
        baseline = area.y() + (self.row_height - metrics.height()) / 2 + metrics.ascent()
        painter.setFont(self._look.font(Face.SMALL))
        painter.setPen(color("accent"))
        painter.drawText(QPointF(half.text_x, baseline), f"… {folded_words(count)}")


_GROUND = {RowKind.REMOVED: "removed", RowKind.ADDED: "added"}
_MARKS = {RowKind.REMOVED: "removed_strong", RowKind.ADDED: "added_strong"}
# A minus sign is as wide as the plus; a hyphen would be a weaker mark.
_SIGNS = {RowKind.REMOVED: ("\u2212", "bad"), RowKind.ADDED: ("+", "good")}


def _cells(line: str) -> int:
    # Others that are wider than their signs make themselves known when they are laid out.
    begins = cells(line) if len(line) > LONG_LINE else None
    return len(line.expandtabs(TAB_CELLS)) if begins is None else int(begins[-1])


def _cell(side: int | None, row: list[int], columns: Columns) -> _Cell | None:
    kind, left, right = RowKind(row[KIND]), row[LEFT], row[RIGHT]
    if kind is RowKind.FOLD:
        return None
    if side is None:
        return _only_cell(kind, left, right, columns)
    line, partner = (left, right) if side == LEFT_SIDE else (right, left)
    if line < 0:
        return None
    if kind is not RowKind.CONTEXT:
        kind = RowKind.REMOVED if side == LEFT_SIDE else RowKind.ADDED
    return _Cell(side, kind, line, partner, (line,))


def _only_cell(kind: RowKind, left: int, right: int, columns: Columns) -> _Cell:
    removed = kind is RowKind.REMOVED
    line, partner = (left, right) if removed else (right, left)
    side = LEFT_SIDE if removed else RIGHT_SIDE
    if columns is Columns.ONE:
        return _Cell(side, kind, line, partner, (line,))
    numbers = (-1 if kind is RowKind.ADDED else left, -1 if removed else right)
    return _Cell(side, kind, line, partner, numbers)
