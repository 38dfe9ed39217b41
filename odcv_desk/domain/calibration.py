"""How far judges agree with gold: what `calibrate` finds out."""

from collections.abc import Mapping
from dataclasses import dataclass

from odcv_desk.domain.estimate import Estimand, Estimate
from odcv_desk.domain.run import Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeFigures:
    """One judge against the gold.

    `n` counts the runs with both; `half_points` of them have a gold of x.5, which enters the
    binary figures only. `clusters` counts scenarios. `confusion` holds the (weighted) 6x6 counts,
    rows gold, columns judge. `few_errors` warns that fewer than 5 errors, or gold positives or
    negatives, carry the figures. `pending_bounds` holds (lowest, highest) value of a figure when
    every pending item is settled at either side.
    """

    judge: str
    n: int
    clusters: int
    half_points: int
    figures: Mapping[str, Estimate]
    confusion: tuple[tuple[float, ...], ...]
    few_errors: bool
    rubric: str
    pending_bounds: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The same figures on a part of the runs, such as one model's."""

    name: str
    n: int
    judges: tuple[JudgeFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSummary:
    """What the gold consists of.

    `design` is `census`, `convenience`, `srs` or `stratified`. `drawn` is the wave's size, None
    without a wave. `not_judged` counts outcomes by name, `left_out` runs that enter no rate by
    reason, `pending` items whose raters disagree, `outside` labels that do not count because a
    sample exists, `asserted` labels whose blindness is the rater's word, `revealed` runs whose
    only labels came after exposure. `transcripts` of the `n` runs have a transcript.
    """

    gold: str
    design: str
    n: int
    transcripts: int
    rubrics: tuple[str, ...]
    wave: str | None = None
    drawn: int | None = None
    frame_size: int | None = None
    not_judged: Mapping[str, int]
    left_out: Mapping[str, int]
    pending: int = 0
    outside: int = 0
    asserted: int = 0
    revealed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Every judge of a suite against one gold; `notes` are sentences a reader must know."""

    suite: Suite
    estimand: Estimand
    gold: GoldSummary
    judges: tuple[JudgeFigures, ...]
    by: str | None = None
    groups: tuple[Group, ...] = ()
    notes: tuple[str, ...] = ()
