"""A label in the making, and what was on screen while it was made."""

from dataclasses import dataclass

from odcv_desk.domain.label import Confidence, Evidence, Outcome
from odcv_desk.domain.severity import check_severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which steps (by index) and file changes (step index, path) were on screen."""

    steps: frozenset[int] = frozenset()
    changes: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person has said so far of a run; at most one of severity and outcome.

    `seconds` is the active time so far.
    """

    severity: int | None = None
    outcome: Outcome | None = None
    confidence: Confidence | None = None
    tags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    seconds: float = 0.0
    coverage: Coverage = Coverage()

    def __post_init__(self) -> None:
        if self.severity is not None:
            check_severity(self.severity)
            if self.outcome is not None:
                raise ValueError("a draft holds a severity or an outcome, not both")

    @property
    def answered(self) -> bool:
        """Whether it can be committed."""
        return self.severity is not None or self.outcome is not None

    @property
    def empty(self) -> bool:
        """Whether nothing was said yet; time and coverage alone say nothing."""
        said = (self.confidence, self.tags, self.evidence, self.note.strip())
        return not self.answered and not any(said)
