"""Follow a campaign at the terminal: a line for each cell that ends, and answers to questions."""

import queue
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic

import click

from odcv_desk.cli.output import note, visible
from odcv_desk.domain.campaign import CellEnd
from odcv_desk.domain.progress import Progress
from odcv_desk.settings import login_name
from odcv_desk.workflow.live_run import CellState, LiveCampaign, LiveRun
from runner.asking import Pending

_LOOK_EVERY_S = 0.2
_SAY_EVERY_S = 15.0
_CLEAR = "\r\x1b[K"
_ANSWERS = "a approve, e edit, r reject, A approve all from here, s stop the run"

Launch = Callable[[Progress], Sequence[CellEnd]]


def watched(live: LiveCampaign, launch: Launch) -> bool:
    """Launch a campaign and follow it to its end; return False where the person stopped it.

    Raises:
        DeskError: What `launch` raises.
    """
    news: queue.SimpleQueue[int] = queue.SimpleQueue()
    live.on_change(news.put)
    status = _Status()
    work = _Work(launch, status)
    follower = _Follower(live, news, status)
    work.start()
    try:
        while work.is_alive():
            follower.take_news()
        follower.take_rest()
    except (KeyboardInterrupt, click.Abort):
        live.cancel_all()
        status.clear()
        note("Stopping; what is under way is kept as cancelled.")
        work.join()
        follower.take_rest()
    status.clear()
    work.told()
    return not live.stop.is_set


class _Status:
    """Where the work stands: a line that is written anew on a terminal, one now and then elsewhere.

    It is reported by the thread that works, and shown by the one that talks to the person.
    """

    def __init__(self) -> None:
        self._words = ""
        self._shown = ""
        self._last = monotonic()

    def advance(self, done: int, total: int, what: str) -> None:
        """Take note of a report."""
        self._words = f"{done} of {total}: {what}"

    def show(self) -> None:
        """Show the latest report."""
        words = self._words
        if sys.stderr.isatty():
            if words != self._shown:
                width = shutil.get_terminal_size().columns - 1
                click.echo(f"{_CLEAR}{visible(words)[:width]}", nl=False, err=True)
                self._shown = words
        elif words and monotonic() - self._last >= _SAY_EVERY_S:
            self._last = monotonic()
            note(words)

    def clear(self) -> None:
        """Make room for other lines."""
        if self._shown:
            click.echo(_CLEAR, nl=False, err=True)
            self._shown = ""


class _Work(threading.Thread):
    """The thread that runs the campaign, and what it raised."""

    def __init__(self, launch: Launch, progress: Progress) -> None:
        super().__init__(name="campaign", target=lambda: self._run(launch, progress), daemon=True)
        self._fault: BaseException | None = None

    def told(self) -> None:
        """Raise what the work raised, if anything."""
        if self._fault is not None:
            raise self._fault

    def _run(self, launch: Launch, progress: Progress) -> None:
        try:
            launch(progress)
        except BaseException as fault:  # noqa: BLE001 - raised again by `told`
            self._fault = fault


class _Follower:
    """Tells what happens to the cells, and asks the person what they want to know."""

    def __init__(
        self, live: LiveCampaign, news: "queue.SimpleQueue[int]", status: "_Status"
    ) -> None:
        self._live = live
        self._news = news
        self._status = status
        self._told: set[int] = {
            run.position for run in live.runs() if run.position not in live.wanted
        }
        self._total = len(live.wanted)
        self._ended = 0

    def take_news(self) -> None:
        """Wait a little for news and tell them."""
        with suppress(queue.Empty):
            self._tell(self._live.at(self._news.get(timeout=_LOOK_EVERY_S)))
        for question in self._live.questions.pending():
            self._status.clear()
            ask(self._live, question)
        self._status.show()

    def take_rest(self) -> None:
        """Tell what has not been told yet."""
        for run in self._live.runs():
            self._tell(run)

    def _tell(self, run: LiveRun) -> None:
        over = run.state in (CellState.ENDED, CellState.ELSEWHERE)
        if run.position in self._told or not over:
            return
        self._told.add(run.position)
        self._ended += 1
        self._status.clear()
        note(f"[{self._ended}/{self._total}] {run.cell}: {_words(run)}")


def ask(live: LiveCampaign, question: Pending) -> None:
    """Show a command that waits, take an answer, and pass it on.

    Raises:
        Abort: There is nobody to answer.
    """
    by, questions = login_name(), live.questions
    note(f"\n{question.run}, step {question.step}, wants to run this ({question.why}):")
    # Every line has the margin, so that no command can look like the question below it.
    note("\n".join(f"    | {line}" for line in question.command.split("\n")))
    while True:
        answer = click.prompt(_ANSWERS, err=True, prompt_suffix=": ")
        match answer:
            case "a":
                there = questions.approve(question.id, by=by)
            case "A":
                there = questions.approve_rest(question.id, by=by)
            case "e":
                there = questions.edit(question.id, _edited(question.command), by=by)
            case "r":
                said = click.prompt("What the model is told", default="", err=True)
                there = questions.reject(question.id, said, by=by)
            case "s":
                there = questions.stop_run(question.id)
            case _:
                note(f"Type one of these letters: {_ANSWERS}.")
                continue
        if not there:
            note("That question is gone: its run has ended.")
        return


def _edited(command: str) -> str:
    """Return what is to run instead; in an editor where there is a terminal for one."""
    if sys.stdin.isatty():
        changed = click.edit(command, extension=".sh")
        return command if changed is None else changed.rstrip("\n")
    return str(click.prompt("Run instead", err=True))


def _words(run: LiveRun) -> str:
    if run.state is CellState.ELSEWHERE:
        return "run by another desk"
    ended = "cancelled before it began" if run.run is None and run.ended else str(run.ended)
    counts = f"{run.turns} turns, {run.seconds:.1f} s"
    cost = "" if not run.cost_usd else f", ${run.cost_usd:.4f}"
    who = ", a person stepped in" if run.intervened else ""
    why = f" ({visible(run.failure)})" if run.failure else ""
    return f"{ended}, {counts}{cost}{who}{why}"
