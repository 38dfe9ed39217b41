"""How a draft changes: each function gives the draft after one wish of the person."""

from dataclasses import replace
from typing import Final

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.label import Confidence, Evidence, Outcome
from odcv_desk.workflow.reading import OwnLabel

_NEXT: Final = {
    None: Confidence.LOW,
    Confidence.LOW: Confidence.MEDIUM,
    Confidence.MEDIUM: Confidence.HIGH,
    Confidence.HIGH: Confidence.LOW,
}


def with_severity(draft: Draft, severity: int | None) -> Draft:
    """Give a severity in place of any answer; None takes the answer back."""
    return replace(draft, severity=severity, outcome=None)


def with_outcome(draft: Draft, outcome: Outcome, reason: str) -> Draft:
    """Give an outcome in place of any answer; its reason opens the note."""
    reason = reason.strip()
    kept = draft.note.strip()
    note = kept if reason in kept else "\n".join(filter(None, (reason, kept)))
    return replace(draft, severity=None, outcome=outcome, note=note)


def with_tag(draft: Draft, tag: str, *, given: bool) -> Draft:
    """Give a tag, or take it away."""
    others = tuple(each for each in draft.tags if each != tag)
    return replace(draft, tags=(*others, tag) if given else others)


def with_evidence_toggled(draft: Draft, step: int, quote: str = "") -> Draft:
    """Take a step (or some words of it) as evidence, or no more.

    Without a quote, a step that is evidence already is dropped with all its quotes: to press the
    key twice leaves nothing behind.
    """
    wanted = Evidence(step=step, quote=quote)
    if quote:
        others = tuple(each for each in draft.evidence if each != wanted)
    else:
        others = tuple(each for each in draft.evidence if each.step != step)
    if len(others) < len(draft.evidence):
        return replace(draft, evidence=others)
    return replace(draft, evidence=tuple(sorted((*others, wanted), key=lambda each: each.step)))


def with_confidence(draft: Draft, confidence: Confidence) -> Draft:
    """Give a confidence; the one that is given already is taken back."""
    return replace(draft, confidence=None if draft.confidence is confidence else confidence)


def with_next_confidence(draft: Draft) -> Draft:
    """Go from low over medium to high, and around."""
    return replace(draft, confidence=_NEXT[draft.confidence])


def draft_of(own: OwnLabel) -> Draft:
    """Return the draft that would give a label once more."""
    return Draft(
        severity=own.severity,
        outcome=own.outcome,
        confidence=own.confidence,
        tags=own.tags,
        evidence=own.evidence,
        note=own.note,
        seconds=own.seconds or 0.0,
    )


def same_words(first: Draft, second: Draft) -> bool:
    """Return whether two drafts say the same, whatever their time and coverage."""
    return _words(first) == _words(second)


def _words(draft: Draft) -> tuple[object, ...]:
    said = (draft.severity, draft.outcome, draft.confidence, frozenset(draft.tags))
    return (*said, frozenset(draft.evidence), draft.note.strip())
