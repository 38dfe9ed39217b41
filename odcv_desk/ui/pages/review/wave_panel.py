"""A gold wave at the left, in place of the queue: how far one is, and one's own labels so far."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from odcv_desk.domain.wave import Masking, Reveal
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.models.queue_model import QueueModel
from odcv_desk.ui.pages.review.queue_delegate import QueueDelegate
from odcv_desk.workflow.gold_wave import WaveStatus
from odcv_desk.workflow.queue import entries

WAYS: Final[Mapping[str, Sequence[str]]] = {
    "library": ("go.library",),
    "packets": ("go.library", "library.packets"),
    "judges": ("go.judges",),
}
"""Which actions lead to another page, by the name of the button that offers it."""


class WavePanel(QFrame):
    """Progress and policy of the wave, and the runs that the rater has ended in it.

    Signals:
        run_chosen: The row (int) of an ended run to look at again.
        free_wanted: The rater wants to read freely instead.
    """

    run_chosen = Signal(int)
    free_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("wave")
        self.setProperty("panel", True)  # noqa: FBT003 - Qt's signature
        self._title = _label("wave.title", "title")
        self._count = _label("wave.count", "small")
        self._left = _label("wave.left", "quiet")
        self._policy = _label("wave.policy", "small")
        self._bar = QProgressBar()
        self._bar.setObjectName("wave.progress")
        self._bar.setAccessibleName("Items of the wave that you have ended")
        self._model = QueueModel(self)
        self._model.page_wanted.connect(self._load)
        self.list = QListView()
        self.list.setObjectName("wave.list")
        self.list.setAccessibleName("Runs that you have ended in this wave")
        self.list.setModel(self._model)
        self.list.setItemDelegate(QueueDelegate(desk.look, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        leave = QPushButton("Read freely instead")
        leave.setObjectName("wave.leave")
        leave.setProperty("kind", "ghost")
        leave.clicked.connect(self.free_wanted)
        self._lay_out(leave)

    def show_wave(self, status: WaveStatus, ended: tuple[int, ...]) -> None:
        """Show how far the rater is; `ended` are the rows in the order in which they were ended."""
        self._title.setText(f"Gold wave {status.name}")
        self._count.setText(f"{status.ended:,} of {status.size:,}")
        self._bar.setRange(0, max(status.size, 1))
        self._bar.setValue(status.ended)
        self._left.setText(time_left(status))
        at_work = status.ended < status.size and not status.stopped
        self._policy.setText("\n".join(policy_lines(status)) if at_work else "")
        self._model.show_rows(tuple(reversed(ended)))

    def _load(self, rows: tuple[int, ...]) -> None:
        desk = self._desk
        desk.jobs.start(
            lambda _progress: entries(desk.store, desk.rater, rows), then=self._model.take
        )

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.run_chosen.emit(self._model.rows[index.row()])

    def _lay_out(self, leave: QPushButton) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        before = _label("wave.before", "caption")
        before.setText("YOUR LABELS IN THIS WAVE, THE LATEST FIRST")
        inner = QVBoxLayout()
        inner.setContentsMargins(14, 0, 14, 0)
        inner.setSpacing(8)
        inner.addLayout(head)
        for part in (self._bar, self._left, self._policy, before):
            inner.addWidget(part)
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 6, 14, 12)
        foot.addWidget(leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addLayout(inner)
        column.addWidget(self.list, 1)
        column.addLayout(foot)


def time_left(status: WaveStatus) -> str:
    """Return how much there is left to do, in words."""
    rest = status.size - status.ended
    if status.stopped:
        state = "closed" if status.closed else "stopped"
        return f"This wave is {state}; {rest:,} of yours are not labelled."
    if rest == 0:
        others = sum(own - ended for ended, own in status.by_rater.values()) if status.raters else 0
        done = "You have ended every run of this wave."
        return done if not others else f"{done} Others still have {others:,} to do."
    parts = [f"{rest:,} to go"]
    if status.deferred:
        parts.append(f"{status.deferred:,} of them put off")
    if status.seconds_left is not None:
        minutes = max(1, round(status.seconds_left / 60))
        parts.append(f"about {minutes:,} min at your pace")
    return ", ".join(parts)


def wave_ended(status: WaveStatus) -> tuple[str, str]:
    """Return title and text for a rater who has ended every item."""
    if status.closed:
        title = f"{status.name} is closed: you have ended {status.ended:,} of {status.size:,}"
        return title, "It takes no labels any more; what is not labelled stays open."
    if status.stopped:
        title = f"{status.name} is stopped: you have ended {status.ended:,} of {status.size:,}"
        text = "It takes no labels until somebody goes on with it, in the Library; N looks again."
        return title, text
    title = f"You have ended {status.name}: {status.size:,} of {status.size:,}"
    if status.complete and status.packet:
        return "All done: write your labels", (
            f"{title}. In the Library, under Packets, write your labels into a file, and send it "
            "to whoever gave you the packet."
        )
    if status.complete:
        return title, "Every rater has ended every run: judges may be shown now."
    return title, "Other raters still have runs to do; judges stay hidden until they have."


def ways_on(status: WaveStatus) -> dict[str, str]:
    """Return what such a rater can do next, as name and words of a button."""
    free, judges = {"free": "Read freely"}, {"judges": "See the judges"}
    if status.complete and status.packet:
        return {"packets": "Write your labels"} | free
    if status.complete or status.closed:
        return judges | free
    # Of a stopped wave the judges are no invitation: who sees them labels no run of it blind.
    return free | judges if status.stopped else free


def policy_lines(status: WaveStatus) -> list[str]:
    """Return what the wave's policy means for its rater."""
    lines = []
    if status.policy.masking is Masking.MASK:
        lines.append("Model names are hidden.")
        if status.named:
            lines.append(
                f"{status.named:,} of {status.drawn:,} transcripts name their model themselves."
            )
    at_end = status.policy.reveal is Reveal.END
    lines.append(
        "Judges are shown when the wave is complete."
        if at_end
        else "Judges may be shown after each label (R)."
    )
    return lines


def _label(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(name != "wave.count")
    return label
