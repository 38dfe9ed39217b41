"""Lead a rater through the runs to label again: each is shown with its judges, then the next."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Label, Stage
from odcv_desk.store import Store
from odcv_desk.workflow.disputes import wave_named
from odcv_desk.workflow.gold_wave import waves
from odcv_desk.workflow.people_anchoring import (
    Asked,
    anchoring_ask,
    asked_for,
    waiting,
    was_shown,
)
from odcv_desk.workflow.people_labels import said_in
from odcv_desk.workflow.reveal import reveal
from odcv_desk.workflow.sight import sight

_TICK = timedelta(microseconds=1)


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
        for asked in waiting(store, rater, status.name):
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
    still = [asked for asked in waiting(store, rater, wave) if asked.row != row]
    if not still:
        return None
    look_again(store, rater, wave, still[0].row, now=now)
    return _placed(store, rater, wave, still[0])


def look_again(store: Store, rater: str, wave: str, row: int, *, now: datetime) -> None:
    """Show the judges of a run that the desk asks for: it is in the log before it is read.

    What other people said stays hidden, so that what moves the label are the judges alone.

    Raises:
        LabelError: The desk does not ask for this run, or its judges may not be shown.
    """
    _check_asked(store, rater, wave, row)
    reveal(store, rater, row, now=now, people=False)


def stay(store: Store, rater: str, wave: str, row: int, *, now: datetime) -> Label:
    """Append that a rater stays with the blind label after seeing the judges.

    Raises:
        LabelError: The desk does not ask for this run, or the rater was not shown its judges yet.
    """
    _check_asked(store, rater, wave, row)
    seen = sight(store, rater, row)
    if not was_shown(store, rater, row):
        raise LabelError(
            "you have not seen the judges of this run yet",
            hint="Look at the run again first, then say whether you stay with your label.",
        )
    said = said_in(store, wave_named(store, wave))
    before = said.first[seen.trajectory.id][rater]
    moment = max(now, *(label.created_at + _TICK for label in seen.own))
    again = replace(before, created_at=moment, wave=None, seconds=None, asserted=False)
    (kept,) = store.labels.append([replace(again, stage=Stage.BLIND)]).labels
    return kept


def _placed(store: Store, rater: str, wave: str, asked: Asked) -> Again:
    every = asked_for(store, rater, wave)
    done = sum(each.after is not None for each in every)
    return Again(asked=asked, wave=wave, place=done + 1, number=len(every))


def _check_asked(store: Store, rater: str, wave: str, row: int) -> None:
    if row not in anchoring_ask(store, rater, wave):
        raise LabelError(
            "the desk does not ask you for this run",
            hint="See the list on the People page again.",
        )
