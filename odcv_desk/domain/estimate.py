"""A figure with its interval, or the reason why there is none."""

import math
from dataclasses import dataclass
from enum import StrEnum


class Undefined(StrEnum):
    """Why a figure has no value."""

    NO_LABELS = "no labels"
    NO_CASES = "no cases"
    SINGLE_CLASS = "single class"
    CONSTANT_JUDGE = "constant judge"


class NoInterval(StrEnum):
    """Why a figure has a value but no interval."""

    ONE_SCENARIO = "one scenario"
    TOO_FEW_SCENARIOS = "too few scenarios"
    NOT_VERIFIED = "not verified"


class Estimand(StrEnum):
    """What an interval speaks about: scenarios like these, or just the runs at hand."""

    NEW_SCENARIOS = "new_scenarios"
    CORPUS = "corpus"


class Estimator(StrEnum):
    """How labelled runs are weighted so that they stand for all that could have been drawn."""

    POST_STRATIFIED = "post-stratified"
    HAJEK = "hajek"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A point with a 95 % interval around it.

    A value comes with `low`, `high` and `method`, or with `no_interval`; no value comes with
    `undefined`.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    method: str | None = None
    undefined: Undefined | None = None
    no_interval: NoInterval | None = None

    def __post_init__(self) -> None:
        if (self.value is None) != (self.undefined is not None):
            raise ValueError("a figure has a value, or the reason why it has none")
        if self.value is not None and (self.low is None) != (self.no_interval is not None):
            raise ValueError("a value has an interval, or the reason why it has none")
        if (self.low is None) != (self.high is None) or (self.low is None) != (self.method is None):
            raise ValueError("an interval has two ends and a method")
        for number in (self.value, self.low, self.high):
            if number is not None and not math.isfinite(number):
                raise ValueError(f"a figure is finite or undefined, never {number}")
