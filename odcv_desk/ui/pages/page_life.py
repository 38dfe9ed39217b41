"""How a page lives that reads a study in a job: it waits, shows, grows stale, fails in place."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.jobs import Job, Then, Work
from odcv_desk.ui.page import Page
from odcv_desk.ui.widgets.parts import told
from odcv_desk.ui.widgets.state_view import StateView
from odcv_desk.workflow.changes import Changes

_AGAIN = "again"


class PageLife(QObject):
    """Keeps one reading under way at most, and either its state or its content in front.

    Args:
        page: Whose life it is.
        content: What is shown when there is something to show.
        load: Starts the page's reading.
        trouble: The title for a reading that failed.

    Attributes:
        stale: What is shown is older than the study.
        holds: Something was shown since the page was last empty; it stays while news are read.

    Signals:
        failed: No value; a reading has failed, and the state says so.
    """

    failed = Signal()

    def __init__(
        self, page: Page, content: QWidget, *, load: Callable[[], None], trouble: str
    ) -> None:
        super().__init__(page)
        self._page, self._content = page, content
        self._load, self._trouble = load, trouble
        self._job: Job | None = None
        self.stale, self.holds = True, False
        self.state = StateView(page.desk.look, name=f"{page.objectName()}.state")
        self.state.answered.connect(self._answer)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.state)
        self.stack.addWidget(content)

    @property
    def shows_content(self) -> bool:
        """Whether the content is in front, not the state."""
        return self.stack.currentWidget() is self._content

    @property
    def busy(self) -> bool:
        """Whether a reading is under way."""
        return self._job is not None

    def refresh(self, changes: Changes, touched_by: Changes) -> bool:
        """Note that the study has changed; return whether the page shows any of that."""
        if not changes & touched_by:
            return False
        self.stale = True
        return True

    def catch_up(self) -> bool:
        """Read anew where what is shown is stale and somebody looks; return whether it does."""
        if self.stale:
            self.load()
            return True
        return False

    def load(self) -> None:
        """Start the page's reading."""
        self.stale = False
        self._load()

    def start(self, work: Work, then: Then, *, waiting: str) -> Job:
        """Start a reading; what an earlier one would have shown is out of date and is dropped."""
        self.cancel()
        if not self.holds:
            if self._keyboard_waits():
                # The answer that was pressed goes; the keyboard waits here for the content.
                self.state.setFocus(Qt.FocusReason.OtherFocusReason)
            self.state.wait(waiting)
            self.stack.setCurrentWidget(self.state)
        self._job = job = self._page.desk.jobs.start(work, then=then, failed=self._fail, quiet=True)
        job.ended.connect(self._forget)
        return job

    def cancel(self) -> None:
        """Drop what is under way."""
        if self._job is not None:
            self._job.cancel()

    def show_content(self) -> None:
        """Put the content in front, with the keyboard where the state has had it."""
        keyboard = self._keyboard_waits()
        self.holds = True
        self.stack.setCurrentWidget(self._content)
        if keyboard:
            self._page.take_focus()

    def say(
        self,
        icon: str,
        title: str,
        words: str = "",
        *,
        answers: Iterable[tuple[str, str]] = (),
        leads: bool = True,
    ) -> None:
        """Put the state in front: why there is nothing, and what to do next."""
        self.state.say(icon, title, words, answers=answers, leads=leads)
        self.stack.setCurrentWidget(self.state)

    def close_down(self) -> None:
        """Drop what is under way; should the page stay, it reads anew when it is shown."""
        self.stale = True
        self.cancel()

    def _keyboard_waits(self) -> bool:
        """Whether the keyboard is where no content was, and nobody works elsewhere."""
        if self.shows_content or not self._page.isVisible():
            return False
        holder = self._page.window().focusWidget()
        waits = (None, self._page, self.state)
        return holder in waits or self.state.isAncestorOf(holder)

    def _answer(self, name: str) -> None:
        if name == _AGAIN:
            self.load()

    def _fail(self, fault: Exception) -> None:
        self.stale, self.holds = True, False
        known = isinstance(fault, DeskError)
        words = told(fault) if known else "The fault lies in the desk itself."
        self.say("warning-circle", self._trouble, words, answers=[(_AGAIN, "Try again")])
        self.failed.emit()
        if not known:
            self._page.desk.jobs.problem.emit(fault)

    def _forget(self) -> None:
        if self.sender() is self._job:
            self._job = None
