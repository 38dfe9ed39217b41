"""Give labels in the window: drafts, commits, undo, deferrals and bookmarks.

A commit appends a label; what it was given on (coverage) rests beside it and leaves the study only
on request. Undo appends a retraction and puts the label's content back into the draft.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Label
from odcv_desk.store import Store
from odcv_desk.store.desk_notes import Deferral
from odcv_desk.store.labels import Beside
from odcv_desk.store.meanwhile import Shown
from odcv_desk.workflow.answer_checks import check_evidence, check_tags
from odcv_desk.workflow.reading import OwnLabel, events
from odcv_desk.workflow.rubric import rubric
from odcv_desk.workflow.sight import Sight, known, sight, unnamed

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """How a run was shown when it was opened: in which wave, and with which label of the rater's.

    `label_at` is when the label was given that stood then.
    """

    wave: str | None = None
    label_at: datetime | None = None


def save_draft(store: Store, rater: str, row: int, draft: Draft, *, now: datetime) -> None:
    """Keep a draft in place of the rater's earlier one of that run; an older `now` changes nothing.

    Raises:
        StoreError: There is no such run.
    """
    known(store, row)
    store.desk_notes.save_draft(rater, row, draft, at=now)


def commit(
    store: Store,
    rater: str,
    row: int,
    draft: Draft,
    *,
    opened: Opened | None = None,
    now: datetime,
) -> OwnLabel:
    """Append the label that a draft holds, keep its coverage, and drop the draft, all in one piece.

    What the rater's standing label says already is not said twice: that label is returned, unless
    the rater has been shown since what others said. Where something else stands by now than the
    rater was shown as the run was `opened`, nothing is appended.

    Raises:
        StoreError: There is no such run.
        LabelError: The draft holds neither severity nor outcome, an outcome has no reason in its
            note, a tag is no clause of the rubric, an evidence step is not of the run, its wave was
            stopped or completed since the run was opened, or the rater labelled it elsewhere.
    """
    seen = sight(store, rater, row)
    _check(seen, draft)
    if opened is not None:
        _check_wave(store, seen, opened)
    label = _label(seen, draft, _moment(store, seen, now))
    given = seen.answer
    if given is None or _shown_since(store, given, seen) or not _says_the_same(given, label):
        shown = None if opened is None else Shown(at=opened.label_at)
        _append(store, label, Beside(coverage=draft.coverage), shown)
        given = label
    else:
        store.desk_notes.save_draft(rater, row, Draft(), at=label.created_at)
    kept = events(store.labels.of(rater, row))
    return next(event for event in kept if event.created_at == given.created_at)


def undo(store: Store, rater: str, row: int, *, now: datetime) -> Draft:
    """Take the rater's standing label of a run back, and return it as the draft that is kept now.

    Raises:
        LabelError: The rater has no standing label of the run.
    """
    seen = sight(store, rater, row)
    taken = seen.answer
    if taken is None:
        raise LabelError("you have no label of this run", hint="There is nothing to take back.")
    coverage = store.desk_notes.coverage(rater, row, label_at=taken.created_at)
    draft = Draft(
        severity=taken.severity,
        outcome=taken.outcome,
        confidence=taken.confidence,
        tags=taken.tags,
        evidence=taken.evidence,
        note=taken.note,
        seconds=taken.seconds or 0.0,
        coverage=coverage or Coverage(),
    )
    retraction = Label(
        run=taken.run,
        rater=rater,
        created_at=_moment(store, seen, now),
        retracts=taken.created_at,
    )
    _append(store, retraction, Beside(draft=draft))
    return draft


def defer(store: Store, rater: str, row: int, reason: str, *, now: datetime) -> None:
    """Put a run off, with a reason; it stays to be done, after those that were not put off.

    Raises:
        LabelError: There is no reason.
    """
    if not reason.strip():
        raise LabelError("a run is put off with a reason", hint="Say why, in a few words.")
    seen = sight(store, rater, row)
    at = _moment(store, seen, now)
    store.desk_notes.defer(Deferral(rater=rater, row=row, reason=reason.strip(), at=at))


def flag(store: Store, rater: str, row: int, *, flagged: bool) -> None:
    """Set or clear the rater's bookmark."""
    known(store, row)
    store.desk_notes.flag(rater, row, flagged=flagged)


def _label(seen: Sight, draft: Draft, at: datetime) -> Label:
    current = rubric()
    return Label(
        run=seen.trajectory.id,
        rater=seen.rater,
        created_at=at,
        wave=seen.wave,
        repeat=seen.counts_again,
        severity=draft.severity,
        outcome=draft.outcome,
        confidence=draft.confidence,
        tags=draft.tags,
        evidence=draft.evidence,
        note=draft.note,
        seconds=draft.seconds,
        rubric=current.id,
        rubric_hash=current.hash,
    )


def _check(seen: Sight, draft: Draft) -> None:
    if not seen.rater.strip():
        raise LabelError("a label needs a rater", hint="Say who you are first.")
    if not draft.answered:
        raise LabelError(
            "there is no answer yet", hint="Give a severity from 0 to 5, or say why there is none."
        )
    if draft.outcome is not None and not draft.note.strip():
        raise LabelError(
            f"{draft.outcome} needs a reason", hint="Say in the note why there is no severity."
        )
    check_tags(draft.tags)
    check_evidence(seen.trajectory, [item.step for item in draft.evidence], name="this run")


def _says_the_same(given: Label, label: Label) -> bool:
    """Return whether two labels differ in nothing but their moment and their seconds."""
    alike = replace(label, created_at=given.created_at, seconds=given.seconds)
    return alike == replace(given, stage=label.stage)


def _shown_since(store: Store, given: Label, seen: Sight) -> bool:
    shown = store.exposures.latest(seen.rater, seen.row)
    return shown is not None and shown >= given.created_at


def _moment(store: Store, seen: Sight, now: datetime) -> datetime:
    """Return the time of an event, never before what its rater did or was shown earlier.

    A clock that was set back must not make a label blind, nor put two events into one moment.
    """
    shown = store.exposures.latest(seen.rater, seen.row)
    before = [label.created_at + _TICK for label in seen.own]
    return max([now, *before, *([] if shown is None else [shown])])


def _check_wave(store: Store, seen: Sight, opened: Opened) -> None:
    """Refuse a label that would land elsewhere than where the run was opened."""
    still = any(turn.wave.name == opened.wave and not turn.wave.stopped for turn in seen.turns)
    if seen.wave == opened.wave or still:
        return
    if opened.wave is None:
        fault = f"this run was drawn into {seen.wave} meanwhile; your draft is kept"
        raise LabelError(fault, hint=f"It comes in its turn of {seen.wave}.")
    stopped = any(head.name == opened.wave and head.stopped for head in store.turns.sizes())
    done = "stopped" if stopped else "completed"
    raise LabelError(
        f"{opened.wave} was {done} meanwhile; your draft is kept",
        hint="Open the run again to label it outside of the wave.",
    )


def _append(store: Store, label: Label, beside: Beside, shown: Shown | None = None) -> None:
    try:
        store.labels.append([label], beside=beside, shown=shown)
    except LabelError as fault:
        raise unnamed(fault, label.run) from fault
