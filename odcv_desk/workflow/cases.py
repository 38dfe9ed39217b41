"""Disputes as their adjudicator sees them: the list, and each with its run, without names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Evidence, Label, Outcome, Reason
from odcv_desk.domain.wave import Masking, Wave
from odcv_desk.importers import trail_reader
from odcv_desk.store import Store
from odcv_desk.workflow.disputes import Dispute, Side, disputes, first_labels, wave_named
from odcv_desk.workflow.readers import Groups, everybody, is_ended, readers_in
from odcv_desk.workflow.reading import HIDDEN, Permission, Reading, reading_of
from odcv_desk.workflow.sight import Sight, known, sight, title_of

SHORT_KEY = 12
"""So much of a run's key names it where its id is hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """One line of the list of disputes.

    Attributes:
        row: How steps name the run; tells nothing about it.
        name: How a person names the run on the command line: its id, or the start of its key
            where the wave hides the model.
        splits: The raters disagree on whether the run is misaligned.
        spread: Levels between the lowest and the highest severity.
        ruled: It is settled.
        own: The adjudicator was a rater of it: may rule, and is told that the own label leaves
            the figures of agreement.
        stale: It was ruled on, but on other labels than those that stand now: to be looked at
            again.
        mine: The ruling that stands is the adjudicator's own.
    """

    row: int
    name: str
    title: str
    variant: str
    splits: bool
    spread: int
    ruled: bool
    own: bool
    stale: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How far a wave is settled.

    Attributes:
        wave: The wave that is shown, None where the study has none.
        waves: Every wave, the oldest first.
        items: How many runs were drawn.
        shared: How many of them have several raters.
        ended: How many of the shared ones all of their raters have ended.
        shut: Why this person may not settle them yet, empty where nothing stands in the way.
        lines: What is to be settled, in the order to take; none while it is `shut`.
        withheld: How many disputes are on runs that this person has still to label in another
            wave; they are counted, but not listed.
    """

    wave: str | None = None
    waves: tuple[str, ...] = ()
    items: int = 0
    shared: int = 0
    ended: int = 0
    shut: str = ""
    lines: tuple[Docket, ...] = ()
    withheld: int = 0

    @property
    def settled(self) -> int:
        """How many disputes have a ruling."""
        return sum(line.ruled for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A ruling that stands. Not whose it is, but for `own`.

    `at` names it where another is to replace it; it is not to be shown.
    """

    reason: Reason | None
    severity: int | None
    outcome: Outcome | None
    shares: tuple[tuple[int, float], ...]
    tags: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    note: str
    own: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A dispute to settle: the run, masked as its wave says, and the sides in an order of chance.

    The reading holds no label, draft or bookmark of the adjudicator's own: who was a rater of the
    run would see there which side is whose. `exposed` says that the adjudicator had seen a judge's
    score, a finding or others' labels of the run before. `draft` is the ruling that this
    adjudicator has in the making.
    """

    docket: Docket
    wave: str
    reading: Reading
    sides: tuple[Side, ...]
    ruling: Ruled | None
    exposed: bool
    draft: Decision | None = None


def docket(store: Store, adjudicator: str, wave: str | None = None) -> tuple[Docket, ...]:
    """Return what is to be settled in a wave, the latest where None, in the order to take.

    Raises:
        CalibrationError: There is no such wave.
        LabelError: The adjudicator still has items of the wave to label.
    """
    lines, _withheld = _lines(store, adjudicator, open_to(store, adjudicator, wave))
    return lines


def board(store: Store, adjudicator: str, wave: str | None = None) -> Board:
    """Return how far a wave is settled, the latest that several people rate where None.

    Raises:
        CalibrationError: There is no such wave.
    """
    waves = store.waves.all()
    if not waves:
        return Board()
    chosen = _chosen(store, wave)
    said, readers = first_labels(store, chosen), readers_in(store, chosen)
    shared = [run for run, groups in readers.items() if len(everybody(groups)) != 1]
    shut = shut_to(store, adjudicator, chosen)
    lines, withheld = ((), 0) if shut else _lines(store, adjudicator, chosen)
    return Board(
        wave=chosen.name,
        waves=tuple(each.name for each in waves),
        items=len(chosen.items),
        shared=len(shared),
        ended=sum(_ended(said.get(run, {}), readers[run]) for run in shared),
        shut=shut,
        lines=lines,
        withheld=withheld,
    )


def case(
    store: Store, adjudicator: str, row: int, wave: str | None = None, *, now: datetime
) -> Case:
    """Return a dispute to settle; that others' labels are shown is written into the exposure log.

    Raises:
        CalibrationError: There is no such wave.
        LabelError: There is nothing to settle there, or the adjudicator still has items to label.
    """
    chosen = open_to(store, adjudicator, wave)
    found = dispute_of(store, chosen, row)
    reading = _reading(store, adjudicator, row, chosen)
    before = store.exposures.of(adjudicator, row)
    store.exposures.note(adjudicator, [(row, Seen.LABEL)], at=now)
    return Case(
        docket=_line(found, row, known(store, row).key, adjudicator, chosen),
        wave=chosen.name,
        reading=reading,
        sides=found.sides,
        ruling=None if found.ruling is None else _ruled(found.ruling, adjudicator),
        exposed=bool(before - {Seen.AGGREGATE}),
        draft=store.ruling_drafts.draft(adjudicator, chosen.name, row),
    )


def case_bytes(store: Store, adjudicator: str, row: int, wave: str | None = None) -> str:
    r"""Return a disputed run's trail as text, what is no UTF-8 as `\xNN`; masked as its wave says.

    Raises:
        CalibrationError: There is no such wave.
        LabelError: There is nothing to settle there, or the adjudicator still has items to label.
    """
    chosen = open_to(store, adjudicator, wave)
    found = dispute_of(store, chosen, row)
    raw = store.trajectories.raw(found.run)
    if raw is None:
        return ""
    if _seen(store, adjudicator, row, chosen).masked:
        return trail_reader(raw.format).masked(raw.raw, raw.extras, by=HIDDEN)
    return raw.raw.decode("utf-8", "backslashreplace")


def shut_to(store: Store, adjudicator: str, wave: Wave) -> str:
    """Return why somebody may not settle a wave yet: own labels that could still be swayed.

    In a wave that anybody may label only those have labels left who have begun.
    """
    waves = {wave.name, *wave.joins}
    named = {each.name for each in store.waves.all() if each.raters}
    for left in store.turns.open_to(adjudicator):
        if left.name not in waves:
            continue
        begun = left.name in named or store.turns.behind(left.name, adjudicator)
        if begun and store.turns.upcoming(left.name, adjudicator):
            return f"you still have runs of {left.name} to label"
    return ""


def open_to(store: Store, adjudicator: str, name: str | None) -> Wave:
    """Return a wave, the latest where None, but not to whose own labels could still be swayed.

    Raises:
        CalibrationError: There is no such wave.
        LabelError: The adjudicator still has items of the wave to label.
    """
    wave = _chosen(store, name)
    if shut := shut_to(store, adjudicator, wave):
        raise LabelError(shut, hint="Label them first: what others said would sway you.")
    return wave


def dispute_of(store: Store, wave: Wave, row: int) -> Dispute:
    """Return the dispute on the run of a row.

    Raises:
        StoreError: There is no such run.
        LabelError: There is nothing to settle on it.
    """
    run = known(store, row).id
    found = next((each for each in disputes(store, wave) if each.run == run), None)
    if found is None:
        raise LabelError(
            f"there is nothing to settle on this run in {wave.name}",
            hint="See the list of disputes again; its raters may have come to agree.",
        )
    return found


def _chosen(store: Store, name: str | None) -> Wave:
    """Return a wave; without a name the latest that several people may rate, else the latest."""
    if name is None:
        shared = (wave for wave in reversed(store.waves.all()) if len(wave.raters) != 1)
        name = next((wave.name for wave in shared), None)
    return wave_named(store, name)


def _ended(said: Mapping[str, Label], groups: Groups) -> bool:
    """Return whether all raters of a run have ended it; two at least where anybody may."""
    return is_ended(groups, said.keys()) and len(said) > 1


def _lines(store: Store, adjudicator: str, wave: Wave) -> tuple[tuple[Docket, ...], int]:
    """Return the disputes that somebody may see, and how many others there are."""
    found = disputes(store, wave)
    if not found:
        return (), 0
    rows = {run: row for row, run in store.trajectories.ids().items()}
    due = _due(store, adjudicator)
    free = [each for each in found if rows[each.run] not in due]
    lines = tuple(
        _line(each, rows[each.run], known(store, rows[each.run]).key, adjudicator, wave)
        for each in free
    )
    return lines, len(found) - len(free)


def _due(store: Store, adjudicator: str) -> frozenset[int]:
    """Return the rows that somebody is still to label in a wave with named raters."""
    named = {each.name for each in store.waves.all() if adjudicator in each.raters}
    return frozenset(
        row
        for wave in store.turns.open_to(adjudicator)
        if wave.name in named
        for row in store.turns.upcoming(wave.name, adjudicator)
    )


def _seen(store: Store, adjudicator: str, row: int, wave: Wave) -> Sight:
    """Return a run's sight, with the model hidden wherever its wave hides it from raters.

    Raises:
        LabelError: The adjudicator is to label the run in another wave.
    """
    seen = sight(store, adjudicator, row)
    named = {each.name for each in store.waves.all() if adjudicator in each.raters}
    due = next((t for t in seen.turns if not t.ended and t.wave.name in named), None)
    if due is not None:
        raise LabelError(
            f"you still have this run of {due.wave.name} to label",
            hint="Label it first: what others said would sway you.",
        )
    masks = wave.policy.masking is Masking.MASK
    return replace(seen, veiled=seen.veiled or masks)


def _reading(store: Store, adjudicator: str, row: int, wave: Wave) -> Reading:
    return replace(
        reading_of(store, _seen(store, adjudicator, row, wave)),
        draft=None,
        flagged=False,
        history=(),
        reveal=Permission(allowed=False, reason="Judges stay hidden while disputes are settled."),
    )


def _line(dispute: Dispute, row: int, key: str, adjudicator: str, wave: Wave) -> Docket:
    masks = wave.policy.masking is Masking.MASK
    return Docket(
        row=row,
        name=key[:SHORT_KEY] if masks else str(dispute.run),
        title=title_of(dispute.run.scenario),
        variant=dispute.run.variant,
        splits=dispute.splits,
        spread=dispute.spread,
        ruled=dispute.settled,
        own=adjudicator in dispute.raters,
        stale=dispute.stale,
        mine=dispute.ruling is not None and dispute.ruling.rater == adjudicator,
    )


def _ruled(label: Label, adjudicator: str) -> Ruled:
    return Ruled(
        reason=label.reason,
        severity=label.severity,
        outcome=label.outcome,
        shares=label.shares,
        tags=label.tags,
        evidence=label.evidence,
        note=label.note,
        own=label.rater == adjudicator,
        at=label.created_at,
    )
