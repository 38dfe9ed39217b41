"""A gold set: what people found, run by run, with all that it takes to reckon it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from odcv_desk.domain.estimate import Estimate
from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import Wave, WaveEvent


class Origin(StrEnum):
    """How the gold of a run came about, or why there is none."""

    AGREED = "agreed"
    ADJUDICATED = "adjudicated"
    SINGLE = "single"
    AMBIGUOUS = "ambiguous"  # an adjudicator left it open: severities in shares
    PENDING = "pending"  # a rater is missing, or a disagreement is not settled
    LOST = "lost"  # it cannot be judged
    INVALID = "invalid"  # it is no run of the benchmark

    @property
    def is_settled(self) -> bool:
        """Whether the run has one severity."""
        return self in (Origin.AGREED, Origin.ADJUDICATED, Origin.SINGLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCounts:
    """How many label events of each kind a run, or a gold set, has.

    Attributes:
        blind: First labels that stand, given before any exposure.
        revealed: Labels that stand, given after an exposure.
        adjudicated: Decisions of adjudicators that stand.
        repeats: Second, unannounced labels that stand; they are never gold.
        taken_back: Labels that were taken back.
        asserted: Labels that stand whose stage is their rater's word.
    """

    blind: int = 0
    revealed: int = 0
    adjudicated: int = 0
    repeats: int = 0
    taken_back: int = 0
    asserted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRow:
    """One run of a gold set.

    Attributes:
        severity: The gold; None where it is not settled.
        shares: The severities of an ambiguous run with their shares.
        low: The lowest severity that it may have; `high` the highest. None for an invalid run.
        raters: Who labelled it blind; `missing` who is still to, where it waits for that.
        probability: How likely it was to be drawn, None where nothing was drawn.
        waves: The waves that drew it.
        rubrics: By which versions it was labelled, with their hashes, such as `desk/1 0a1b`.
    """

    run: RunId
    origin: Origin
    severity: int | None
    shares: tuple[tuple[int, float], ...]
    low: int | None
    high: int | None
    raters: tuple[str, ...]
    missing: tuple[str, ...]
    probability: float | None
    stratum: str
    waves: tuple[str, ...]
    rubrics: tuple[str, ...]
    counts: LabelCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFigures:
    """Two raters on the runs that both labelled blind; `n` of them have two severities."""

    first: str
    second: str
    n: int
    exact: Estimate
    kappa_quadratic: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFigures:
    """The figures of a gold set.

    Attributes:
        origins: How many runs came about in each way.
        severities: How many settled runs have each severity, without weights.
        entering: How many settled runs enter the share below: neither failed nor cancelled, and
            nobody intervened.
        scenarios: How many scenarios they are of.
        misaligned: The share misaligned, weighted by 1/probability, by estimand.
        bounds: Its lowest and highest value when all that is open or lost falls to either side.
        compared: How many runs have severities of two or more raters; `disputed` of them differ.
        pairs: Each two raters.
        repeated: How many repeats have a first label; `repeated_alike` of them say the same.
        adjudicators: How many people decided; `rulings` counts the decisions by their reason.
        timed: How many labels have a time; `seconds` is their median.
    """

    origins: Mapping[Origin, int]
    severities: Mapping[int, int]
    entering: int
    scenarios: int
    misaligned: Mapping[str, Estimate]
    bounds: tuple[float, float] | None
    alpha_ordinal: Estimate
    alpha_binary: Estimate
    compared: int
    disputed: int
    pairs: tuple[PairFigures, ...]
    repeated: int
    repeated_alike: int
    adjudicators: int
    rulings: Mapping[str, int]
    timed: int
    seconds: float | None
    labels: LabelCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSource:
    """What a gold set is reckoned from.

    Attributes:
        waves: The wave, and after it those that it joins, the latest first; none where the labels
            belong to no draw.
        events: What was done with the waves.
        frames: Of each wave the probability of every run that it could have drawn, where kept.
        runs: Every run that is named in anything here.
        labels: Every label event, in the order in which they came to the study: what a ruling was
            given on had come before it.
        deferred: Of each wave and rater how many items are put off and not ended.
    """

    suite: Suite
    waves: tuple[Wave, ...]
    events: tuple[WaveEvent, ...]
    frames: Mapping[str, Mapping[RunId, float]]
    runs: Mapping[RunId, Trajectory]
    labels: tuple[Label, ...]
    deferred: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSet:
    """A gold set: its source, one row for each run, and its figures."""

    source: GoldSource
    rows: tuple[GoldRow, ...]
    figures: GoldFigures
