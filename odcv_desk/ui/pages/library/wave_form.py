"""Plan a wave: what is drawn, who labels it, what they see, and what it will tell."""

import secrets
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QSpinBox, QWidget

from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.progress import Progress
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Masking, Policy, Reveal, Wave
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.library.prospect_view import ProspectView
from odcv_desk.ui.pages.library.words import design_name, suite_name
from odcv_desk.ui.widgets.parts import (
    GAPS,
    WIDTHS,
    Notice,
    button,
    caption,
    column,
    restyle,
    row,
    text,
    told,
)
from odcv_desk.workflow.gold_wave import Prospect, prospect
from odcv_desk.workflow.sample import Plan, draw

_SEEDS: Final = 2**31 - 1
_USUAL_SIZE: Final = 100
_PAUSE_MS: Final = 250
_MARGIN_PX: Final = 7


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
        self._frames: Mapping[Suite, int] = {}
        self.setObjectName("library.draw")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look_ahead)
        self._notice = Notice(desk.look, name="library.draw.notice")
        self._prospect = ProspectView(desk.look)
        self._make_fields()
        self._build()
        desk.look.changed.connect(self._dress)
        self._dress()

    def offer(self, frames: Mapping[Suite, int]) -> None:
        """Take how many runs of each suite can be drawn."""
        if frames == self._frames:
            return
        self._frames = frames
        chosen = self._suite.currentData()
        self._suite.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self._suite.clear()
        for suite in frames:
            self._suite.addItem(suite_name(suite), suite)
        self._suite.setCurrentIndex(max(0, self._suite.findData(chosen)))
        self._suite.blockSignals(False)  # noqa: FBT003 - Qt's signature
        for widget in (self._suite, self._suite_label):
            widget.setVisible(len(frames) > 1)
        self._fit_size()

    def begin(self) -> None:
        """Come into sight with a fresh seed, and look ahead."""
        self._notice.say("")
        self._shuffle()
        self.show()
        self._size.setFocus()
        self._size.selectAll()
        self._look_ahead()

    def plan(self) -> Plan:
        """Return what the fields say."""
        names = (name.strip() for name in self._raters.text().split(","))
        return Plan(
            size=self._size.value(),
            design=Design(self._design.currentData()),
            seed=self._seed.value(),
            raters=tuple(dict.fromkeys(name for name in names if name)),
            policy=Policy(
                masking=Masking(self._masking.currentData()),
                reveal=Reveal(self._reveal.currentData()),
            ),
            suite=Suite(self._suite.currentData()) if self._frames else None,
        )

    def _make_fields(self) -> None:
        self._size = _spin("library.draw.size", "How many runs", largest=1)
        self._seed = _spin("library.draw.seed", "Seed", largest=_SEEDS)
        self._seed.setMinimum(0)
        self._suite = _combo("library.draw.suite", "Suite")
        self._design = _combo("library.draw.design", "Design")
        for design in (Design.STRATIFIED, Design.SRS):
            self._design.addItem(design_name(design).capitalize(), design)
        self._masking = _combo("library.draw.masking", "Model names")
        self._masking.addItem("Hidden", Masking.MASK)
        self._masking.addItem("Shown", Masking.NAMES)
        self._reveal = _combo("library.draw.reveal", "Judges are shown")
        self._reveal.addItem("When the wave is complete", Reveal.END)
        self._reveal.addItem("After each label", Reveal.ITEM)
        self._raters = QLineEdit()
        self._raters.setObjectName("library.draw.raters")
        self._raters.setAccessibleName("Raters, parted by commas; anyone if empty")
        self._raters.setPlaceholderText("Anyone (or names, parted by commas)")
        self._raters.setAcceptDrops(False)
        for field in (self._size, self._seed):
            field.valueChanged.connect(self._wait)
        for choice in (self._design, self._masking, self._reveal):
            choice.currentIndexChanged.connect(self._wait)
        self._suite.currentIndexChanged.connect(self._fit_size)
        self._raters.textChanged.connect(self._wait)

    def _build(self) -> None:
        self._draw = button(
            "Draw the wave", "library.draw.go", self.draw, kind="primary", icon_name="target"
        )
        close = button("Not now", "library.draw.close", self.closed.emit, kind="ghost")
        both = row(self._fields(), self._prospect, gaps=(0, 0, 0, 0, 20))
        both.setAlignment(self._prospect, Qt.AlignmentFlag.AlignTop)
        both.setStretch(1, 1)
        self.setLayout(
            column(
                text("Draw a gold wave", "title"),
                text(
                    "A wave is a drawn sample with known probabilities: what it tells holds for "
                    "all runs, not only for those that somebody liked to read. "
                    "It cannot be changed once it is drawn.",
                    "quiet",
                ),
                both,
                self._notice,
                row(None, close, self._draw),
                gaps=(20, 16, 20, 16, 12),
            )
        )

    def _fields(self) -> QWidget:
        another = button("Another", "library.draw.shuffle", self._shuffle, icon_name="shuffle")
        another.setAccessibleName("Another seed")
        self._suite_label = caption("Suite")
        seed = QWidget()
        seed.setLayout(row(self._seed, another))
        lines: list[tuple[QWidget, QWidget]] = [
            (caption("How many runs"), self._size),
            (self._suite_label, self._suite),
            (caption("Design"), self._design),
            (caption("Raters"), self._raters),
            (caption("Model names"), self._masking),
            (caption("Judges are shown"), self._reveal),
            (caption("Seed (the same seed gives the same draw)"), seed),
        ]
        fields = QGridLayout()
        fields.setProperty(GAPS, [0, 0, 0, 0, 6])
        for line, (label, field) in enumerate(lines):
            fields.addWidget(label, 2 * line, 0)
            fields.addWidget(field, 2 * line + 1, 0)
        fields.setRowStretch(2 * len(lines), 1)
        left = QWidget()
        left.setLayout(fields)
        left.setProperty(WIDTHS, [270, 320])
        return left

    def draw(self) -> None:
        """Draw the wave in the background."""
        if self._drawing:
            return
        store, plan, now = self._desk.store, self.plan(), self._desk.now()
        self._busy(drawing=True)
        self._desk.jobs.start(
            lambda _progress: draw(store, plan, now=now),
            then=self._finish,
            failed=self._fail,
            quiet=True,
        )

    def _dress(self) -> None:
        restyle(self, self._desk.look)
        for spin in (self._size, self._seed):
            # The style sheet's padding does not reach the text of a spin box.
            for line in spin.findChildren(QLineEdit):
                line.setTextMargins(self._desk.look.px(_MARGIN_PX), 0, 0, 0)

    def _finish(self, wave: Wave) -> None:
        self._busy(drawing=False)
        self.drawn.emit(wave)

    def _fail(self, fault: Exception) -> None:
        self._busy(drawing=False)
        self._tell(fault, self._notice)

    def _busy(self, *, drawing: bool) -> None:
        self._drawing = drawing
        self._draw.setEnabled(not drawing)
        if drawing:
            self._notice.say("Drawing ...")
        else:
            self._notice.say("")

    def _shuffle(self) -> None:
        self._seed.setValue(secrets.randbelow(_SEEDS))

    def _fit_size(self) -> None:
        largest = self._frames.get(self._suite.currentData(), 0)
        fresh = self._size.maximum() == 1
        self._size.setMaximum(max(1, largest))
        if fresh:
            # Of a small study half: to draw all would be no sample.
            self._size.setValue(min(_USUAL_SIZE, (largest + 1) // 2))
        self._wait()

    def _wait(self) -> None:
        # Who is asked while the form is away would only be asked for nothing.
        if not self.isHidden():
            self._prospect.wait()
            self._pause.start()

    def _look_ahead(self) -> None:
        self._pause.stop()
        self._ticket += 1
        store, plan, ticket = self._desk.store, self.plan(), self._ticket

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

    def _tell(self, fault: Exception, notice: Notice) -> None:
        if isinstance(fault, DeskError):
            notice.say(told(fault), "bad")
        else:
            self._desk.jobs.problem.emit(fault)


def _spin(name: str, title: str, *, largest: int) -> QSpinBox:
    field = QSpinBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setRange(1, largest)
    field.setGroupSeparatorShown(largest == 1)
    return field


def _combo(name: str, title: str) -> QComboBox:
    field = QComboBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    return field
