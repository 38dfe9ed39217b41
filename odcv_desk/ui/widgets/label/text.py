"""Text in the panel: always plain, and never wider than the panel."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.visible import visible

_LINE: Final = 600
"""No line of the panel shows more characters than that."""
_PIECE: Final = 8_000
"""So many characters are laid out at once; more come on request."""


def words(text: str = "", role: str = "", *, name: str = "") -> QLabel:
    """Return a label of plain text that wraps, in a role of the style sheet."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    if name:
        label.setObjectName(name)
    return label


def caption(text: str) -> QLabel:
    """Return the small heading of a section."""
    return words(text.upper(), "caption")


class Link(QPushButton):
    """A button that reads like a link. Its text is ours, never a log's."""

    def __init__(self, look: Look, text: str, name: str, tip: str = "") -> None:
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setToolTip(tip)
        self.show_text(text)
        look.changed.connect(self._measure)
        self._measure()

    def show_text(self, text: str, meaning: str = "") -> None:
        """Show another text; `meaning` is read out where the text alone is too short."""
        self.setText(text)
        self.setAccessibleName(meaning or text)

    def _measure(self) -> None:
        self.setFont(self._look.font(Face.SMALL_MEDIUM))


class Mark(QWidget):
    """An icon that says something; its meaning is its accessible name."""

    def __init__(self, look: Look, icon: str, token: str, meaning: str, *, size: int = 14) -> None:
        super().__init__()
        self._look, self._icon, self._token, self._size = look, icon, token, size
        self.setAccessibleName(meaning)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_icon(self, icon: str, token: str, meaning: str) -> None:
        """Be another icon."""
        self._icon, self._token = icon, token
        self.setAccessibleName(meaning)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = self._look.px(self._size)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            color = self._look.color(self._token).name()
            paint_icon(painter, QRectF(self.rect()), self._icon, color)


class OneLine(QWidget):
    """A line of any text, cut with an ellipsis where the room ends."""

    def __init__(
        self, look: Look, text: str = "", *, face: Face = Face.SMALL, ink: str = "ink_soft"
    ) -> None:
        super().__init__()
        self._look, self._face, self._ink = look, face, ink
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show another text; its lines are joined."""
        # split() would go through a whole megabyte for the few words that can be seen.
        self._text = visible(" ".join(text[:_LINE].split()))
        self.setAccessibleName(self._text)
        self.update()

    @property
    def text(self) -> str:
        """What is shown, before it is cut."""
        return self._text

    @override
    def sizeHint(self) -> QSize:
        metrics = self._look.metrics(self._face)
        wide = min(metrics.horizontalAdvance(self._text) + 2, self._look.px(220))
        return QSize(round(wide), round(metrics.height()) + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(24), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(self._look.font(self._face))
            painter.setPen(self._look.color(self._ink))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.cut())

    def cut(self) -> str:
        """Return what there is room for."""
        metrics = self._look.metrics(self._face)
        return metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())


class Prose(QWidget):
    """Any text, wrapped wherever it must be; words without end do not widen it.

    Signals:
        wrapped: The text has another width or font now, so perhaps other lines.
    """

    wrapped = Signal()

    def __init__(self, look: Look, text: str = "", *, face: Face = Face.BODY) -> None:
        super().__init__()
        self._look, self._face = look, face
        self._layout: QTextLayout | None = None
        self._laid_width = -1
        self._most: int | None = None
        self._heights: dict[int, int] = {}
        # Not fixed: a box layout would then hold on to the height of another width.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._text = ""
        copy = QAction("Copy this text", self)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self._text))
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        look.changed.connect(self._forget)
        look.changed.connect(self.wrapped)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(self.shown)
        self._forget()

    def show_lines(self, most: int | None) -> None:
        """Show only the first lines, or all."""
        self._most = most
        self._heights.clear()
        self.updateGeometry()
        self.update()

    @property
    def shown(self) -> str:
        """The text as it is drawn: control characters are spelled out."""
        return visible(self._text)

    @property
    def lines(self) -> int:
        """How many lines the whole text takes at this width."""
        return self._laid(self.width()).lineCount()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        # Box layouts ask again and again about the same few widths.
        if width not in self._heights:
            self._heights[width] = self._height(width)
        return self._heights[width]

    @override
    def sizeHint(self) -> QSize:
        # Of the width that was asked about last: to lay out for a guess would be work for nothing.
        wide = self._laid_width if self._laid_width > 0 else self._look.px(240)
        return QSize(self._look.px(160), self.heightForWidth(wide))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(60), 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.wrapped.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        layout = self._laid(self.width())
        count = self._shown_lines(layout)
        with QPainter(self) as painter:
            painter.setPen(self._look.color("ink_soft"))
            for number in range(count):
                line = layout.lineAt(number)
                if line.y() > event.rect().bottom():
                    break
                if line.y() + line.height() >= event.rect().top():
                    line.draw(painter, QPointF(0, 0))

    def _height(self, width: int) -> int:
        layout = self._laid(width)
        count = self._shown_lines(layout)
        if not count:
            return 0
        last = layout.lineAt(count - 1)
        return int(last.y() + last.height()) + 1

    def _shown_lines(self, layout: QTextLayout) -> int:
        lines = layout.lineCount()
        return lines if self._most is None else min(self._most, lines)

    def _forget(self) -> None:
        self._layout = None
        self._heights.clear()
        self.updateGeometry()
        self.update()

    def _laid(self, width: int) -> QTextLayout:
        if self._layout is not None and self._laid_width == width:
            return self._layout
        if self._layout is None:
            text = self.shown.replace("\n", "\u2028")
            self._layout = QTextLayout(text, self._look.font(self._face))
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            self._layout.setTextOption(option)
        self._laid_width = width
        _break_lines(self._layout, max(width, 1))
        return self._layout


class LongText(QWidget):
    """A text of any length: its first lines, and the rest on request.

    What is not shown is told by its lines, and beyond a limit by its characters.
    """

    def __init__(
        self, look: Look, text: str, name: str, *, face: Face = Face.BODY, lines: int = 4
    ) -> None:
        super().__init__()
        self._whole, self._lines = text, lines
        self._open = False
        self._limit = _PIECE
        self.prose = Prose(look, text[:_PIECE], face=face)
        self.prose.setObjectName(f"{name}.text")
        self.prose.show_lines(lines)
        self.prose.wrapped.connect(self._say_rest, Qt.ConnectionType.QueuedConnection)
        self.more = Link(look, "Show more", f"{name}.more")
        self.more.clicked.connect(self.show_more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.prose)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._say_rest()

    def show_more(self) -> None:
        """Open the text, then its next piece; fold it where all of it is open."""
        if not self._open:
            self._open = True
        elif self._limit < len(self._whole):
            self._limit += _PIECE
            self.prose.show_text(self._whole[: self._limit])
        else:
            self._open = False
        self.prose.show_lines(None if self._open else self._lines)
        self._say_rest()

    def _say_rest(self) -> None:
        text = self._rest()
        self.more.setVisible(bool(text))
        self.more.show_text(text)

    def _rest(self) -> str:
        lines = self.prose.lines - self._lines
        beyond = len(self._whole) - self._limit
        if self._open:
            if beyond > 0:
                return f"Show more: {amount(beyond, 'more character', 'more characters')}"
            return "Show less" if lines > 0 else ""
        parts = [amount(lines, "more line", "more lines")] if lines > 0 else []
        if beyond > 0:
            parts.append(amount(beyond, "more character", "more characters"))
        return f"Show {' and '.join(parts)}" if parts else ""


def _break_lines(layout: QTextLayout, width: int) -> None:
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height() + 1
    layout.endLayout()
