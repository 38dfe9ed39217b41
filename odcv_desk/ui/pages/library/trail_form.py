"""Say which run a lone trail is: one that lies outside its folder and tells it nowhere."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QFrame, QLabel, QPushButton
from typing_extensions import override

from odcv_desk.domain.run import BASE_VARIANTS
from odcv_desk.importers._family import Naming
from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.parts import (
    button,
    caption,
    column,
    group,
    restyle,
    row,
    text,
    written,
)
from odcv_desk.workflow.ingest import naming_fault
from odcv_desk.workflow.library import KnownNames

_PARTS: Final = {
    "model": ("Model", "such as gpt-5.5"),
    "variant": ("Variant", "mandated or incentivized"),
    "scenario": ("Scenario", "its id, such as Ai-Hiring-Assistant"),
}


class TrailForm(QFrame):
    """Three fields that name a run, each with its own fault.

    Signals:
        named: The trail's file (Path) and what it is (Naming).
        closed: The person does not want to say it now.
    """

    named = Signal(object, object)
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._path = Path()
        self.setObjectName("library.trail")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._title = text(role="quiet", name="library.trail.path")
        self._fields = {part: _field(part) for part in _PARTS}
        self._faults = {part: _fault(part) for part in _PARTS}
        for variant in BASE_VARIANTS:
            self._fields["variant"].addItem(variant)
        for part, field in self._fields.items():
            field.editTextChanged.connect(self._faults[part].clear)
            field.editTextChanged.connect(self._faults[part].hide)
        self._build()
        self.hide()

    def ask(self, path: Path) -> None:
        """Come into sight, to name a trail."""
        self._path = path
        self._title.setText(written(str(path)))
        for part, field in self._fields.items():
            if part != "variant":
                field.setCurrentText("")
            self._faults[part].hide()
        self.show()
        restyle(self, self._look)
        self.take_focus()

    def offer(self, names: KnownNames) -> None:
        """Take the names that can be chosen; what was typed stays."""
        for part, known in (("model", names.models), ("scenario", names.scenarios)):
            field = self._fields[part]
            typed = field.currentText()
            field.clear()
            # A name that could not be told from another on screen is not on offer.
            field.addItems([name for name in known if visible(name) == name])
            field.setCurrentText(typed)

    def take_focus(self) -> None:
        """Give the keyboard to the first field."""
        self._fields["model"].setFocus()

    def take(self) -> None:
        """Hand on what was said, or say at the field why it cannot be."""
        said = {part: field.currentText().strip() for part, field in self._fields.items()}
        naming = Naming(**said)
        if (fault := naming_fault(naming)) is None:
            self.hide()
            self.named.emit(self._path, naming)
            return
        part, why = fault
        self._faults[part].setText(written(why))
        self._faults[part].show()
        self._fields[part].setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            pressed = self.focusWidget()
            pressed.click() if isinstance(pressed, QPushButton) else self.take()
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _build(self) -> None:
        take = button(
            "Import it", "library.trail.take", self.take, kind="primary", icon_name="file-plus"
        )
        close = button("Not now", "library.trail.close", self._close, kind="ghost")
        lines = column(gaps=(0, 0, 0, 0, 6))
        for part, (title, _) in _PARTS.items():
            for widget in (caption(title), self._fields[part], self._faults[part]):
                lines.addWidget(widget)
        head = group("Which run is this trail?", self._title)
        self.setLayout(column(head, lines, row(None, close, take), gaps=(20, 6, 20, 16, 12)))


def _field(part: str) -> QComboBox:
    title, example = _PARTS[part]
    field = QComboBox()
    field.setObjectName(f"library.trail.{part}")
    field.setAccessibleName(f"{title} of the trail")
    field.setEditable(True)
    field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(12)
    line, completer = field.lineEdit(), field.completer()
    if line is not None:
        line.setObjectName(f"library.trail.{part}.line")
        line.setAccessibleName(field.accessibleName())
        line.setPlaceholderText(example)
        line.setAcceptDrops(False)
    if completer is not None:
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    return field


def _fault(part: str) -> QLabel:
    label = text(role="bad", name=f"library.trail.{part}.fault")
    label.hide()
    return label
