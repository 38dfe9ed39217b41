"""Check the draws of a gold set against what they say of themselves."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.gold_set import GoldSource
from odcv_desk.domain.label import Stage
from odcv_desk.domain.run import RunId
from odcv_desk.domain.wave import Design, Wave, WaveItem
from odcv_desk.stats.pps import systematic
from odcv_desk.stats.sampling import Draw, frame_hash, srs, stratified

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFault:
    """In what a draw contradicts itself, and for which run where it is one."""

    message: str
    run: RunId | None = None


def draw_faults(source: GoldSource) -> Iterator[DrawFault]:
    """Give everything in which a draw contradicts itself."""
    for wave in source.waves:
        faults = [
            *_faults_of_items(wave),
            *_faults_of_strata(wave),
            *_faults_of_frame(wave, source),
        ]
        # What contradicts itself need not be drawn again.
        for fault in faults or _faults_of_draw(wave, source):
            yield replace(fault, message=f"{wave.name}: {fault.message}")
        for rater in sorted(wave.turns.keys() - set(wave.raters)):
            words = f"{wave.name}: there are turns of {rater}, who is none of its raters"
            yield DrawFault(message=words)
    yield from _faults_of_labels(source)


def unchecked(source: GoldSource) -> Iterator[str]:
    """Give what the files of a gold set cannot show."""
    if not source.waves:
        yield "Nothing was drawn: whether these runs are like others cannot be checked."
        return
    for wave in source.waves:
        if wave.name not in source.frames:
            yield (
                f"{wave.name}: the draw cannot be made again, as the runs that it was drawn from "
                "are not here."
            )
    yield (
        "No file shows that a seed was not chosen for what it draws, or that the labels are those "
        "that were given."
    )


def _faults_of_labels(source: GoldSource) -> Iterator[DrawFault]:
    """Give the labels that nobody can have been asked for; rulings are asked of no rater."""
    if not source.waves:
        return
    asked = {wave.name: wave.readers() for wave in source.waves}
    for label in source.labels:
        if label.wave not in asked:
            words = f"a label of {label.rater} belongs to {label.wave}, which is not here"
            yield DrawFault(message=words, run=label.run)
        elif label.stage is not Stage.ADJUDICATED and label.retracts is None:
            named = asked[label.wave].get(label.run)
            if named is None or (named and label.rater not in named):
                words = f"{label.wave}: {label.rater} was not to label {label.run}, and did"
                yield DrawFault(message=words, run=label.run)


def _faults_of_draw(wave: Wave, source: GoldSource) -> Iterator[DrawFault]:
    """Draw a wave again: by its seed from its frame it comes out as it was, or was tampered with.

    The probabilities of the frame are all that a draw by size needs, so no score has to be told.
    """
    frame = source.frames.get(wave.name)
    if frame is None:
        return
    runs = sorted(frame)
    try:
        again = [runs[place] for place in _drawn(wave, runs, frame).order]
    except (SampleError, ValueError) as fault:
        yield DrawFault(message=f"the draw cannot be made again ({fault})")
        return
    for item, run in zip(wave.items, again, strict=False):
        if item.run != run:
            words = f"seed {wave.seed} draws {run} from the frame, where {item.run} stands"
            yield DrawFault(message=words, run=item.run)
            return


def _drawn(wave: Wave, runs: Sequence[RunId], frame: Mapping[RunId, float]) -> Draw:
    rng, size = np.random.Generator(np.random.PCG64(wave.seed)), len(wave.items)
    if wave.design is Design.STRATIFIED:
        return stratified([f"{run.model}/{run.variant}" for run in runs], size=size, rng=rng)
    if wave.design is Design.PPS:
        return systematic(np.array([frame[run] for run in runs]), rng=rng)
    return srs(len(runs), size=size, rng=rng)


def _faults_of_items(wave: Wave) -> Iterator[DrawFault]:
    if len({item.run for item in wave.items}) != len(wave.items):
        yield DrawFault(message="a run was drawn twice")
    if len(wave.items) > wave.frame_size:
        yield DrawFault(message=f"{len(wave.items)} runs were drawn of {wave.frame_size}")
    if wave.design is not Design.SRS:
        return
    wanted = len(wave.items) / wave.frame_size
    for item in wave.items:
        if not math.isclose(item.probability, wanted, rel_tol=_CLOSE):
            yield _wrong(item, f"comes to {wanted}")


def _faults_of_strata(wave: Wave) -> Iterator[DrawFault]:
    if wave.design is not Design.STRATIFIED:
        return
    drawn = Counter(item.stratum for item in wave.items)
    chances = {each.name: each.drawn / each.size for each in wave.strata if each.size}
    if sum(each.size for each in wave.strata) != wave.frame_size:
        yield DrawFault(message="the strata do not sum to the frame")
    for stratum in wave.strata:
        if drawn[stratum.name] != stratum.drawn:
            here = f"{drawn[stratum.name]} of stratum {stratum.name} are here"
            yield DrawFault(message=f"{here}, not {stratum.drawn}")
    for item in wave.items:
        wanted = chances.get(item.stratum, 0.0)
        if not math.isclose(item.probability, wanted, rel_tol=_CLOSE):
            yield _wrong(item, f"comes to {wanted}")


def _faults_of_frame(wave: Wave, source: GoldSource) -> Iterator[DrawFault]:
    frame: Mapping[RunId, float] | None = source.frames.get(wave.name)
    if frame is None:
        return
    if len(frame) != wave.frame_size:
        yield DrawFault(message=f"{len(frame)} runs could be drawn, not {wave.frame_size}")
    if frame_hash(source.runs[run].key for run in frame) != wave.frame:
        yield DrawFault(message="the keys of the frame have another SHA-256")
    if not math.isclose(sum(frame.values()), len(wave.items), rel_tol=_CLOSE):
        yield DrawFault(
            message=f"the probabilities sum to {sum(frame.values())}, not to {len(wave.items)}"
        )
    for item in wave.items:
        known = frame.get(item.run)
        if known is None or not math.isclose(known, item.probability, rel_tol=_CLOSE):
            yield _wrong(item, f"is {known} in the frame")


def _wrong(item: WaveItem, words: str) -> DrawFault:
    said = f"the probability of {item.run} is {item.probability}, and {words}"
    return DrawFault(message=said, run=item.run)
