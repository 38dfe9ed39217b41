"""What is read and done of one run: its name, where it stands, and what can be done with it."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton
from typing_extensions import override

from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.runs.words import (
    Standing,
    cell_words,
    has_failed,
    numbers,
    standing,
)
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.parts import ICON, TINT, button, column, picture, restyle, row
from odcv_desk.workflow.live_run import CellState, LiveRun

_GAP_PX: Final = 8
_NAME_PX: Final = 260
"""So wide is the run's name to be before the buttons keep their words."""


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
        list_wanted: The list of runs is to come in the panel's place.
    """

    list_wanted = Signal()
    open_wanted = Signal()
    cancel_wanted = Signal()
    retry_wanted = Signal()
    follow_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[object, ...] = ()
        self._words: dict[QPushButton, str] = {}
        self.setObjectName("runs.head")
        self.setProperty("edge", "bottom")
        self._title = _Elided("title", "runs.head.title")
        self._cell = _Elided("quiet", "runs.head.cell")
        self._numbers = _Elided("small", "runs.head.numbers")
        self._icon = picture("clock")
        self._state = QLabel()
        self._state.setObjectName("runs.head.state")
        self._state.setProperty("role", "strong")
        self.list = self._button("All runs", "runs.list_side", "list-bullets", self.list_wanted)
        self.follow = self._button(
            "Follow the end (Shift+G)", "runs.follow", "arrow-down", self.follow_wanted
        )
        self.retry = self._button(
            "Try again (R)", "runs.retry", "arrow-counter-clockwise", self.retry_wanted
        )
        self.cancel = self._button(
            "Cancel this run", "runs.cancel", "x-circle", self.cancel_wanted, kind="danger"
        )
        self.open = self._button(
            "Open in Review (O)", "runs.open", "arrow-right", self.open_wanted, kind="primary"
        )
        for each in (self.list, self.follow, self.retry, self.cancel, self.open):
            each.hide()
        told = column(
            row(self._title, self._cell, None, gaps=(0, 0, 0, 0, 10)),
            row(self._icon, self._state, self._numbers, None, gaps=(0, 0, 0, 0, 6)),
            gaps=(0, 0, 0, 0, 4),
        )
        buttons = (self.follow, self.retry, self.cancel, self.open)
        line = row(self.list, told, *buttons, gaps=(20, 10, 14, 10, 8))
        line.setStretch(1, 1)
        self.setLayout(line)
        look.changed.connect(self._dress)
        self._dress()

    def show_run(
        self,
        run: LiveRun,
        *,
        title: str,
        most_turns: int,
        alive: bool,
        hidden: bool = False,
        waits: str = "",
    ) -> None:
        """Show how a run stands now.

        Args:
            run: The run.
            title: What its scenario is called.
            most_turns: How many turns it may take.
            alive: Its campaign is under way here.
            hidden: Neither its model is shown nor what it took.
            waits: What it waits for, and how long by now.
        """
        state = standing(run, alive=alive)
        cell = cell_words(run, veiled=hidden)
        took = "" if hidden else numbers(run, most_turns=most_turns)
        told = " · ".join(each for each in (waits, took) if each)
        shown = (title, cell, state, told, run.row, run.ended, run.state, alive, hidden)
        if shown == self._shown:
            return
        self._shown = shown
        self._tell(state, title, cell, told)
        self.open.setVisible(run.row is not None and not hidden)
        self.retry.setVisible(has_failed(run) and not alive)
        in_line = run.state is CellState.WAITING
        self.cancel.setVisible(alive and (run.state.under_way or in_line))
        self._dress()

    def show_follows(self, *, offered: bool) -> None:
        """Offer to follow the end, or not."""
        self.follow.setVisible(offered)
        self._fit()

    def show_list_button(self, *, offered: bool) -> None:
        """Offer the list of runs, where that is not in sight beside this."""
        self.list.setVisible(offered)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _tell(self, state: Standing, title: str, cell: str, told: str) -> None:
        self._title.setText(visible(title))
        self._cell.setText(visible(cell))
        self._numbers.setText(visible(f"· {told}" if told else ""))
        self._state.setText(state.word.capitalize())
        self._icon.setProperty(ICON, state.icon)
        self._icon.setProperty(TINT, state.ink)
        said = (title, cell, state.word, told)
        self.setAccessibleName(visible(", ".join(each for each in said if each)))

    def _button(
        self, words: str, name: str, icon: str, then: SignalInstance, *, kind: str = ""
    ) -> QPushButton:
        made = button(words, name, then.emit, kind=kind, icon_name=icon)
        made.setToolTip(words)
        made.setProperty(TINT, {"primary": "on_accent", "danger": "bad"}.get(kind, "ink_soft"))
        self._words[made] = words
        return made

    def _fit(self) -> None:
        """Leave the buttons their icons alone where the run's name would have no room beside."""
        shown = [each for each in self._words if not each.isHidden()]
        for each in shown:
            each.setText(self._words[each])
            restyle(each, self._look)
        wide = sum(each.sizeHint().width() + self._look.px(_GAP_PX) for each in shown)
        if self.width() - wide >= self._look.px(_NAME_PX):
            return
        for each in shown:
            each.setText("")
            restyle(each, self._look)

    def _dress(self) -> None:
        restyle(self, self._look)
        self._fit()
