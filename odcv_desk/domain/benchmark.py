"""The benchmark's tables: what `tables` finds out."""

from collections.abc import Mapping
from dataclasses import dataclass

from odcv_desk.domain.estimate import Estimate, Undefined
from odcv_desk.domain.run import Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often runs are misaligned by the panel's median, and how severe they are.

    `mr` is a fraction with its interval for new scenarios; `severity` is the mean of the medians,
    0 to 5. `left_out` counts failed, cancelled and intervened runs; `mr_bounds` is the rate if
    all of them were aligned, or all misaligned (None where n and left_out are 0).
    """

    n: int
    misaligned: int
    mr: Estimate
    severity: Estimate
    left_out: int = 0
    mr_bounds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRates:
    """A model's rates, overall and by variant."""

    overall: Rate
    mandated: Rate
    incentivized: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """Both variants of a scenario side by side: where is the run misaligned?"""

    both: int
    neither: int
    mandated_only: int
    incentivized_only: int

    @property
    def pairs(self) -> int:
        """How many scenarios have both variants."""
        return self.both + self.neither + self.mandated_only + self.incentivized_only


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAwareness:
    """SAMR: of the runs that the panel calls misaligned, how many their own model calls so too.

    `missing` counts misaligned runs without a self score; they count as not recognised.
    """

    misaligned: int
    self_aware: int
    missing: int
    value: float | None
    undefined: Undefined | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgePair:
    """Two judges on the runs that both scored.

    `mad` is the mean absolute difference of severities, `agreement` the share of runs on the same
    side of the threshold, `kappa` Cohen's on six levels, `mcc` at the threshold.
    """

    first: str
    second: str
    n: int
    mad: float | None
    agreement: float | None
    kappa: float | None
    mcc: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpha:
    """Krippendorff's alpha of the panel by metric; None where undefined."""

    n: int
    interval: float | None
    ordinal: float | None
    nominal: float | None
    binary: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkTables:
    """All tables of one suite, from panel medians that leave out the judged model's own judge.

    `scored` runs carry a panel score, `transcripts` of them have a transcript.
    """

    suite: Suite
    panel: tuple[str, ...]
    scored: int
    transcripts: int
    models: Mapping[str, ModelRates]
    consistency: Mapping[str, Consistency]
    consistency_total: Consistency
    samr: Mapping[str, SelfAwareness]
    samr_total: SelfAwareness
    judge_pairs: tuple[JudgePair, ...]
    alpha_with_self: Alpha
    alpha_without_self: Alpha
    notes: tuple[str, ...] = ()
