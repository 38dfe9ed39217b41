"""The rows of a difference, drawn one by one: unified or side by side, with a current row."""

from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.diff.choice import Choice
from odcv_desk.ui.widgets.diff.layouts import LEFT_SIDE, RIGHT_SIDE, Layouts
from odcv_desk.ui.widgets.diff.painter import Columns, Ground, RowPainter
from odcv_desk.ui.widgets.diff.row_text import row_words, rows_text
from odcv_desk.workflow.difference import Difference
from odcv_desk.workflow.difference_rows import KIND, LEFT, RIGHT, RowKind, Rows, folded

_NO_ROWS: Final = np.empty((0, 4), dtype=np.int32)


class DiffView(QAbstractScrollArea):
    """Shows a difference. Rows are chosen by mouse or keys and copied as text.

    Keys: up, down, page up, page down, home, end move the current row, with Shift they choose
    rows; left and right scroll; Ctrl+left and Ctrl+right choose a side; Return or Space opens a
    fold; Ctrl+A chooses all, Ctrl+C copies, Escape chooses none.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side_by_side = True
        self._look = look
        self._found: Difference | None = None
        self._layouts: Layouts | None = None
        self._rows: Rows = _NO_ROWS
        self._one_sided = False
        self._opened: set[int] = set()
        self._choice = Choice()
        self._painter = RowPainter(look)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._measure)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        # Styles draw a frame of their own between two scroll bars.
        self.setCornerWidget(QWidget(self))
        look.changed.connect(self._wear)

    # What is shown

    def show_difference(self, found: Difference, path: str, *, one_sided: bool = False) -> None:
        """Show a difference from its first row on.

        Args:
            found: What to show.
            path: The file's path, which tells how to colour it.
            one_sided: There is one text only; it is shown whole, in one column.
        """
        self._let_go()
        self._found = found
        self._layouts = Layouts(found, path, self._look, self)
        self._layouts.recoloured.connect(self.viewport().update)
        self._one_sided = one_sided
        self._opened.clear()
        self._choice = Choice()
        self._choice.side = RIGHT_SIDE if found.after else LEFT_SIDE
        self._build()
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        self._tell()

    def clear(self) -> None:
        """Show nothing."""
        self._let_go()
        self._found, self._rows = None, _NO_ROWS
        self.viewport().update()

    def set_side_by_side(self, side_by_side: bool) -> None:  # noqa: FBT001 - says itself
        """Change the mode and keep the place."""
        if side_by_side == self.side_by_side:
            return
        top = self._row_at(0)
        self.side_by_side = side_by_side
        self._rebuild(top)

    def open_fold(self, row: int) -> None:
        """Show the unchanged lines that a row hides."""
        if self._kind(row) is RowKind.FOLD:
            self._opened.add(int(self._rows[row, LEFT]))
            self._choice.drop()
            self._build()

    @property
    def row_count(self) -> int:
        """How many rows there are, folds counted as one."""
        return len(self._rows)

    @property
    def current_row(self) -> int:
        """The row that keys act on."""
        return self._choice.current

    def chosen_rows(self) -> range:
        """Return the chosen rows; none until somebody chooses some."""
        return self._choice.rows()

    def chosen_text(self) -> str:
        """Return the text of the chosen rows, folded lines too, without marks."""
        if self._found is None:
            return ""
        rows = self._rows[self.chosen_rows().start : self.chosen_rows().stop]
        return rows_text(self._found, rows, self._chosen_side())

    def copy(self) -> None:
        """Put the text of the chosen rows, or of the current one, on the clipboard."""
        if not self._choice.rows():
            self._choice.begin(self._choice.current)
        QGuiApplication.clipboard().setText(self.chosen_text())
        self.viewport().update()

    def accessible_text(self) -> str:
        """Return the words of the rows that are on screen."""
        if self._found is None:
            return ""
        rows = range(self._row_at(0), min(self._row_at(self._height()) + 1, len(self._rows)))
        return "\n".join(row_words(self._found, self._rows[row]) for row in rows)

    # Qt

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), self._look.color("surface"))
            if self._layouts is not None and self._found is not None and len(self._rows):
                self._painter.paint(painter, self._ground(event.rect()), self._layouts)
        self._widen()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._layouts is not None and event.size().width() > event.oldSize().width():
            self._layouts.forget()
        self._measure()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # While the focus is here these keys are ours, not the window's.
            own = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.SelectAll)
            if any(event.matches(key) for key in own):
                event.accept()
                return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self._edit(event) or self._move(event)):
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint().y())
        if event.button() is not Qt.MouseButton.LeftButton or row >= len(self._rows):
            return
        if self._kind(row) is RowKind.FOLD:
            self._go_to(row, choose=False)
            self.open_fold(row)
            return
        extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not extends:
            self._choice.side = self._side_at(event.position().toPoint())
            self._choice.begin(row)
        self._go_to(row, choose=True)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint().y())
        if event.buttons() & Qt.MouseButton.LeftButton and self._choice.rows():
            self._go_to(min(row, len(self._rows) - 1), choose=True)
        fold = row < len(self._rows) and self._kind(row) is RowKind.FOLD
        shape = Qt.CursorShape.PointingHandCursor if fold else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    # Rows

    def _build(self) -> None:
        if self._found is None:
            return
        beside = self._columns() is Columns.BESIDE
        rows = self._found.side_by_side if beside else self._found.unified
        self._rows = rows if self._one_sided else folded(rows, self._opened)
        self._choice.current = min(self._choice.current, max(len(self._rows) - 1, 0))
        self._painter.prepare(self._found)
        self._measure()
        self.viewport().update()

    def _rebuild(self, top: int) -> None:
        """Build the rows anew, and bring the row that was on top there again."""
        old = self._rows[top].tolist() if top < len(self._rows) else [0, 0, 0, 0]
        current = self._rows[self._choice.current].tolist() if len(self._rows) else old
        self._choice.drop()
        self._build()
        self._choice.current = self._place_of(current)
        row = self._place_of(old)
        place = self._painter.margin + row * self._painter.row_height
        self.verticalScrollBar().setValue(place if row else 0)

    def _place_of(self, old: list[int]) -> int:
        for column in (LEFT, RIGHT):
            found = np.flatnonzero(self._rows[:, column] == old[column])
            if old[column] >= 0 and len(found):
                return int(found[0])
        return 0

    def _kind(self, row: int) -> RowKind:
        return RowKind(int(self._rows[row, KIND]))

    def _row_at(self, y: int) -> int:
        offset = self.verticalScrollBar().value() + y - self._painter.margin
        return max(offset // self._painter.row_height, 0)

    def _side_at(self, point: QPoint) -> int:
        return LEFT_SIDE if point.x() < self.viewport().width() // 2 else RIGHT_SIDE

    def _height(self) -> int:
        return self.viewport().height()

    def _let_go(self) -> None:
        if self._layouts is not None:
            self._layouts.deleteLater()
            self._layouts = None

    def _columns(self) -> Columns:
        if self._one_sided:
            return Columns.ONE
        return Columns.BESIDE if self.side_by_side else Columns.UNIFIED

    def _chosen_side(self) -> int | None:
        return self._choice.side if self._columns() is Columns.BESIDE else None

    # Place

    def _ground(self, area: QRect) -> Ground:
        first = self._row_at(area.top())
        last = min(self._row_at(area.bottom()) + 1, len(self._rows))
        top = self._painter.margin - self.verticalScrollBar().value()
        return Ground(
            rows=self._rows[first:last].tolist(),
            first=first,
            top=top + first * self._painter.row_height,
            width=self.viewport().width(),
            scrolled=self.horizontalScrollBar().value(),
            columns=self._columns(),
            chosen=self.chosen_rows(),
            chosen_side=self._chosen_side(),
            current=self._choice.current if self.hasFocus() else None,
        )

    def _measure(self) -> None:
        painter = self._painter
        total = len(self._rows) * painter.row_height + 2 * painter.margin
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(total - self._height(), 0))
        vertical.setPageStep(self._height())
        vertical.setSingleStep(painter.row_height)
        room = painter.text_room(self.viewport().width(), self._columns())
        horizontal.setRange(0, max(int(painter.widest - room), 0))
        horizontal.setPageStep(max(int(room), 1))
        horizontal.setSingleStep(int(painter.cell * 4))

    def _widen(self) -> None:
        """Let the scroll bar reach what turned out wider than counted."""
        room = self._painter.text_room(self.viewport().width(), self._columns())
        if self._painter.widest - room > self.horizontalScrollBar().maximum() + 1:
            # Not now: a view that is painting must not change its measures.
            self._later.start()

    def _wear(self) -> None:
        top = self._row_at(0)
        self._painter.wear()
        if self._layouts is not None:
            self._layouts.forget()
        self._rebuild(top)

    # Keys

    def _edit(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._choice.take_all(len(self._rows))
            self.viewport().update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return self._open_current()
        elif event.key() == Qt.Key.Key_Escape and self._choice.rows():
            self._choice.drop()
            self.viewport().update()
        else:
            return False
        return True

    def _open_current(self) -> bool:
        if not len(self._rows) or self._kind(self._choice.current) is not RowKind.FOLD:
            return False
        self.open_fold(self._choice.current)
        self._tell()
        return True

    def _move(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._sideways(event)
            return True
        page = max(self._height() // self._painter.row_height - 1, 1)
        goal = self._choice.goal(event.key(), page=page, count=len(self._rows))
        if goal is None:
            return False
        self._go_to(goal, choose=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        return True

    def _sideways(self, event: QKeyEvent) -> None:
        right = event.key() == Qt.Key.Key_Right
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._choice.side = RIGHT_SIDE if right else LEFT_SIDE
            self.viewport().update()
            return
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + (bar.singleStep() if right else -bar.singleStep()))

    def _go_to(self, row: int, *, choose: bool) -> None:
        self._choice.go_to(row, choose=choose)
        self._show_current()
        self.viewport().update()
        self._tell()

    def _show_current(self) -> None:
        height = self._painter.row_height
        top = self._choice.current * height
        bar = self.verticalScrollBar()
        below = top + height + 2 * self._painter.margin - self._height()
        bar.setValue(max(min(bar.value(), top), below) if below < top else top)

    def _tell(self) -> None:
        """Tell a screen reader the words of the current row."""
        if self._found is None or not len(self._rows):
            self.setAccessibleDescription("")
            return
        words = row_words(self._found, self._rows[self._choice.current])
        self.setAccessibleDescription(words)
        if self.hasFocus():
            announced(self, words)


def announced(view: QWidget, words: str) -> None:
    """Have a screen reader, where one listens, speak some words."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, words))
