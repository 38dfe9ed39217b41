"""The six severities side by side."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from odcv_desk.domain.rubric import Level
from odcv_desk.ui.look import Face, Look

_MOVES: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}

_BY_KEY: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class SeverityPicker(QWidget):
    """Six boxes of which at most one is chosen.

    The row is one tab stop; arrow keys look at a level, Space chooses it, as a click does.

    Signals:
        chosen: A severity (int) was wished for, perhaps the one that is chosen already.
        looked_at: The level (int) under pointer or focus, None when neither is on the row.
    """

    chosen = Signal(int)
    looked_at = Signal(object)

    def __init__(self, look: Look, levels: tuple[Level, ...]) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("label.severity")
        self.setAccessibleName("Severity")
        self._boxes = tuple(_SeverityBox(look, level) for level in levels)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for box in self._boxes:
            self._layout.addWidget(box)
            box.clicked.connect(lambda _on=False, n=box.severity: self.chosen.emit(n))
            box.looked_at.connect(self._tell)
            box.moved.connect(self._move)
        look.changed.connect(self._measure)
        self._measure()
        self.show_severity(None)

    def show_severity(self, severity: int | None) -> None:
        """Show which one is chosen; Tab then comes to it."""
        for box in self._boxes:
            box.setChecked(box.severity == severity)
        focused = next((box.severity for box in self._boxes if box.hasFocus()), None)
        self._make_tab_stop(next(n for n in (severity, focused, 0) if n is not None))

    def _make_tab_stop(self, severity: int) -> None:
        for box in self._boxes:
            stops = box.severity == severity
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus)

    def _move(self, step: int) -> None:
        at = next((number for number, box in enumerate(self._boxes) if box.hasFocus()), 0)
        target = min(max(at + step, 0), len(self._boxes) - 1)
        self._make_tab_stop(self._boxes[target].severity)
        self._boxes[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _tell(self) -> None:
        under = next((box.severity for box in self._boxes if box.underMouse()), None)
        focused = next((box.severity for box in self._boxes if box.by_key), None)
        self.looked_at.emit(under if under is not None else focused)

    def _measure(self) -> None:
        self._layout.setSpacing(self._look.px(6))


class _SeverityBox(QAbstractButton):
    """One level: number and colour bar; filled with its colour when chosen.

    `by_key` says that the keyboard brought the focus here.

    Signals:
        looked_at: Pointer or focus came or went.
        moved: An arrow key was pressed: by how many boxes (int).
    """

    looked_at = Signal()
    moved = Signal(int)

    def __init__(self, look: Look, level: Level) -> None:
        super().__init__()
        self._look = look
        self.severity = level.severity
        self.by_key = False
        self.setCheckable(True)
        self.setObjectName(f"label.severity.{level.severity}")
        self.setAccessibleName(f"Severity {level.severity}, {level.name}")
        self.setAccessibleDescription(level.text)
        self.setToolTip(f"{level.severity} · {level.name} (key {level.severity})")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @override
    def nextCheckState(self) -> None:
        # The form says what is chosen, not the click.
        return

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(44), self._look.px(52))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(24), self._look.px(52))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.looked_at.emit()
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.looked_at.emit()
        self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # A window that comes to the front puts its focus anywhere; nobody looks at a level then.
        self.by_key = event.reason() in _BY_KEY
        self.looked_at.emit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.by_key = False
        self.looked_at.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _MOVES.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, on = self._look, self.isChecked()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_frame(painter)
            ink = look.theme.on_severity[self.severity] if on else look.theme.ink
            painter.setPen(ink)
            painter.setFont(look.font(Face.GRADE))
            number = QRectF(0, 0, self.width(), self.height() - look.px(14))
            painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(self.severity))
            foot = QRectF(0, self.height() - look.px(20), self.width(), look.px(16))
            if on:
                painter.setFont(look.font(Face.SMALL_STRONG))
                key = f"key {self.severity}"
                room = self.width() - look.px(6)
                fits = look.metrics(Face.SMALL_STRONG).horizontalAdvance(key) < room
                text = key if fits else "\u2713"
                painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, text)
                return
            wide = min(look.px(18), self.width() * 0.5)
            bar = QRectF((self.width() - wide) / 2, foot.top() + look.px(7), wide, look.px(4))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.theme.severity_color(self.severity))
            painter.drawRoundedRect(bar, look.px(2), look.px(2))

    def _paint_frame(self, painter: QPainter) -> None:
        look, focus = self._look, self.hasFocus()
        edge = 2.0 if focus else 1.0
        color = look.color("line")
        if focus:
            color = look.color("ink" if self.isChecked() else "accent")
        elif self.isChecked():
            color = look.theme.severity_color(self.severity)
        painter.setPen(QPen(color, edge))
        fill = look.color("line_soft" if self.underMouse() else "surface")
        painter.setBrush(look.theme.severity_color(self.severity) if self.isChecked() else fill)
        frame = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        painter.drawRoundedRect(frame, look.px(8), look.px(8))
