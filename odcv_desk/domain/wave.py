"""A drawn sample: the unit of gold labelling."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from odcv_desk.domain.label import rater_name
from odcv_desk.domain.run import RunId, Suite


class Design(StrEnum):
    """How the items of a wave were drawn."""

    SRS = "srs"
    STRATIFIED = "stratified"
    PPS = "pps"


class Masking(StrEnum):
    """Whether raters see which model they read."""

    MASK = "mask"
    NAMES = "names"


class Reveal(StrEnum):
    """When raters may see the judges: at the wave's end, or after each item."""

    END = "end"
    ITEM = "item"


class WaveStep(StrEnum):
    """What was done with a wave after it was drawn."""

    STOPPED = "stopped"
    CONTINUED = "continued"
    LOOKED = "looked"  # at figures, to decide whether to stop
    ESTIMATOR = "estimator"
    CLOSED = "closed"  # for good: it cannot be continued


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveEvent:
    """One such step: by whom and when; `content` says more in words or JSON."""

    wave: str
    step: WaveStep
    by: str
    at: datetime
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What raters of a wave may see, and when."""

    masking: Masking = Masking.MASK
    reveal: Reveal = Reveal.END


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveItem:
    """One drawn run: its stratum (empty for SRS) and its inclusion probability."""

    run: RunId
    probability: float
    stratum: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.probability <= 1:
            raise ValueError(f"an inclusion probability lies in (0, 1], not {self.probability}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveTurn:
    """One place in a rater's order of work: a run to label, or to label once more, unannounced."""

    run: RunId
    repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """How many runs of the frame a stratum holds and how many of them were drawn."""

    name: str
    size: int
    drawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A sample with everything that its estimates need, stored before the first label.

    `items` stand in draw order. `frame` is the SHA-256 of the sorted keys of all runs that could
    have been drawn; with `strata` it gives the probability of every one of them. No `raters`
    means that any rater's labels count.
    """

    name: str
    design: Design
    seed: int
    frame: str
    frame_size: int
    suite: Suite
    items: tuple[WaveItem, ...]
    strata: tuple[Stratum, ...]
    created_at: datetime
    raters: tuple[str, ...] = ()
    policy: Policy = Policy()
    turns: Mapping[str, tuple[WaveTurn, ...]] = field(default_factory=dict)
    joins: tuple[str, ...] = ()

    def readers(self) -> Mapping[RunId, frozenset[str]]:
        """Return who is to label each item; nobody named where anybody may."""
        given: dict[RunId, set[str]] = {item.run: set() for item in self.items}
        for rater in self.raters:
            order = self.turns.get(rater)
            for run in given if order is None else {turn.run for turn in order}:
                given[run].add(rater)
        return {run: frozenset(raters) for run, raters in given.items()}


def raters_in(text: str) -> tuple[str, ...]:
    """Return the raters of a list such as `ada, bo`, each once; none for anybody.

    Raises:
        LabelError: One of them cannot be a rater's name.
    """
    names = (rater_name(part) for part in text.split(",") if part.strip())
    return tuple(dict.fromkeys(names))
