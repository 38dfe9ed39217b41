"""One wave: how it was drawn, how far its raters are, and the way into it."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.library.words import (
    design_name,
    policy_words,
    readers_words,
    span,
    strata_words,
    suite_name,
)
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import GAPS, Notice, badge, button, column, row, text
from odcv_desk.workflow.gold_wave import WaveStatus
from odcv_desk.workflow.wave_course import CLOSE_MEANS, CONTINUE_MEANS, STOP_MEANS

_WAYS: Final = {
    "adjudication": "Settle disputes",
    "people": "See people",
    "calibration": "Calibrate",
}
_ASKS: Final = {
    "stop": ("Stop {}?", STOP_MEANS, "Stop the wave"),
    "continue": ("Go on with {}?", CONTINUE_MEANS, "Go on"),
    "close": ("Close {} for good?", CLOSE_MEANS, "Close it for good"),
}
_STEPS: Final = {"stop": "Stop", "continue": "Go on with it", "close": "Close for good"}


class WaveCard(QFrame):
    """A wave as a rater sees it.

    Signals:
        chosen: The name of the wave that the person wants to label (str).
        steered: The name of the wave (str), what is to be done with it (stop, continue or close;
            str), and a note why (str).
        way_wanted: The page that the person wants to go to, as actions call it (str).
    """

    chosen = Signal(str)
    steered = Signal(str, str, str)
    way_wanted = Signal(str)

    def __init__(self, status: WaveStatus, rater: str, look: Look) -> None:
        super().__init__()
        self._status, self._rater, self._asked = status, rater, ""
        self._name = name = f"library.wave.{status.name}"
        self.setObjectName(name)
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(f"{status.name}: {_state(status)[0]}")
        title = text(status.name, "title")
        title.setWordWrap(False)
        state, kind = _state(status)
        self._head = row(title, badge(state, kind, name=f"{name}.state"), None)
        self._add_buttons()
        self._question = Notice(look, name=f"{name}.question")
        self._question.answered.connect(self._answer)
        self._gate = Gate(self._question)
        self._note = QLineEdit()
        self._note.setObjectName(f"{name}.note")
        self._note.setAccessibleName("Why, in a few words; it is kept with the wave")
        self._note.setPlaceholderText("Why (kept with the wave; may be empty)")
        self._note.hide()
        facts = text(" · ".join(_facts(status)), "quiet", name=f"{name}.facts")
        remarks = column(*(text(each, "small") for each in _remarks(status)), gaps=(0, 0, 0, 0, 2))
        lines = (self._head, self._question, self._note, facts, self._progress(), remarks)
        self.setLayout(column(*lines, gaps=(18, 14, 18, 14, 8)))

    def _add_buttons(self) -> None:
        status = self._status
        for step in _steps(status):
            self._add(_STEPS[step], step, partial(self._ask, step), kind="ghost")
        if status.complete or status.closed:
            for place, words in _WAYS.items():
                self._add(words, place, partial(self.way_wanted.emit, place), kind="ghost")
        if status.mine and not status.stopped and status.ended < status.size:
            words = "Go on labelling" if status.ended else "Label this wave"
            self._add(words, "label", self._choose, kind="primary", icon_name="target")

    def _add(
        self,
        words: str,
        name: str,
        then: Callable[[], object],
        *,
        kind: str,
        icon_name: str = "",
    ) -> None:
        made = button(words, f"{self._name}.{name}", then, kind=kind, icon_name=icon_name)
        made.setAccessibleName(f"{words}: {self._status.name}")
        self._head.addWidget(made)

    def _choose(self) -> None:
        self.chosen.emit(self._status.name)

    def _ask(self, step: str) -> None:
        """Say what it means before anything is done; the safe answer has the keyboard."""
        self._asked = step
        question, means, yes = _ASKS[step]
        words = f"{question.format(self._status.name)} {means}"
        self._note.setVisible(step != "continue")
        self._question.say(words, "warn", answers=(("no", "Not now"), ("yes", yes)))
        self._gate.open(f"{self._name}.question.no", partial(self._answer, "no"))
        answers = self._question.findChildren(QPushButton)[-2:]
        for before, after in pairwise((*answers, self._note)):
            QWidget.setTabOrder(before, after)

    def _answer(self, name: str) -> None:
        self._gate.close()
        self._question.say("")
        self._note.hide()
        if name == "yes":
            self.steered.emit(self._status.name, self._asked, self._note.text().strip())
        else:
            asker = self.findChild(QPushButton, f"{self._name}.{self._asked}")
            if asker is not None:
                asker.setFocus()

    def _progress(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setProperty(GAPS, [0, 4, 0, 4, 10])
        grid.setColumnStretch(1, 1)
        own = (self._rater,) if self._status.mine else ()
        raters = sorted({*self._status.raters, *self._status.by_rater, *own})
        for line, rater in enumerate(raters):
            self._add_rater(grid, line, rater)
        return grid

    def _add_rater(self, grid: QGridLayout, line: int, rater: str) -> None:
        status = self._status
        ended, size = status.by_rater.get(rater, (0, status.size))
        who = text(f"{rater} (you)" if rater == self._rater else rater)
        who.setWordWrap(False)
        grid.addWidget(who, line, 0)
        if status.raters and rater not in status.raters:
            # Whose labels of a joined wave count here has nothing to do in this one.
            grid.addWidget(text("in an earlier wave", "small"), line, 1)
            shown = f"{ended:,}"
        else:
            bar = QProgressBar()
            bar.setRange(0, max(size, 1))
            bar.setValue(ended)
            bar.setAccessibleName(f"{rater}: {ended} of {size}")
            grid.addWidget(bar, line, 1, Qt.AlignmentFlag.AlignVCenter)
            shown = f"{ended:,} of {size:,}"
        many = text(shown, "quiet")
        many.setWordWrap(False)
        grid.addWidget(many, line, 2, Qt.AlignmentFlag.AlignRight)


def _steps(status: WaveStatus) -> tuple[str, ...]:
    if status.complete or status.closed:
        return ()
    return ("continue", "close") if status.stopped else ("stop",)


def _state(status: WaveStatus) -> tuple[str, str]:
    if status.complete:
        return "complete", "good"
    if status.stopped:
        return ("closed" if status.closed else "stopped"), "info"
    if not status.mine:
        return "open, for other raters", "info"
    if status.ended >= status.size:
        return "you are done, others are not", "info"
    return "open", "warn"


def _facts(status: WaveStatus) -> Iterable[str]:
    yield f"{status.drawn:,} of {amount(status.frame_size, 'run')}"
    yield design_name(status.design)
    yield suite_name(status.suite)
    yield policy_words(status.policy)
    yield "raters: " + (", ".join(status.raters) or "anyone")
    if shared := readers_words(status):
        yield shared
    if status.repeats:
        yield f"{amount(status.repeats, 'second look')}, unannounced"
    if status.joins:
        yield f"joins {', '.join(status.joins)}"


def _remarks(status: WaveStatus) -> Iterable[str]:
    if status.deferred:
        yield f"You have put off {amount(status.deferred, 'run')}; they come again at the end."
    if status.mine and status.seconds_left and not (status.complete or status.stopped):
        yield f"By your own pace, {span(status.seconds_left)} of reading are left."
    if status.named:
        has = amount(status.named, "transcript names", "transcripts name")
        yield f"{has} the model in its own words; hiding names cannot help there."
    if status.strata:
        yield f"{strata_words(status.strata)}."
