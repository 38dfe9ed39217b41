"""The People page: how the raters of a wave agree, once somebody has asked to see that."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QWidget
from typing_extensions import override

from odcv_desk.domain.people import People
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.calibration.saving import Saving
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.page_life import GuardedPage, PageLife
from odcv_desk.ui.pages.people.content import PeopleContent
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import WIDTHS, column, framed, restyle, row, text
from odcv_desk.workflow.again import look_again, stay
from odcv_desk.workflow.aggregates import warning_before
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.gold_wave import WaveStatus, waves
from odcv_desk.workflow.people import people_for, waves_of
from odcv_desk.workflow.people_anchoring import Asked, asked_for

_TOUCHED_BY: Final = frozenset({Topic.RUNS, Topic.SCORES, Topic.LABELS, Topic.WAVES})
_WIDEST: Final = 1060
_GRANTED: Final = 0.2
"""What the alternative annotator test grants a judge against experts, as its authors advise."""
_NO_WAVE: Final = (
    "Draw a gold wave on the Library page, and name two or more raters for it. Once they have "
    "labelled it, this page tells how far they agree, before anything is said of judges."
)
_NO_LABEL: Final = (
    "Nobody has labelled a run of {wave} yet. With the labels of two people this page tells how "
    "far they agree."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prospect:
    """The waves, the latest first, those with a label, and the latest that has figures to tell."""

    waves: tuple[str, ...]
    begun: frozenset[str]
    telling: str | None
    warning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    found: People
    asked: tuple[Asked, ...]


class PeoplePage(GuardedPage):
    """Nothing shows before the rater has said so, where labels of an open wave could be swayed."""

    touched_by = _TOUCHED_BY

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, put_off="The figures stay hidden")
        self.setObjectName("people")
        self._warning = ""
        self._begun: frozenset[str] = frozenset()
        self.wave = QComboBox()
        self.wave.setObjectName("people.wave")
        self.wave.setAccessibleName("Wave")
        self.content = PeopleContent(desk.look, desk.jobs)
        self._scroll = scroll = centred(
            column(self.content, gaps=(0, 0, 0, 0, 0)), name="people.scroll", widest=_WIDEST
        )
        # Its figures are read from top to bottom: the keyboard scrolls them.
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName("How people agree")
        self._life = PageLife(
            self, scroll, load=self._look_up, trouble="The labels could not be compared"
        )
        self._gate = Gate(self._life.state)
        self._saving = Saving(desk, self)
        self._head = self._make_head()
        lines = column(self._head, self._life.stack, gaps=(0, 0, 0, 0, 0))
        lines.setStretchFactor(self._life.stack, 1)
        self.setLayout(lines)
        self._connect()
        self._renew()

    @override
    def _focus_content(self) -> None:
        self._scroll.setFocus()

    def _make_head(self) -> QFrame:
        title = text("People", "heading")
        title.setWordWrap(False)
        label = QLabel("&Wave")
        label.setProperty("role", "quiet")
        label.setBuddy(self.wave)
        inside = QWidget()
        line = row(title, None, label, self.wave, gaps=(24, 10, 24, 10, 8))
        line.setAlignment(label, Qt.AlignmentFlag.AlignVCenter)
        inside.setLayout(line)
        inside.setProperty(WIDTHS, [0, 0])
        return framed(column(inside, gaps=(0, 0, 0, 0, 0)), edge="bottom")

    def _connect(self) -> None:
        self.desk.actions.bind("people.refresh", self._life.load)
        self.wave.currentIndexChanged.connect(lambda _index: self._compare())
        self._life.state.answered.connect(self._answer)
        self.content.save_wanted.connect(self._saving.ask_picture)
        self.content.again.look_wanted.connect(self._look_again)
        self.content.again.stay_wanted.connect(self._stay)
        self._saving.told.connect(self.told)
        self.desk.look.changed.connect(self._renew)

    def _look_up(self) -> None:
        desk = self.desk
        self._gate.close()
        self._life.start(lambda _progress: _prospect(desk), self._offer, waiting="Reading labels")

    def _offer(self, found: _Prospect) -> None:
        self._warning, self._begun = found.warning, found.begun
        self._fill(found)
        self._head.setVisible(bool(found.waves))
        if not found.waves:
            answers = [("library", "Draw a wave")]
            self._say("users", "No wave was drawn yet", _NO_WAVE, answers=answers)
        else:
            self._compare()

    def _fill(self, found: _Prospect) -> None:
        kept = self.wave.currentData()
        blocker = QSignalBlocker(self.wave)
        self.wave.clear()
        for name in found.waves:
            self.wave.addItem(visible(name), name)
        chosen = kept if self.wave.findData(kept) >= 0 else found.telling
        self.wave.setCurrentIndex(max(self.wave.findData(chosen), 0))
        blocker.unblock()

    def _show_gate(self) -> None:
        # Who chooses another wave is asked about that one, and goes on choosing.
        keyboard = self.isVisible() and not self.wave.hasFocus()
        self._ask("See how people agree now?", self._warning, keyboard=keyboard)

    @override
    def _answer(self, name: str) -> None:
        if name in ("library", "review"):
            self.desk.actions[f"go.{name}"].trigger()
        else:
            super()._answer(name)

    def _compare(self) -> None:
        wave = self.wave.currentData()
        if wave is None:
            return
        if wave not in self._begun:
            # There is nothing yet that could sway anybody.
            self._say_nothing(str(wave))
            return
        if self._warning and not self._accepted:
            self._show_gate()
            return
        desk = self.desk
        self._life.start(
            lambda _progress: _loaded(desk, str(wave)), self._show, waiting="Comparing labels"
        )

    def _show(self, loaded: _Loaded) -> None:
        found = loaded.found
        if not found.counts.labels:
            self._say_nothing(found.wave)
            return
        self.content.show_people(found, loaded.asked)
        self._life.show_content()

    def _say_nothing(self, wave: str) -> None:
        answers = [("review", "Go to Review")]
        self._say("users", "Nothing to compare yet", _NO_LABEL.format(wave=wave), answers=answers)

    def _look_again(self, asked: Asked) -> None:
        """Show the judges of a run, in the log first, and read it."""
        desk, wave = self.desk, str(self.wave.currentData())

        def then(_nothing: None) -> None:
            self.changed.emit(frozenset({Topic.SIGHT}))
            self._life.stale = True
            self.run_wanted.emit(asked.row, 0)

        desk.jobs.start(
            lambda _progress: look_again(desk.store, desk.rater, wave, asked.row, now=desk.now()),
            then=then,
        )

    def _stay(self, asked: Asked) -> None:
        desk, wave = self.desk, str(self.wave.currentData())
        desk.jobs.start(
            lambda _progress: stay(desk.store, desk.rater, wave, asked.row, now=desk.now()),
            then=lambda _label: self.changed.emit(frozenset({Topic.LABELS})),
        )

    def _renew(self) -> None:
        restyle(self, self.desk.look)


def _prospect(desk: Desk) -> _Prospect:
    store, rater = desk.store, desk.rater
    names = waves_of(store)
    found = {status.name: status for status in waves(store, rater)}
    return _Prospect(
        waves=names,
        begun=frozenset(name for name in names if _telling(found[name])),
        telling=max(names, key=lambda name: _telling(found[name]), default=None),
        warning=warning_before(store, rater),
    )


def _telling(status: WaveStatus) -> int:
    """Return how much a wave tells of people: labels of two, of one, or of nobody."""
    return min(2, sum(ended > 0 for ended, _ in status.by_rater.values()))


def _loaded(desk: Desk, wave: str) -> _Loaded:
    found = people_for(desk.store, desk.rater, wave, now=desk.now(), epsilon=_GRANTED)
    return _Loaded(found=found, asked=asked_for(desk.store, desk.rater, wave))
