"""A ruling in the making."""

from dataclasses import dataclass

from odcv_desk.domain.label import Evidence, Outcome, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an adjudicator has given so far. `open` leaves the run ambiguous."""

    severity: int | None = None
    outcome: Outcome | None = None
    open: bool = False
    reason: Reason | None = None
    tags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was given yet."""
        return self == Decision(note=self.note) and not self.note.strip()
