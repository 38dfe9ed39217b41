"""What is asked: gold, suite, wave, what intervals speak about, and by which parts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from odcv_desk.domain.estimate import Estimand
from odcv_desk.domain.wording import estimand_name
from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.parts import WIDTHS, column, restyle, text
from odcv_desk.workflow.overview import Choices, GoldChoice

if TYPE_CHECKING:
    from odcv_desk.workflow.calibrate import Question

_CHOOSE: Final = "Choose\N{HORIZONTAL ELLIPSIS}"
_NO_WAVE: Final = "no wave drawn yet"


class Controls(QWidget):
    """The question, as boxes to choose from.

    Signals:
        asked: What is asked now (Question).
        suite_chosen: Another suite is wanted, with choices of its own (Suite).
    """

    asked = Signal(object)
    suite_chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._choices: Choices | None = None
        self.gold = _box("calibration.gold", "Compare with")
        self.suite = _box("calibration.suite", "Suite")
        self.wave = _box("calibration.wave", "Wave")
        self.estimand = _box("calibration.estimand", "Intervals speak about")
        self.by = _box("calibration.by", "Also by")
        self.without_self = QCheckBox("without its own model's runs")
        self.without_self.setObjectName("calibration.without_self")
        self.without_self.setAccessibleName("Leave out what the gold judge said of its own model")
        self._flow = FlowLayout(look, self, gap=14)
        self._fields = {
            box: _field(title, box)
            for title, box in (
                ("&Compare with", self.gold),
                ("&Suite", self.suite),
                ("&Wave", self.wave),
                ("&Intervals speak about", self.estimand),
                ("&Also by", self.by),
            )
        }
        for field in self._fields.values():
            self._flow.addWidget(field)
        own = QWidget()
        own.setLayout(column(text(" ", "caption"), self.without_self, gaps=(0, 0, 0, 0, 9)))
        self._own = own
        self._flow.addWidget(own)
        self._fill_fixed()
        self._connect()
        look.changed.connect(self._renew)
        self._renew()

    def offer(self, choices: Choices) -> None:
        """Offer what a study has; what is chosen stays where it can."""
        self._choices = choices
        _fill(
            self.by,
            [("nothing", None), *((part, part) for part in choices.parts)],
            keep=self.by.currentData(),
        )
        golds = (*choices.people, *choices.machines)
        _fill(self.suite, [(suite, suite) for suite in choices.suites], keep=choices.suite)
        _fill(self.gold, [(gold.words, gold.name) for gold in golds], keep=self.gold.currentData())
        waves: list[tuple[str, str | None]] = [(name, name) for name in choices.waves]
        waves = waves or [(_NO_WAVE, None)]
        # Who looks at the latest wave goes on with the latest one.
        earlier = self.wave.currentIndex() > 0
        _fill(self.wave, waves, keep=self.wave.currentData() if earlier else waves[0][1])
        if not choices.people and self.gold.currentData() is None:
            self.gold.setPlaceholderText(_CHOOSE)
        elif self.gold.currentIndex() < 0 and golds:
            with QSignalBlocker(self.gold):
                self.gold.setCurrentIndex(0)
        self._show_what_matters()

    def choose_gold(self, name: str) -> None:
        """Choose a gold, as if it were picked from the box."""
        self.gold.setCurrentIndex(self.gold.findData(name))

    def question(self) -> "Question | None":
        """Return what is asked, None as long as no gold is chosen."""
        gold = self._gold()
        if gold is None or self._choices is None:
            return None
        from odcv_desk.workflow.calibrate import Question  # loads slowly

        return Question(
            gold=gold.name,
            wave=self.wave.currentData() if gold.of_people else None,
            suite=self._choices.suite,
            estimand=self.estimand.currentData(),
            by=self.by.currentData(),
            without_self=gold.of_one_judge and self.without_self.isChecked(),
        )

    def _gold(self) -> GoldChoice | None:
        if self._choices is None:
            return None
        golds = (*self._choices.people, *self._choices.machines)
        return next((gold for gold in golds if gold.name == self.gold.currentData()), None)

    def _fill_fixed(self) -> None:
        _fill(self.estimand, [(estimand_name(each), each) for each in Estimand], keep=None)
        with QSignalBlocker(self.estimand):
            self.estimand.setCurrentIndex(0)

    def _connect(self) -> None:
        for box in (self.gold, self.wave, self.estimand, self.by):
            box.currentIndexChanged.connect(lambda _index: self._ask())
        self.without_self.toggled.connect(lambda _on: self._ask())
        self.suite.currentIndexChanged.connect(
            lambda _index: self.suite_chosen.emit(self.suite.currentData())
        )

    def _ask(self) -> None:
        self._show_what_matters()
        asked = self.question()
        if asked is not None:
            self.asked.emit(asked)

    def _show_what_matters(self) -> None:
        gold = self._gold()
        self._fields[self.suite].setVisible(self.suite.count() > 1)
        self._fields[self.wave].setVisible(gold is not None and gold.of_people)
        self.wave.setEnabled(self.wave.count() > 1)
        self._own.setVisible(gold is not None and gold.of_one_judge)
        self._renew()

    def _renew(self) -> None:
        restyle(self, self._look)
        self._flow.invalidate()
        self.updateGeometry()


def _box(name: str, title: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setProperty(WIDTHS, [120, 300])
    return box


def _field(title: str, box: QComboBox) -> QWidget:
    label = QLabel(title)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "caption")
    label.setBuddy(box)
    field = QWidget()
    field.setLayout(column(label, box, gaps=(0, 0, 0, 0, 3)))
    return field


def _fill(box: QComboBox, lines: Sequence[tuple[str, object]], *, keep: object) -> None:
    """Put other lines into a box, without a word to anybody; `keep` stays chosen if it is there."""
    with QSignalBlocker(box):
        box.clear()
        for words, value in lines:
            box.addItem(visible(words), value)
        kept = [place for place, (_, value) in enumerate(lines) if value == keep]
        box.setCurrentIndex(kept[0] if kept else (0 if len(lines) == 1 else -1))
