"""The Runs page: launch agents in sandboxes, watch each step come, answer what they ask."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.domain.campaign import Campaign
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.page_life import PageLife
from odcv_desk.ui.pages.runs.campaign_panel import CampaignPanel
from odcv_desk.ui.pages.runs.columns import RunColumns
from odcv_desk.ui.pages.runs.launch_form import LaunchForm
from odcv_desk.ui.pages.runs.loading import Loaded, Ready, load, ready
from odcv_desk.ui.pages.runs.run_panel import RunPanel
from odcv_desk.ui.pages.runs.session import Session
from odcv_desk.ui.pages.runs.words import has_failed
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.live_run import LiveCampaign, LiveRun
from odcv_desk.workflow.run_machine import Machine, this_machine

_TOUCHED_BY: Final = frozenset({Topic.RUNS, Topic.WAVES})
_NO_SCENARIO: Final = (
    "No scenario of this installation can be run. Install ODCV Desk again, or run a scenario "
    "check: odcv-desk scenarios check."
)
_GONE: Final = "That command waits no more: its run has ended, or somebody else has answered."
_LEAVING: Final = (
    "{runs} under way. Close again to leave: what is under way is cancelled, its steps are kept, "
    "and it can be run again later."
)


class RunsPage(Page):
    """Holds the campaigns under way, and shows one of them or the form for the next.

    Signals:
        waiting_changed: How many commands wait for the person (int).
    """

    waiting_changed = Signal(int)

    def __init__(self, desk: Desk, machine: Machine | None = None) -> None:
        super().__init__(desk)
        self.setObjectName("runs")
        self._machine = machine or this_machine()
        self._sessions: dict[str, Session] = {}
        self._live: LiveCampaign | None = None
        self._kept: set[tuple[str, int]] = set()
        self._waiting = 0
        self._fresh, self._warned, self._telling = True, False, False
        self.form = LaunchForm(desk, self._machine)
        self.campaign = CampaignPanel(desk.look)
        self.run = RunPanel(desk)
        self._watch = RunColumns(desk.look, self.campaign, self.run)
        self._front = QStackedWidget()
        self._front.addWidget(self.form)
        self._front.addWidget(self._watch)
        self._life = PageLife(
            self, self._front, load=self._load, trouble="The campaigns could not be read"
        )
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
        self._life.catch_up()
        if self._life.shows_content and self.plans:
            self.form.begin()

    @override
    def take_focus(self) -> None:
        if not self._life.shows_content:
            super().take_focus()
        elif self.plans:
            self.form.take_focus()
        elif self.run.ask.isVisible():
            self.run.ask.take_focus()
        else:
            self.campaign.list.setFocus()

    @override
    def close_down(self) -> bool:
        alive = [session for session in self._sessions.values() if session.alive]
        if alive and not self._warned:
            self._warned = True
            self._ask_to_stay(alive)
            return False
        for session in alive:
            session.cancel()
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
        if self._live is not None:
            self._front.setCurrentWidget(self._watch)
            self.take_focus()

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
            words = "\n".join(offered.faults) or _NO_SCENARIO
            self._life.say("terminal-window", "No scenario can be run", words)
            return
        self.campaign.model.know({each.id: each for each in offered.scenarios})
        self.form.offer(offered, fresh=self._fresh)
        if found.live is not None:
            self._show_live(found.live, names=[each.name for each in offered.campaigns])
        if self._fresh:
            self._front.setCurrentWidget(self.form if found.live is None else self._watch)
        self._fresh = False
        self._life.show_content()
        if self.plans and self.isVisible():
            self.form.begin()

    def _choose_campaign(self, name: str) -> None:
        """Show another campaign: the one under way here, else as the study knows it."""
        session = self._sessions.get(name)
        if session is not None:
            self._show_live(session.live)
            return
        desk = self.desk
        desk.jobs.start(
            lambda _progress: load(desk, name),
            then=self._show_chosen,
            failed=self.campaign.tell_fault,
            quiet=True,
        )

    def _show_chosen(self, found: Loaded) -> None:
        # Meanwhile another one may have been chosen, or launched.
        if found.live is not None and found.live.campaign.name == self.campaign.chosen:
            self._show_live(found.live)

    def _show_live(self, live: LiveCampaign, *, names: list[str] | None = None) -> None:
        name = live.campaign.name
        session = self._sessions.get(name)
        shown = live if session is None else session.live
        self._live = shown
        if names is not None:
            self.campaign.offer(names, name)
        self.campaign.tell_fault(None if session is None else session.fault)
        self.campaign.show_campaign(shown, alive=self._alive)
        self._note()
        run = self.campaign.current
        self._show_run(run) if run is not None else self.run.show_none()

    # What is run

    def _begin(self, campaign: Campaign) -> None:
        """Launch what the form has written."""
        self.campaign.add(campaign.name)
        self._start(campaign)

    def _start(self, campaign: Campaign, *, again: tuple[int, ...] = ()) -> None:
        desk = self.desk

        def work(_progress: Progress) -> Ready:
            return ready(desk, campaign, again=again)

        self.campaign.tell_fault(None)
        desk.jobs.start(work, then=self._launch, failed=self._refuse, quiet=True)

    def _launch(self, made: Ready) -> None:
        name = made.live.campaign.name
        session = Session(self.desk, made.live, self._machine, self)
        session.changed.connect(partial(self._take, session))
        session.noted.connect(self._note)
        session.ended.connect(partial(self._end, session))
        self._sessions[name] = session
        self.campaign.guess_s = made.guess_s
        session.start()
        self._front.setCurrentWidget(self._watch)
        self.campaign.name(name)
        self._show_live(made.live)
        if self.isVisible():
            self.take_focus()

    def _refuse(self, fault: Exception) -> None:
        self.campaign.tell_fault(fault)
        self.watch()

    def _take(self, session: Session, positions: frozenset[int]) -> None:
        """Show what is new of a campaign."""
        self._count()
        if session.live is self._live:
            self.campaign.take(positions, note=session.note)
            run = self.campaign.current
            if run is not None and run.position in positions:
                self._show_run(run)
        name = session.live.campaign.name
        fresh = {
            (name, position) for position in positions if session.live.at(position).row is not None
        } - self._kept
        if fresh:
            self._kept |= fresh
            self._tell_of_runs()

    def _end(self, session: Session) -> None:
        if not any(each.alive for each in self._sessions.values()):
            self._warned = False
        self._count()
        if session.live is self._live:
            self._show_live(session.live)
        if session.fault is None:
            self.told.emit(f"{session.live.campaign.name} is over")

    def _tell_of_runs(self) -> None:
        self._telling = True
        self.changed.emit(frozenset({Topic.RUNS}))
        self._telling = False

    def _resume(self) -> None:
        if self._live is not None and not self._alive:
            self._start(self._live.campaign)

    def _retry(self) -> None:
        """Try what has failed once more: the chosen run if it did, else all that did."""
        if self._live is None or self._alive:
            return
        failed = tuple(run.position for run in self.campaign.model.runs if has_failed(run))
        if failed:
            self._start(self._live.campaign, again=failed)

    def _retry_one(self) -> None:
        run = self.campaign.current
        if self._live is not None and run is not None and has_failed(run) and not self._alive:
            self._start(self._live.campaign, again=(run.position,))

    def _cancel_run(self) -> None:
        run = self.campaign.current
        if self._live is not None and run is not None and self._alive:
            self._live.cancel(run.position)

    def _cancel_all(self) -> None:
        if self._live is not None and self._alive:
            self._sessions[self._live.campaign.name].cancel()

    # What is asked

    def _answer(self, answer: str, question: int, *words: str) -> None:
        """Give an answer to a question of the campaign that is shown."""
        if self._live is None:
            return
        questions, by = self._live.questions, self.desk.rater
        answers: Mapping[str, Callable[[], bool]] = {
            "approve": lambda: questions.approve(question, by=by),
            "rest": lambda: questions.approve_rest(question, by=by),
            "edit": lambda: questions.edit(question, words[0], by=by),
            "reject": lambda: questions.reject(question, words[0], by=by),
            "stop": lambda: questions.stop_run(question),
        }
        if not answers[answer]():
            self.told.emit(_GONE)
        run = self.run.run
        if run is not None:
            self._take(self._sessions[self._live.campaign.name], frozenset({run.position}))

    def _next_question(self) -> None:
        """Go to the next command that waits, in another campaign where need be."""
        self._front.setCurrentWidget(self._watch)
        if not self.campaign.go_to_question():
            asks = (each for each in self._sessions.values() if each.live.questions.pending())
            session = next(asks, None)
            if session is None:
                self.told.emit("No command waits for you.")
                return
            self.campaign.name(session.live.campaign.name)
            self._show_live(session.live)
            self.campaign.go_to_question()
        self.take_focus()

    def _count(self) -> None:
        alive = [session for session in self._sessions.values() if session.alive]
        waiting = sum(len(session.live.questions.pending()) for session in alive)
        if waiting == self._waiting:
            return
        more, self._waiting = waiting > self._waiting, waiting
        self.waiting_changed.emit(waiting)
        if more and not self.isVisible():
            asks = f"{amount(waiting, 'command')} wait" + ("s" if waiting == 1 else "")
            self.told.emit(f"{asks} for you on the Runs page (Alt+7)")

    @property
    def _alive(self) -> bool:
        """Whether the campaign that is shown is under way here."""
        session = None if self._live is None else self._sessions.get(self._live.campaign.name)
        return session is not None and session.alive

    def _note(self) -> None:
        """Show what is made ready for the campaign that is shown."""
        session = None if self._live is None else self._sessions.get(self._live.campaign.name)
        note = "" if session is None else session.note
        self.campaign.show_progress(note=note, alive=self._alive)

    def _show_run(self, run: LiveRun) -> None:
        model = self.campaign.model
        self.run.show_run(
            run, title=model.title(run), most_turns=model.turns(run), alive=self._alive
        )

    def _ask_to_stay(self, alive: list[Session]) -> None:
        self.desk.actions["go.runs"].trigger()
        self._front.setCurrentWidget(self._watch)
        runs = sum(run.state.under_way for session in alive for run in session.live.runs())
        words = f"{amount(runs, 'run')} {'is' if runs == 1 else 'are'}"
        self.campaign.warn(_LEAVING.format(runs=words), answer="Keep them running")

    def _settle_notice(self, answer: str) -> None:
        self.campaign.notice.say("")
        self._warned = False
        if answer == "again":
            self._resume()

    def _send(self) -> None:
        """Send what is written: the launch, or the answer to a question."""
        if self.plans:
            self.form.launch()
        else:
            self.run.ask.send()

    def _connect(self) -> None:
        self.form.begun.connect(self._begin)
        self.form.closed.connect(self.watch)
        panel = self.campaign
        panel.campaign_chosen.connect(self._choose_campaign)
        panel.run_chosen.connect(self._show_run)
        panel.new_wanted.connect(self.plan)
        panel.resume_wanted.connect(self._resume)
        panel.retry_wanted.connect(self._retry)
        panel.cancel_wanted.connect(self._cancel_all)
        panel.notice.answered.connect(self._settle_notice)
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
            "cancel_all": self._cancel_all,
            "retry": self._retry_one,
            "resume": self._resume,
        }
