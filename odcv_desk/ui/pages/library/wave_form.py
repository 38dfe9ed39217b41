"""Plan a wave: what is drawn, who labels it, what they see, and what it will tell."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QWidget
from typing_extensions import override

from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.progress import Progress
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Wave
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.library.prospect_view import ProspectView
from odcv_desk.ui.pages.library.wave_fields import WaveFields
from odcv_desk.ui.widgets.parts import Notice, button, column, restyle, row, text, told
from odcv_desk.workflow.gold_wave import Prospect, prospect
from odcv_desk.workflow.sample import draw

_PAUSE_MS: Final = 250
_NARROWEST_PX: Final = 290
_FIELDS_PX: Final = 320
# Below this the fields and what the wave will tell stand one below the other.
_BESIDE_PX: Final = 700


class WaveForm(QFrame):
    """The form; it draws when asked to.

    Signals:
        drawn: The wave that was drawn (Wave).
        closed: The person does not want to draw one now.
    """

    drawn = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._ticket = 0
        self._drawing = False
        self.setObjectName("library.draw")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look_ahead)
        self._notice = Notice(desk.look, name="library.draw.notice")
        self._prospect = ProspectView(desk.look)
        self._fields = WaveFields(desk.look)
        self._fields.edited.connect(self._wait)
        self._build()
        desk.look.changed.connect(self._dress)
        self._dress()

    def offer(self, frames: Mapping[Suite, int], joins: Mapping[Suite, Sequence[str]]) -> None:
        """Take how many runs of each suite can be drawn, and which waves of it can be joined."""
        self._fields.offer(frames, joins)
        self._order()

    def begin(self) -> None:
        """Come into sight with a fresh seed, and look ahead."""
        self._notice.say("")
        self._fields.shuffle()
        self.show()
        self.take_focus()
        self._look_ahead()

    def take_focus(self) -> None:
        """Give the keyboard to the first field."""
        self._fields.take_focus()

    def draw(self) -> None:
        """Draw the wave in the background."""
        plan = self._fields.plan()
        if self._drawing or plan is None or not self._draw.isEnabled():
            return
        store, now = self._desk.store, self._desk.now()
        self._busy(drawing=True)
        self._desk.jobs.start(
            lambda _progress: draw(store, plan, now=now),
            then=self._finish,
            failed=self._fail,
            quiet=True,
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            pressed = self.focusWidget()
            pressed.click() if isinstance(pressed, QPushButton) else self.draw()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow()

    def _build(self) -> None:
        self._draw = button(
            "Draw the wave (Enter)",
            "library.draw.go",
            self.draw,
            kind="primary",
            icon_name="target",
        )
        self._draw.setAccessibleName("Draw the wave")
        close = button("Not now", "library.draw.close", self.closed.emit, kind="ghost")
        self._both = row(self._fields, self._prospect, gaps=(0, 0, 0, 0, 20))
        self._both.setStretch(1, 1)
        self.setLayout(
            column(
                text("Draw a gold wave", "title"),
                text(
                    "A wave is a drawn sample with known probabilities: what it tells holds for "
                    "all runs, not only for those that somebody liked to read. "
                    "It cannot be changed once it is drawn.",
                    "quiet",
                ),
                self._both,
                self._notice,
                row(None, close, self._draw),
                gaps=(20, 16, 20, 16, 12),
            )
        )
        self._close = close
        self._order()

    def _order(self) -> None:
        order: tuple[QWidget, ...] = (
            *self._fields.controls,
            self._prospect.table,
            self._close,
            self._draw,
        )
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _flow(self) -> None:
        """Put fields and prospect beside each other, or one below the other where that is tight."""
        look = self._desk.look
        beside = self.width() >= look.px(_BESIDE_PX)
        directions = QBoxLayout.Direction
        self._both.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        top = Qt.AlignmentFlag.AlignTop if beside else Qt.AlignmentFlag(0)
        self._both.setAlignment(self._prospect, top)
        self._fields.setMinimumWidth(look.px(_NARROWEST_PX) if beside else 0)
        self._fields.setMaximumWidth(look.px(_FIELDS_PX) if beside else self.maximumWidth())

    def _dress(self) -> None:
        restyle(self, self._desk.look)
        self._fields.dress()
        self._flow()

    def _finish(self, wave: Wave) -> None:
        self._busy(drawing=False)
        self.drawn.emit(wave)

    def _fail(self, fault: Exception) -> None:
        self._busy(drawing=False)
        if isinstance(fault, DeskError):
            self._notice.say(told(fault), "bad")
        else:
            self._desk.jobs.problem.emit(fault)

    def _busy(self, *, drawing: bool) -> None:
        self._drawing = drawing
        self._draw.setEnabled(not drawing)
        self._notice.say("Drawing ..." if drawing else "")

    def _wait(self) -> None:
        # Who is asked while the form is away would only be asked for nothing.
        if self.isHidden():
            return
        self._ticket += 1
        if self._fields.plan() is None:
            self._pause.stop()
            self._draw.setEnabled(False)
            self._prospect.pause()
        else:
            self._draw.setEnabled(not self._drawing)
            self._prospect.wait()
            self._pause.start()

    def _look_ahead(self) -> None:
        self._pause.stop()
        plan = self._fields.plan()
        if plan is None:
            return
        self._ticket += 1
        store, ticket = self._desk.store, self._ticket

        def work(_progress: Progress) -> tuple[int, Prospect | DeskError]:
            try:
                return ticket, prospect(store, plan)
            except DeskError as fault:
                # Which plan it was about comes along, so that an older one is not shown.
                return ticket, fault

        self._desk.jobs.start(work, then=self._show_ahead, failed=self._fail_ahead)

    def _fail_ahead(self, _fault: Exception) -> None:
        self._prospect.refuse("What it would tell could not be calculated.")

    def _show_ahead(self, found: tuple[int, Prospect | DeskError]) -> None:
        ticket, answer = found
        if ticket != self._ticket:
            return
        self._draw.setEnabled(isinstance(answer, Prospect) and not self._drawing)
        if isinstance(answer, Prospect):
            self._prospect.show_prospect(answer)
        else:
            self._prospect.refuse(told(answer))
