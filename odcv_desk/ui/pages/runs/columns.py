"""The columns of the page: the campaign beside the run that is chosen, or one of them at a time."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.runs.campaign_panel import CampaignPanel
from odcv_desk.ui.pages.runs.run_panel import RunPanel

_LEFT_PX: Final = 380
_LEFT_MOST: Final = 0.4
_BOTH_PX: Final = 640
"""Below this width there is room for one of them only."""


class RunColumns(QSplitter):
    """The campaign keeps the width that the person gave it; the run takes the rest.

    Where both have no room, the run is in front, and the campaign when it is asked for or has
    something to decide.
    """

    def __init__(self, look: Look, left: CampaignPanel, right: RunPanel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look, self._left, self._right = look, left, right
        self._chosen: int | None = None
        self._lists = False
        self.setObjectName("runs.columns")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._choose)
        look.changed.connect(self._fit)
        right.head.list_wanted.connect(self.show_list_side)
        left.list.clicked.connect(self.show_run_side)
        left.list.activated.connect(self.show_run_side)
        left.notice.installEventFilter(self)
        left.question.installEventFilter(self)

    @property
    def narrow(self) -> bool:
        """Whether there is room for one side only."""
        return self.width() < self._look.px(_BOTH_PX)

    def show_run_side(self) -> None:
        """Bring the run to the front, where only one side has room."""
        if self.narrow:
            self._lists = False
            self._fit()
            self._right.take_focus()

    def show_list_side(self) -> None:
        """Bring the campaign to the front, where only one side has room."""
        if self.narrow:
            self._lists = True
            self._fit()
            self._left.list.setFocus()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What is to be decided is seen, wherever the person reads.
        if event.type() is QEvent.Type.ShowToParent:
            self._lists = True
            self._fit()
        return super().eventFilter(watched, event)

    def _choose(self) -> None:
        self._chosen = self.sizes()[0]

    def _fit(self) -> None:
        narrow = self.narrow
        self._left.setVisible(self._lists or not narrow)
        self._right.setVisible(not (narrow and self._lists))
        self._right.head.show_list_button(offered=narrow)
        whole = self.width() - self.handleWidth()
        wanted = self._look.px(_LEFT_PX) if self._chosen is None else self._chosen
        left = min(wanted, round(whole * _LEFT_MOST))
        self.setSizes([left, whole - left])
