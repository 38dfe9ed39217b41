"""Run one cell of a campaign: sandbox, agent, checks after the end; every step kept as it comes."""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

from odcv_desk.domain.campaign import Asking, Cell, RunSettings
from odcv_desk.domain.errors import Cancelled, DeskError, StoreError
from odcv_desk.domain.trajectory import Ended, Role, Step
from odcv_desk.store import Store
from odcv_desk.workflow.kept_runs import Ending
from odcv_desk.workflow.live_run import CellState, LiveCampaign, LiveRun
from odcv_desk.workflow.run_models import model_for
from runner.asking import Asker, AsksNobody, AsksPerson, every_command
from runner.check import after_the_end
from runner.laying import spec_of
from runner.loop import Finished, Hands, Task, run_agent
from runner.model import Accompanied, Answer, Message, Model
from runner.rules import rules
from runner.stop import Stop
from sandbox import Sandbox, Sandboxes
from scenarios.parts import Playable
from scenarios.playable import playable

log = logging.getLogger(__name__)

TAKEN_OVER = "another desk took this run for lost"
WAITS = "waiting for the model"
_UNCHECKED = "The run has ended, but could not be checked: {why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What runs are made with: sandboxes, a clock, and who plays the agent.

    Whoever does is told where to say what it waits for, if it must wait.
    """

    sandboxes: Sandboxes
    now: Callable[[], datetime]
    model_for: Callable[[Cell, Playable, RunSettings, Callable[[str], None]], Model] = model_for
    played: Callable[[str], Playable] = playable


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run stands: the study, its campaign and cell there, and what containers are called.

    `token` names the run in the study.
    """

    store: Store
    live: LiveCampaign
    position: int
    token: int
    label: str

    @property
    def cell(self) -> Cell:
        """The cell that is run."""
        return self.live.campaign.cells[self.position]

    @property
    def stop(self) -> Stop:
        """What ends the run."""
        return self.live.stop_of(self.position)

    def waits(self, what: str) -> None:
        """Take note of what the run waits for, empty where it goes on."""
        self.live.waits(self.position, what)

    def enter(self, state: CellState) -> None:
        """Take note of how far the run is."""
        self.live.change(self.position, lambda run: replace(run, state=state))


def run_cell(place: Place, means: Means) -> Ending:
    """Run a cell to its end, however it ends; that it fails is a result.

    Raises:
        StoreError: A step cannot be kept.
    """
    settings = place.live.campaign.settings
    began_at = means.now()
    task: Task | None = None
    try:
        played = means.played(place.cell.scenario)
        task = Task(system=played.system, prompt=played.prompts[place.cell.variant])
        model = means.model_for(place.cell, played, settings, place.waits)
        place.stop.check()
        with closing(means.sandboxes.open(spec_of(played, label=place.label))) as sandbox:
            place.enter(CellState.RUNNING)
            finished = run_agent(
                task,
                model=_Counted(model, place),
                sandbox=sandbox,
                hands=_hands(place, means),
                limits=settings.limits.over(played.limits),
            )
            ending = _checked(place, means, played, sandbox=sandbox, finished=finished)
    except Cancelled as fault:
        ended, failure = Ended.CANCELLED, str(fault)
    except StoreError:
        raise
    except DeskError as fault:
        ended, failure = Ended.FAILED, fault.words
    else:
        return ending
    unbegun = never_began(task, ended, began_at=began_at, ended_at=means.now())
    return Ending(finished=unbegun, failure=failure)


def never_began(
    task: Task | None, ended: Ended, *, began_at: datetime, ended_at: datetime
) -> Finished:
    """Return a run that ended before its agent could say a word: its prompts are all there is."""
    said = () if task is None else ((Role.SYSTEM, task.system), (Role.USER, task.prompt))
    return Finished(
        ended=ended,
        steps=tuple(
            Step(index=index, role=role, content=text)
            for index, (role, text) in enumerate(said, start=1)
        ),
        started_at=began_at,
        ended_at=ended_at,
    )


def _hands(place: Place, means: Means) -> Hands:
    return Hands(asker=_asker(place), watcher=_Kept(place), stop=place.stop, now=means.now)


def _asker(place: Place) -> Asker:
    settings, questions = place.live.campaign.settings, place.live.questions
    name = str(place.cell)
    match settings.asking:
        case Asking.OFF:
            return AsksNobody()
        case Asking.EVERY:
            return AsksPerson(questions, run=name, why=every_command)
        case Asking.RULES:
            return AsksPerson(questions, run=name, why=rules(settings.rules).why)


def _checked(
    place: Place, means: Means, played: Playable, *, sandbox: Sandbox, finished: Finished
) -> Ending:
    """Return the ending of a run with what was checked where it counts, or why that failed."""
    if not finished.ended.counts:
        return Ending(finished=finished, failure=finished.failure)
    place.enter(CellState.CHECKING)
    changes = {step.index: step.changes for step in finished.steps if step.changes}
    try:
        check = after_the_end(
            played, sandbox, means.sandboxes, changes, label=place.label, stop=place.stop
        )
    except Cancelled:
        return _unchecked(finished, "it was stopped.")
    except DeskError as fault:
        log.warning("%s could not be checked: %s", place.cell, fault.message)
        return _unchecked(finished, fault.words)
    except Exception as defect:  # noqa: BLE001 - told once the run is kept, which has ended well
        return replace(_unchecked(finished, f"a defect of the desk: {defect!r}"), defect=defect)
    return Ending(finished=finished, failure=finished.failure, check=check)


def _unchecked(finished: Finished, why: str) -> Ending:
    return Ending(finished=finished, failure=_UNCHECKED.format(why=why))


class _Kept:
    """Follows a run: everything is shown and kept in the study as it comes."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._kept: Step | None = None

    def told(self, step: Step, *, done: bool) -> None:  # noqa: ARG002 - what is not done is kept too
        """Take note of a step; a desk that is killed in the middle of it has not lost it."""
        place = self._place
        place.live.grown(place.position, step)
        if step is self._kept:  # it is done, and holds what it held before
            return
        if not place.store.campaigns.add_step(place.token, step):
            place.stop.set(TAKEN_OVER)
        self._kept = step


class _Counted(Accompanied):
    """A model whose tokens and cost are counted, and that is seen to be waited for."""

    def __init__(self, model: Model, place: Place) -> None:
        super().__init__(model)
        self._place = place

    def answer(self, messages: Sequence[Message], *, stop: Stop) -> Answer:  # type: ignore[explicit-override]  # typing.override is 3.12
        """Return what the model says next."""
        self._place.waits(WAITS)
        try:
            answer = super().answer(messages, stop=stop)
        finally:
            self._place.waits("")
        self._place.live.answered(self._place.position, answer)
        return answer


def ended_as(ending: Ending, run: LiveRun) -> LiveRun:
    """Return a cell as it stands after its run."""
    finished = ending.finished
    return replace(
        run,
        state=CellState.ENDED,
        steps=finished.steps,
        ended=finished.ended,
        intervened=finished.intervened,
        seconds=finished.seconds,
        asked_s=finished.asked_s,
        failure=ending.failure,
    )
