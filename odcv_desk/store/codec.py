"""Domain values as the plain texts and bytes that rest in a table, and back."""

import json
import zlib
from datetime import UTC, datetime

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.label import Confidence, Evidence, Outcome, Reason

_LEVEL = 6
_NOTHING = "[]"  # what most lists hold; JSON takes its time even for that


def pack(content: bytes) -> bytes:
    """Return bytes compressed."""
    return zlib.compress(content, _LEVEL)


def unpack(packed: bytes) -> bytes:
    """Return what `pack` was given."""
    return zlib.decompress(packed)


def clean(text: str) -> str:
    """Return a text that every database takes: no NUL, no lone surrogate."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def time_text(moment: datetime) -> str:
    """Return a time as a sortable text in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def time_value(text: str) -> datetime:
    """Return the time that `time_text` wrote."""
    return datetime.fromisoformat(text)


def list_text(items: tuple[str, ...] | tuple[int, ...]) -> str:
    """Return a list as JSON."""
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"))


def texts(text: str) -> tuple[str, ...]:
    """Return the texts that `list_text` wrote."""
    return () if text == _NOTHING else tuple(json.loads(text))


def numbers(text: str) -> tuple[int, ...]:
    """Return the numbers that `list_text` wrote."""
    return () if text == _NOTHING else tuple(json.loads(text))


def evidence_text(evidence: tuple[Evidence, ...]) -> str:
    """Return evidence as JSON pairs of entry number and quote."""
    return json.dumps([[item.step, clean(item.quote)] for item in evidence], ensure_ascii=False)


def evidence_value(text: str) -> tuple[Evidence, ...]:
    """Return the evidence that `evidence_text` wrote."""
    return tuple(Evidence(step=step, quote=quote) for step, quote in json.loads(text))


def shares_text(shares: tuple[tuple[int, float], ...]) -> str | None:
    """Return severities and their shares as JSON pairs, None for none."""
    return json.dumps(shares, separators=(",", ":")) if shares else None


def shares_value(text: str | None) -> tuple[tuple[int, float], ...]:
    """Return the shares that `shares_text` wrote."""
    return tuple((severity, share) for severity, share in json.loads(text or "[]"))


def draft_text(draft: Draft) -> str:
    """Return a draft as JSON in ASCII, so that whatever was typed comes back as it was."""
    return json.dumps(
        {
            "severity": draft.severity,
            "outcome": draft.outcome,
            "confidence": draft.confidence,
            "tags": draft.tags,
            "evidence": [[item.step, item.quote] for item in draft.evidence],
            "note": draft.note,
            "seconds": draft.seconds,
            "coverage": _coverage_lists(draft.coverage),
        },
        separators=(",", ":"),
    )


def draft_value(text: str) -> Draft:
    """Return the draft that `draft_text` wrote."""
    kept = json.loads(text)
    return Draft(
        severity=kept["severity"],
        outcome=None if kept["outcome"] is None else Outcome(kept["outcome"]),
        confidence=None if kept["confidence"] is None else Confidence(kept["confidence"]),
        tags=tuple(kept["tags"]),
        evidence=tuple(Evidence(step=step, quote=quote) for step, quote in kept["evidence"]),
        note=kept["note"],
        seconds=kept["seconds"],
        coverage=_coverage_of(*kept["coverage"]),
    )


def decision_text(decision: Decision) -> str:
    """Return a ruling in the making as JSON in ASCII, as `draft_text` does with a draft."""
    return json.dumps(
        {
            "severity": decision.severity,
            "outcome": decision.outcome,
            "open": decision.open,
            "reason": decision.reason,
            "tags": decision.tags,
            "evidence": [[item.step, item.quote] for item in decision.evidence],
            "note": decision.note,
        },
        separators=(",", ":"),
    )


def decision_value(text: str) -> Decision:
    """Return the decision that `decision_text` wrote."""
    kept = json.loads(text)
    return Decision(
        severity=kept["severity"],
        outcome=None if kept["outcome"] is None else Outcome(kept["outcome"]),
        open=kept["open"],
        reason=None if kept["reason"] is None else Reason(kept["reason"]),
        tags=tuple(kept["tags"]),
        evidence=tuple(Evidence(step=step, quote=quote) for step, quote in kept["evidence"]),
        note=kept["note"],
    )


def coverage_text(coverage: Coverage) -> str:
    """Return coverage as JSON: the steps, then pairs of step and path."""
    return json.dumps(_coverage_lists(coverage), separators=(",", ":"))


def coverage_value(text: str) -> Coverage:
    """Return the coverage that `coverage_text` wrote."""
    return _coverage_of(*json.loads(text))


def _coverage_lists(coverage: Coverage) -> tuple[list[int], list[tuple[int, str]]]:
    return sorted(coverage.steps), sorted(coverage.changes)


def _coverage_of(steps: list[int], changes: list[tuple[int, str]]) -> Coverage:
    return Coverage(
        steps=frozenset(steps), changes=frozenset((step, path) for step, path in changes)
    )
