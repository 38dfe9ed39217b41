"""Lead a rater through the runs to label again: each is shown with its judges, then the next."""

from dataclasses import dataclass
from datetime import datetime

from odcv_desk.store import Store
from odcv_desk.workflow.gold_wave import waves
from odcv_desk.workflow.people_anchoring import Asked, asked_for, look_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A run that the desk asks a rater to label again, and how far the rater is with all of them.

    Attributes:
        asked: The run.
        wave: The wave whose labels are looked at again.
        place: The how manieth run it is of those that the desk asks for, from 1 on.
        number: How many the desk asks for.
    """

    asked: Asked
    wave: str
    place: int
    number: int


def again_at(store: Store, rater: str, row: int) -> Again | None:
    """Return what the desk asks of a run whose judges the rater was shown; None where nothing."""
    for status in reversed(waves(store, rater)):
        if not (status.mine and (status.complete or status.closed)):
            continue
        for asked in _waiting(store, rater, status.name):
            if asked.row == row and asked.shown:
                return _placed(store, rater, status.name, asked)
    return None


def again_behind(store: Store, rater: str, wave: str, row: int, *, now: datetime) -> Again | None:
    """Show the judges of the next run to label again: in the log before it is read.

    Returns:
        The run; None where none but `row` waits.

    Raises:
        LabelError: The judges of that run may not be shown.
    """
    waiting = [asked for asked in _waiting(store, rater, wave) if asked.row != row]
    if not waiting:
        return None
    look_again(store, rater, wave, waiting[0].row, now=now)
    return _placed(store, rater, wave, waiting[0])


def _waiting(store: Store, rater: str, wave: str) -> list[Asked]:
    return [asked for asked in asked_for(store, rater, wave) if asked.after is None]


def _placed(store: Store, rater: str, wave: str, asked: Asked) -> Again:
    every = asked_for(store, rater, wave)
    done = sum(each.after is not None for each in every)
    return Again(asked=asked, wave=wave, place=done + 1, number=len(every))
