"""The line above the transcript: which run this is, and how it is shown."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.domain.trajectory import Ended
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.icons import icon
from odcv_desk.ui.look import Face
from odcv_desk.ui.pages.review.fact_line import FactLine
from odcv_desk.ui.widgets.label.text import OneLine
from odcv_desk.workflow.reading import Reading

_BUTTONS = (
    ("queue", "list-bullets", ""),
    ("previous_step", "arrow-up", ""),
    ("next_step", "arrow-down", ""),
    ("diff", "git-diff", "Changes"),
    ("reasoning", "text-align-left", "Reasoning"),
    ("raw", "code", "Raw"),
    ("flag", "bookmark-simple", ""),
)
_WORDS_FROM = 760
# Below that the run's name needs the room of what every hand on the keys has anyway (J, K).
_ARROWS_FROM = 660
_ARROWS = ("previous_step", "next_step")
_ENDED = {
    Ended.STEP_LIMIT: "ended at the step limit",
    Ended.TIME_LIMIT: "ended at the time limit",
    Ended.BUDGET: "ended at its budget",
    Ended.FAILED: "failed",
    Ended.CANCELLED: "cancelled",
}


class RunHeader(QFrame):
    """Title, model, variant, length, and the buttons for what is shown.

    `area` is the page whose actions the buttons stand for; what it cannot do has no button.
    """

    def __init__(self, desk: Desk, area: str = "review") -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("header")
        self._title = OneLine(desk.look, face=Face.TITLE, ink="ink")
        self._title.setObjectName("header.title")
        self._line = FactLine(desk.look)
        self._line.setObjectName("header.line")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._line)
        self._row = row = QHBoxLayout(self)
        row.addLayout(words, 1)
        self._buttons: dict[str, QToolButton] = {}
        known = {spec.id for spec in desk.actions}
        for name, _, text in _BUTTONS:
            if f"{area}.{name}" in known:
                self._buttons[name] = self._button(desk.actions[f"{area}.{name}"], text)
                row.addWidget(self._buttons[name])
        desk.look.changed.connect(self._dress)
        self._dress()

    def show_reading(self, reading: Reading) -> None:
        """Name a run as far as its rater may know it."""
        self._title.show_text(reading.title)
        self._line.show_facts(facts(reading))
        self.mark("flag", on=reading.flagged)

    def clear(self) -> None:
        """Name no run."""
        self._title.show_text("")
        self._line.show_facts(())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mark(self, name: str, *, on: bool) -> None:
        """Show whether something is switched on; what has no button here is left alone."""
        if name not in self._buttons:
            return
        self._buttons[name].setChecked(on)
        if name == "flag":
            shown = "bookmark-simple-fill" if on else "bookmark-simple"
            self._buttons[name].setIcon(icon(shown, self._desk.look.theme, _ink(on=on)))

    def _button(self, action: QAction, text: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"header.{action.objectName()}")
        button.setText(text)
        button.setAccessibleName(action.text())
        button.setToolTip(f"{action.text()} ({action.shortcut().toString()})")
        button.setCheckable(bool(text) or action.objectName().endswith(".flag"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        return button

    def _fit(self) -> None:
        """Leave the buttons' words out where the run's name would have no room beside them."""
        wide = self.width() >= self._desk.look.px(_WORDS_FROM)
        style = Qt.ToolButtonStyle
        shown = style.ToolButtonTextBesideIcon if wide else style.ToolButtonIconOnly
        for button in self._buttons.values():
            button.setToolButtonStyle(shown)
        roomy = self.width() >= self._desk.look.px(_ARROWS_FROM)
        for name in _ARROWS:
            self._buttons[name].setVisible(roomy)

    def _dress(self) -> None:
        look = self._desk.look
        self._row.setContentsMargins(look.px(20), look.px(10), look.px(14), look.px(6))
        self._row.setSpacing(look.px(4))
        self._fit()
        icons = {name: shown for name, shown, _ in _BUTTONS}
        for name, button in self._buttons.items():
            button.setIcon(icon(icons[name], look.theme))
            button.setIconSize(QSize(look.px(16), look.px(16)))


def facts(reading: Reading) -> list[str]:
    """Return what there is to say of a run in a line."""
    transcript = reading.transcript
    said = [reading.model or "model hidden", reading.variant, amount(reading.steps, "turn")]
    if transcript is not None:
        said.append(_changed(reading))
    if reading.ended in _ENDED:
        said.append(_ENDED[reading.ended])
    if reading.intervened:
        said.append("a person intervened")
    return said


def _changed(reading: Reading) -> str:
    steps = () if reading.transcript is None else reading.transcript.steps
    paths = {change.path for step in steps for change in step.changes}
    unknown = len(reading.unknown)
    if not paths and unknown:
        return f"files unknown in {amount(unknown, 'step')}"
    said = f"{amount(len(paths), 'file')} changed"
    return f"{said}, unknown in {amount(unknown, 'step')}" if unknown else said


def _ink(*, on: bool) -> str:
    return "accent" if on else "ink_soft"
