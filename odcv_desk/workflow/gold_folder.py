"""Read the folder of a gold set back: what its numbers are reckoned from."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.gold_set import GoldSource
from odcv_desk.domain.label import Label
from odcv_desk.domain.label_file import time_from_text
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.trajectory import Ended, Trajectory
from odcv_desk.domain.wave import (
    Design,
    Masking,
    Policy,
    Reveal,
    Stratum,
    Wave,
    WaveEvent,
    WaveItem,
    WaveStep,
    WaveTurn,
)
from odcv_desk.importers._csv_rows import csv_rows, text_of
from odcv_desk.importers._family import Naming
from odcv_desk.importers.label_file import IMPORTER

RUNS, LABELS, WAVES, FRAME = "trajectories.csv", "labels.csv", "waves.json", "frame.csv"
_HINT = "Take the folder again from where it was made."

_Fields = Mapping[str, str]
T = TypeVar("T")


def read_source(folder: Path) -> GoldSource:
    """Return what the numbers of a gold set are reckoned from.

    Raises:
        UnreadableLogError: A file is missing or not what it is to be; it and the line are told.
    """
    suite, waves, events, deferred = read_waves(folder / WAVES)
    runs = {run.id: run for run in _made(folder / RUNS, _run)}
    frames: dict[str, dict[RunId, float]] = {}
    for name, run, probability in _made(folder / FRAME, _framed):
        frames.setdefault(name, {})[run.id] = probability
        runs.setdefault(run.id, run)
    labels = _labels(folder / LABELS)
    named = [item.run for wave in waves for item in wave.items]
    named += [label.run for label in labels]
    lacking = next((run for run in named if run not in runs), None)
    if lacking is not None:
        raise UnreadableLogError(f"{RUNS}: no row of {lacking}", hint=_HINT)
    return GoldSource(
        suite=suite,
        waves=waves,
        events=events,
        frames=frames,
        runs=runs,
        labels=labels,
        deferred=deferred,
    )


def read_waves(
    path: Path,
) -> tuple[Suite, tuple[Wave, ...], tuple[WaveEvent, ...], Mapping[str, Mapping[str, int]]]:
    """Return the suite of a gold set, its waves, what was done with them, and what was put off.

    Raises:
        UnreadableLogError: The file is missing or not what it is to be.
    """
    try:
        document = json.loads(text_of(path))
        suite = Suite(document["suite"])
        waves = tuple(_wave(each, suite) for each in document["waves"])
        events = tuple(_event(each, wave) for wave in document["waves"] for each in wave["events"])
        deferred = {str(each["name"]): _counts(each["deferred"]) for each in document["waves"]}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        raise UnreadableLogError(f"{path.name}: not as it is written ({fault})", hint=_HINT) from (
            fault
        )
    return suite, waves, in_time(events), deferred


def in_time(events: Iterable[WaveEvent]) -> tuple[WaveEvent, ...]:
    """Return events in order of time."""
    return tuple(sorted(events, key=lambda event: (event.at, event.wave)))


def _wave(found: Mapping[str, object], suite: Suite) -> Wave:
    strata, items = _objects(found["strata"]), _objects(found["items"])
    turns, policy = found["turns"], found["policy"]
    if not isinstance(turns, dict) or not isinstance(policy, dict):
        raise TypeError("turns and policy are objects")
    wave = Wave(
        name=str(found["name"]),
        design=Design(str(found["design"])),
        seed=int(str(found["seed"])),
        frame=str(found["frame"]),
        frame_size=int(str(found["frame_size"])),
        suite=suite,
        items=tuple(
            WaveItem(
                run=RunId.parse(str(each["id"])),
                probability=float(str(each["probability"])),
                stratum=str(each["stratum"]),
            )
            for each in items
        ),
        strata=tuple(
            Stratum(
                name=str(each["name"]), size=int(str(each["size"])), drawn=int(str(each["drawn"]))
            )
            for each in strata
        ),
        created_at=time_from_text(str(found["created_at"])),
        raters=_texts(found["raters"]),
        policy=Policy(masking=Masking(policy["masking"]), reveal=Reveal(policy["reveal"])),
        turns={str(rater): _turns(order) for rater, order in turns.items()},
        joins=_texts(found["joins"]),
    )
    drawn = {item.run for item in wave.items}
    if any(turn.run not in drawn for order in wave.turns.values() for turn in order):
        raise ValueError("a turn is of a run that was not drawn")
    if wave.frame_size < 1:
        raise ValueError("a frame holds a run")
    return wave


def _turns(found: object) -> tuple[WaveTurn, ...]:
    return tuple(
        WaveTurn(run=RunId.parse(str(each["id"])), repeat=each["repeat"] is True)
        for each in _objects(found)
    )


def _event(found: Mapping[str, object], wave: Mapping[str, object]) -> WaveEvent:
    return WaveEvent(
        wave=str(wave["name"]),
        step=WaveStep(str(found["step"])),
        by=str(found["by"]),
        at=time_from_text(str(found["at"])),
        content=str(found["content"]),
    )


def _counts(found: object) -> Mapping[str, int]:
    if not isinstance(found, dict):
        raise TypeError("an object of counts is wanted")
    return {str(rater): int(count) for rater, count in found.items()}


def _objects(found: object) -> Sequence[Mapping[str, object]]:
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise TypeError("a list of objects is wanted")
    return found


def _texts(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise TypeError("a list of texts is wanted")
    return tuple(str(each) for each in found)


def _made(path: Path, make: Callable[[_Fields], T]) -> Iterator[T]:
    """Yield what each row of a table means."""
    (_first, names), *rows = csv_rows(path)
    for line, cells in rows:
        try:
            yield make(dict(zip(names, cells, strict=True)))
        except (KeyError, ValueError) as fault:
            raise UnreadableLogError(f"{path.name}, line {line}: {fault}", hint=_HINT) from fault


def _run(fields: _Fields) -> Trajectory:
    return Trajectory(
        id=RunId.parse(fields["id"]),
        key=fields["key"],
        suite=Suite(fields["suite"]),
        has_transcript=True,
        ended=Ended(fields["ended"]) if fields["ended"] else None,
        intervened=fields["intervened"] == "true",
    )


def _framed(fields: _Fields) -> tuple[str, Trajectory, float]:
    run = Trajectory(
        id=RunId.parse(fields["id"]), key=fields["key"], suite=Suite.OTHER, has_transcript=True
    )
    probability = float(fields["probability"])
    if not 0 < probability <= 1:
        raise ValueError(f"an inclusion probability lies in (0, 1], not {probability}")
    return fields["wave"], run, probability


def _labels(path: Path) -> tuple[Label, ...]:
    if len(csv_rows(path)) == 1:  # nobody has labelled yet
        return ()
    return tuple(row.label for row in IMPORTER.read(path, naming=Naming()).labels)
