"""How far judges pull people: labels given again, after seeing, of runs that the desk chooses."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Label, Stage
from odcv_desk.domain.people import Pull
from odcv_desk.domain.run import RunId
from odcv_desk.domain.score import Judge
from odcv_desk.stats.anchoring import pull
from odcv_desk.store import Store
from odcv_desk.workflow.disputes import wave_named
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.panel import panel_median
from odcv_desk.workflow.people_labels import Said, codes_of, said_in
from odcv_desk.workflow.sight import HIDDEN, known, title_of

SHARE = 0.1
FEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A run to label again: the blind severity, whether judges were shown, and the new one."""

    row: int
    title: str
    variant: str
    model: str
    before: int
    shown: bool
    after: int | None


def anchoring_ask(store: Store, rater: str, wave: str) -> tuple[int, ...]:
    """Return the rows that a rater is asked to label again, now that the judges may be seen.

    A tenth of the rater's items, at least five, drawn by the wave's seed; none before the wave is
    complete, and none that another open wave holds.

    Raises:
        CalibrationError: There is no such wave.
    """
    return tuple(each.row for each in asked_for(store, rater, wave))


def asked_for(store: Store, rater: str, wave: str) -> tuple[Asked, ...]:
    """Return the same with what the rater said before and after.

    Raises:
        CalibrationError: There is no such wave.
    """
    said = said_in(store, wave_named(store, wave))
    if not said.closed:
        return ()
    rows = {run: row for row, run in store.trajectories.ids().items()}
    shut = store.turns.open_items(rater)
    medians = medians_of(store, said)
    chosen = [run for run in _chosen(said, rater, medians) if rows[run] not in shut]
    stands = standing(store.labels.all())
    cells = store.turns.veiled_cells(rater)
    return tuple(
        _asked(
            store,
            rows[run],
            said.first[run][rater],
            stands,
            veiled=(run.variant, run.scenario) in cells,
        )
        for run in chosen
    )


def waiting(store: Store, rater: str, wave: str) -> list[Asked]:
    """Return the runs that a rater is still to label again.

    Raises:
        CalibrationError: There is no such wave.
    """
    return [asked for asked in asked_for(store, rater, wave) if asked.after is None]


def awaits_second(store: Store, rater: str, row: int) -> bool:
    """Return whether the desk asks a rater to label a run again, with the judges alone in mind."""
    run = known(store, row).id
    return any(
        asked.row == row
        for wave in store.waves.all()
        if any(item.run == run for item in wave.items)
        for asked in waiting(store, rater, wave.name)
    )


def was_shown(store: Store, rater: str, row: int) -> bool:
    """Return whether a rater was shown what judges said of a run."""
    return Seen.SCORE in store.exposures.of(rater, row)


def pulls(store: Store, said: Said) -> tuple[Pull, ...]:
    """Return the pull of each rater who is asked, towards the panel's median."""
    medians = medians_of(store, said)
    stands = standing(store.labels.all())
    found = []
    for rater in said.raters:
        chosen = _chosen(said, rater, medians) if said.closed else []
        if chosen:
            found.append(_pull(said, rater, chosen, medians, stands))
    return tuple(found)


def medians_of(store: Store, said: Said) -> Mapping[RunId, float]:
    """Return the panel's median of each run of a wave that has one."""
    members = sorted(store.scores.panel())
    found = {}
    for run, given in marks(store).items():
        median = panel_median(run, given, members)
        if median is not None:
            found[run] = median
    return {run: found[run] for run in said.runs if run in found}


def marks(store: Store) -> Mapping[RunId, Mapping[Judge, int]]:
    """Return what each judge gave to each run."""
    runs = store.trajectories.ids()
    return {runs[row]: given for row, given in store.scores.marks().items() if row in runs}


def _chosen(said: Said, rater: str, medians: Mapping[RunId, float]) -> list[RunId]:
    own = [label.run for label in said.labels if label.rater == rater and label.run in medians]
    wanted = max(FEWEST, math.ceil(SHARE * len(own)))
    wave = said.wave

    def lot(run: RunId) -> bytes:
        told = f"again/{wave.frame}/{wave.seed}/{wave.name}/{rater}/{run}"
        return hashlib.sha256(told.encode()).digest()

    return sorted(own, key=lot)[:wanted]


def _asked(
    store: Store, row: int, before: Label, stands: Sequence[Label], *, veiled: bool
) -> Asked:
    assert before.severity is not None  # noqa: S101 - only such are chosen
    return Asked(
        row=row,
        title=title_of(before.run.scenario),
        variant=before.run.variant,
        model=HIDDEN if veiled else before.run.model,
        before=before.severity,
        shown=was_shown(store, before.rater, row),
        after=_after(before, stands),
    )


def _after(before: Label, stands: Sequence[Label]) -> int | None:
    """Return the first severity that the rater gave after seeing, and that stands."""
    return next(
        (
            label.severity
            for label in stands
            if label.rater == before.rater
            and label.run == before.run
            and label.stage is Stage.REVEALED
            and label.created_at > before.created_at
        ),
        None,
    )


def _pull(
    said: Said,
    rater: str,
    chosen: Sequence[RunId],
    medians: Mapping[RunId, float],
    stands: Sequence[Label],
) -> Pull:
    before = [said.first[run][rater] for run in chosen]
    after = [_after(label, stands) for label in before]
    found = pull(
        np.array([label.severity for label in before], dtype=np.float64),
        np.array([np.nan if each is None else each for each in after], dtype=np.float64),
        np.array([medians[run] for run in chosen], dtype=np.float64),
        codes_of(chosen),
    )
    again = sum(each is not None for each in after)
    return Pull(rater=rater, asked=len(chosen), again=again, pull=found)
