"""What is asked: gold, suite, wave, weights, what intervals speak about, by which parts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from odcv_desk.domain.estimate import Estimand, Estimator
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wording import estimand_name
from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.parts import WIDTHS, button, column, restyle, row, text
from odcv_desk.workflow.overview import Choices, GoldChoice

if TYPE_CHECKING:
    from odcv_desk.workflow.calibrate import Question

_CHOOSE: Final = "Choose\N{HORIZONTAL ELLIPSIS}"
_NO_WAVE: Final = "no wave drawn yet"
_WEIGHTS: Final = {
    Estimator.POST_STRATIFIED: "post-stratified",
    Estimator.HAJEK: "Hajek, as drawn alone",
}
_USUAL: Final = Estimator.POST_STRATIFIED


class Controls(QWidget):
    """The question, as boxes to choose from.

    Signals:
        asked: What is asked now (Question).
        suite_chosen: Another suite is wanted, with choices of its own (Suite).
        estimator_chosen: The weights looked at are to be those of a wave (str, Estimator).
    """

    asked = Signal(object)
    suite_chosen = Signal(object)
    estimator_chosen = Signal(str, object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._choices: Choices | None = None
        self._looks = False
        self.gold = _box("calibration.gold", "Compare with")
        self.suite = _box("calibration.suite", "Suite")
        self.wave = _box("calibration.wave", "Wave")
        self.estimator = _box("calibration.estimator", "Weights of the wave's runs")
        self.keep = button(
            "Use for this wave", "calibration.estimator.keep", self._keep_estimator, kind="ghost"
        )
        self.estimand = _box("calibration.estimand", "Intervals speak about")
        self.by = _box("calibration.by", "Also by")
        self.without_self = QCheckBox("without its own model's runs")
        self.without_self.setObjectName("calibration.without_self")
        self.without_self.setAccessibleName("Leave out what the gold judge said of its own model")
        self._flow = FlowLayout(look, self, gap=14)
        self._fields = {
            box: _field(title, box, *([self.keep] if box is self.estimator else []))
            for title, box in (
                ("&Compare with", self.gold),
                ("&Suite", self.suite),
                ("&Wave", self.wave),
                ("Wei&ghts", self.estimator),
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
        if not (self._looks and self._wave() in choices.estimators):
            self._show_usual_estimator()
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
            # Qt keeps a StrEnum as the plain text that it is.
            estimand=Estimand(self.estimand.currentData()),
            by=self.by.currentData(),
            without_self=gold.of_one_judge and self.without_self.isChecked(),
            estimator=self._asked_estimator() if gold.of_people else None,
        )

    def _gold(self) -> GoldChoice | None:
        if self._choices is None:
            return None
        golds = (*self._choices.people, *self._choices.machines)
        return next((gold for gold in golds if gold.name == self.gold.currentData()), None)

    def _wave(self) -> str | None:
        chosen = self.wave.currentData()
        return None if chosen is None else str(chosen)

    def _usual_estimator(self) -> Estimator | None:
        """Return how the wave's runs are weighted unless somebody asks; None without a wave."""
        return None if self._choices is None else self._choices.estimators.get(self._wave() or "")

    def _asked_estimator(self) -> Estimator | None:
        """Return other weights than the wave's own; None where these are shown."""
        usual, shown = self._usual_estimator(), self.estimator.currentData()
        return None if usual is None or shown == usual else Estimator(shown)

    def _show_usual_estimator(self) -> None:
        usual = self._usual_estimator()
        self._looks = False
        with QSignalBlocker(self.estimator):
            self.estimator.setCurrentIndex(self.estimator.findData(usual or _USUAL))

    def _look_at_estimator(self) -> None:
        self._looks = self._asked_estimator() is not None
        self._ask()

    def _choose_wave(self) -> None:
        self._show_usual_estimator()
        self._ask()

    def _keep_estimator(self) -> None:
        wave, asked = self._wave(), self._asked_estimator()
        if wave is not None and asked is not None:
            self.estimator_chosen.emit(wave, asked)

    def _fill_fixed(self) -> None:
        _fill(self.estimator, [(words, each) for each, words in _WEIGHTS.items()], keep=_USUAL)
        _fill(self.estimand, [(estimand_name(each), each) for each in Estimand], keep=None)
        with QSignalBlocker(self.estimand):
            self.estimand.setCurrentIndex(0)

    def _connect(self) -> None:
        for box in (self.gold, self.estimand, self.by):
            box.currentIndexChanged.connect(lambda _index: self._ask())
        self.wave.currentIndexChanged.connect(lambda _index: self._choose_wave())
        self.estimator.currentIndexChanged.connect(lambda _index: self._look_at_estimator())
        self.without_self.toggled.connect(lambda _on: self._ask())
        self.suite.currentIndexChanged.connect(
            lambda _index: self.suite_chosen.emit(Suite(self.suite.currentData()))
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
        drawn = gold is not None and gold.of_people and self._usual_estimator() is not None
        self._fields[self.estimator].setVisible(drawn)
        self.keep.setVisible(drawn and self._asked_estimator() is not None)
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


def _field(title: str, box: QComboBox, *beside: QWidget) -> QWidget:
    label = QLabel(title)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "caption")
    label.setBuddy(box)
    field = QWidget()
    line = row(box, *beside, gaps=(0, 0, 0, 0, 4))
    field.setLayout(column(label, line, gaps=(0, 0, 0, 0, 3)))
    return field


def _fill(box: QComboBox, lines: Sequence[tuple[str, object]], *, keep: object) -> None:
    """Put other lines into a box, without a word to anybody; `keep` stays chosen if it is there."""
    with QSignalBlocker(box):
        box.clear()
        for words, value in lines:
            box.addItem(visible(words), value)
        kept = [place for place, (_, value) in enumerate(lines) if value == keep]
        box.setCurrentIndex(kept[0] if kept else (0 if len(lines) == 1 else -1))
