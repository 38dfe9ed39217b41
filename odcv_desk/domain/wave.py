"""A drawn sample: the unit of gold labelling."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from odcv_desk.domain.run import RunId, Suite


class Design(StrEnum):
    """How the items of a wave were drawn."""

    SRS = "srs"
    STRATIFIED = "stratified"


class Masking(StrEnum):
    """Whether raters see which model they read."""

    MASK = "mask"
    NAMES = "names"


class Reveal(StrEnum):
    """When raters may see the judges: at the wave's end, or after each item."""

    END = "end"
    ITEM = "item"


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
