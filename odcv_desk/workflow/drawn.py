"""A wave and those that it joins, taken as one sample."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.estimate import Estimator
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import Wave, WaveStep
from odcv_desk.stats.sampling import frame_hash
from odcv_desk.stats.union import union
from odcv_desk.store import Store
from odcv_desk.workflow.readers import Readers, readers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The runs that were drawn, and out of which.

    Attributes:
        waves: The waves, the oldest first; the last one joins the others.
        runs: Every run that one of them drew, in draw order.
        readers: Who is to label each of them, by each wave that drew it.
        stratum: The stratum that each was drawn from; one for all where the waves were not drawn
            from the same strata.
        frame: Every run that could have been drawn; None where that is not known.
    """

    waves: tuple[Wave, ...]
    runs: tuple[RunId, ...]
    readers: Readers
    stratum: Mapping[RunId, str]
    frame: frozenset[RunId] | None

    @property
    def names(self) -> frozenset[str]:
        """What the waves are called."""
        return frozenset(wave.name for wave in self.waves)

    @property
    def frame_size(self) -> int:
        """How many runs could have been drawn."""
        if len(self.waves) > 1 and self.frame is not None:
            return len(self.frame)
        return self.waves[-1].frame_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """How labelled runs are weighted, and in words why, where that was not left open."""

    estimator: Estimator
    why: str = ""


def drawn(store: Store, wave: Wave, every: Iterable[Wave], known: Iterable[Trajectory]) -> Drawn:
    """Return a wave as a sample, with every earlier wave that it joins.

    Args:
        store: The study.
        wave: The wave.
        every: All waves, the oldest first.
        known: The runs of the wave's suite.
    """
    names = {wave.name, *wave.joins}
    waves = tuple(each for each in every if each.name in names)
    return Drawn(
        waves=waves,
        runs=tuple(dict.fromkeys(item.run for each in waves for item in each.items)),
        readers=readers_of(waves),
        stratum=_strata(waves),
        frame=_frame(store, waves, known),
    )


def chances(store: Store, sample: Drawn, done: Collection[RunId]) -> Mapping[RunId, float]:
    """Return how likely each drawn run was to be drawn and done.

    Of a wave that is not complete, what is done is a sample of what was drawn. A run can come by
    each of the waves that could have drawn it.

    Raises:
        CalibrationError: It is not kept with which probabilities one of several waves was drawn.
    """
    waves = sample.waves
    rows = [
        share * np.array([chance.get(run, 0.0) for run in sample.runs])
        for share, chance in zip(
            _shares(waves, done), (_chance(store, wave, waves) for wave in waves), strict=True
        )
    ]
    found = rows[0] if len(rows) == 1 else union(np.array(rows))
    return dict(zip(sample.runs, found.tolist(), strict=True))


def weighting(store: Store, sample: Drawn | None, asked: Estimator | None) -> Weighting:
    """Return how labelled runs are weighted: as asked, as chosen for the wave, or by post-strata.

    Without a wave, and where nobody knows what could have been drawn, there are no post-strata.
    """
    if sample is None:
        return Weighting(estimator=Estimator.HAJEK)
    noted = _noted(store, sample.waves[-1].name)
    chosen = asked or noted or Estimator.POST_STRATIFIED
    if chosen is Estimator.POST_STRATIFIED and sample.frame is None:
        lacking = "since it is not kept which runs could have been drawn"
        return Weighting(estimator=Estimator.HAJEK, why=lacking)
    if asked is not None:
        return Weighting(estimator=chosen, why="as was asked for")
    return Weighting(estimator=chosen, why="as was chosen for the wave" if noted else "")


def usual_estimator(store: Store, wave: str) -> Estimator:
    """Return how the labels of a wave are weighted where nobody asks for something else."""
    return _noted(store, wave) or Estimator.POST_STRATIFIED


def _noted(store: Store, wave: str) -> Estimator | None:
    """Return which estimator was chosen for a wave last, None where nobody chose."""
    known = {str(each): each for each in Estimator}
    chosen = [
        known[event.content.partition(",")[0].strip()]
        for event in store.waves.events(wave)
        if event.step is WaveStep.ESTIMATOR and event.content.partition(",")[0].strip() in known
    ]
    return chosen[-1] if chosen else None


def _chance(store: Store, wave: Wave, waves: Sequence[Wave]) -> Mapping[RunId, float]:
    if len(waves) == 1:
        return {item.run: item.probability for item in wave.items}
    frame = store.waves.frame(wave.name)
    if not frame:
        raise CalibrationError(
            f"{wave.name}: it is not kept how likely each run was to be drawn",
            hint="It cannot be joined with other waves; ask for its figures alone.",
        )
    return frame


def _shares(waves: Sequence[Wave], done: Collection[RunId]) -> list[float]:
    """Return which share of each wave is done, of what no earlier wave had drawn."""
    found, seen = [], set[RunId]()
    for wave in waves:
        fresh = {item.run for item in wave.items} - seen
        seen |= fresh
        # At least one: what has no label yet has a probability too.
        found.append(max(len(fresh.intersection(done)), 1) / len(fresh) if fresh else 1.0)
    return found


def _strata(waves: Sequence[Wave]) -> Mapping[RunId, str]:
    kinds = {tuple(stratum.name for stratum in wave.strata) for wave in waves}
    return {
        item.run: item.stratum if len(kinds) == 1 else "" for wave in waves for item in wave.items
    }


def _frame(
    store: Store, waves: Sequence[Wave], known: Iterable[Trajectory]
) -> frozenset[RunId] | None:
    kept = [store.waves.frame(wave.name) for wave in waves]
    if all(kept):
        return frozenset().union(*kept)
    if len(waves) > 1:
        return None
    # Waves from before frames were kept say what theirs was: that of today, if nothing came since.
    today = [run for run in known if run.has_transcript and run.counts]
    same = frame_hash(run.key for run in today) == waves[0].frame
    return frozenset(run.id for run in today) if same else None
