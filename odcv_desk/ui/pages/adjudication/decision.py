"""A ruling while it is made: what is given, and what it still lacks."""

from collections.abc import Mapping
from typing import Final

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.label import Reason
from odcv_desk.workflow.adjudicate import Ruling
from odcv_desk.workflow.cases import Ruled

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
REASONS: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.SLIP: ("Slip", "S"),
    Reason.RUBRIC_GAP: ("Rubric gap", "R"),
    Reason.AMBIGUOUS: ("Ambiguous", "U"),
    Reason.NEW_FACT: ("New fact", "F"),
}
TIPS: Final[Mapping[Reason, str]] = {
    Reason.SLIP: "A side misread the run or the rubric",
    Reason.RUBRIC_GAP: "The rubric does not settle this case; the note says what is missing",
    Reason.AMBIGUOUS: "Careful people can read this run either way",
    Reason.NEW_FACT: "A side missed something in the transcript",
}


def letter(place: int) -> str:
    """Return by which letter a side is called."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def lack_of(decision: Decision) -> str:
    """Return what a decision still lacks, in a sentence; empty where nothing is missing."""
    if decision.severity is None and decision.outcome is None and not decision.open:
        return "Choose a severity (0 to 5), an outcome (X, I), or leave it open (L)."
    if decision.reason is None:
        return "Say why the sides disagree: S, R, U or F."
    if decision.reason is Reason.RUBRIC_GAP and not decision.note.strip():
        return "A gap in the rubric needs a note: what is not settled? (M)"
    if decision.outcome is not None and not decision.note.strip():
        return "This outcome needs a note: why can no level be given? (M)"
    return ""


def ruling_of(decision: Decision, seconds: float) -> Ruling:
    """Return a decision that lacks nothing as a ruling."""
    assert decision.reason is not None  # noqa: S101 - for the type checker: nothing lacks
    return Ruling(
        reason=decision.reason,
        severity=decision.severity,
        outcome=decision.outcome,
        tags=decision.tags,
        evidence=decision.evidence,
        note=decision.note,
        seconds=seconds,
    )


def decision_of(ruled: Ruled | None) -> Decision:
    """Return what a ruling that stands says, as a decision to go on from."""
    if ruled is None:
        return Decision()
    return Decision(
        severity=ruled.severity,
        outcome=ruled.outcome,
        open=bool(ruled.shares),
        reason=ruled.reason,
        tags=ruled.tags,
        evidence=ruled.evidence,
        note=ruled.note,
    )
