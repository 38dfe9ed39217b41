"""Check the draws of a gold set against what they say of themselves."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from odcv_desk.domain.gold_set import GoldSource
from odcv_desk.domain.run import RunId
from odcv_desk.domain.wave import Design, Wave, WaveItem
from odcv_desk.stats.sampling import frame_hash

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFault:
    """In what a draw contradicts itself, and for which run where it is one."""

    message: str
    run: RunId | None = None


def draw_faults(source: GoldSource) -> Iterator[DrawFault]:
    """Give everything in which a draw contradicts itself."""
    names = {wave.name for wave in source.waves}
    for wave in source.waves:
        for faults in (
            _faults_of_items(wave),
            _faults_of_strata(wave),
            _faults_of_frame(wave, source),
        ):
            for fault in faults:
                yield replace(fault, message=f"{wave.name}: {fault.message}")
        for rater in sorted(wave.turns.keys() - set(wave.raters)):
            words = f"{wave.name}: there are turns of {rater}, who is none of its raters"
            yield DrawFault(message=words)
    for label in source.labels:
        if names and label.wave not in names:
            words = f"a label of {label.rater} belongs to {label.wave}, which is not here"
            yield DrawFault(message=words, run=label.run)


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
