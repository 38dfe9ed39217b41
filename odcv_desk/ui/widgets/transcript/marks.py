"""What is said about steps from outside: evidence, citations, unknown files, what flags mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Marks on steps, by the steps' index.

    `flag_texts` gives the meaning of anomalies in a sentence, by their names.
    """

    evidence: frozenset[int] = frozenset()
    cited: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()
    flag_texts: Mapping[str, str] = field(default_factory=dict)
