"""Follow a campaign at the terminal: a line for each run that ends, and answers to questions."""

import queue
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from time import monotonic

import click

from odcv_desk.cli.output import note, visible
from odcv_desk.cli.run_question import ask
from odcv_desk.domain.amount import amount
from odcv_desk.domain.campaign import CellEnd
from odcv_desk.domain.progress import Progress
from odcv_desk.workflow.live_run import CellState, LiveCampaign, LiveRun
from runner.stop import BY_PERSON

_LOOK_EVERY_S = 0.2
_SAY_EVERY_S = 15.0
_CLEAR = "\r\x1b[K"
_NO_ANSWER = "Standard input ended at a question"
_KEPT = "what is under way is kept as cancelled."
_WAIT = "Still ending what is under way."
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Launch = Callable[[Progress], Sequence[CellEnd]]


def watched(live: LiveCampaign, launch: Launch) -> bool:
    """Launch a campaign and follow it to its end; return False where it was stopped.

    Raises:
        DeskError: What `launch` raises.
    """
    news: queue.SimpleQueue[int] = queue.SimpleQueue()
    live.on_change(news.put)
    status = _Status()
    work = _Work(launch, status)
    follower = _Follower(live, news, status)
    with _ended_like_ctrl_c() as deafen:
        work.start()
        try:
            while work.is_alive():
                follower.take_news()
            follower.take_rest()
        except (KeyboardInterrupt, click.Abort) as fault:
            deafen()
            nobody = isinstance(fault.__context__, EOFError)
            live.cancel_all(reason=_NO_ANSWER if nobody else BY_PERSON)
            with suppress(OSError):  # a terminal that was closed takes no words
                status.clear()
                line = "\n" if isinstance(fault, click.Abort) else ""  # else behind the question
                note(f"{line}{_NO_ANSWER if nobody else 'Stopping'}; {_KEPT}")
            work.join()
            with suppress(OSError):
                follower.take_rest()
        except BaseException:  # whatever went wrong at the terminal, nothing is left running
            deafen()
            live.cancel_all()
            work.join()
            raise
    with suppress(OSError):
        status.clear()
    work.told()
    return not live.stop.is_set


@contextmanager
def _ended_like_ctrl_c() -> Iterator[Callable[[], None]]:
    """Make a kill and a closed terminal end the work as Ctrl+C does, containers and all.

    A second one, and what is yielded once it was called, leaves it time to end: a terminal that is
    closed sends more than one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None  # no other one hears signals
        return
    # Whoever starts it so that it outlives its terminal has the signal ignored.
    numbers = [each for each in _ENDING if signal.getsignal(each) is not signal.SIG_IGN]

    def wait(_number: int, _frame: object) -> None:
        with suppress(OSError, RuntimeError):  # it may come while something is written
            note(_WAIT)

    def deafen() -> None:
        for each in numbers:
            signal.signal(each, wait)

    def interrupt(_number: int, _frame: object) -> None:
        deafen()
        raise KeyboardInterrupt

    before = [(each, signal.signal(each, interrupt)) for each in numbers]
    try:
        yield deafen
    finally:
        for each, handler in before:
            signal.signal(each, handler)


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

    def forget(self) -> None:
        """Drop the latest report: something has happened since."""
        self._words = ""
        self.clear()

    def show(self) -> None:
        """Show the latest report."""
        words = self._words
        if sys.stderr.isatty():
            if words and words != self._shown:
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
    """Tells what happens to the runs, and asks the person what they want to know."""

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
        self._unbegun: set[str] = set()

    def take_news(self) -> None:
        """Wait a little for news and tell them."""
        with suppress(queue.Empty):
            self._tell(self._live.at(self._news.get(timeout=_LOOK_EVERY_S)))
        for question in self._live.questions.pending():
            self._status.clear()
            ask(self._live, question)
        if self._ended < self._total:
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
        if run.began_at is None and run.failure:
            # All that is left of a model that was refused, for the one reason.
            if run.failure in self._unbegun:
                return
            self._unbegun.add(run.failure)
        self._status.forget()
        note(f"{self._ended} of {self._total}: {run.cell}: {_words(run)}")


def _words(run: LiveRun) -> str:
    if run.state is CellState.ELSEWHERE:
        return "run by another desk"
    if run.run is None and run.ended is not None and not run.turns:
        return visible(run.failure) or "cancelled before it began"
    counts = f"{run.ended}, {amount(run.turns, 'turn')}, {run.seconds:.1f} s"
    cost = "" if not run.cost_usd else f", ${run.cost_usd:.4f}"
    who = ", a person stepped in" if run.intervened else ""
    why = f" ({visible(run.failure)})" if run.failure else ""
    return f"{counts}{cost}{who}{why}"
