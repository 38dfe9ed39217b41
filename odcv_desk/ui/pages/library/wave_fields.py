"""The fields of a plan for a wave, each with its own fault below it."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Masking, Policy, Reveal, raters_in
from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.library.sharing_fields import SharingFields
from odcv_desk.ui.pages.library.words import design_name, suite_name
from odcv_desk.ui.widgets.parts import button, caption, column, row, text, told, written
from odcv_desk.workflow.sample import Plan

_SEEDS: Final = 2**31 - 1
_USUAL_SIZE: Final = 100
# More than any study holds: what is typed is never swallowed, it is answered.
_ANY_SIZE: Final = 9_999_999
_MARGIN_PX: Final = 7


class WaveFields(QWidget):
    """How many runs, by which design, for whom, and what they see.

    Signals:
        edited: The plan is another one now, or none.
    """

    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._frames: Mapping[Suite, int] = {}
        self._earlier: Mapping[Suite, Sequence[str]] = {}
        self._sharing = SharingFields()
        self.setObjectName("library.draw.fields")
        self._make()
        self._listen()
        self._build()

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab, in the order in which it is read."""
        choices = (self._suite, self._design, self._raters, self._masking, self._reveal)
        return (self._size, *choices, self._seed, self._another, *self._sharing.controls)

    def offer(self, frames: Mapping[Suite, int], joins: Mapping[Suite, Sequence[str]]) -> None:
        """Take how many runs of each suite can be drawn, and which waves of it can be joined."""
        if frames == self._frames and joins == self._earlier:
            return
        self._earlier = joins
        fresh = not self._frames
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
        if fresh:
            # Of a small study half: to draw all would be no sample.
            self._size.setValue(max(1, min(_USUAL_SIZE, (self.largest + 1) // 2)))
        self._tell()

    @property
    def largest(self) -> int:
        """How many runs of the chosen suite can be drawn."""
        return self._frames.get(self._suite.currentData(), 0)

    def plan(self) -> Plan | None:
        """Return what the fields say, None while one of them is wrong."""
        raters = self._named()
        if self._size_fault() or isinstance(raters, str):
            return None
        return Plan(
            size=self._size.value(),
            design=Design(self._design.currentData()),
            seed=self._seed.value(),
            raters=raters,
            policy=Policy(
                masking=Masking(self._masking.currentData()),
                reveal=Reveal(self._reveal.currentData()),
            ),
            suite=Suite(self._suite.currentData()) if self._frames else None,
            sharing=self._sharing.sharing,
            join=self._sharing.join,
        )

    def shuffle(self) -> None:
        """Take another seed."""
        self._seed.setValue(secrets.randbelow(_SEEDS))

    def take_focus(self) -> None:
        """Give the keyboard to the first field, ready to be typed over."""
        self._size.setFocus()
        self._size.selectAll()

    def dress(self) -> None:
        """Take what the style sheet cannot reach from the look."""
        for spin in (self._size, self._seed, *self._sharing.spins):
            # The style sheet's padding does not reach the text of a spin box.
            for line in spin.findChildren(QLineEdit):
                line.setTextMargins(self._look.px(_MARGIN_PX), 0, 0, 0)

    def _size_fault(self) -> str:
        size, largest = self._size.value(), self.largest
        if size < 1:
            return "A wave draws one run at least."
        return f"Only {amount(largest, 'run')} can be drawn." if size > largest else ""

    def _named(self) -> tuple[str, ...] | str:
        try:
            return raters_in(self._raters.text())
        except LabelError as fault:
            return told(fault)

    def _tell(self) -> None:
        """Say below each field what is wrong with it, and that the plan is another."""
        raters = self._named()
        rater_fault = raters if isinstance(raters, str) else ""
        self._sharing.offer(self._earlier.get(self._suite.currentData(), ()))
        self._sharing.name_raters(0 if isinstance(raters, str) else len(raters))
        for label, words in (
            (self._size_wrong, self._size_fault() if self._frames else ""),
            (self._raters_wrong, rater_fault),
        ):
            label.setText(written(words))
            label.setVisible(bool(words))
        self.edited.emit()

    def _listen(self) -> None:
        for field in (self._size, self._seed):
            field.valueChanged.connect(self._tell)
        for choice in (self._suite, self._design, self._masking, self._reveal):
            choice.currentIndexChanged.connect(self._tell)
        self._raters.textChanged.connect(self._tell)
        self._sharing.edited.connect(self.edited)

    def _make(self) -> None:
        self._size = _spin("library.draw.size", "How many runs", largest=_ANY_SIZE)
        self._size.setGroupSeparatorShown(True)
        self._seed = _spin("library.draw.seed", "Seed", largest=_SEEDS)
        self._suite = _combo("library.draw.suite", "Suite")
        self._design = _combo("library.draw.design", "Design")
        for design in (Design.STRATIFIED, Design.SRS, Design.PPS):
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
        self._size_wrong = _fault("library.draw.size.fault")
        self._raters_wrong = _fault("library.draw.raters.fault")
        self._suite_label = caption("Suite")
        self._another = button("Another", "library.draw.shuffle", self.shuffle, icon_name="shuffle")
        self._another.setAccessibleName("Another seed")

    def _build(self) -> None:
        seed = row(self._seed, self._another)
        seed.setStretch(0, 1)
        lines: QVBoxLayout = column(
            caption("How many runs"),
            self._size,
            self._size_wrong,
            self._suite_label,
            self._suite,
            caption("Design"),
            self._design,
            caption("Raters"),
            self._raters,
            self._raters_wrong,
            caption("Model names"),
            self._masking,
            caption("Judges are shown"),
            self._reveal,
            caption("Seed (the same seed gives the same draw)"),
            seed,
            self._sharing,
            None,
            gaps=(0, 0, 0, 0, 6),
        )
        self.setLayout(lines)


def _spin(name: str, title: str, *, largest: int) -> QSpinBox:
    field = QSpinBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setRange(0, largest)
    return field


def _combo(name: str, title: str) -> QComboBox:
    field = QComboBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(10)
    return field


def _fault(name: str) -> QLabel:
    label = text(role="bad", name=name)
    label.hide()
    return label
