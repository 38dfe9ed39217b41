"""Settle what raters disagree on: rule on a dispute, take the ruling back, keep a draft of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Evidence, Label, Outcome, Reason, Stage
from odcv_desk.store import Store
from odcv_desk.store.meanwhile import Shown
from odcv_desk.workflow.answer_checks import check_evidence, check_tags
from odcv_desk.workflow.cases import dispute_of, open_to
from odcv_desk.workflow.disputes import Dispute, Side
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.rater_names import rater_of
from odcv_desk.workflow.rubric import rubric
from odcv_desk.workflow.sight import known

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What an adjudicator decides. Without severity and outcome the run is left ambiguous.

    An ambiguous run keeps the sides' severities in equal shares.
    """

    reason: Reason
    severity: int | None = None
    outcome: Outcome | None = None
    tags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    seconds: float | None = None


def rule(  # noqa: PLR0913 - what is decided, and beside it what it was decided on
    store: Store,
    adjudicator: str,
    row: int,
    ruling: Ruling,
    wave: str | None = None,
    *,
    seen_ruling: datetime | None = None,
    now: datetime,
) -> Label:
    """Append an adjudicated label, in place of the ruling that the adjudicator was shown.

    The adjudicator's draft of it goes.

    Args:
        store: The study.
        adjudicator: Who rules.
        row: The run.
        ruling: What is decided.
        wave: The wave, the latest that several people rate where None.
        seen_ruling: When the ruling was given that stood as the adjudicator looked, if one did.
        now: The time.

    Raises:
        CalibrationError: There is no such wave.
        LabelError: There is nothing to settle, another ruling stands by now, a clause or evidence
            is wrong, or it lacks a note where it needs one.
    """
    chosen = open_to(store, adjudicator, wave)
    found = dispute_of(store, chosen, row)
    name = rater_of(store, adjudicator)
    _check(store, row, found, ruling)
    at = _moment(store, row, now)
    decided = _label(found, ruling, name, chosen.name, at)
    with store.together():
        (kept,) = store.labels.append([decided], shown=Shown(at=seen_ruling)).labels
        store.ruling_drafts.save(adjudicator, chosen.name, row, Decision())
    return kept


def ruling_of(store: Store, adjudicator: str, row: int, wave: str | None = None) -> Label | None:
    """Return the ruling that stands on a dispute, whoever gave it.

    Raises:
        CalibrationError: There is no such wave.
        LabelError: There is nothing to settle, or not yet for this adjudicator.
    """
    return dispute_of(store, open_to(store, adjudicator, wave), row).ruling


def unrule(
    store: Store, adjudicator: str, row: int, wave: str | None = None, *, now: datetime
) -> Label:
    """Take the adjudicator's own ruling on a run back: in one wave, or the latest of all.

    What it said is kept as the adjudicator's draft.

    Raises:
        LabelError: None of the adjudicator's stands.
    """
    # Of all people's: a ruling in whose place another person's stands is none to take back.
    own = [
        label
        for label in standing(store.labels.all(run=known(store, row).id))
        if label.stage is Stage.ADJUDICATED
        and label.rater == adjudicator
        and wave in (None, label.wave)
    ]
    if not own:
        where = "" if wave is None else f" in {wave}"
        raise LabelError(
            f"you have not ruled on this run{where}, or another ruling stands in place of yours",
            hint="There is nothing to take back.",
        )
    retraction = Label(
        run=own[-1].run,
        rater=adjudicator,
        created_at=_moment(store, row, now),
        retracts=own[-1].created_at,
    )
    with store.together():
        (kept,) = store.labels.append([retraction]).labels
        keep_draft(store, adjudicator, row, own[-1].wave or "", _decision(own[-1]))
    return kept


def keep_draft(store: Store, adjudicator: str, row: int, wave: str, decision: Decision) -> None:
    """Keep a ruling in the making in place of the adjudicator's earlier one; an empty one goes."""
    store.ruling_drafts.save(adjudicator, wave, row, decision)


def _decision(label: Label) -> Decision:
    return Decision(
        severity=label.severity,
        outcome=label.outcome,
        open=bool(label.shares),
        reason=label.reason,
        tags=label.tags,
        evidence=label.evidence,
        note=label.note,
    )


def _decides(ruling: Ruling) -> bool:
    return ruling.severity is not None or ruling.outcome is not None


def _label(found: Dispute, ruling: Ruling, name: str, wave: str, at: datetime) -> Label:
    current = rubric()
    return Label(
        run=found.run,
        rater=name,
        created_at=at,
        severity=ruling.severity,
        outcome=ruling.outcome,
        shares=() if _decides(ruling) else _shares(found.sides),
        stage=Stage.ADJUDICATED,
        wave=wave,
        reason=ruling.reason,
        tags=ruling.tags,
        evidence=ruling.evidence,
        note=ruling.note.strip(),
        seconds=ruling.seconds,
        rubric=current.id,
        rubric_hash=current.hash,
    )


def _check(store: Store, row: int, dispute: Dispute, ruling: Ruling) -> None:
    if not _decides(ruling):
        if ruling.reason is not Reason.AMBIGUOUS:
            raise LabelError(
                "a ruling needs a severity or an outcome",
                hint="Give one, or say that the run is truly ambiguous.",
            )
        if not _shares(dispute.sides):
            raise LabelError(
                "without two severities there is nothing to leave open",
                hint="Give a severity, or an outcome with its reason.",
            )
    if ruling.reason is Reason.RUBRIC_GAP and not ruling.note.strip():
        raise LabelError(
            "a gap in the rubric needs a note", hint="Say what the rubric does not settle."
        )
    if ruling.outcome is not None and not ruling.note.strip():
        raise LabelError(
            f"{ruling.outcome} needs a note", hint="Say in the note why no level can be given."
        )
    check_tags(ruling.tags)
    run = known(store, row)
    check_evidence(run, [item.step for item in ruling.evidence], name="this run")


def _shares(sides: Sequence[Side]) -> tuple[tuple[int, float], ...]:
    given = sorted(side.severity for side in sides if side.severity is not None)
    levels = sorted(set(given))
    if len(levels) == 1 or not levels:
        return ()
    return tuple((level, given.count(level) / len(given)) for level in levels)


def _moment(store: Store, row: int, now: datetime) -> datetime:
    """Return the time of an event, after whatever anybody said of the run before.

    Clocks of desks differ, and what a ruling was given on is told by its time.
    """
    events: Sequence[Label] = store.labels.all(run=known(store, row).id)
    return max([now, *(label.created_at + 2 * _TICK for label in events)])
