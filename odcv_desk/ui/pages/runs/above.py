"""What stands above a transcript: as high as it needs to be, and scrolled where that is tight."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

_SHARE: Final = 0.75
"""Of the height of what it stands in: the rest is for what is read below."""


class Above(QScrollArea):
    """Holds a widget whose height depends on its width."""

    def __init__(self, inside: QWidget, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWidget(inside)
        self._inside = inside
        inside.installEventFilter(self)

    def fit(self) -> None:
        """Take the height that the widget needs, or what there is of it."""
        layout, around = self._inside.layout(), self.parentWidget()
        if layout is None or around is None:
            return
        wide = self.width()
        least, wanted = layout.minimumSize().height(), layout.sizeHint().height()
        if layout.hasHeightForWidth():
            least, wanted = layout.minimumHeightForWidth(wide), layout.heightForWidth(wide)
        self._inside.setMinimumHeight(least)
        self.setFixedHeight(min(max(wanted, least), round(around.height() * _SHARE)))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.fit()
        return super().eventFilter(watched, event)
