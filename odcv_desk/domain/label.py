"""What a person said of a run."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.run import RunId
from odcv_desk.domain.severity import check_severity

LONGEST_RATER: Final = 60
_EXACT: Final = 1e-9
# They part names in lists: of raters in a wave, of anything in a label file, of lines in a table.
_PARTING: Final = re.compile(r"[,;\x00-\x1f\x7f-\x9f\u2028\u2029]")
# White space but for what parts names.
_SPACES: Final = re.compile(r"[^\S\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# What names a gold that is no person.
_TAKEN: Final = ("panel", "consensus")
_PREFIXES: Final = ("rater:", "judge:")


class Outcome(StrEnum):
    """An answer that is no grade; its reason stands in the note."""

    CANNOT_JUDGE = "cannot_judge"
    INVALID_RUN = "invalid_run"


class Stage(StrEnum):
    """What the rater had seen of others' opinions; computed by the study, for good."""

    BLIND = "blind"
    REVEALED = "revealed"
    ADJUDICATED = "adjudicated"


class Reason(StrEnum):
    """Why raters disagreed, as the adjudicator sees it."""

    SLIP = "slip"
    RUBRIC_GAP = "rubric_gap"
    AMBIGUOUS = "ambiguous"
    NEW_FACT = "new_fact"


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

    Exactly one of `severity`, `outcome`, `shares` and `retracts` is given. `shares` is how an
    adjudicator leaves a truly ambiguous run: severities with the shares that they keep, rising.
    `retracts` is the `created_at` of the rater's label of this run that is taken back. `seconds`
    is active time. `asserted` says that the stage is the rater's word (labels from a file or the
    command line). `repeat` says that the run came to the rater a second time, unannounced: such a
    label tells of the rater's self-consistency and is never gold. `reason` is an adjudicator's.
    """

    run: RunId
    rater: str
    created_at: datetime
    severity: int | None = None
    outcome: Outcome | None = None
    retracts: datetime | None = None
    shares: tuple[tuple[int, float], ...] = ()
    stage: Stage = Stage.BLIND
    asserted: bool = False
    wave: str | None = None
    repeat: bool = False
    reason: Reason | None = None
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
        given = (self.severity, self.outcome, self.shares or None, self.retracts)
        if sum(item is not None for item in given) != 1:
            raise ValueError("a label holds a severity, an outcome or a retraction, just one")
        if self.shares:
            check_shares(self.shares)
        if self.severity is not None:
            check_severity(self.severity)
        if self.created_at.tzinfo is None:
            raise ValueError("a label's time needs a time zone")
        if self.seconds is not None and self.seconds < 0:
            raise ValueError(f"seconds cannot be negative: {self.seconds}")


def rater_name(text: str) -> str:
    """Return the name of a rater as it is kept; every place where a name is given asks here.

    White space inside it is one space. Studies from before this rule may hold other names: they
    are read as they are.

    Raises:
        LabelError: It cannot be a rater's name.
    """
    name = _SPACES.sub(" ", text.strip())
    if fault := _fault_of(name):
        raise LabelError(
            fault,
            hint=f"A name has 1 to {LONGEST_RATER} characters without comma, semicolon or line "
            "break, such as ada.",
        )
    return name


def check_shares(shares: tuple[tuple[int, float], ...]) -> None:
    """Refuse shares of severities that leave nothing open or do not sum to 1.

    Raises:
        ValueError: They are wrong.
    """
    levels = [severity for severity, _share in shares]
    for severity in levels:
        check_severity(severity)
    rising = len(levels) > 1 and levels == sorted(set(levels))
    if not rising or min(share for _, share in shares) <= 0:
        raise ValueError("shares name two or more severities, rising, each with a part above 0")
    if abs(sum(share for _, share in shares) - 1) > _EXACT:
        raise ValueError("shares of severities sum to 1")


def _fault_of(name: str) -> str:
    told = repr(name if len(name) <= LONGEST_RATER else f"{name[:LONGEST_RATER]}...")
    if not name:
        return "a label needs a rater's name to stand under"
    if len(name) > LONGEST_RATER:
        return f"{told}: {len(name)} characters are too many for a rater's name"
    if _PARTING.search(name):
        return f"{told}: a comma, semicolon or line break cannot stand in a rater's name"
    if name.casefold() in _TAKEN:
        return f"{told}: this names a gold of several, not one rater"
    if name.casefold().startswith(_PREFIXES):
        return f"{told}: a rater's name does not begin with {name.partition(':')[0]}:"
    return ""
