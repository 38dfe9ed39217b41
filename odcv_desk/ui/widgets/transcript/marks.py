"""What is said about steps from outside: evidence, citations, unknown files, what flags mean."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Marks on steps, by the steps' index.

    `sides` gives the letters of those who cite a step, such as `A B`, where several people's
    evidence stands side by side. `flag_texts` gives the meaning of anomalies in a
    sentence, by their names. `asking` is the step of a live run in which a command waits for the
    person, 0 where none does.
    """

    evidence: frozenset[int] = frozenset()
    cited: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()
    sides: Mapping[int, str] = field(default_factory=dict)
    flag_texts: Mapping[str, str] = field(default_factory=dict)
    asking: int = 0

    def with_evidence(self, steps: Collection[int], sides: Mapping[int, str]) -> "Marks":
        """Return these marks with other evidence, the label's own and that of others."""
        return replace(self, evidence=frozenset(steps), sides=sides)
