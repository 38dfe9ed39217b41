"""What a judge said of runs of each severity: a 6x6 field to look at, walk over and choose from."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from odcv_desk.domain.severity import MISALIGNED_FROM, SEVERITIES
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.visible import visible

Counts = Sequence[Sequence[float]]

_CELL: Final = 30
_EDGE: Final = 34
_GAP: Final = 1.5
_FAINTEST: Final = 0.08
_FULL_FROM: Final = {False: 0.83, True: 0.63}
"""From which strength on the ink for the full accent reads better, by whether the theme is dark."""
_LAST: Final = SEVERITIES[-1]
_CHOOSING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_MOVES: Final = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class ConfusionGrid(QWidget):
    """Counts of runs: rows by the first opinion, columns by the judge's; darker is more of a row.

    Arrows walk, Enter or a click chooses where `choosable`. The dashed lines stand where a run
    begins to count as misaligned.

    Signals:
        cell_chosen: The row's severity (int) and the column's (int).
    """

    cell_chosen = Signal(int, int)

    def __init__(
        self, look: Look, *, name: str, title: str, rows: str = "gold", columns: str = "judge"
    ) -> None:
        super().__init__()
        self._look = look
        self._title, self._rows, self._columns = title, rows, columns
        self._counts: Counts = ()
        self._current = (0, 0)
        self._chosen: tuple[int, int] | None = None
        self.choosable = False
        self.setObjectName(name)
        self.setAccessibleName(visible(title))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._renew)

    def show_counts(self, counts: Counts) -> None:
        """Show other counts (6 rows of 6)."""
        self._counts = counts
        self._tell()
        self.update()

    def mark(self, cell: tuple[int, int] | None) -> None:
        """Show which cell is chosen now, if any."""
        self._chosen = cell
        if cell is not None:
            self._current = cell
        self._tell()
        self.update()

    def said(self, row: int, column: int) -> str:
        """Return a cell in words."""
        count = counted(self._counts[row][column]) if self._counts else "0"
        runs = "run" if count == "1" else "runs"
        return f"{self._rows} {row}, {self._columns} {column}: {count} {runs}"

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell is painted."""
        side, edge = self._look.px(_CELL), self._look.px(_EDGE)
        return QRectF(edge + column * side, edge + row * side, side, side)

    @override
    def sizeHint(self) -> QSize:
        side = self._look.px(_EDGE) + len(SEVERITIES) * self._look.px(_CELL) + 2
        return QSize(side, side)

    @override
    def event(self, event: QEvent) -> bool:
        pressed = event.key() if isinstance(event, QKeyEvent) else None
        if event.type() is QEvent.Type.ShortcutOverride and pressed in (*_CHOOSING, *_MOVES):
            # Enter chooses a cell here; the window's own keys would take it away.
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MOVES:
            down, right = _MOVES[key]
            row, column = self._current
            self._current = (_within(row + down), _within(column + right))
            self._tell()
            self.update()
        elif key in _CHOOSING and self.choosable:
            self.cell_chosen.emit(*self._current)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._current = cell
        self._tell()
        self.update()
        if self.choosable:
            self.cell_chosen.emit(*cell)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_edges(painter)
            for row in SEVERITIES:
                total = sum(self._counts[row]) if self._counts else 0
                for column in SEVERITIES:
                    self._paint_cell(painter, row, column, total)
            self._paint_border(painter)
            self._paint_frames(painter)

    def _paint_edges(self, painter: QPainter) -> None:
        look, edge, side = self._look, self._look.px(_EDGE), self._look.px(_CELL)
        painter.setPen(look.color("ink_faint"))
        painter.setFont(look.font(Face.SMALL))
        whole = side * len(SEVERITIES)
        center = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(edge, 0, whole, edge / 2), center, self._columns)
        painter.save()
        painter.translate(0, edge + whole)
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, whole, edge / 2), center, self._rows)
        painter.restore()
        painter.setFont(look.font(Face.SMALL_STRONG))
        for level in SEVERITIES:
            across = QRectF(edge + level * side, edge / 2, side, edge / 2)
            down = QRectF(edge / 2, edge + level * side, edge / 2, side)
            painter.drawText(across, center, str(level))
            painter.drawText(down, center, str(level))

    def _paint_cell(self, painter: QPainter, row: int, column: int, total: float) -> None:
        look = self._look
        count = self._counts[row][column] if self._counts else 0
        gap = _GAP * look.scale
        rect = self.cell_rect(row, column).adjusted(gap, gap, -gap, -gap)
        share = count / total if total else 0.0
        strength = _FAINTEST + (1 - _FAINTEST) * share
        fill = QColor(look.color("accent" if count else "line_soft"))
        fill.setAlphaF(strength if count else 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, look.px(3), look.px(3))
        if count:
            full = strength > _FULL_FROM[look.theme.dark]
            painter.setPen(look.color("on_accent" if full else "ink"))
            painter.setFont(look.font(Face.SMALL_MEDIUM))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, counted(count))

    def _paint_border(self, painter: QPainter) -> None:
        corner = self.cell_rect(MISALIGNED_FROM, MISALIGNED_FROM).topLeft()
        first = self.cell_rect(0, 0).topLeft()
        last = self.cell_rect(_LAST, _LAST).bottomRight()
        pen = QPen(self._look.color("ink_faint"), max(1.0, self._look.scale))
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(corner.x(), first.y()), QPointF(corner.x(), last.y()))
        painter.drawLine(QPointF(first.x(), corner.y()), QPointF(last.x(), corner.y()))

    def _paint_frames(self, painter: QPainter) -> None:
        look = self._look
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._chosen is not None:
            painter.setPen(QPen(look.color("ink"), 2 * look.scale))
            painter.drawRoundedRect(self.cell_rect(*self._chosen), look.px(4), look.px(4))
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), 2 * look.scale))
            painter.drawRoundedRect(self.cell_rect(*self._current), look.px(4), look.px(4))

    def _cell_at(self, place: QPointF) -> tuple[int, int] | None:
        side, edge = self._look.px(_CELL), self._look.px(_EDGE)
        row, column = int((place.y() - edge) // side), int((place.x() - edge) // side)
        return (row, column) if row in SEVERITIES and column in SEVERITIES else None

    def _tell(self) -> None:
        said = self.said(*self._current)
        self.setAccessibleDescription(said)
        self.setToolTip(said)

    def _renew(self) -> None:
        self.updateGeometry()
        self.update()


def counted(count: float) -> str:
    """Return a weighted count: whole where it is whole, else with one decimal."""
    return f"{count:.0f}" if abs(count - round(count)) < 0.05 else f"{count:.1f}"  # noqa: PLR2004 - prints as whole


def _within(level: int) -> int:
    return min(max(level, 0), _LAST)
