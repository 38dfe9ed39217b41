"""One wave: how it was drawn, how far its raters are, and the way into it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QProgressBar, QSizePolicy

from odcv_desk.domain.amount import amount
from odcv_desk.ui.pages.library.words import (
    design_name,
    policy_words,
    span,
    strata_words,
    suite_name,
)
from odcv_desk.ui.widgets.parts import GAPS, badge, button, column, row, text
from odcv_desk.workflow.gold_wave import WaveStatus


class WaveCard(QFrame):
    """A wave as a rater sees it.

    Signals:
        chosen: The name of the wave that the person wants to label (str).
    """

    chosen = Signal(str)

    def __init__(self, status: WaveStatus, rater: str) -> None:
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
        if status.mine and not status.complete and status.ended < status.size:
            words = "Go on labelling" if status.ended else "Label this wave"
            self.label = button(
                words, f"{name}.label", self._choose, kind="primary", icon_name="target"
            )
            self.label.setAccessibleName(f"{words}: {status.name}")
            head.addWidget(self.label)
        facts = text(" · ".join(_facts(status)), "quiet", name=f"{name}.facts")
        remarks = column(*(text(each, "small") for each in _remarks(status)), gaps=(0, 0, 0, 0, 2))
        self.setLayout(column(head, facts, self._progress(), remarks, gaps=(18, 14, 18, 14, 8)))

    def _choose(self) -> None:
        self.chosen.emit(self._status.name)

    def _progress(self) -> QGridLayout:
        status = self._status
        grid = QGridLayout()
        grid.setProperty(GAPS, [0, 4, 0, 4, 10])
        grid.setColumnStretch(1, 1)
        own = (self._rater,) if status.mine else ()
        raters = sorted({*status.raters, *status.by_rater, *own})
        for line, rater in enumerate(raters):
            ended = status.ended if rater == self._rater else status.by_rater.get(rater, 0)
            who = text(f"{rater} (you)" if rater == self._rater else rater)
            who.setWordWrap(False)
            bar = QProgressBar()
            bar.setRange(0, status.size)
            bar.setValue(ended)
            bar.setAccessibleName(f"{rater}: {ended} of {status.size}")
            many = text(f"{ended:,} of {status.size:,}", "quiet")
            many.setWordWrap(False)
            grid.addWidget(who, line, 0)
            grid.addWidget(bar, line, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(many, line, 2, Qt.AlignmentFlag.AlignRight)
        return grid


def _state(status: WaveStatus) -> tuple[str, str]:
    if status.complete:
        return "complete", "good"
    if not status.mine:
        return "for other raters", "info"
    if status.ended >= status.size:
        return "you are done, others are not", "info"
    return "open", "warn"


def _facts(status: WaveStatus) -> Iterable[str]:
    yield f"{status.size:,} of {amount(status.frame_size, 'run')}"
    yield design_name(status.design)
    yield suite_name(status.suite)
    yield policy_words(status.policy)
    yield "raters: " + (", ".join(status.raters) or "anyone")


def _remarks(status: WaveStatus) -> Iterable[str]:
    if status.deferred:
        yield f"You have put off {amount(status.deferred, 'run')}; they come again at the end."
    if status.mine and status.seconds_left and not status.complete:
        yield f"By your own pace, {span(status.seconds_left)} of reading are left."
    if status.named:
        has = amount(status.named, "transcript names", "transcripts name")
        yield f"{has} the model in its own words; hiding names cannot help there."
    if status.strata:
        yield f"{strata_words(status.strata)}."
