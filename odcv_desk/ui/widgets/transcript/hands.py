"""Selecting with the mouse and with a caret: what hands do to the texts of a transcript."""

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent

from odcv_desk.ui.widgets.transcript.caret import Move, Walker
from odcv_desk.ui.widgets.transcript.selection import Place, Selection, quote, selected_text, whole
from odcv_desk.ui.widgets.transcript.stage import Stage

_SCROLL_EVERY_MS = 30
_KEYS = {
    Qt.Key.Key_Left: (Move.LEFT, Move.WORD_LEFT),
    Qt.Key.Key_Right: (Move.RIGHT, Move.WORD_RIGHT),
    Qt.Key.Key_Up: (Move.UP, Move.UP),
    Qt.Key.Key_Down: (Move.DOWN, Move.DOWN),
    Qt.Key.Key_PageUp: (Move.PAGE_UP, Move.PAGE_UP),
    Qt.Key.Key_PageDown: (Move.PAGE_DOWN, Move.PAGE_DOWN),
    Qt.Key.Key_Home: (Move.LINE_START, Move.START),
    Qt.Key.Key_End: (Move.LINE_END, Move.END),
}


class Hands(QObject):
    """The selection and the caret of a view, and the gestures that move them.

    Signals:
        changed: Selection or caret are elsewhere.
        scrolled: The stage was scrolled to follow them.
    """

    changed = Signal()
    scrolled = Signal()

    def __init__(self, stage: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self.selection: Selection | None = None
        self.caret_mode = False
        self._stage = stage
        self._walker = Walker(stage)
        self._words: tuple[Place, Place] | None = None
        self._pointer = QPointF()
        self._dragging = False
        self._timer = QTimer(self)
        self._timer.setInterval(_SCROLL_EVERY_MS)
        self._timer.timeout.connect(self._scroll_on)

    @property
    def caret(self) -> Place | None:
        """Where the caret stands, None while it is not shown."""
        return self.selection.head if self.caret_mode and self.selection else None

    @property
    def head(self) -> Place | None:
        """Where the person has put caret or mouse last, None where that is nowhere."""
        return None if self.selection is None else self.selection.head

    def let_go(self) -> None:
        """Forget the selection and the caret."""
        self._dragging = False
        self._timer.stop()
        self.selection = None
        self.caret_mode = False
        self.changed.emit()

    def select(self, selection: Selection) -> None:
        """Select something given."""
        self.selection = selection
        self.changed.emit()

    def select_all(self) -> None:
        """Select every text, what is folded too."""
        if self._stage.document.parts:
            self.select(whole(self._stage.document.parts))

    def selected_text(self) -> str:
        """Return the selected text as it stands in the trail, empty where none is."""
        document = self._stage.document
        if self.selection is None:
            return ""
        return selected_text(self.selection, document.parts, document.steps)

    def quote(self) -> tuple[int, str] | None:
        """Return the step that the selection lies in and its text, None unless it is one step."""
        document = self._stage.document
        if self.selection is None:
            return None
        return quote(self.selection, document.parts, document.steps)

    def copy(self) -> bool:
        """Copy what is selected; return whether anything was."""
        text = self.selected_text()
        if text:
            # No clipboard holds half a character.
            whole_text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            QGuiApplication.clipboard().setText(whole_text)
        return bool(text)

    def toggle_caret(self) -> bool:
        """Show a caret to move by keys, or hide it; return whether it is shown."""
        self.caret_mode = not self.caret_mode
        if self.caret_mode and self.selection is None:
            here = self.here()
            self.selection = None if here is None else Selection(here, here)
        self.changed.emit()
        return self.caret_mode

    def here(self) -> Place | None:
        """Return the first place in view."""
        return self._walker.nearest(self._stage.geometry.card_x, 0)

    def press(self, event: QMouseEvent) -> None:
        """Begin a selection, or move its end with Shift."""
        place = self._at(event.position())
        if place is None:
            return
        self._dragging, self._words = True, None
        extends = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.selection
        anchor = self.selection.anchor if extends and self.selection else place
        self.select(Selection(anchor, place))

    def drag(self, event: QMouseEvent) -> bool:
        """Move the end of a selection; return whether a drag is under way."""
        if not self._dragging:
            return False
        self._pointer = event.position()
        self._extend()
        beyond = not 0 <= self._pointer.y() < self._stage.height
        if beyond and not self._timer.isActive():
            self._timer.start()
        elif not beyond:
            self._timer.stop()
        return True

    def release(self) -> None:
        """End a drag."""
        self._dragging = False
        self._timer.stop()

    def double_click(self, event: QMouseEvent) -> None:
        """Select a word; a drag goes on by words."""
        place = self._at(event.position())
        if place is None:
            return
        self._words = self._walker.word_at(place)
        self._dragging = True
        self.select(Selection(*self._words))

    def key(self, event: QKeyEvent) -> bool:
        """Move the caret or the selection's end; return whether the key is one for that."""
        moves = _KEYS.get(Qt.Key(event.key()))
        modifiers = event.modifiers()
        extends = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if moves is None or not (extends or self.caret_mode):
            return False
        start = self.selection.head if self.selection else self.here()
        if start is None:
            return False
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        head = self._walker.moved(start, moves[control])
        anchor = self.selection.anchor if extends and self.selection else head
        if extends and self.selection is None:
            anchor = start
        self.select(Selection(anchor, head))
        self._stage.show_place(head)
        self.scrolled.emit()
        return True

    def _at(self, point: QPointF) -> Place | None:
        return self._walker.nearest(point.x(), point.y())

    def _extend(self) -> None:
        inside = min(max(self._pointer.y(), 0.0), self._stage.height - 1.0)
        place = self._walker.nearest(self._pointer.x(), inside)
        if place is None or self.selection is None:
            return
        if self._words is None:
            self.select(Selection(self.selection.anchor, place))
            return
        first, last = self._words
        low, high = self._walker.word_at(place)
        self.select(Selection(last, low) if place < first else Selection(first, max(high, last)))

    def _scroll_on(self) -> None:
        y = self._pointer.y()
        beyond = y if y < 0 else y - self._stage.height
        self._stage.top += int(beyond / 2) or (1 if beyond > 0 else -1)
        self._stage.settle()
        self._extend()
        self.scrolled.emit()
