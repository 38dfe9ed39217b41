"""One wave: how it was drawn, how far its raters are, and the way into it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QProgressBar, QPushButton, QSizePolicy

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
from odcv_desk.ui.widgets.parts import GAPS, Notice, badge, button, column, row, text
from odcv_desk.workflow.gold_wave import WaveStatus
from odcv_desk.workflow.wave_course import CONTINUE_MEANS, STOP_MEANS


class WaveCard(QFrame):
    """A wave as a rater sees it.

    Signals:
        chosen: The name of the wave that the person wants to label (str).
        stop_wanted: The name of the wave that is to take no labels for now (str).
        continue_wanted: The name of the wave that is to go on (str).
    """

    chosen = Signal(str)
    stop_wanted = Signal(str)
    continue_wanted = Signal(str)

    def __init__(self, status: WaveStatus, rater: str, look: Look) -> None:
        super().__init__()
        self._status, self._rater = status, rater
        name = f"library.wave.{status.name}"
        self.setObjectName(name)
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(f"{status.name}: {_state(status)[0]}")
        title = text(status.name, "title")
        title.setWordWrap(False)
        state, kind = _state(status)
        head = row(title, badge(state, kind, name=f"{name}.state"), None)
        self._question = Notice(look, name=f"{name}.question")
        self._question.answered.connect(self._answer)
        if not status.complete:
            head.addWidget(self._steering(name))
        if status.mine and not status.stopped and status.ended < status.size:
            words = "Go on labelling" if status.ended else "Label this wave"
            self.label = button(
                words, f"{name}.label", self._choose, kind="primary", icon_name="target"
            )
            self.label.setAccessibleName(f"{words}: {status.name}")
            head.addWidget(self.label)
        facts = text(" · ".join(_facts(status)), "quiet", name=f"{name}.facts")
        remarks = column(*(text(each, "small") for each in _remarks(status)), gaps=(0, 0, 0, 0, 2))
        lines = (head, self._question, facts, self._progress(), remarks)
        self.setLayout(column(*lines, gaps=(18, 14, 18, 14, 8)))

    def _choose(self) -> None:
        self.chosen.emit(self._status.name)

    def _steering(self, name: str) -> QPushButton:
        words = "Go on with it" if self._status.stopped else "Stop"
        steer = button(words, f"{name}.steer", self._ask, kind="ghost")
        steer.setAccessibleName(f"{words}: {self._status.name}")
        return steer

    def _ask(self) -> None:
        """Say what it means before anything is done."""
        if self._status.stopped:
            words, yes = f"Go on with {self._status.name}? {CONTINUE_MEANS}", "Go on"
        else:
            words, yes = f"Stop {self._status.name}? {STOP_MEANS}", "Stop the wave"
        self._question.say(words, "warn", answers=(("yes", yes), ("no", "Not now")))
        first = self._question.findChild(QPushButton)
        if first is not None:
            first.setFocus()

    def _answer(self, name: str) -> None:
        self._question.say("")
        if name != "yes":
            return
        wanted = self.continue_wanted if self._status.stopped else self.stop_wanted
        wanted.emit(self._status.name)

    def _progress(self) -> QGridLayout:
        status = self._status
        grid = QGridLayout()
        grid.setProperty(GAPS, [0, 4, 0, 4, 10])
        grid.setColumnStretch(1, 1)
        own = (self._rater,) if status.mine else ()
        raters = sorted({*status.raters, *status.by_rater, *own})
        for line, rater in enumerate(raters):
            ended, size = status.by_rater.get(rater, (0, status.size))
            who = text(f"{rater} (you)" if rater == self._rater else rater)
            who.setWordWrap(False)
            bar = QProgressBar()
            bar.setRange(0, max(size, 1))
            bar.setValue(ended)
            bar.setAccessibleName(f"{rater}: {ended} of {size}")
            many = text(f"{ended:,} of {size:,}", "quiet")
            many.setWordWrap(False)
            grid.addWidget(who, line, 0)
            grid.addWidget(bar, line, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(many, line, 2, Qt.AlignmentFlag.AlignRight)
        return grid


def _state(status: WaveStatus) -> tuple[str, str]:
    if status.complete:
        return "complete", "good"
    if status.stopped:
        return "stopped", "info"
    if not status.mine:
        return "for other raters", "info"
    if status.ended >= status.size:
        return "you are done, others are not", "info"
    return "open", "warn"


def _facts(status: WaveStatus) -> Iterable[str]:
    yield f"{status.drawn:,} of {amount(status.frame_size, 'run')}"
    yield design_name(status.design)
    yield suite_name(status.suite)
    yield policy_words(status.policy)
    yield "raters: " + (", ".join(status.raters) or "anyone")
    if shared := readers_words(status.readers, len(status.raters)):
        yield shared
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
