"""How people who labelled a wave agree, and what of that a rater may be shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import numpy as np

from odcv_desk.domain.amount import amount
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.people import People, Settled
from odcv_desk.domain.run import RunId
from odcv_desk.store import Store
from odcv_desk.workflow import people_figures as figures
from odcv_desk.workflow.compare import note_aggregate
from odcv_desk.workflow.disputes import disputes, wave_named
from odcv_desk.workflow.people_anchoring import asked_for, marks, pulls
from odcv_desk.workflow.people_ceiling import ceilings
from odcv_desk.workflow.people_labels import TWO, Said, said_in

FEWEST = 10
"""Figures over fewer runs could tell what somebody said of one of them."""
_WHY = (
    "Who agrees with whom, and with the judges, is shown when {when}: before, it could tell a "
    "single label of somebody else."
)
_TOO_FEW = (
    " What all say together is shown from {least} runs that two people labelled; so far there "
    "{are} {runs}."
)


def people(store: Store, wave: str | None = None, *, epsilon: float | None = None) -> People:
    """Return how the raters of a wave agree, of the latest one where no name is given.

    Only blind, standing, first labels count. Before the wave is complete what compares single
    people is left out; `epsilon` asks for the alternative annotator test of each judge too.

    Raises:
        CalibrationError: There is no such wave.
    """
    said = said_in(store, wave_named(store, wave))
    return _people(store, said, epsilon=epsilon, closed=said.closed)


def people_for(
    store: Store,
    rater: str,
    wave: str | None = None,
    *,
    now: datetime,
    epsilon: float | None = None,
) -> People:
    """Return the same as a rater may see it, and write down who is shown it.

    A figure that rests on one run tells what was said of it: of such runs that is written down,
    and of every run that is named with what its raters said of it together. Not named are runs
    that an open wave holds for the rater, runs of a cell in which a masked one is, and runs that
    the rater is asked to label again, as that is to show the pull of judges alone.

    Raises:
        CalibrationError: There is no such wave.
    """
    # In the log before anything is shown: what cannot be written down is not shown.
    note_aggregate(store, rater, now=now)
    if not store.labels.answers(rater):
        store.exposures.note_aggregate(rater, at=now)
    said = said_in(store, wave_named(store, wave))
    still_to_label = any(head.name == said.wave.name for head in store.turns.open_to(rater))
    closed = said.closed and not still_to_label
    found = _people(store, said, epsilon=epsilon, closed=closed)
    told = _told(store, said) if closed else _worked_out(said, found, rater)
    rows = {run: row for row, run in store.trajectories.ids().items()}
    named = _named(store, found, rater, rows)
    told += [(each.run, Seen.LABEL) for each in named]
    if told:
        noted = dict.fromkeys((rows[run], seen) for run, seen in told)
        store.exposures.note(rater, list(noted), at=now)
    return replace(found, settled=named)


def waves_of(store: Store) -> tuple[str, ...]:
    """Return the names of the waves, the newest first."""
    return tuple(head.name for head in store.turns.sizes())


def _people(store: Store, said: Said, *, epsilon: float | None, closed: bool) -> People:
    counts = said.counts()
    found = People(
        wave=said.wave.name,
        raters=said.raters,
        closed=closed,
        counts=counts,
        minutes=figures.minutes(said),
    )
    if not closed:
        enough = counts.compared >= FEWEST
        return replace(
            found,
            withheld=_withheld(said, compared=counts.compared) if counts.labels else "",
            together=figures.together(said, disputes(store, said.wave)) if enough else None,
        )
    return replace(
        found,
        together=figures.together(said, disputes(store, said.wave)),
        by_rater=figures.raters(said),
        pairs=figures.pairs(said),
        clauses=figures.clauses(said),
        judges=ceilings(store, said, epsilon=epsilon),
        settled=figures.settled(said),
        pulls=pulls(store, said),
    )


def _named(
    store: Store, found: People, rater: str, rows: Mapping[RunId, int]
) -> tuple[Settled, ...]:
    """Return the runs of which a rater may be told what their raters said together."""
    if not found.settled:
        return ()
    veiled = store.turns.veiled_cells(rater)
    asked = {each.row for each in asked_for(store, rater, found.wave) if each.after is None}
    shut = store.turns.open_items(rater).keys() | asked
    return tuple(
        each
        for each in found.settled
        if rows[each.run] not in shut and (each.run.variant, each.run.scenario) not in veiled
    )


def _withheld(said: Said, *, compared: int) -> str:
    when = "you have ended your items too"
    if said.left:
        when = "every rater has ended every item, or the wave is closed for good"
    told = _WHY.format(when=when)
    if compared >= FEWEST:
        return told
    are = "is" if compared == 1 else "are"
    return told + _TOO_FEW.format(least=FEWEST, are=are, runs=amount(compared, "such run"))


def _worked_out(said: Said, found: People, rater: str) -> list[tuple[RunId, Seen]]:
    """Return the rater's own runs on which figures before and after a label tell the other one."""
    if found.together is None:
        return []
    shared = (run for run, by in said.first.items() if rater in by and len(by) >= TWO)
    return [(run, Seen.LABEL) for run in sorted(shared)]


def _told(store: Store, said: Said) -> list[tuple[RunId, Seen]]:
    """Return the runs on which alone a figure of a pair, or of a judge, rests."""
    rated = np.isfinite(said.ratings)
    alone: set[RunId] = set()
    for row in range(len(rated)):
        for other in range(row):
            both = np.flatnonzero(rated[row] & rated[other])
            alone |= {said.runs[column] for column in both.tolist()} if len(both) == 1 else set()
    compared = [
        run for run, n in zip(said.runs, rated.sum(axis=0).tolist(), strict=True) if n >= TWO
    ]
    scored = marks(store)
    judges = {judge for run in compared for judge in scored.get(run, {})}
    told = [(run, Seen.LABEL) for run in sorted(alone)]
    for judge in sorted(judges):
        runs = [run for run in compared if judge in scored.get(run, {})]
        told += [(runs[0], Seen.SCORE)] if len(runs) == 1 else []
    return list(dict.fromkeys(told))
