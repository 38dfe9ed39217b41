"""How a page lives that reads a study in a job: it waits, shows, grows stale, fails in place."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Job, Then, Work
from odcv_desk.ui.page import Page
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import told
from odcv_desk.ui.widgets.state_view import StateView
from odcv_desk.workflow.changes import Changes, Topic

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


class GuardedPage(Page):
    """Shows figures over many runs, once the rater has said so where labels could be swayed.

    Who makes one gives `_life` and `_gate` to it.

    Attributes:
        touched_by: What its figures rest on.
    """

    touched_by: Changes
    _life: PageLife
    _gate: Gate

    def __init__(self, desk: Desk, *, put_off: str) -> None:
        super().__init__(desk)
        self._put_off_title = put_off
        self._accepted, self._put_off_now = False, False

    @override
    def refresh(self, changes: Changes) -> None:
        if not self._life.refresh(changes, self.touched_by):
            return
        if Topic.WAVES in changes:
            # Another wave may be open now, and it is that one which could be swayed.
            self._accepted = False
        if self.isVisible():
            self._life.load()

    @override
    def shown(self) -> None:
        self._life.catch_up()

    @override
    def take_focus(self) -> None:
        if self._gate.is_open:
            self._gate.take_keyboard()
        elif self._life.shows_content:
            self._focus_content()
        elif self._put_off_now:
            # The button that shows them must not take the keyboard of the one that did not.
            self._life.state.setFocus()
        else:
            super().take_focus()

    @override
    def close_down(self) -> bool:
        self._life.close_down()
        return True

    def _focus_content(self) -> None:
        """Give the keyboard to where the figures are read."""

    def _emptied(self) -> None:
        """Forget what was shown."""

    def _ask(self, title: str, warning: str, *, keyboard: bool) -> None:
        """Ask whether figures are to be shown; with the keyboard on what risks nothing."""
        answers = [("later", "Not now"), ("show", "Show anyway")]
        self._say("eye-slash", title, warning, answers=answers)
        safe = f"{self.objectName()}.state.later"
        self._gate.open(safe, self._put_off, keyboard=keyboard)

    def _put_off(self) -> None:
        self._say(
            "eye-slash",
            self._put_off_title,
            "They are calculated when you ask for them.",
            answers=[("show", "Show them now")],
            leads=False,
        )
        self._put_off_now = True
        # After the state has offered the keyboard to its answer.
        QTimer.singleShot(0, self, self.take_focus)

    def _answer(self, name: str) -> None:
        if name == "later":
            self._put_off()
        elif name == "show":
            self._accepted = True
            self._life.load()

    def _say(
        self,
        icon: str,
        title: str,
        words: str,
        *,
        answers: Iterable[tuple[str, str]] = (),
        leads: bool = True,
    ) -> None:
        """Say why there are no figures; what was shown before is gone."""
        self._gate.close()
        self._put_off_now = False
        self._life.holds = False
        self._life.say(icon, title, words, answers=answers, leads=leads)
        self._emptied()
