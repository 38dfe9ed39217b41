"""The Runs page: launch agents in sandboxes, watch each step come, answer what they ask."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout
from typing_extensions import override

from odcv_desk.domain.campaign import Campaign
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.page_life import PageLife
from odcv_desk.ui.pages.runs.campaign_panel import CampaignPanel
from odcv_desk.ui.pages.runs.columns import RunColumns
from odcv_desk.ui.pages.runs.elsewhere import Elsewhere
from odcv_desk.ui.pages.runs.launch_form import LaunchForm
from odcv_desk.ui.pages.runs.launches import Launches
from odcv_desk.ui.pages.runs.loading import Loaded, Ready, load
from odcv_desk.ui.pages.runs.run_panel import RunPanel
from odcv_desk.ui.pages.runs.session import Session
from odcv_desk.ui.pages.runs.sessions import Sessions
from odcv_desk.ui.pages.runs.words import NO_SCENARIO, over_words, waiting_words
from odcv_desk.workflow.campaign_now import CampaignNow, unlaunched
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.live_run import CellState, LiveCampaign, LiveRun
from odcv_desk.workflow.run_machine import Machine, this_machine

_TOUCHED_BY: Final = frozenset({Topic.RUNS, Topic.WAVES})
_STARTING: Final = "Working out what is to be run"
_NOTHING_LEFT: Final = "Nothing of that is left to run: another desk has run it."
_GONE: Final = "That command waits no more: its run has ended, or somebody else has answered."


class RunsPage(Page):
    """Holds the campaigns under way, and shows one of them or the form for the next.

    Signals:
        waiting_changed: How many commands wait for the person (int).
    """

    waiting_changed = Signal(int)

    def __init__(self, desk: Desk, machine: Machine | None = None) -> None:
        super().__init__(desk)
        self.setObjectName("runs")
        machine = machine or this_machine()
        self._sessions = Sessions(desk, machine, self)
        self._now: CampaignNow | None = None
        self._fresh, self._telling = True, False
        self.form = LaunchForm(desk, machine)
        self.campaign = CampaignPanel(desk.look)
        self._launches = Launches(desk, self._sessions, self.campaign, self)
        self.run = RunPanel(desk)
        self._watch = RunColumns(desk.look, self.campaign, self.run)
        self._front = QStackedWidget()
        self._front.addWidget(self.form)
        self._front.addWidget(self._watch)
        self._life = PageLife(
            self, self._front, load=self._load, trouble="The campaigns could not be read"
        )
        self._elsewhere = Elsewhere(desk, self._asked_elsewhere, self)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._life.stack)
        self._connect()

    @property
    def plans(self) -> bool:
        """Whether the form is in front."""
        return self._front.currentWidget() is self.form

    @override
    def refresh(self, changes: Changes) -> None:
        # What this page has told itself it knows already.
        if not self._telling and self._life.refresh(changes, _TOUCHED_BY) and self.isVisible():
            self._life.load()

    @override
    def shown(self) -> None:
        # Another desk may have launched something meanwhile.
        self._life.load()
        if self._life.shows_content and self.plans:
            self.form.begin()

    @override
    def take_focus(self) -> None:
        if not self._life.shows_content:
            super().take_focus()
        elif self.plans:
            self.form.take_focus()
        elif self.run.ask.isVisible() or not self.campaign.isVisible():
            self.run.take_focus()
        else:
            self.campaign.list.setFocus()

    @override
    def close_down(self) -> bool:
        alive = self._sessions.alive
        if (alive or self._launches.busy) and not self.campaign.asks_to_leave:
            self.desk.actions["go.runs"].trigger()
            self._life.show_content()
            self._ask(partial(self.campaign.ask_to_leave, self._sessions.under_way))
            return False
        for session in alive:
            session.cancel()
        self._launches.close_down()
        self.run.close_down()
        self._life.close_down()
        return True

    def plan(self) -> None:
        """Show the form."""
        if self._life.shows_content:
            self._front.setCurrentWidget(self.form)
            self.form.begin()
            self.form.take_focus()

    def watch(self) -> None:
        """Show the runs again."""
        if self._now is not None:
            self._front.setCurrentWidget(self._watch)
            self.take_focus()

    @property
    def _live(self) -> LiveCampaign | None:
        return None if self._now is None else self._now.live

    @property
    def _alive(self) -> bool:
        return self._runs or self._launches.starts(self._live)

    @property
    def _runs(self) -> bool:
        return self._sessions.runs(self._live)

    # What is read

    def _load(self) -> None:
        desk = self.desk
        name = "" if self._live is None else self._live.campaign.name
        self._life.start(
            lambda _progress: load(desk, name), self._offer, waiting="Reading the campaigns"
        )

    def _offer(self, found: Loaded) -> None:
        offered = found.offered
        if not offered.scenarios and not offered.campaigns:
            words = "\n".join(offered.faults) or NO_SCENARIO
            self._life.say("terminal-window", "No scenario can be run", words)
            return
        self._know(found)
        self.form.offer(offered, fresh=self._fresh)
        if found.found is not None:
            self._show(found.found)
        if self._fresh:
            self._front.setCurrentWidget(self.form if found.found is None else self._watch)
        self._fresh = False
        self._life.show_content()
        if self.plans and self.isVisible():
            self.form.begin()

    def _choose_campaign(self, name: str) -> None:
        """Show another campaign: the one under way here, else as the study knows it."""
        desk = self.desk
        desk.jobs.start(
            lambda _progress: load(desk, name),
            then=self._show_chosen,
            failed=partial(self.campaign.tell_fault, again=False),
            quiet=True,
        )

    def _show_chosen(self, loaded: Loaded) -> None:
        # Meanwhile another one may have been chosen, or launched.
        found = loaded.found
        if found is not None and found.live.campaign.name == self.campaign.chosen:
            self._know(loaded)
            self._show(found)

    def _know(self, found: Loaded) -> None:
        self.campaign.know(found)
        self.run.know(found)

    def _asked_elsewhere(self) -> Campaign | None:
        """Return the campaign that is shown while another desk has runs of it."""
        if self._live is None or self.plans or not self.isVisible():
            return None
        states = (run.state for run in self.campaign.model.runs)
        return self._live.campaign if CellState.ELSEWHERE in states else None

    def _take_news(self, found: CampaignNow) -> None:
        """Show what another desk did meanwhile."""
        if self._live is None or found.live.campaign.name != self._live.campaign.name:
            return
        before = self.campaign.kept
        self._show(found)
        if self.campaign.kept != before:
            self._tell_of_runs()

    def _show(self, found: CampaignNow) -> None:
        """Show a campaign as the study knows it, or as it goes on here."""
        session = self._sessions.of(found.live)
        if session is not None and session.alive:
            found = replace(found, live=session.live)
        same = self._live is not None and self._live.campaign.name == found.live.campaign.name
        self._now = found
        self.campaign.name(found.live.campaign.name)
        fault = None if session is None else session.fault
        if fault is not None or not same:
            self.campaign.tell_fault(fault)
        self.campaign.show_campaign(found, alive=self._runs)
        self._note()
        run = self.campaign.current
        self._show_run(run) if run is not None else self.run.show_none()

    # What is run

    def _begin(self, campaign: Campaign) -> None:
        """Launch what the form has written."""
        self._launches.begin(campaign)

    def _show_launched(self, made: Ready) -> None:
        self.campaign.guess_s = made.guess_s
        self._front.setCurrentWidget(self._watch)
        self._show(made.found)
        if not made.found.live.wanted:
            self.told.emit(_NOTHING_LEFT)
        if self.isVisible():
            self.take_focus()

    def _ask_for_money(self, made: Ready) -> None:
        """Ask about the campaign that would cost it, which another may have taken the place of."""
        self._show(made.found)
        self._ask(partial(self.campaign.ask_for_money, made.expected))

    def _refuse(self, campaign: Campaign, fault: Exception) -> None:
        """Say why a campaign was not launched, where it stands and can be tried again."""
        if self._live is None or self._live.campaign.name != campaign.name:
            self._show(unlaunched(campaign, now=self.desk.now))
        self.campaign.tell_fault(fault)
        self.watch()

    def _take(self, session: Session, positions: frozenset[int]) -> None:
        """Show what is new of a campaign."""
        if session.live is self._live:
            self.campaign.take(positions, note=session.note)
            run = self.campaign.current
            if run is not None and run.position in positions:
                self._show_run(run)

    def _end(self, session: Session) -> None:
        if not self._sessions.alive:
            self.campaign.all_over()
        if session.live is self._live and self._now is not None:
            self._show(self._now)
        if session.fault is None:
            self.told.emit(over_words(session.live))

    def _tell_of_runs(self) -> None:
        self._telling = True
        self.changed.emit(frozenset({Topic.RUNS}))
        self._telling = False

    def _resume(self) -> None:
        self._launches.resume(self._live)

    def _retry_one(self) -> None:
        self._launches.retry(self._live, filter(None, [self.campaign.current]))

    def _cancel_run(self) -> None:
        run = self.campaign.current
        if self._live is not None and run is not None and self._runs:
            self._live.cancel(run.position)

    def _ask_to_cancel(self) -> None:
        if self._runs:
            self._ask(self.campaign.ask_to_cancel)
        else:  # what is still being made ready has nothing to lose
            self._cancel_all()

    def _cancel_all(self) -> None:
        self._launches.drop(self._live)
        self._sessions.cancel(self._live)

    def _ask(self, question: Callable[[], None]) -> None:
        """Ask something about the campaign that is shown, where it is seen."""
        self._front.setCurrentWidget(self._watch)
        self._watch.show_list_side()
        question()

    def _decide(self, asked: str, answer: str) -> None:
        """Do what was decided about the campaign."""
        if asked == "cancel":
            self._cancel_all()
        elif asked == "spend":
            self._launches.agree()
        else:
            self._launches.resume_decided(self._live, answer)

    # What is asked

    def _answer(self, answer: str, question: int, *words: str) -> None:
        """Give an answer to a question of the campaign that is shown."""
        if self._live is None:
            return
        if not self._sessions.answer(self._live, answer, question, words):
            self.told.emit(_GONE)
        run, session = self.run.run, self._sessions.of(self._live)
        if run is not None and session is not None:
            self._sessions.take(session, frozenset({run.position}))

    def _next_question(self) -> None:
        """Go to the next command that waits, in another campaign where need be."""
        self._front.setCurrentWidget(self._watch)
        if not self.campaign.go_to_question():
            session = self._sessions.asks()
            if session is None:
                self.told.emit("No command waits for you.")
                return
            self._show(session.found)
            self.campaign.go_to_question()
        self._watch.show_run_side()
        self.take_focus()

    def _call(self) -> None:
        """Tell of a command that waits, wherever the person is."""
        QApplication.alert(self.window())
        if not self.isVisible():
            self.told.emit(waiting_words(self._sessions.waiting))

    def _note(self) -> None:
        """Show what is made ready for the campaign that is shown."""
        session = self._sessions.of(self._live)
        starts = self._launches.starts(self._live)
        note = _STARTING if starts else "" if session is None else session.note
        self.campaign.show_progress(note=note, alive=self._runs, starts=starts)

    def _show_run(self, run: LiveRun) -> None:
        model = self.campaign.model
        self.run.show_run(
            run, title=model.title(run), most_turns=model.turns(run), alive=self._runs
        )

    def _send(self) -> None:
        """Send what is written: the launch, or the answer to a question."""
        self.form.launch() if self.plans else self.run.ask.send()

    def _connect(self) -> None:
        self.form.begun.connect(self._begin)
        self.form.closed.connect(self.watch)
        self._sessions.taken.connect(self._take)
        self._sessions.kept.connect(self._tell_of_runs)
        self._sessions.noted.connect(self._note)
        self._sessions.ended.connect(self._end)
        self._sessions.waiting_changed.connect(self.waiting_changed)
        self._sessions.asked.connect(self._call)
        self._elsewhere.found.connect(self._take_news)
        self._launches.launched.connect(self._show_launched)
        self._launches.priced.connect(self._ask_for_money)
        self._launches.refused.connect(self._refuse)
        self._launches.asks.connect(self._ask)
        self._launches.noted.connect(self._note)
        self._launches.settled.connect(self.form.settle)
        panel = self.campaign
        panel.campaign_chosen.connect(self._choose_campaign)
        panel.run_chosen.connect(self._show_run)
        panel.new_wanted.connect(self.plan)
        panel.resume_wanted.connect(self._resume)
        panel.retry_wanted.connect(lambda: self._launches.retry(self._live, panel.model.runs))
        panel.cancel_wanted.connect(self._ask_to_cancel)
        panel.earlier_wanted.connect(lambda row: self.run_wanted.emit(row, 0))
        panel.decided.connect(self._decide)
        panel.notice.answered.connect(lambda _again: self._launches.try_again(self._live))
        self.run.head.cancel_wanted.connect(self._cancel_run)
        self.run.head.retry_wanted.connect(self._retry_one)
        self.run.opened.connect(self.run_wanted)
        self.run.told.connect(self.told)
        ask = self.run.ask
        ask.approved.connect(partial(self._answer, "approve"))
        ask.rest_approved.connect(partial(self._answer, "rest"))
        ask.edited.connect(partial(self._answer, "edit"))
        ask.rejected.connect(partial(self._answer, "reject"))
        ask.stopped.connect(partial(self._answer, "stop"))
        for name, does in (self.run.bindings() | self._bindings()).items():
            self.desk.actions.bind(f"runs.{name}", does)

    def _bindings(self) -> dict[str, Callable[[], object]]:
        return {
            "new": self.plan,
            "send": self._send,
            "next_run": lambda: self.campaign.go_on(1),
            "previous_run": lambda: self.campaign.go_on(-1),
            "next_question": self._next_question,
            "cancel": self._cancel_run,
            "cancel_all": self._ask_to_cancel,
            "retry": self._retry_one,
            "resume": self._resume,
        }
