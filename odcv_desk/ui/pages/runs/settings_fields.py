"""How the runs of a launch go: attempts, how many at a time, limits, and who is asked."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from odcv_desk.domain.campaign import Asking, RunSettings, WantedLimits
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.parts import GAPS, caption, column, text, written
from runner.rules import rules

_MOST_ATTEMPTS: Final = 100
_MOST_PARALLEL: Final = 64
_MOST: Final = 1_000_000_000
_MINUTE_S: Final = 60
_MARGIN_PX: Final = 7
_ACROSS: Final = 4
_RULES_LINES: Final = 4
_ASKING: Final = {
    Asking.OFF: "No command",
    Asking.RULES: "By rule: what does not only read",
    Asking.EVERY: "Every command",
}
_LIMITS_WORDS: Final = (
    "Limits are those of one run. 0 is none of yours: of turns and minutes the scenario's own "
    "holds then, of tokens and dollars none."
)
_RULES_HINT: Final = "pass: git status*\nask: cat /etc/shadow*"
_RULES_WORDS: Final = (
    "Reads pass, writes and network ask. A line changes that: `pass: PATTERN` or `ask: PATTERN` "
    "(with * and ?), held against each single command."
)


class SettingsFields(QWidget):
    """The fields; 0 in a limit is the scenario's own, or none.

    Signals:
        edited: Something else is wanted now, or something is wrong.
    """

    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._across = 0
        self._attempts = _whole("attempts", "Attempts at each", 1, _MOST_ATTEMPTS)
        self._parallel = _whole("parallel", "Runs at a time", 1, _MOST_PARALLEL)
        self._turns = _whole("turns", "Turns at most", 0, 10_000, none="The scenario's")
        self._tokens = _whole("tokens", "Tokens at most", 0, _MOST, none="No limit")
        self._tokens.setSingleStep(10_000)
        self._minutes = _part("minutes", "Minutes at most", none="The scenario's")
        self._money = _part("money", "Dollars at most", none="No limit")
        self._temperature = _part("temperature", "Temperature")
        self._temperature.setRange(0.0, 2.0)
        self._temperature.setSingleStep(0.1)
        self._asking = QComboBox()
        self._asking.setObjectName("runs.launch.asking")
        self._asking.setAccessibleName("Which commands wait for your approval")
        for asking, words in _ASKING.items():
            self._asking.addItem(words, asking)
        self._rules = QPlainTextEdit()
        self._rules.setObjectName("runs.launch.rules")
        self._rules.setAccessibleName("Rules, one a line: pass or ask, and a pattern")
        self._rules.setPlaceholderText(_RULES_HINT)
        self._rules.setTabChangesFocus(True)
        self._rules_words = text(_RULES_WORDS, "small")
        self._rules_wrong = text("", "bad", name="runs.launch.rules.fault")
        self._build()
        self._listen()
        self._tell()

    @property
    def attempts(self) -> int:
        """How often each cell is run."""
        return self._attempts.value()

    def settings(self) -> RunSettings | None:
        """Return what the fields say, None while one of them is wrong."""
        if self._fault():
            return None
        asking = Asking(self._asking.currentData())
        return RunSettings(
            temperature=self._temperature.value(),
            asking=asking,
            rules=self._lines() if asking is Asking.RULES else (),
            limits=self._limits(),
            parallel=self._parallel.value(),
        )

    def show_settings(self, settings: RunSettings, *, attempts: int) -> None:
        """Show what was wanted before."""
        limits = settings.limits
        self._attempts.setValue(attempts)
        self._parallel.setValue(settings.parallel)
        self._turns.setValue(limits.steps or 0)
        self._tokens.setValue(limits.tokens or 0)
        self._minutes.setValue((limits.wall_s or 0) / _MINUTE_S)
        self._money.setValue(limits.cost_usd or 0)
        self._temperature.setValue(settings.temperature)
        self._asking.setCurrentIndex(self._asking.findData(settings.asking))
        self._rules.setPlainText("\n".join(settings.rules))

    def dress(self) -> None:
        """Take what the style sheet cannot reach from the look."""
        for spin in (*self._wholes, *self._parts):
            # The style sheet's padding does not reach the text of a spin box.
            for line in spin.findChildren(QLineEdit):
                line.setTextMargins(self._look.px(_MARGIN_PX), 0, 0, 0)
        self._rules.setFont(self._look.font(Face.MONO))
        pitch = self._look.metrics(Face.MONO).lineSpacing()
        self._rules.setFixedHeight(round(pitch * _RULES_LINES) + self._look.px(18))

    def flow(self, *, across: int) -> None:
        """Set so many fields beside each other."""
        if across == self._across:
            return
        self._across = across
        for cell in self._cells:
            self._grid.removeItem(cell)
            cell.setParent(None)
        for place, cell in enumerate(self._cells):
            self._grid.addLayout(cell, place // across, place % across)
        for section in range(_ACROSS):
            self._grid.setColumnStretch(section, 1 if section < across else 0)

    @property
    def _wholes(self) -> tuple[QSpinBox, ...]:
        return (self._attempts, self._parallel, self._turns, self._tokens)

    @property
    def _parts(self) -> tuple[QDoubleSpinBox, ...]:
        return (self._minutes, self._money, self._temperature)

    def _limits(self) -> WantedLimits:
        return WantedLimits(
            steps=self._turns.value() or None,
            wall_s=self._minutes.value() * _MINUTE_S or None,
            tokens=self._tokens.value() or None,
            cost_usd=self._money.value() or None,
        )

    def _lines(self) -> tuple[str, ...]:
        lines = self._rules.toPlainText().split("\n")
        return tuple(line.strip() for line in lines if line.strip())

    def _fault(self) -> str:
        if self._asking.currentData() != Asking.RULES:
            return ""
        try:
            rules(self._rules.toPlainText().split("\n"))
        except ValueError as fault:
            return f"{fault}"
        return ""

    def _tell(self) -> None:
        by_rule = self._asking.currentData() == Asking.RULES
        fault = self._fault()
        self._rules.setVisible(by_rule)
        if by_rule:
            # Its font would be that of the style sheet from when it is first seen.
            QTimer.singleShot(0, self, self.dress)
        self._rules_words.setVisible(by_rule)
        self._rules_wrong.setText(written(fault))
        self._rules_wrong.setVisible(bool(fault))
        self.edited.emit()

    def _listen(self) -> None:
        for spin in self._wholes:
            spin.valueChanged.connect(self._tell)
        for part in self._parts:
            part.valueChanged.connect(self._tell)
        self._asking.currentIndexChanged.connect(self._tell)
        self._rules.textChanged.connect(self._tell)

    def _build(self) -> None:
        self._grid = QGridLayout()
        self._grid.setProperty(GAPS, [0, 0, 0, 0, 10])
        self._cells = [
            column(caption(title), field, gaps=(0, 0, 0, 0, 4))
            for title, field in (
                ("Attempts at each", self._attempts),
                ("Runs at a time", self._parallel),
                ("Temperature", self._temperature),
                ("Turns at most", self._turns),
                ("Tokens at most", self._tokens),
                ("Minutes at most", self._minutes),
                ("Dollars at most", self._money),
            )
        ]
        self.flow(across=_ACROSS)
        self.setLayout(
            column(
                self._grid,
                text(_LIMITS_WORDS, "small"),
                column(
                    caption("Commands that wait for your approval"),
                    self._asking,
                    gaps=(0, 10, 0, 0, 6),
                ),
                self._rules_words,
                self._rules,
                self._rules_wrong,
                gaps=(0, 0, 0, 0, 6),
            )
        )


def _whole(name: str, title: str, least: int, most: int, *, none: str = "") -> QSpinBox:
    field = QSpinBox()
    field.setObjectName(f"runs.launch.{name}")
    field.setAccessibleName(title)
    field.setRange(least, most)
    field.setGroupSeparatorShown(True)
    field.setSpecialValueText(none)
    return field


def _part(name: str, title: str, *, none: str = "") -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setObjectName(f"runs.launch.{name}")
    field.setAccessibleName(title)
    field.setRange(0.0, 100_000.0)
    field.setDecimals(2)
    field.setSpecialValueText(none)
    return field
