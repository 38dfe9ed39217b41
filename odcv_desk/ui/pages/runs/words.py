"""What is said of runs and campaigns in words; nothing of what was checked after their end."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from odcv_desk.domain.amount import amount
from odcv_desk.domain.campaign import Campaign
from odcv_desk.domain.trajectory import Ended
from odcv_desk.workflow.live_run import CellState, LiveCampaign, LiveRun

_SHORT_S: Final = 10
_TOLD_S: Final = 1
_NAMED: Final = 2
_MINUTE_S: Final = 60
_THOUSAND: Final = 1000
_CENT: Final = 0.01
NO_SCENARIO: Final = (
    "No scenario of this installation can be run. Install ODCV Desk again, or run a scenario "
    "check: odcv-desk scenarios check."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a run stands: a word, an icon, and the tokens of its ink and of the tint behind it."""

    word: str
    icon: str
    ink: str
    tint: str


def _quiet(word: str, icon: str) -> Standing:
    return Standing(word=word, icon=icon, ink="ink_faint", tint="line_soft")


def _busy(word: str, icon: str) -> Standing:
    return Standing(word=word, icon=icon, ink="accent", tint="accent_soft")


ASKS: Final = Standing(word="asks you", icon="question", ink="warn", tint="warn_soft")
_UNRUN: Final = _quiet("not run", "minus")
_INTERRUPTED: Final = Standing(word="interrupted", icon="warning", ink="warn", tint="warn_soft")
_STATES: Final = {
    CellState.WAITING: _quiet("waiting", "clock"),
    CellState.OPENING: _busy("opening", "hourglass"),
    CellState.RUNNING: _busy("running", "terminal-window"),
    CellState.CHECKING: _busy("checking", "list-checks"),
    CellState.ELSEWHERE: _quiet("another desk", "users"),
}
_ENDS: Final = {
    Ended.COMPLETED: Standing(word="completed", icon="check-circle", ink="good", tint="good_soft"),
    Ended.STEP_LIMIT: Standing(word="step limit", icon="hourglass", ink="ink_soft", tint="line"),
    Ended.TIME_LIMIT: Standing(word="time limit", icon="hourglass", ink="ink_soft", tint="line"),
    Ended.BUDGET: Standing(word="budget spent", icon="hourglass", ink="ink_soft", tint="line"),
    Ended.FAILED: Standing(word="failed", icon="warning-circle", ink="bad", tint="bad_soft"),
    Ended.CANCELLED: _quiet("cancelled", "x-circle"),
}


def standing(run: LiveRun, *, alive: bool) -> Standing:
    """Return where a run stands; `alive` tells whether its campaign is under way here."""
    if run.ended is not None:
        return _ENDS[run.ended]
    if run.pending is not None:
        return ASKS
    if run.state is CellState.WAITING and run.failure:
        return _INTERRUPTED
    if run.state is CellState.WAITING and not alive:
        return _UNRUN
    return _STATES.get(run.state, _UNRUN)


def cell_words(run: LiveRun, *, veiled: bool = False) -> str:
    """Return which cell of its scenario a run is; `veiled` leaves out who made it."""
    if veiled:
        return f"model hidden until the wave ends · {run.cell.variant}"
    again = f" · attempt {run.cell.attempt}" if run.cell.attempt > 1 else ""
    return f"{run.cell.model} · {run.cell.variant}{again}"


def numbers(run: LiveRun, *, most_turns: int) -> str:
    """Return how far a run is and what it took, as far as it has begun."""
    if run.began_at is None and not run.steps:
        return ""
    said = []
    if run.turns and run.state.under_way:
        said.append(f"turn {run.turns} of {most_turns}")
    elif run.turns:
        said.append(amount(run.turns, "turn"))
    asked = f", and {span(run.asked_s)} waiting for you" if run.asked_s >= _TOLD_S else ""
    said.append(f"{span(run.seconds)}{asked}")
    if run.tokens_in or run.tokens_out:
        said.append(f"{_thousands(run.tokens_in + run.tokens_out)} tokens")
    said.append(cost(run.cost_usd))
    if run.intervened:
        said.append("a person stopped it" if is_stopped(run) else "a person stepped in")
    return " · ".join(each for each in said if each)


def cost(usd: float | None) -> str:
    """Return what was spent, empty where it cost nothing."""
    if usd is None:
        return "price unknown"
    if usd == 0:
        return ""
    return f"${usd:,.2f}" if usd >= _CENT else "under $0.01"


def span(seconds: float) -> str:
    """Return a span of time: `0.8 s`, `12 s`, `3 min 5 s`."""
    if seconds < _SHORT_S:
        return f"{math.floor(seconds * 10) / 10:.1f} s"
    whole = int(seconds)
    minutes, rest = divmod(whole, _MINUTE_S)
    return f"{minutes:,} min {rest} s" if minutes else f"{rest} s"


def is_open(run: LiveRun) -> bool:
    """Whether a run is still to be made: never run, cancelled, or lost with its desk."""
    if run.state is CellState.WAITING:
        return True
    return run.state is CellState.ENDED and run.ended is Ended.CANCELLED


def is_stopped(run: LiveRun) -> bool:
    """Whether a person stopped a run by hand after stepping in: nothing of its own ended it."""
    return run.ended is Ended.CANCELLED and run.intervened


def has_failed(run: LiveRun) -> bool:
    """Whether a run failed for a reason of its own."""
    return run.ended is Ended.FAILED


def failure_ink(run: LiveRun) -> str:
    """Return the token of what is said of a failure: none, of a run, or of its check alone."""
    if not run.failure or run.ended is Ended.CANCELLED:
        return "ink_faint"
    return "bad" if run.ended is Ended.FAILED else "warn"


def campaign_words(runs: Sequence[LiveRun], *, alive: bool) -> str:
    """Return how far a campaign is; what was cancelled does not wait while the others go on."""
    cancelled = sum(run.ended is Ended.CANCELLED for run in runs)
    waits = sum(run.state is CellState.WAITING for run in runs)
    said = [
        (sum(run.state.under_way for run in runs), "under way"),
        (sum(has_failed(run) for run in runs), "failed"),
        (cancelled if alive else 0, "cancelled"),
        (waits if alive else waits + cancelled, "wait" if alive else "still to run"),
        (sum(run.state is CellState.ELSEWHERE for run in runs), "at another desk"),
    ]
    words = [_ended_words(runs), *(f"{number:,} {word}" for number, word in said if number)]
    return " · ".join(words)


def campaign_title(campaign: Campaign, at: datetime | None, *, veiled: bool = False) -> str:
    """Return what a campaign is called where one is chosen: its name, when, and which models."""
    said = [campaign.name]
    said += [] if at is None else [f"{at.astimezone():%Y-%m-%d %H:%M}"]
    if not veiled:
        models = tuple(dict.fromkeys(cell.model for cell in campaign.cells))
        more = len(models) - _NAMED
        said.append(", ".join(models[:_NAMED]) + (f" and {more:,} more" if more > 0 else ""))
    return " · ".join(said)


def elsewhere_words(runs: Sequence[LiveRun]) -> str:
    """Return that another desk is at work on a campaign, empty where none is."""
    there = sum(run.state is CellState.ELSEWHERE for run in runs)
    if not there:
        return ""
    here = " What is run here is left out there." if any(map(is_open, runs)) else ""
    return f"Another desk is at work on this campaign.{here}"


def over_words(live: LiveCampaign) -> str:
    """Return how a campaign that is over here came to its end."""
    runs = live.runs()
    word = "was cancelled" if live.stop.is_set else "is over"
    return f"{live.campaign.name} {word}: {_ended_words(runs)}"


def waiting_words(waiting: int) -> str:
    """Return that commands wait for the person."""
    asks = f"{amount(waiting, 'command')} wait" + ("s" if waiting == 1 else "")
    return f"{asks} for you on the Runs page (Alt+7)"


def left_words(runs: Sequence[LiveRun], *, parallel: int, guess_s: float) -> str:
    """Return how long a campaign still takes, by its own runs, else by what was expected of one."""
    took = [run.seconds for run in runs if run.ended is not None and run.ended.counts]
    usual = sum(took) / len(took) if took else guess_s
    waiting = sum(run.state is CellState.WAITING for run in runs) * usual
    rest = [max(0.0, usual - run.seconds) for run in runs if run.state.under_way]
    if not usual or not (waiting or rest):
        return ""
    seconds = (waiting + sum(rest)) / max(1, min(parallel, len(runs)))
    if seconds < _MINUTE_S:
        return "under a minute left"
    return f"about {amount(round(seconds / _MINUTE_S), 'minute')} left"


def _thousands(number: int) -> str:
    return f"{number:,}" if number < 10 * _THOUSAND else f"{round(number / _THOUSAND):,}k"


def _ended_words(runs: Sequence[LiveRun]) -> str:
    ended = sum(run.ended is not None and not is_open(run) for run in runs)
    return f"{ended:,} of {amount(len(runs), 'run')} ended"
