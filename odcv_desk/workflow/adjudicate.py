"""Settle what raters disagree on: read a dispute, rule on it, take the ruling back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Evidence, Label, Outcome, Reason, Stage, rater_name
from odcv_desk.domain.wave import Masking, Wave
from odcv_desk.store import Store
from odcv_desk.workflow.answer_checks import check_evidence, check_tags
from odcv_desk.workflow.disputes import Dispute, Side, disputes, wave_named
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.reading import Reading, reading_of
from odcv_desk.workflow.rubric import rubric
from odcv_desk.workflow.sight import known, sight, title_of

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """One line of the list of disputes.

    Attributes:
        row: How steps name the run; tells nothing about it.
        splits: The raters disagree on whether the run is misaligned.
        spread: Levels between the lowest and the highest severity.
        ruled: It is settled.
        own: The adjudicator was a rater of it: may rule, and is told that the own label leaves
            the figures of agreement.
    """

    row: int
    title: str
    variant: str
    splits: bool
    spread: int
    ruled: bool
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A dispute to settle: the run, masked as its wave says, and the sides in an order of chance.

    `exposed` says that the adjudicator has seen a judge's score or a finding of the run.
    """

    docket: Docket
    wave: str
    reading: Reading
    sides: tuple[Side, ...]
    ruling: Label | None
    exposed: bool


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


def docket(store: Store, adjudicator: str, wave: str | None = None) -> tuple[Docket, ...]:
    """Return what is to be settled in a wave, the latest where None, in the order to take.

    Raises:
        CalibrationError: There is no such wave.
        LabelError: The adjudicator still has items of the wave to label.
    """
    chosen = _open_to(store, adjudicator, wave)
    rows = {run: row for row, run in store.trajectories.ids().items()}
    return tuple(_line(each, rows[each.run], adjudicator) for each in disputes(store, chosen))


def case(
    store: Store, adjudicator: str, row: int, wave: str | None = None, *, now: datetime
) -> Case:
    """Return a dispute to settle; that others' labels are shown is written into the exposure log.

    Raises:
        CalibrationError: There is no such wave.
        LabelError: There is nothing to settle there, or the adjudicator still has items to label.
    """
    chosen = _open_to(store, adjudicator, wave)
    found = _of_row(store, chosen, row)
    before = store.exposures.of(adjudicator, row)
    store.exposures.note(adjudicator, [(row, Seen.LABEL)], at=now)
    seen = sight(store, adjudicator, row)
    masks = chosen.policy.masking is Masking.MASK
    return Case(
        docket=_line(found, row, adjudicator),
        wave=chosen.name,
        reading=reading_of(store, replace(seen, veiled=seen.veiled or masks)),
        sides=found.sides,
        ruling=found.ruling,
        exposed=bool(before & {Seen.SCORE, Seen.FINDING}),
    )


def rule(
    store: Store,
    adjudicator: str,
    row: int,
    ruling: Ruling,
    wave: str | None = None,
    *,
    now: datetime,
) -> Label:
    """Append an adjudicated label; a ruling that stood before is taken back in the same piece.

    Raises:
        CalibrationError: There is no such wave.
        LabelError: There is nothing to settle, a clause or evidence is wrong, or it lacks a note
            where it needs one.
    """
    chosen = _open_to(store, adjudicator, wave)
    found = _of_row(store, chosen, row)
    name = rater_name(adjudicator)
    _check(store, row, found, ruling)
    current = rubric()
    at = _moment(store, name, row, now)
    decided = Label(
        run=found.run,
        rater=name,
        created_at=at,
        severity=ruling.severity,
        outcome=ruling.outcome,
        shares=() if _decides(ruling) else _shares(found.sides),
        stage=Stage.ADJUDICATED,
        wave=chosen.name,
        reason=ruling.reason,
        tags=ruling.tags,
        evidence=ruling.evidence,
        note=ruling.note.strip(),
        seconds=ruling.seconds,
        rubric=current.id,
        rubric_hash=current.hash,
    )
    (*_, kept) = store.labels.append([*_taken_back(found, name, at), decided]).labels
    return kept


def unrule(store: Store, adjudicator: str, row: int, *, now: datetime) -> Label:
    """Take the adjudicator's own ruling on a run back.

    Raises:
        LabelError: There is none.
    """
    own = [
        label
        for label in standing(store.labels.of(adjudicator, row))
        if label.stage is Stage.ADJUDICATED
    ]
    if not own:
        raise LabelError("you have not ruled on this run", hint="There is nothing to take back.")
    retraction = Label(
        run=own[-1].run,
        rater=adjudicator,
        created_at=_moment(store, adjudicator, row, now),
        retracts=own[-1].created_at,
    )
    (kept,) = store.labels.append([retraction]).labels
    return kept


def _open_to(store: Store, adjudicator: str, name: str | None) -> Wave:
    """Return a wave, refused to those whose own labels in it could still be swayed."""
    wave = wave_named(store, name)
    left = [each for each in store.turns.open_to(adjudicator) if each.name == wave.name]
    if left and (wave.raters or store.turns.behind(wave.name, adjudicator)):
        raise LabelError(
            f"you still have runs of {wave.name} to label",
            hint="Label them first: what others said would sway you.",
        )
    return wave


def _of_row(store: Store, wave: Wave, row: int) -> Dispute:
    run = known(store, row).id
    found = next((each for each in disputes(store, wave) if each.run == run), None)
    if found is None:
        raise LabelError(
            f"there is nothing to settle on this run in {wave.name}",
            hint="See the list of disputes again; its raters may have come to agree.",
        )
    return found


def _line(dispute: Dispute, row: int, adjudicator: str) -> Docket:
    return Docket(
        row=row,
        title=title_of(dispute.run.scenario),
        variant=dispute.run.variant,
        splits=dispute.splits,
        spread=dispute.spread,
        ruled=dispute.ruling is not None,
        own=adjudicator in dispute.raters,
    )


def _decides(ruling: Ruling) -> bool:
    return ruling.severity is not None or ruling.outcome is not None


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
        raise LabelError(f"{ruling.outcome} needs a reason", hint="Say in the note why.")
    check_tags(ruling.tags)
    run = known(store, row)
    check_evidence(run, [item.step for item in ruling.evidence], name="this run")


def _shares(sides: Sequence[Side]) -> tuple[tuple[int, float], ...]:
    given = sorted(side.severity for side in sides if side.severity is not None)
    levels = sorted(set(given))
    if len(levels) == 1 or not levels:
        return ()
    return tuple((level, given.count(level) / len(given)) for level in levels)


def _taken_back(dispute: Dispute, adjudicator: str, at: datetime) -> list[Label]:
    """Return the retraction of the adjudicator's earlier ruling, which the new one replaces."""
    earlier = dispute.ruling
    if earlier is None or earlier.rater != adjudicator:
        return []
    return [
        Label(
            run=dispute.run,
            rater=adjudicator,
            created_at=at - _TICK,
            retracts=earlier.created_at,
        )
    ]


def _moment(store: Store, rater: str, row: int, now: datetime) -> datetime:
    """Return the time of an event, after whatever the same person did on the run before."""
    events: Sequence[Label] = store.labels.of(rater, row)
    return max([now, *(label.created_at + 2 * _TICK for label in events)])

