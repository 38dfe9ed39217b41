"""The question whether a command may run, answered in its place."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QPushButton, QWidget
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.runs.command_view import CommandView
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.parts import button, column, picture, restyle, row, text, written
from runner.asking import Pending

_READ_FIRST_MS: Final = 350
_MOST_OF_WHY: Final = 300
_ANY_ROOM: Final = 10_000


class Mode(Enum):
    """What a person does with the question."""

    READ = "read"
    EDIT = "edit"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What was written of an answer that was not sent."""

    mode: Mode
    words: str


class AskCard(QFrame):
    """Shows one command that waits and takes the answer.

    Nothing can be answered by Enter before the person has chosen what to do, and nothing at all in
    the first moment: a key that was meant for the question before must not approve this one.

    Signals:
        approved: Let it run (int: the question's id).
        rest_approved: Let it and all later ones of its run go (int).
        edited: Let another command run in its place: id (int), command (str).
        rejected: Refuse it: id (int), what the model is told (str).
        stopped: End the run that asks (int).
        left: The keyboard is wanted back where the run is read.
    """

    approved = Signal(int)
    rest_approved = Signal(int)
    edited = Signal(int, str)
    rejected = Signal(int, str)
    stopped = Signal(int)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._question: Pending | None = None
        self._mode = Mode.READ
        self._armed = False
        self._drafts: dict[Pending, _Draft] = {}
        self._room = _ANY_ROOM
        self.setObjectName("runs.ask")
        self.setProperty("notice", "warn")
        self.command = CommandView(look)
        self._head = text("", "strong", name="runs.ask.head")
        self._why = text("", "small", name="runs.ask.why")
        self._note = text("", "warn", name="runs.ask.note")
        self._whole = button("Show all of it", "runs.ask.whole", self._show_whole, kind="link")
        self._message = QLineEdit()
        self._message.setObjectName("runs.ask.message")
        self._message.setAccessibleName("What the model is told of the rejection")
        self._message.setPlaceholderText("What the model is told (may stay empty)")
        self._message.setAcceptDrops(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_READ_FIRST_MS)
        self._timer.timeout.connect(self._arm)
        self._build()
        self._connect()
        self.show_question(None)

    @property
    def question(self) -> Pending | None:
        """What is asked, None while nothing is."""
        return self._question

    @property
    def armed(self) -> bool:
        """Whether the question has been in sight long enough to be answered."""
        return self._armed and self._question is not None

    def show_question(self, question: Pending | None) -> None:
        """Show a question, or none; one that is shown already stays as it is."""
        if question is not None and question == self._question:
            return
        held = self.holds_keyboard
        self._keep_draft()
        self._question = question
        if question is None:
            self.setVisible(False)
            self._timer.stop()
            if held:
                self.left.emit()
            return
        self._armed = False
        self.setAccessibleName(f"A command waits for you: {visible(question.why)}")
        self._head.setText("This command waits for you")
        self._why.setText(written(f"It asks because: {question.why[:_MOST_OF_WHY]}"))
        self._message.clear()
        self.command.ask(question.command)
        self._take_up(self._drafts.pop(question, None))
        self.setVisible(True)
        self._timer.start()
        if held:
            self.take_focus()

    @property
    def holds_keyboard(self) -> bool:
        """Whether what is typed comes to this card."""
        holder = self.window().focusWidget()
        return holder is not None and self.isAncestorOf(holder)

    def take_focus(self) -> None:
        """Give the keyboard to what is written, else to the command: reading it answers nothing."""
        writes = self._message if self._mode is Mode.REJECT else self.command
        writes.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self, room: int) -> None:
        """Be as high as is needed; where there is less room the command scrolls, no answer does."""
        self._room = room
        layout = self.layout()
        if layout is None or self._question is None:
            return
        left = room - layout.heightForWidth(self.width()) + self.command.height_now
        # Why it asks gives way first. To show it to measure it would call for this again.
        why = self._height_of_why(layout)
        left += 0 if self._why.isHidden() else why
        fits = self._mode is Mode.READ and left - why >= self.command.least
        self._why.setVisible(fits)
        self.command.fit(left - why if fits else left)

    def copy(self) -> None:
        """Copy what is selected here."""
        self._message.copy() if self._message.hasFocus() else self.command.copy()

    def select_all(self) -> None:
        """Select all of what is written, or of the command."""
        self._message.selectAll() if self._message.hasFocus() else self.command.selectAll()

    def approve(self) -> None:
        """Let the command run as it is."""
        if self._question is not None and self.armed and self._mode is Mode.READ:
            self.approved.emit(self._question.id)

    def approve_rest(self) -> None:
        """Let this command and all later ones of its run go."""
        if self._question is not None and self.armed and self._mode is Mode.READ:
            self.rest_approved.emit(self._question.id)

    def edit(self) -> None:
        """Open the command for editing."""
        if self._question is not None:
            self.command.edit()
            self._enter(Mode.EDIT)
            self.take_focus()

    def reject(self) -> None:
        """Ask what the model is to be told of the rejection."""
        if self._question is not None:
            self._enter(Mode.REJECT)
            self.take_focus()

    def stop_run(self) -> None:
        """End the run that asks."""
        if self._question is not None and self.armed:
            self.stopped.emit(self._question.id)

    def send(self) -> bool:
        """Send what was edited or written; return whether there was anything to send."""
        if self._question is None or self._mode is Mode.READ:
            return False
        question, command = self._question, self.command.command
        if self._mode is Mode.REJECT:
            self.rejected.emit(question.id, self._message.text())
        elif command.strip():
            self.edited.emit(question.id, command)
        else:
            return False
        self._drafts.pop(question, None)
        return True

    def back(self) -> None:
        """Do neither: show the command as it was asked for."""
        if self._question is not None and self._mode is not Mode.READ:
            self.command.ask(self._question.command)
            self._enter(Mode.READ)
            self.take_focus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back() if self._mode is not Mode.READ else self.left.emit()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self._room)

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.fit(self._room)
        return done

    def _keep_draft(self) -> None:
        """Keep what was written of an answer to the question that goes out of sight."""
        if self._question is None or self._mode is Mode.READ:
            return
        editing = self._mode is Mode.EDIT
        words = self.command.toPlainText() if editing else self._message.text()
        self._drafts[self._question] = _Draft(mode=self._mode, words=words)

    def _take_up(self, draft: _Draft | None) -> None:
        """Show a question as it is, or as it was left."""
        if draft is not None and draft.mode is Mode.EDIT:
            self.command.edit()
            self.command.setPlainText(draft.words)
        elif draft is not None:
            self._message.setText(draft.words)
        self._enter(Mode.READ if draft is None else draft.mode)

    def _height_of_why(self, layout: QLayout) -> int:
        edges = layout.contentsMargins()
        wide = self.width() - edges.left() - edges.right()
        return self._why.heightForWidth(wide) + layout.spacing()

    def _enter(self, mode: Mode) -> None:
        self._mode = mode
        for shown, buttons in self._of_mode.items():
            for each in buttons:
                each.setVisible(shown is mode)
        self._message.setVisible(mode is Mode.REJECT)
        for each in self._answers:
            each.setEnabled(self._armed)
        self._tell_of_command()
        self.fit(self._room)

    def _tell_of_command(self) -> None:
        hidden, left_out = self.command.hidden, self.command.left_out
        empty = not self.command.command.strip()
        self._send.setEnabled(not empty)
        said = []
        if empty and self._mode is Mode.EDIT:
            said.append("Nothing is written: reject the command instead (Esc, then X).")
        elif hidden and self._mode is Mode.EDIT:
            said.append(f"{amount(hidden, 'hidden sign')} of it are left out here.")
        elif hidden:
            said.append(f"It holds {amount(hidden, 'hidden sign')}, shown by their names in ⟨ ⟩.")
        if left_out:
            said.append(f"{left_out:,} characters in its middle are not shown.")
        self._note.setText(" ".join(said))
        self._note.setVisible(bool(said))
        self._whole.setVisible(bool(left_out))

    def _show_whole(self) -> None:
        self.command.show_whole()
        self._tell_of_command()
        self.take_focus()

    def _arm(self) -> None:
        self._armed = True
        for each in self._answers:
            each.setEnabled(True)

    def _connect(self) -> None:
        self.command.sent.connect(self.send)
        self.command.textChanged.connect(self._tell_of_command)
        self.command.left.connect(self.back)
        self._message.returnPressed.connect(self.send)
        self._look.changed.connect(self._dress)

    def _build(self) -> None:
        approve = button("Approve (A)", "runs.ask.approve", self.approve, icon_name="check")
        rest = button("Approve all from here (Shift+A)", "runs.ask.rest", self.approve_rest)
        stop = button("Stop the run (Shift+X)", "runs.ask.stop", self.stop_run, kind="danger")
        self._answers: tuple[QPushButton, ...] = (approve, rest, stop)
        edit = button("Edit… (E)", "runs.ask.edit", self.edit, icon_name="pencil-simple")
        reject = button("Reject… (X)", "runs.ask.reject", self.reject, icon_name="prohibit")
        back = button("Back (Esc)", "runs.ask.back", self.back, kind="ghost")
        words = "Run this instead (Ctrl+Enter)"
        self._send = button(words, "runs.ask.send", self.send, kind="primary")
        refuse = button("Reject it (Enter)", "runs.ask.refuse", self.send, kind="primary")
        back_too = button("Back (Esc)", "runs.ask.back_too", self.back, kind="ghost")
        self._of_mode = {
            Mode.READ: (reject, edit, approve, rest, stop),
            Mode.EDIT: (self._send, back),
            Mode.REJECT: (refuse, back_too),
        }
        self._flow = FlowLayout(self._look, gap=8)
        every: list[QWidget] = [each for buttons in self._of_mode.values() for each in buttons]
        self._flow.put(every)
        self._lay_out()
        self._dress()

    def _lay_out(self) -> None:
        head = row(picture("question", tint="warn", size=18), self._head, gaps=(0, 0, 0, 0, 8))
        head.setStretch(1, 1)
        note = row(self._note, self._whole)
        note.setStretch(0, 1)
        things = (head, self._why, self.command, note, self._message, self._flow)
        self.setLayout(column(*things, gaps=(16, 12, 16, 12, 8)))

    def _dress(self) -> None:
        restyle(self, self._look)
        self.command.dress()
        self.fit(self._room)
