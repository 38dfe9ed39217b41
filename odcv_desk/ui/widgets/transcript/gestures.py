"""What mouse, wheel and keys mean in a transcript."""

from html import escape

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QToolTip

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.transcript.hands import Hands
from odcv_desk.ui.widgets.transcript.pointing import cursor_at, row_at, sign_at, unfolds_at
from odcv_desk.ui.widgets.transcript.stage import Stage

SCROLL_STEP = 60
PAGE_OVERLAP = 40
_NOTCH = 120


def fit(bar: QScrollBar, stage: Stage, look: Look) -> None:
    """Bring a view's hidden scroll bar in line with its stage, without a signal."""
    bar.blockSignals(True)  # noqa: FBT003  # Qt's own signature
    bar.setRange(0, stage.bottom)
    bar.setPageStep(max(1, stage.height - look.px(PAGE_OVERLAP)))
    bar.setSingleStep(look.px(SCROLL_STEP))
    bar.setValue(stage.top)
    bar.blockSignals(False)  # noqa: FBT003  # Qt's own signature


class Gestures(QObject):
    """Turns events of a view into moves of its stage, its selection and what it tells.

    Signals:
        scrolled: The stage was scrolled.
        touched: A step was clicked: its position (int).
        unfolded: The text that a click unfolds or folds: its number (int).
        file_clicked: A step's position (int) and the path of a file it changed (str).
        copied: What is selected is to be copied.
    """

    scrolled = Signal()
    touched = Signal(int)
    unfolded = Signal(int)
    file_clicked = Signal(int, str)
    copied = Signal()

    def __init__(self, stage: Stage, hands: Hands, look: Look, view: QAbstractScrollArea) -> None:
        super().__init__(view)
        self._stage = stage
        self._hands = hands
        self._look = look
        self._view = view

    def take(self, event: QEvent) -> bool:
        """Do what an event of the viewport asks for; return whether it asked for anything."""
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if isinstance(event, QHelpEvent):
            return self._tip(event)
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; return whether it asked for anything."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._hands.select_all()
        elif event.key() == Qt.Key.Key_F7:
            self._hands.toggle_caret()
        elif event.key() == Qt.Key.Key_Escape and self._hands.selection is not None:
            self._hands.let_go()
        else:
            return self._hands.key(event) or self._scroll_key(event)
        return True

    def _scroll_key(self, event: QKeyEvent) -> bool:
        page = max(1, self._stage.height - self._look.px(PAGE_OVERLAP))
        step = self._look.px(SCROLL_STEP)
        up = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        by = {
            Qt.Key.Key_Up: -step,
            Qt.Key.Key_Down: step,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Space: -page if up else page,
            Qt.Key.Key_Home: -self._stage.document.heights.total,
            Qt.Key.Key_End: self._stage.document.heights.total,
        }.get(Qt.Key(event.key()))
        if by is None:
            return False
        self._scroll(by)
        return True

    def _scroll(self, by: int) -> None:
        self._stage.top += by
        self._stage.settle()
        self.scrolled.emit()

    def _wheel(self, event: QWheelEvent) -> bool:
        pixels, angle = event.pixelDelta().y(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or not (pixels or angle):
            return False
        self._scroll(-(pixels or round(angle / _NOTCH * self._look.px(SCROLL_STEP))))
        event.accept()
        return True

    def _tip(self, event: QHelpEvent) -> bool:
        sign = sign_at(self._stage, QPointF(event.pos()))
        if sign is None or not sign.tip:
            QToolTip.hideText()
            return True
        # A tool tip takes for rich text whatever looks like it; a path can.
        text = f"<span>{escape(sign.tip)}</span>" if "<" in sign.tip else sign.tip
        QToolTip.showText(event.globalPos(), text, self._view.viewport())
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        kind, left = event.type(), event.button() == Qt.MouseButton.LeftButton
        if kind is QEvent.Type.MouseMove:
            if not self._hands.drag(event):
                self._view.viewport().setCursor(cursor_at(self._stage, event.position()))
        elif not left:
            return False
        elif kind is QEvent.Type.MouseButtonPress:
            self._press(event)
        elif kind is QEvent.Type.MouseButtonDblClick:
            self._hands.double_click(event)
        elif kind is QEvent.Type.MouseButtonRelease:
            self._hands.release()
        return True

    def _press(self, event: QMouseEvent) -> None:
        row = row_at(self._stage, event.position().y())
        if row is None:
            return
        if self._stage.document.steps:
            self.touched.emit(row.step)
        sign = sign_at(self._stage, event.position())
        part = unfolds_at(self._stage, event.position())
        if sign is not None and sign.path:
            self.file_clicked.emit(row.step, sign.path)
        elif part is not None:
            self.unfolded.emit(part.number)
        else:
            self._hands.press(event)
