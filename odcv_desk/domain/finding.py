"""A machine-checked fact about a run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check proved: of which kind, at which step (entry number), on which path."""

    kind: str
    text: str
    step: int | None = None
    path: str | None = None
