"""The waves of the study, and the way to a new one."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.progress import Progress
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Wave, WaveEvent
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.library.wave_card import WaveCard
from odcv_desk.ui.pages.library.wave_form import WaveForm
from odcv_desk.ui.widgets.parts import (
    Notice,
    button,
    column,
    empty,
    heading,
    restyle,
    row,
    told,
)
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.gold_wave import WaveStatus, waves
from odcv_desk.workflow.library import drawable
from odcv_desk.workflow.wave_course import close, go_on, stop

_DONE: Final = {"stop": "is stopped", "continue": "goes on", "close": "is closed"}
_Found = tuple[tuple[WaveStatus, ...], Mapping[Suite, int]]


class WavesSection(QWidget):
    """Waves.

    Signals:
        changed: A wave was drawn, stopped or gone on with (Changes).
        told: A line for the status corner (str).
        wave_chosen: The name of the wave that the person wants to label (str).
        import_wanted: There is nothing to draw from, and the person wants to change that.
    """

    changed = Signal(object)
    told = Signal(str)
    wave_chosen = Signal(str)
    import_wanted = Signal()

    topics: Changes = frozenset({Topic.RUNS, Topic.LABELS, Topic.WAVES})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._frames: Mapping[Suite, int] = {}
        self._joins: Mapping[Suite, tuple[str, ...]] = {}
        self._known = self._wanted = False
        self._notice = Notice(desk.look, name="library.waves.notice")
        self._notice.answered.connect(self._answer)
        self._new = button(
            "Draw a wave (Ctrl+D)", "library.waves.draw", self.begin_drawing, icon_name="target"
        )
        self._new.setAccessibleName("Draw a wave")
        self._form = WaveForm(desk)
        self._form.drawn.connect(self._finish)
        self._form.closed.connect(self._close_form)
        self._cards = QVBoxLayout()
        self._cards.setProperty("gaps", [0, 0, 0, 0, 12])
        head = row(heading("Waves"), None, self._new)
        lines = column(head, self._notice, self._form, self._cards, None, gaps=(28, 24, 28, 24, 14))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(centred(lines, name="library.waves.scroll"))
        self._form.hide()
        self._new.hide()
        self._notice.say("Reading the waves ...")

    def load(self) -> None:
        """Read the waves in the background."""
        store, rater = self._desk.store, self._desk.rater

        def work(_progress: Progress) -> _Found:
            return waves(store, rater), drawable(store)

        self._desk.jobs.start(work, then=self._show, failed=self._fail, quiet=True)

    def take_focus(self) -> bool:
        """Give the keyboard to the form, and return whether it is there."""
        if self._form.isHidden():
            return False
        self._form.take_focus()
        return True

    def begin_drawing(self) -> None:
        """Open the form, at once or as soon as it is known what can be drawn."""
        self._wanted = not self._known
        if self._frames:
            self._open_form()

    def _open_form(self) -> None:
        self._wanted = False
        self._new.hide()
        self._notice.say("")
        self._form.offer(self._frames, self._joins)
        self._form.begin()

    def _close_form(self) -> None:
        self._form.hide()
        self._new.show()
        self._new.setFocus()
        self.load()

    def _show(self, found: _Found) -> None:
        statuses, self._frames = found
        self._joins = {
            suite: tuple(each.name for each in statuses if each.joinable and each.suite == suite)
            for suite in self._frames
        }
        self._known = True
        empty(self._cards)
        # The newest first: that is the one to go on with.
        for status in reversed(statuses):
            card = WaveCard(status, self._desk.rater, self._desk.look)
            card.chosen.connect(self.wave_chosen)
            card.steered.connect(self._steer)
            card.way_wanted.connect(self._go_to)
            self._cards.addWidget(card)
        drawing = not self._form.isHidden()
        self._new.setVisible(bool(self._frames) and not drawing)
        self._form.offer(self._frames, self._joins)
        self._say(statuses, drawing=drawing)
        restyle(self, self._desk.look)
        if self._wanted and self._frames:
            self._open_form()
        self._wanted = False

    def _say(self, statuses: tuple[WaveStatus, ...], *, drawing: bool) -> None:
        if not self._frames:
            self._notice.say(
                "There is nothing to draw from yet: no run has a transcript.",
                answers=(("import", "Import results"),),
            )
        elif not statuses and not drawing:
            self._notice.say(
                "No wave is drawn. Labels given until then count as convenience labels: they say "
                "something of the runs you chose, not of all. A wave mends that.",
                answers=(("draw", "Draw a wave"),),
            )
        else:
            self._notice.say("")

    def _answer(self, name: str) -> None:
        if name == "draw":
            self.begin_drawing()
        else:
            self.import_wanted.emit()

    def _finish(self, wave: Wave) -> None:
        self._form.hide()
        drawn = f"{len(wave.items):,} of {amount(wave.frame_size, 'run')}"
        self.told.emit(f"Drew {wave.name}: {drawn}")
        self.changed.emit(frozenset({Topic.WAVES}))

    def _go_to(self, place: str) -> None:
        self._desk.actions[f"go.{place}"].trigger()

    def _steer(self, name: str, step: str, note: str) -> None:
        desk = self._desk
        by, now = desk.rater, desk.now()

        def work(_progress: Progress) -> WaveEvent:
            if step == "stop":
                return stop(desk.store, name, by=by, note=note, now=now)
            if step == "close":
                return close(desk.store, name, by=by, note=note, now=now)
            return go_on(desk.store, name, by=by, now=now)

        def then(_event: object) -> None:
            self.told.emit(f"{name} {_DONE[step]}")
            # Who may see which run is another now, in every list of runs.
            self.changed.emit(frozenset({Topic.WAVES, Topic.LABELS}))

        desk.jobs.start(work, then=then, failed=self._fail, quiet=True)

    def _fail(self, fault: Exception) -> None:
        if isinstance(fault, DeskError):
            self._notice.say(told(fault), "bad")
        else:
            self._notice.say("The waves could not be read.", "bad")
            self._desk.jobs.problem.emit(fault)
