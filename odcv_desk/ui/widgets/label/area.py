"""The part of the panel that scrolls."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from odcv_desk.ui.look import Look


class Area(QScrollArea):
    """Scrolls what is added to `content`, up and down only."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._inside = QWidget()
        self.content = QVBoxLayout(self._inside)
        self.setObjectName("label.area")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._inside)
        self.verticalScrollBar().rangeChanged.connect(self._leave_room)
        look.changed.connect(self._measure)
        self._measure()

    def go_up(self) -> None:
        """Show the beginning."""
        self.verticalScrollBar().setValue(0)

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll to a widget inside, with its heading, where it is not in sight."""
        # Only after the layout has settled is it known where the widget stands.
        QTimer.singleShot(0, self, lambda: self._scroll_to(widget))

    def _scroll_to(self, widget: QWidget) -> None:
        top = widget.mapTo(self._inside, widget.rect().topLeft()).y()
        bar = self.verticalScrollBar()
        if top < bar.value() or top + widget.height() > bar.value() + self.viewport().height():
            bar.setValue(top - self._look.px(24))

    def _measure(self) -> None:
        self.content.setSpacing(self._look.px(10))
        self._leave_room()

    def _leave_room(self) -> None:
        """Let the contents be as wide with a scroll bar as without: it takes from the margin."""
        bar = self.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        self.content.setContentsMargins(0, 0, max(self._look.px(14) - taken, 0), 0)
