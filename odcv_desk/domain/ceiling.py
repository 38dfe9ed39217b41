"""The human ceiling beside the judges of a calibration, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from odcv_desk.domain.people import JudgeCeiling, ceiling_sentence

CEILING_ABOUT = (
    "Dashed, with a narrow diamond: what a person reaches against the median of the other people, "
    "on runs that the judge has scored too."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanCeilings:
    """What people reach where a judge would stand, for each judge.

    Attributes:
        known: The ceiling of each judge that has one.
        lacking: Why each other judge has none.
        none: Why there is none at all; empty where that is asked of each judge.
    """

    known: Mapping[str, JudgeCeiling] = field(default_factory=dict)
    lacking: Mapping[str, str] = field(default_factory=dict)
    none: str = ""

    def why_none(self, judge: str) -> str:
        """Return why a judge has no ceiling, empty where it has one."""
        return "" if judge in self.known else self.none or self.lacking.get(judge, "not computed")

    def sentence(self, judge: str) -> str:
        """Return the line that stands beside a judge; empty where none of them has a ceiling."""
        if self.none:
            return ""
        if judge in self.known:
            return ceiling_sentence(self.known[judge])
        return f"Human ceiling: unknown for {judge}, {self.why_none(judge)}."

    @property
    def missing(self) -> str:
        """The one line that says why there is none at all; empty where there are some."""
        return f"Human ceiling: unknown, {self.none}." if self.none else ""
