"""The campaigns under way at this window, and how many of their commands wait for the person."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.runs.session import Session
from odcv_desk.workflow.campaign_now import CampaignNow
from odcv_desk.workflow.live_run import LiveCampaign
from odcv_desk.workflow.run_machine import Machine


class Sessions(QObject):
    """Launches campaigns and tells of them all; one that is over stays known by its name.

    Signals:
        taken: What is new of a campaign: its session (Session), positions (frozenset of int).
        kept: Runs have come into the study.
        noted: Something else is made ready now.
        ended: A campaign is over: its session (Session).
        waiting_changed: How many commands wait for the person (int).
        asked: One more of them waits.
    """

    taken = Signal(object, object)
    kept = Signal()
    noted = Signal()
    ended = Signal(object)
    waiting_changed = Signal(int)
    asked = Signal()

    def __init__(self, desk: Desk, machine: Machine, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._machine = desk, machine
        self._by_name: dict[str, Session] = {}
        self._kept: set[int] = set()
        self._waiting = 0

    @property
    def alive(self) -> tuple[Session, ...]:
        """The campaigns that are under way."""
        return tuple(session for session in self._by_name.values() if session.alive)

    @property
    def under_way(self) -> int:
        """How many runs are under way."""
        return sum(run.state.under_way for each in self.alive for run in each.live.runs())

    @property
    def waiting(self) -> int:
        """How many commands wait for the person."""
        return self._waiting

    def of(self, live: LiveCampaign | None) -> Session | None:
        """Return the latest session of a campaign, None where it was not launched here."""
        return None if live is None else self._by_name.get(live.campaign.name)

    def runs(self, live: LiveCampaign | None) -> bool:
        """Whether a campaign is under way here."""
        return live is not None and self.runs_named(live.campaign.name)

    def runs_named(self, name: str) -> bool:
        """Whether a campaign of a name is under way here."""
        session = self._by_name.get(name)
        return session is not None and session.alive

    def launch(self, found: CampaignNow) -> bool:
        """Run a campaign; return False where it is under way here already."""
        name = found.live.campaign.name
        if self.runs_named(name):
            return False
        session = Session(self._desk, found, self._machine, self)
        session.changed.connect(partial(self.take, session))
        session.noted.connect(self.noted)
        session.ended.connect(partial(self._end, session))
        self._by_name[name] = session
        session.start()
        return True

    def cancel(self, live: LiveCampaign | None) -> None:
        """End all of a campaign, if it is under way here; within a second."""
        session = self.of(live)
        if session is not None and session.alive:
            session.cancel()

    def asks(self) -> Session | None:
        """Return a campaign with a command that waits, None where none does."""
        return next((each for each in self.alive if each.live.questions.pending()), None)

    def take(self, session: Session, positions: frozenset[int]) -> None:
        """Tell what is new of a campaign."""
        self._count()
        self.taken.emit(session, positions)
        # By its row: the same cell's next try is another run.
        rows = {session.live.at(position).row for position in positions}
        fresh = {row for row in rows if row is not None} - self._kept
        if fresh:
            self._kept |= fresh
            self.kept.emit()

    def answer(
        self, live: LiveCampaign, answer: str, question: int, words: tuple[str, ...] = ()
    ) -> bool:
        """Answer a question of a campaign; return whether it was still asked."""
        questions, by = live.questions, self._desk.rater
        answers: Mapping[str, Callable[[], bool]] = {
            "approve": lambda: questions.approve(question, by=by),
            "rest": lambda: questions.approve_rest(question, by=by),
            "edit": lambda: questions.edit(question, words[0], by=by),
            "reject": lambda: questions.reject(question, words[0], by=by),
            "stop": lambda: questions.stop_run(question, by=by),
        }
        return answers[answer]()

    def _end(self, session: Session) -> None:
        self._count()
        self.ended.emit(session)

    def _count(self) -> None:
        waiting = sum(len(session.live.questions.pending()) for session in self.alive)
        before, self._waiting = self._waiting, waiting
        if waiting != before:
            self.waiting_changed.emit(waiting)
        if waiting > before:
            self.asked.emit()
