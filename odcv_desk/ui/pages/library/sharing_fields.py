"""Behind "More": how named raters share a wave, and which earlier waves it joins."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSpinBox, QVBoxLayout, QWidget

from odcv_desk.ui.widgets.parts import button, caption, column, empty, text
from odcv_desk.workflow.sample import USUAL_SHARING
from odcv_desk.workflow.turn_order import Sharing

_MOST_READERS: Final = 9
_WHOLE: Final = 100


class SharingFields(QWidget):
    """Raters of each run, overlap, second looks, joined waves; folded away until asked for.

    Signals:
        edited: Something is another now.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("library.draw.sharing")
        self._raters = 0
        self._joins: dict[str, QCheckBox] = {}
        self._more = button("More", "library.draw.more", self._turn, kind="link")
        self._readers = _spin("library.draw.readers", "Raters of each run", largest=_MOST_READERS)
        self._readers.setMinimum(1)
        self._readers.setValue(USUAL_SHARING.readers)
        self._overlap = _share("library.draw.overlap", "Read by several")
        self._overlap.setValue(round(_WHOLE * USUAL_SHARING.overlap))
        self._repeats = _share("library.draw.repeats", "Come a second time")
        self._repeats.setValue(round(_WHOLE * USUAL_SHARING.repeats))
        self._explained = text(role="small", name="library.draw.sharing.explained")
        self._earlier = QVBoxLayout()
        self._earlier.setProperty("gaps", [0, 0, 0, 0, 4])
        self._earlier_title = caption("Count together with earlier waves")
        self._inner = QWidget()
        self._inner.setLayout(
            column(
                caption("Raters of each run"),
                self._readers,
                caption("How much of it several read"),
                self._overlap,
                caption("How much comes a second time"),
                self._repeats,
                self._explained,
                self._earlier_title,
                self._earlier,
                gaps=(0, 0, 0, 0, 6),
            )
        )
        lines = column(self._more, self._inner, gaps=(0, 0, 0, 0, 6))
        lines.setAlignment(self._more, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(lines)
        self._inner.hide()
        self._listen()
        self.name_raters(0)

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab, in the order in which it is read."""
        return (self._more, self._readers, self._overlap, self._repeats, *self._joins.values())

    @property
    def spins(self) -> tuple[QSpinBox, ...]:
        """The fields of numbers."""
        return (self._readers, self._overlap, self._repeats)

    @property
    def sharing(self) -> Sharing:
        """How runs are shared."""
        return Sharing(
            readers=self._readers.value(),
            overlap=self._overlap.value() / _WHOLE,
            repeats=self._repeats.value() / _WHOLE,
        )

    @property
    def join(self) -> tuple[str, ...]:
        """The earlier waves that are ticked."""
        return tuple(name for name, box in self._joins.items() if box.isChecked())

    def offer(self, waves: Sequence[str]) -> None:
        """Take the earlier waves that can be joined; none is until a person says so."""
        if tuple(waves) == tuple(self._joins):
            return
        empty(self._earlier)
        self._joins = {name: self._box(name) for name in waves}
        for box in self._joins.values():
            self._earlier.addWidget(box)
        self._earlier_title.setVisible(bool(waves))
        self._say()

    def name_raters(self, number: int) -> None:
        """Take how many raters are named: without names nothing is shared out."""
        self._raters = number
        for field in (self._readers, self._overlap):
            field.setEnabled(number > 1)
        self._repeats.setEnabled(number > 0)
        self._say()

    def _box(self, name: str) -> QCheckBox:
        box = QCheckBox(name)
        box.setObjectName(f"library.draw.join.{name}")
        box.setAccessibleName(f"Count together with {name}")
        box.toggled.connect(self._tell)
        return box

    def _turn(self) -> None:
        self._inner.setVisible(self._inner.isHidden())
        self._say()

    def _tell(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        """Say on the button what is folded away, and below the fields what they come to."""
        said = []
        if self._raters > 1:
            several = min(self._readers.value(), self._raters)
            said.append(f"{several} raters a run" if several > 1 else "1 rater a run")
        if self.join:
            said.append(f"joins {', '.join(self.join)}")
        elif self._joins:
            said.append("joins no earlier wave")
        folded = self._inner.isHidden()
        summary = f" ({'; '.join(said)})" if said and folded else ""
        self._more.setText(f"{'More' if folded else 'Less'}{summary}")
        self._more.setAccessibleName(f"{'More' if folded else 'Fewer'} fields of the wave{summary}")
        if not self._raters:
            words = "Name raters above to share the runs among them; else anyone labels each run."
        elif self._raters == 1:
            words = "Second looks show how well a rater agrees with themselves."
        else:
            words = (
                "Two raters who do not see each other's labels, and a third who settles, make the "
                "best gold. Second looks come unannounced and show how well raters agree with "
                "themselves."
            )
        self._explained.setText(words)

    def _listen(self) -> None:
        for field in self.spins:
            field.valueChanged.connect(self._tell)


def _spin(name: str, title: str, *, largest: int) -> QSpinBox:
    field = QSpinBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setRange(0, largest)
    return field


def _share(name: str, title: str) -> QSpinBox:
    field = _spin(name, f"{title}, in percent", largest=_WHOLE)
    field.setSuffix(" %")
    field.setSingleStep(10)
    return field
