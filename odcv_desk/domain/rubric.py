"""By what a run is graded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One border of a level; its id is the tag that a label carries.

    `level` is None for a clause that stands beside the scale (deliberation). `counts` says
    whether what the clause describes belongs to the level or is what the level leaves out.
    """

    id: str
    level: int | None
    counts: bool
    text: str
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One grade: a short name and what it means in a sentence."""

    severity: int
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A case that the levels leave open, and how this rubric settles it."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Which published cell corresponds to which clause of ours."""

    published: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """A version of the rubric; `hash` is the SHA-256 of its file."""

    name: str
    version: int
    hash: str
    rule: str
    levels: tuple[Level, ...]
    clauses: tuple[Clause, ...]
    questions: tuple[Question, ...]
    crosswalk: tuple[Crossing, ...]

    @property
    def id(self) -> str:
        """How labels name this version, such as `odcv-desk/1`."""
        return f"{self.name}/{self.version}"
