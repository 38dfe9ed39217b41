"""A layout that sets widgets in lines, like words."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from typing_extensions import override

from odcv_desk.ui.look import Look


class FlowLayout(QLayout):
    """Sets items from left to right and breaks the line where the next one does not fit."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, gap: int = 6) -> None:
        super().__init__(parent)
        self._look = look
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def put(self, widgets: list[QWidget]) -> None:
        """Set these widgets first, in this order; hold those that are new."""
        held = {item.widget() for item in self._items}
        for widget in widgets:
            if widget not in held:
                self.addWidget(widget)
        place = {widget: number for number, widget in enumerate(widgets)}
        last = len(place)
        self._items.sort(key=lambda item: _place(place, item, last))
        self.invalidate()

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def minimumSize(self) -> QSize:
        tallest = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(self._look.px(60), tallest)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        gap = self._look.px(self._gap)
        top = rect.top()
        for line in self._lines(max(rect.width(), 1)):
            tallest = max(size.height() for _, size in line)
            left = rect.left()
            for item, size in line if move else ():
                middle = top + (tallest - size.height()) // 2
                item.setGeometry(QRect(QPoint(left, middle), size))
                left += size.width() + gap
            top += tallest + gap
        return max(top - gap - rect.top(), 0)

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        gap = self._look.px(self._gap)
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        room = -1
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), width))
            if size.width() > room:
                lines.append([])
                room = width
            lines[-1].append((item, size))
            room -= size.width() + gap
        return lines


def _place(places: dict[QWidget, int], item: QLayoutItem, last: int) -> int:
    widget = item.widget()
    return last if widget is None else places.get(widget, last)
