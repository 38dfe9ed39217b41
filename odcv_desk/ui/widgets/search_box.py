"""The field that searches all transcripts, with what it found below it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.look import Look
from odcv_desk.ui.models.found_model import VALUE_ROLE, FoundDelegate, FoundModel
from odcv_desk.ui.widgets.icon_field import IconField
from odcv_desk.workflow.queue import Found

_TYPING_MS = 150

Search = Callable[[str], tuple[Found, ...]]


class SearchBox(IconField):
    """Type to search; arrows choose, Enter reads the run at that step, Esc closes.

    Signals:
        picked: A run's row (int) and the step's index (int).
        left: Nothing was picked; the keyboard is wanted elsewhere.
    """

    picked = Signal(int, int)
    left = Signal()

    def __init__(self, look: Look, jobs: Jobs, search: Search, window: QWidget) -> None:
        super().__init__(look, "magnifying-glass")
        self._look, self._jobs, self._search = look, jobs, search
        self._asked = 0
        self._pending = self._entered = False
        self.setObjectName("search")
        self.setPlaceholderText("Search all transcripts")
        self.setAccessibleName("Search all transcripts")
        self.setClearButtonEnabled(True)
        self._popup = QFrame(window)
        self._popup.setObjectName("search.popup")
        self._popup.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._said = QLabel()
        self._said.setObjectName("search.said")
        self._said.setProperty("role", "small")
        self._model = FoundModel(self)
        self.list = QListView()
        self.list.setObjectName("search.list")
        self.list.setAccessibleName("What was found")
        self.list.setModel(self._model)
        self.list.setItemDelegate(FoundDelegate(look, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda _index: self._pick())
        column = QVBoxLayout(self._popup)
        column.addWidget(self._said)
        column.addWidget(self.list, 1)
        self._popup.hide()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._look_up)
        self.textChanged.connect(self._type)
        look.changed.connect(self._dress)
        self._dress()

    def start(self) -> None:
        """Take the focus, with what was typed before chosen."""
        self.setFocus()
        self.selectAll()
        if self.text().strip():
            self._look_up()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._move(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick_newest()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut:
            self._popup.hide()
        return super().event(event)

    def _type(self) -> None:
        # What was found for other words is not to be picked any more.
        self._entered = False
        self._model.show_found(())
        self._pending = True
        self._typing.start()

    def _pick_newest(self) -> None:
        """Read what is chosen; where the answer is still on its way, its best one."""
        if self._pending:
            self._entered = True
        elif not self._pick():
            self._leave()

    def _look_up(self) -> None:
        text = self.text().strip()
        self._asked += 1
        asked = self._asked
        if not text:
            self._pending = False
            self._popup.hide()
            return

        def show(found: tuple[Found, ...]) -> None:
            if asked == self._asked and self.hasFocus():
                self._show(found)

        self._jobs.start(lambda _progress: self._search(text), then=show)

    def _show(self, found: tuple[Found, ...]) -> None:
        self._pending = False
        self._model.show_found(found)
        runs = len({hit.row for hit in found})
        said = f"{len(found)} steps in {runs} runs, the best first. Enter reads, Esc closes."
        self._said.setText(
            said
            if found
            else "Nothing found. Words are looked for as a whole; end one in * for its beginnings."
        )
        self._place()
        self._popup.show()
        self._popup.raise_()
        self._move(0)
        if self._entered:
            self._entered = False
            self._pick()

    def _place(self) -> None:
        window = self._popup.parentWidget()
        if window is None:
            return
        width = self._look.px(520)
        rows = min(max(self._model.rowCount(), 0), 9)
        height = self._look.px(48) + rows * self._look.px(50)
        corner = self.mapTo(window, self.rect().bottomRight())
        self._popup.setGeometry(
            max(corner.x() - width, 0), corner.y() + self._look.px(6), width, height
        )

    def _move(self, step: int) -> None:
        last = self._model.rowCount() - 1
        row = min(max(self.list.currentIndex().row() + step, 0), last)
        self.list.setCurrentIndex(self._model.index(row, 0))

    def _pick(self) -> bool:
        hit = self.list.currentIndex().data(VALUE_ROLE)
        if not isinstance(hit, Found):
            return False
        self._close()
        self.picked.emit(hit.row, hit.step)
        return True

    def _leave(self) -> None:
        self._close()
        self.left.emit()

    def _close(self) -> None:
        self._popup.hide()
        self.clearFocus()

    def _dress(self) -> None:
        self.setMinimumWidth(self._look.px(90))
        self.setMaximumWidth(self._look.px(290))
