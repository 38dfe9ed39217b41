"""Who saw what others said, and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from odcv_desk.domain.run import RunId


class Seen(StrEnum):
    """What a rater was shown."""

    SCORE = "score"
    FINDING = "finding"
    LABEL = "label"
    BRIEF = "brief"  # the scenario's loophole and honest outcome
    AGGREGATE = "aggregate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One event of the exposure log; aggregate results concern no single run."""

    rater: str
    seen: Seen
    at: datetime
    run: RunId | None = None

    def __post_init__(self) -> None:
        if (self.run is None) != (self.seen is Seen.AGGREGATE):
            raise ValueError("only aggregate results are seen without a run")
