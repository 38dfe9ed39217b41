"""What is read and done of one run: its name, where it stands, and what can be done with it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.runs.words import cell_words, has_failed, numbers, standing
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.parts import ICON, TINT, button, column, picture, restyle, row
from odcv_desk.workflow.live_run import CellState, LiveRun


class _Elided(QLabel):
    """A line that ends in an ellipsis where its room does: names give way before buttons do."""

    def __init__(self, role: str, name: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setObjectName(name)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        right = Qt.TextElideMode.ElideRight
        words = self.fontMetrics().elidedText(self.text(), right, self.width())
        self.setToolTip(self.text() if words != self.text() else "")
        with QPainter(self) as painter:
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), left, words)


class RunHeader(QFrame):
    """The head of the run that is shown.

    Signals:
        open_wanted: It is to be read on the review page.
        cancel_wanted: It is to be ended.
        retry_wanted: It is to be tried once more.
        follow_wanted: The end of its transcript is to be followed.
    """

    open_wanted = Signal()
    cancel_wanted = Signal()
    retry_wanted = Signal()
    follow_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[object, ...] = ()
        self.setObjectName("runs.head")
        self.setProperty("edge", "bottom")
        self._title = _Elided("title", "runs.head.title")
        self._cell = _Elided("quiet", "runs.head.cell")
        self._numbers = _Elided("small", "runs.head.numbers")
        self._icon = picture("clock")
        self._state = QLabel()
        self._state.setObjectName("runs.head.state")
        self._state.setProperty("role", "strong")
        self.follow = button("Follow the end (Shift+G)", "runs.follow", self.follow_wanted.emit)
        self.open = button("Open in Review (O)", "runs.open", self.open_wanted.emit, kind="primary")
        self.retry = button("Try again (R)", "runs.retry", self.retry_wanted.emit)
        self.cancel = button(
            "Cancel this run", "runs.cancel", self.cancel_wanted.emit, kind="danger"
        )
        told = column(
            row(self._title, self._cell, None, gaps=(0, 0, 0, 0, 10)),
            row(self._icon, self._state, self._numbers, None, gaps=(0, 0, 0, 0, 6)),
            gaps=(0, 0, 0, 0, 4),
        )
        line = row(told, self.follow, self.retry, self.cancel, self.open, gaps=(20, 10, 14, 10, 8))
        line.setStretch(0, 1)
        self.setLayout(line)
        look.changed.connect(self._dress)
        self._dress()

    def show_run(self, run: LiveRun, *, title: str, most_turns: int, alive: bool) -> None:
        """Show how a run stands now."""
        state = standing(run, alive=alive)
        told = numbers(run, most_turns=most_turns)
        shown = (title, cell_words(run), state, told, run.row, run.ended)
        if shown == self._shown:
            return
        self._shown = shown
        self._title.setText(visible(title))
        self._cell.setText(visible(cell_words(run)))
        self._numbers.setText(visible(f"· {told}" if told else ""))
        self._state.setText(state.word.capitalize())
        self._icon.setProperty(ICON, state.icon)
        self._icon.setProperty(TINT, state.ink)
        self.setAccessibleName(visible(f"{title}, {cell_words(run)}, {state.word}, {told}"))
        self.open.setVisible(run.row is not None)
        self.retry.setVisible(has_failed(run) and not alive)
        waits = alive and run.state is CellState.WAITING
        self.cancel.setVisible(alive and (run.state.under_way or waits))
        self._dress()

    def show_follows(self, *, offered: bool) -> None:
        """Offer to follow the end, or not."""
        self.follow.setVisible(offered)

    def _dress(self) -> None:
        restyle(self, self._look)
