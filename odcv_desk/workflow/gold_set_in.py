"""Bring a gold set into a study that has its trails: the waves as they were drawn, the labels."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.gold_set import GoldSource
from odcv_desk.domain.wave import Wave
from odcv_desk.store import Store
from odcv_desk.store.labels import Appended
from odcv_desk.workflow.gold_folder import LABELS, read_source
from odcv_desk.workflow.label import labels_from
from odcv_desk.workflow.verify import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was new; `known` counts label events that the study had already."""

    waves: int
    labels: int
    known: int


def take_gold_set(store: Store, folder: Path, *, now: datetime) -> Taken:
    """Keep the waves and labels of a gold set that holds, all of them or none.

    What is there already stays as it is.

    The labels count as asserted, for this study has not seen them given.

    Raises:
        UnreadableLogError: The folder holds no gold set.
        LabelError: The gold set does not hold, a run is not in this study, or a wave of that name
            was drawn otherwise.
    """
    found = verify(folder)
    if not found.holds:
        raise LabelError(
            f"{folder}: {len(found.mismatches)} things do not hold in this gold set; nothing was "
            "taken",
            hint="`odcv-desk verify` tells which; take the folder again from where it was made.",
        )
    source = read_source(folder)
    with store.together():
        return _taken(store, source, folder, now)


def _taken(store: Store, source: GoldSource, folder: Path, now: datetime) -> Taken:
    _check_runs(store, source)
    fresh = _new_waves(store, source)
    for wave in reversed(fresh):  # those that are joined first
        store.waves.add(wave, source.frames.get(wave.name))
    taken = Appended(labels=(), known=0)
    if source.labels:
        taken = labels_from(store, folder / LABELS, now=now, as_came=True)
    # After the labels: a wave that was stopped since has labels from before.
    names = {wave.name for wave in fresh}
    for event in source.events:
        if event.wave in names:
            store.waves.note(event)
    return Taken(waves=len(fresh), labels=len(taken.labels), known=taken.known)


def _check_runs(store: Store, source: GoldSource) -> None:
    """Refuse a gold set of runs that this study does not have, byte for byte."""
    keys = {run.id: run.key for run in store.trajectories.all()}
    lacking = [run for run, given in source.runs.items() if keys.get(run) != given.key]
    if lacking:
        raise LabelError(
            f"{len(lacking)} runs of the gold set are not in this study, the first of them "
            f"{lacking[0]}; nothing was taken",
            hint="Import the trails that the gold set is of, then take it again.",
        )


def _new_waves(store: Store, source: GoldSource) -> list[Wave]:
    known = {wave.name: wave for wave in store.waves.all()}
    for wave in source.waves:
        there = known.get(wave.name)
        if there is not None and _drawn_as(there) != _drawn_as(wave):
            raise LabelError(
                f"{wave.name} of this study was drawn otherwise than that of the gold set; nothing "
                "was taken",
                hint="Take the gold set into a study of its own.",
            )
    return [wave for wave in source.waves if wave.name not in known]


def _drawn_as(wave: Wave) -> tuple[object, ...]:
    return (wave.suite, wave.frame, wave.items, wave.raters, dict(wave.turns), wave.joins)
