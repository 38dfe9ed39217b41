"""What pages are made of: plain texts, buttons, notices, and gaps that follow the scale."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.icons import icon, icon_before
from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible

GAPS: Final = "gaps"
"""Property of a layout: left, top, right, bottom and spacing, in pixels at 100 %."""
ICON: Final = "icon_name"
TINT: Final = "icon_tint"
ICON_SIZE: Final = "icon_size"
WIDTHS: Final = "widths"
"""Property of a widget: its smallest and largest width in pixels at 100 %, 0 for none."""
_ICON_PX: Final = 16
_ICON_GAP: Final = 0.3
"""Of an icon's width: the room behind it in a button with words."""
# Qt wraps behind slashes and hyphens by itself; no other place of a path is changed.
_LONGEST_WORD: Final = 60
_SHORTEST_BREAK: Final = 8
_BREAK: Final = "\u200b"


def text(words: str = "", role: str = "", *, name: str = "") -> QLabel:
    """Return a label of plain text that wraps; hidden signs in it are shown."""
    label = QLabel(written(words))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    label.setObjectName(name)
    return label


def written(words: str, *, longest: int = _LONGEST_WORD) -> str:
    """Return text for a label: hidden signs shown, and words without an end made to wrap.

    A label is never narrower than its longest word, and a file's name may be 255 signs long.
    """
    long_word = rf"[^\s/-]{{{longest}}}(?=[^\s/-])"
    return re.sub(long_word, lambda found: found[0] + _BREAK, visible(words))


def short(words: str, *, most: int = 90) -> str:
    """Return text that is too long for a button with its middle left out."""
    half = most // 2
    return words if len(words) <= most else f"{words[:half]} … {words[-half:]}"


def caption(words: str) -> QLabel:
    """Return the small title of a field or fact."""
    return text(words.upper(), "caption")


def badge(words: str, kind: str, *, name: str = "") -> QLabel:
    """Return a short mark of a kind: info, good, warn or bad."""
    label = text(words, name=name)
    label.setWordWrap(False)
    label.setProperty("badge", kind)
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


def copyable(label: QLabel) -> QLabel:
    """Return the label with a text that mouse and keyboard can select."""
    by_both = Qt.TextInteractionFlag.TextSelectableByMouse
    label.setTextInteractionFlags(by_both | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    return label


def button(
    words: str, name: str, then: Callable[[], object], *, kind: str = "", icon_name: str = ""
) -> QPushButton:
    """Return a push button; its words are shown as they are, ampersands too."""
    made = QPushButton(short(visible(words)).replace("&", "&&"))
    made.setObjectName(name)
    made.setAccessibleName(visible(words))
    if kind:
        made.setProperty("kind", kind)
    if icon_name:
        made.setProperty(ICON, icon_name)
        made.setProperty(TINT, "on_accent" if kind == "primary" else "ink_soft")
    made.clicked.connect(lambda _checked=False: then())
    return made


def picture(name: str, *, tint: str = "ink_soft", size: int = _ICON_PX) -> QLabel:
    """Return an icon as a label."""
    label = QLabel()
    label.setProperty(ICON, name)
    label.setProperty(TINT, tint)
    label.setProperty(ICON_SIZE, size)
    return label


def column(
    *things: QWidget | QLayout | None, gaps: tuple[int, int, int, int, int] = (0, 0, 0, 0, 8)
) -> QVBoxLayout:
    """Return things below each other; None is where the room goes."""
    layout = QVBoxLayout()
    _fill(layout, things, gaps)
    return layout


def row(
    *things: QWidget | QLayout | None, gaps: tuple[int, int, int, int, int] = (0, 0, 0, 0, 8)
) -> QHBoxLayout:
    """Return things beside each other; None is where the room goes."""
    layout = QHBoxLayout()
    _fill(layout, things, gaps)
    return layout


def framed(layout: QLayout, **properties: object) -> QFrame:
    """Return a frame around a layout, with the style sheet's properties."""
    frame = QFrame()
    for name, value in properties.items():
        frame.setProperty(name, value)
    frame.setLayout(layout)
    return frame


def scrolling(layout: QLayout, *, name: str, widest: int = 920) -> QScrollArea:
    """Return an area that scrolls a column of limited width."""
    inside = QWidget()
    inside.setLayout(layout)
    inside.setProperty(WIDTHS, [0, widest])
    inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    around = QWidget()
    side = QHBoxLayout(around)
    side.setContentsMargins(0, 0, 0, 0)
    side.addWidget(inside, 1)
    side.addStretch(0)
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(around)
    return area


def restyle(root: QWidget, look: Look) -> None:
    """Give everything below a widget its gaps, widths and icons at the look of now."""
    for layout in root.findChildren(QLayout):
        _space(layout, look)
    for widget in root.findChildren(QWidget):
        _dress(widget, look)
    _dress(root, look)
    if (own := root.layout()) is not None:
        _space(own, look)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout; widgets in it are deleted."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)


def told(fault: Exception) -> str:
    """Return a fault that a person can mend, with the next move."""
    return f"{fault.message}. {fault.hint}" if isinstance(fault, DeskError) else str(fault)


class Notice(QFrame):
    """A framed line or two with an icon, and buttons where there is something to decide.

    Signals:
        answered: The name of the button that was pressed (str).
    """

    answered = Signal(str)

    def __init__(self, look: Look, *, name: str) -> None:
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self._icon = picture("info")
        self._words = copyable(text(name=f"{name}.text"))
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # A label wants to be as wide as its longest word; where there is no such room it is broken.
        self._words.setMinimumWidth(1)
        self._said = ""
        self._buttons = row()
        words = column(self._words, self._buttons)
        line = row(self._icon, words, gaps=(12, 10, 12, 10, 10))
        line.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        line.setStretchFactor(words, 1)
        self.setLayout(line)
        self.hide()
        look.changed.connect(self._dress)

    @property
    def words(self) -> str:
        """What is said, empty while nothing is."""
        return "" if self.isHidden() else self._words.text()

    def say(
        self, words: str, kind: str = "info", *, answers: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Show words of a kind (info, good, warn, bad) with buttons (name, text); hide for none."""
        tints = {"info": "accent", "good": "good", "warn": "warn", "bad": "bad"}
        icons = {"info": "info", "good": "check-circle", "warn": "warning", "bad": "x-circle"}
        self._said = words
        self._words.setText(written(words))
        self.setAccessibleName(visible(words))
        self.setProperty("notice", kind)
        self._icon.setProperty(ICON, icons[kind])
        self._icon.setProperty(TINT, tints[kind])
        empty(self._buttons)
        for name, label in answers:
            self._buttons.addWidget(
                button(label, f"{self.objectName()}.{name}", partial(self._answer, name))
            )
        self._buttons.addStretch(1)
        # The style sheet looks at a property once, unless it is told to look again.
        self.style().unpolish(self)
        self.style().polish(self)
        self._dress()
        self.setVisible(bool(words))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break_words()

    def _dress(self) -> None:
        restyle(self, self._look)
        self._break_words()

    def _break_words(self) -> None:
        """Break the words that are longer than a line has room for."""
        sign = self._words.fontMetrics().horizontalAdvance("m")
        room = self._words.width() // max(1, sign)
        words = written(self._said, longest=min(_LONGEST_WORD, max(_SHORTEST_BREAK, room)))
        if words != self._words.text():
            self._words.setText(words)

    def _answer(self, name: str) -> None:
        self.answered.emit(name)


class Figure(QFrame):
    """A number with what it counts."""

    def __init__(self, number: str, words: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self.setAccessibleName(f"{number} {words}")
        self._number = text(number, "heading", name=f"{name}.number")
        self._words = text(words, "small", name=f"{name}.words")
        self.setLayout(column(self._number, self._words, None, gaps=(14, 10, 14, 10, 0)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)


def group(title: str, *things: QWidget | QLayout) -> QVBoxLayout:
    """Return things under a title, with air above it."""
    return column(text(title, "title"), *things, gaps=(0, 12, 0, 0, 8))


def heading(words: str, explained: str = "") -> QVBoxLayout:
    """Return the head of a section, with a quiet sentence below."""
    lines = column(text(words, "heading"), gaps=(0, 0, 0, 6, 4))
    if explained:
        lines.addWidget(text(explained, "quiet"))
    return lines


def _fill(
    layout: QBoxLayout,
    things: Iterable[QWidget | QLayout | None],
    gaps: tuple[int, int, int, int, int],
) -> None:
    layout.setProperty(GAPS, list(gaps))
    layout.setContentsMargins(*gaps[:4])
    layout.setSpacing(gaps[4])
    for thing in things:
        if thing is None:
            layout.addStretch(1)
        elif isinstance(thing, QWidget):
            layout.addWidget(thing)
        else:
            layout.addLayout(thing)


def _space(layout: QLayout, look: Look) -> None:
    gaps = layout.property(GAPS)
    if gaps:
        left, top, right, bottom, between = (look.px(gap) for gap in gaps)
        layout.setContentsMargins(left, top, right, bottom)
        layout.setSpacing(between)


def _dress(widget: QWidget, look: Look) -> None:
    widths = widget.property(WIDTHS)
    if widths:
        smallest, largest = widths
        widget.setMinimumWidth(look.px(smallest))
        if largest:
            widget.setMaximumWidth(look.px(largest))
    name = widget.property(ICON)
    if not name:
        return
    tint = widget.property(TINT) or "ink_soft"
    size = look.px(widget.property(ICON_SIZE) or _ICON_PX)
    drawn = icon(str(name), look.theme, str(tint))
    if isinstance(widget, QAbstractButton) and widget.text() and not _is_bare(widget):
        # The style leaves next to no room between a picture and the words behind it.
        widget.setIcon(icon_before(str(name), look.theme, str(tint), gap=_ICON_GAP))
        widget.setIconSize(QSize(size + round(size * _ICON_GAP), size))
    elif isinstance(widget, QAbstractButton):
        widget.setIcon(drawn)
        widget.setIconSize(QSize(size, size))
    elif isinstance(widget, QLabel):
        widget.setPixmap(drawn.pixmap(QSize(size, size), widget.devicePixelRatioF()))


def _is_bare(widget: QAbstractButton) -> bool:
    """Return whether a button shows its picture without its words."""
    only = Qt.ToolButtonStyle.ToolButtonIconOnly
    return isinstance(widget, QToolButton) and widget.toolButtonStyle() == only
