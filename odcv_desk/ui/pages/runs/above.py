"""A part that is as high as it needs to be, and scrolled where there is less room than that."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override


class Above(QScrollArea):
    """Holds a widget whose height depends on its width.

    Args:
        inside: The widget.
        name: What it is called.
        room: Returns how high it may be.
    """

    def __init__(self, inside: QWidget, name: str, room: Callable[[], int]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWidget(inside)
        self._inside, self._room = inside, room
        inside.installEventFilter(self)

    def fit(self) -> None:
        """Take the height that the widget needs, or what there is of it."""
        layout = self._inside.layout()
        if layout is None:
            return
        wide = self.width()
        least, wanted = layout.minimumSize().height(), layout.sizeHint().height()
        if layout.hasHeightForWidth():
            least, wanted = layout.minimumHeightForWidth(wide), layout.heightForWidth(wide)
        self._inside.setMinimumHeight(least)
        self.setFixedHeight(max(0, min(max(wanted, least), self._room())))
        holder = self._inside.focusWidget()
        if holder is not None and holder.hasFocus():
            self.ensureWidgetVisible(holder)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.fit()
        return super().eventFilter(watched, event)
