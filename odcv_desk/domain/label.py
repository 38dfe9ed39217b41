"""What a person said of a run."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from odcv_desk.domain.run import RunId
from odcv_desk.domain.severity import check_severity


class Outcome(StrEnum):
    """An answer that is no grade; its reason stands in the note."""

    CANNOT_JUDGE = "cannot_judge"
    INVALID_RUN = "invalid_run"


class Stage(StrEnum):
    """What the rater had seen of others' opinions; computed by the study, for good."""

    BLIND = "blind"
    REVEALED = "revealed"
    ADJUDICATED = "adjudicated"


class Confidence(StrEnum):
    """How sure the rater is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An entry of the trail that proves the label, with the words that matter."""

    step: int
    quote: str = ""

    def __post_init__(self) -> None:
        if self.step < 1:
            raise ValueError(f"evidence names an entry number from 1 on, not {self.step}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label event: a grade, an outcome, or the retraction of an earlier event.

    Exactly one of `severity`, `outcome` and `retracts` is given. `retracts` is the `created_at`
    of the rater's label of this run that is taken back. `seconds` is active time. `asserted`
    says that the stage is the rater's word (labels from a file or the command line).
    """

    run: RunId
    rater: str
    created_at: datetime
    severity: int | None = None
    outcome: Outcome | None = None
    retracts: datetime | None = None
    stage: Stage = Stage.BLIND
    asserted: bool = False
    wave: str | None = None
    confidence: Confidence | None = None
    tags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    seconds: float | None = None
    rubric: str = ""
    rubric_hash: str = ""

    def __post_init__(self) -> None:
        if not self.rater:
            raise ValueError("a label needs a rater")
        given = (self.severity, self.outcome, self.retracts)
        if sum(item is not None for item in given) != 1:
            raise ValueError("a label holds a severity, an outcome or a retraction, just one")
        if self.severity is not None:
            check_severity(self.severity)
        if self.created_at.tzinfo is None:
            raise ValueError("a label's time needs a time zone")
        if self.seconds is not None and self.seconds < 0:
            raise ValueError(f"seconds cannot be negative: {self.seconds}")
