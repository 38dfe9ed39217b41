"""Make the weights that are looked at those of the wave: ask first, then write it down."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from odcv_desk.domain.estimate import Estimator
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import Notice
from odcv_desk.workflow.wave_course import choose_estimator


class WeightsChoice(QObject):
    """Asks before it chooses an estimator for a wave; `question` is where it asks.

    Signals:
        chosen: No value; a choice was written down.
        told: A short line that says so (str).
    """

    chosen = Signal()
    told = Signal(str)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self._wanted: tuple[str, Estimator] | None = None
        self.question = Notice(desk.look, name="calibration.estimator.question")
        self.question.answered.connect(self._answer)
        self._gate = Gate(self.question)

    def ask(self, wave: str, estimator: Estimator) -> None:
        """Say what the choice means, and that it is written down."""
        self._wanted = wave, estimator
        self.question.say(
            f"Figures of {wave} will use the {estimator} estimator, here and in exports. Such a "
            "choice belongs before its figures are looked at: it is written down that you made it "
            "now, and the latest choice holds.",
            "warn",
            answers=[("leave", "Leave it"), ("use", "Use it for this wave")],
        )
        self._gate.open("calibration.estimator.question.leave", self.close)

    def close(self) -> None:
        """Ask no more."""
        self._wanted = None
        self._gate.close()
        self.question.say("")

    def _answer(self, name: str) -> None:
        wanted = self._wanted
        self.close()
        if name == "use" and wanted is not None:
            self._write(*wanted)

    def _write(self, wave: str, estimator: Estimator) -> None:
        desk = self._desk

        def work(_progress: Progress) -> str:
            choose_estimator(desk.store, wave, estimator, by=desk.rater, now=desk.now())
            return f"Figures of {wave} use the {estimator} estimator."

        desk.jobs.start(work, then=self._tell)

    def _tell(self, words: str) -> None:
        self.chosen.emit()
        self.told.emit(words)
