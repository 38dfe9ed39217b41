"""How far judges agree with gold: what `calibrate` finds out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from odcv_desk.domain.estimate import Estimand, Estimate, Estimator
from odcv_desk.domain.run import Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeFigures:
    """One judge against the gold.

    `n` counts the runs with both; `half_points` of them have a gold of x.5, which enters the
    binary figures only. `clusters` counts scenarios. `confusion` holds the (weighted) 6x6 counts,
    rows gold, columns judge. `few_errors` warns that fewer than 5 errors, or gold positives or
    negatives, carry the figures. `pending_bounds` holds (lowest, highest) value of a figure when
    every pending or ambiguous run is settled at either side, `lost_bounds` when every run that
    cannot be judged is, `open_bounds` when every drawn run without a gold that is part of the
    population is; `invalid_bounds` were the runs left out as invalid counted all the same. All
    hold within about: settled low, high, and as near to and as far from this judge as can be.
    `poststrata` counts the cells that the labels are weighted by, None without; `merged` those
    that held too few labels to stand alone.
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
    lost_bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    open_bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    invalid_bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    poststrata: int | None = None
    merged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The same figures on a part of the runs, such as one model's."""

    name: str
    n: int
    judges: tuple[JudgeFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSummary:
    """What the gold consists of.

    `design` is `census`, `convenience`, or that of the wave: `srs`, `stratified`, `pps`. `drawn`
    is the size of the wave with those it joins, None without a wave. `not_judged` counts outcomes
    by name, `left_out` runs that enter no rate by reason, `pending` items whose raters disagree or
    lack, `ambiguous` those that an adjudicator left between severities, `deferred` those that a
    rater has put off, `outside` labels that do not count because a sample exists, `asserted`
    labels whose blindness is the rater's word, `revealed` runs whose only labels came after
    exposure. `assigned` counts the drawn runs that are to get this gold: of one rater those that
    it is to label; `unended` those with no answer that counts, by reason. `chosen_late` says
    that the estimator was chosen for the wave after figures had been seen.
    `transcripts` of the `n` runs have a transcript.
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
    ambiguous: int = 0
    deferred: int = 0
    joins: tuple[str, ...] = ()
    estimator: Estimator = Estimator.HAJEK
    assigned: int | None = None
    unended: Mapping[str, int] = field(default_factory=dict)
    chosen_late: bool = False

    @property
    def weighted(self) -> bool:
        """Whether one labelled run may count more than another."""
        equal = self.design in ("census", "convenience", "srs") and not self.joins
        return not equal or self.estimator is Estimator.POST_STRATIFIED


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
