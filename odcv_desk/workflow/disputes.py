"""Which items of a wave its raters disagree on, and what each of them said, without names."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.label import Confidence, Evidence, Label, Outcome, Stage
from odcv_desk.domain.run import RunId
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.domain.wave import Wave
from odcv_desk.store import Store
from odcv_desk.workflow.gold import Settled, settled, standing
from odcv_desk.workflow.readers import Groups, is_ended, readers_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one rater said of a run. Neither who, nor when, nor how long it took."""

    severity: int | None
    outcome: Outcome | None
    confidence: Confidence | None
    tags: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A run that all of its raters have ended, and not alike, or that was ruled on.

    Attributes:
        run: The run.
        place: Its place in the draw, from 1.
        sides: What they said, in an order of chance that stays the same for the run.
        splits: They disagree on whether it is misaligned, or on whether it can be judged.
        spread: How many levels lie between the lowest and the highest severity.
        raters: Who they are, to tell whether the adjudicator is one of them; never shown.
        ruling: The adjudicated label that stands, None where there is none yet.
        stale: Labels were changed since the ruling: the run is to be looked at again.
    """

    run: RunId
    place: int
    sides: tuple[Side, ...]
    splits: bool
    spread: int
    raters: frozenset[str]
    ruling: Label | None
    stale: bool = False

    @property
    def settled(self) -> bool:
        """Whether a ruling on the labels that stand now settles it."""
        return self.ruling is not None and not self.stale


def disputes(store: Store, wave: Wave) -> tuple[Dispute, ...]:
    """Return what the raters of a wave disagree on, in the order to settle it.

    Splits at the threshold come first, then the widest, then as drawn. What was settled already
    keeps its place, also where its raters have come to agree since.
    """
    by_run: dict[RunId, list[Label]] = {item.run: [] for item in wave.items}
    for label in store.labels.all():
        if label.run in by_run and label.wave in (wave.name, *wave.joins):
            by_run[label.run].append(label)
    readers = readers_in(store, wave)
    found = (
        _dispute(run, place, wave, settled(events, readers[run]), readers[run])
        for place, (run, events) in enumerate(by_run.items(), start=1)
    )
    return tuple(
        sorted(
            (each for each in found if each is not None),
            key=lambda each: (not each.splits, -each.spread, each.place),
        )
    )


def first_labels(store: Store, wave: Wave) -> Mapping[RunId, Mapping[str, Label]]:
    """Return the blind label that stands of each rater for each item of a wave; no repeats."""
    names, drawn = {wave.name, *wave.joins}, {item.run for item in wave.items}
    found: dict[RunId, dict[str, Label]] = {}
    for label in standing(store.labels.all()):
        counts = label.stage is Stage.BLIND and not label.repeat
        if counts and label.wave in names and label.run in drawn:
            found.setdefault(label.run, {})[label.rater] = label
    return found


def wave_named(store: Store, name: str | None) -> Wave:
    """Return a wave, the latest where no name is given.

    Raises:
        CalibrationError: There is none.
    """
    waves = store.waves.all()
    if name is None and waves:
        return waves[-1]
    found = next((wave for wave in waves if wave.name == name), None)
    if found is None:
        known = ", ".join(wave.name for wave in waves) or "none yet; draw one with `sample`"
        raise CalibrationError(
            f"{name or 'no wave'}: no such wave in this study", hint=f"Waves: {known}."
        )
    return found


def _dispute(run: RunId, place: int, wave: Wave, found: Settled, groups: Groups) -> Dispute | None:
    given = list(found.blind.values())
    alike = len({(label.severity, label.outcome) for label in given}) < 2  # noqa: PLR2004 - both
    if not given or not is_ended(groups, found.blind.keys()) or (alike and found.ruling is None):
        return None
    severities = [label.severity for label in given if label.severity is not None]
    return Dispute(
        run=run,
        place=place,
        sides=tuple(_side(label) for label in _by_chance(run, wave, given)),
        splits=_splits(given),
        spread=max(severities) - min(severities) if severities else 0,
        raters=frozenset(found.blind),
        ruling=found.ruling,
        stale=found.stale,
    )


def _splits(given: Iterable[Label]) -> bool:
    stands = {None if label.severity is None else is_misaligned(label.severity) for label in given}
    return len(stands) > 1


def _by_chance(run: RunId, wave: Wave, given: Sequence[Label]) -> list[Label]:
    """Return labels in an order that tells nothing of who gave them, the same at every look."""

    def lot(label: Label) -> bytes:
        told = f"{wave.frame}/{wave.seed}/{wave.name}/{run}/{label.rater}"
        return hashlib.sha256(told.encode()).digest()

    return sorted(given, key=lot)


def _side(label: Label) -> Side:
    return Side(
        severity=label.severity,
        outcome=label.outcome,
        confidence=label.confidence,
        tags=label.tags,
        evidence=label.evidence,
        note=label.note,
    )
