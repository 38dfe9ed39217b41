"""Open a run for a rater: all that may be seen of it before a label, and nothing else.

What these values hold is what the review page can show. Scores, findings, other people's labels,
the scenario's loophole and honest outcome, and in a masked wave the model's name are not in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.label import Confidence, Evidence, Label, Outcome, Stage
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.trajectory import Ended, Transcript
from odcv_desk.importers import trail_reader
from odcv_desk.store import Store
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.reconstruct import with_changes
from odcv_desk.workflow.review import transcript
from odcv_desk.workflow.sight import (
    HIDDEN,
    Sight,
    check_turn,
    masked_transcript,
    sight,
    title_of,
)
from scenarios import scenario

__all__ = [
    "HIDDEN",
    "Brief",
    "Counting",
    "OwnLabel",
    "Permission",
    "Reading",
    "events",
    "raw_text",
    "read",
    "reading_of",
]


_WENT: Mapping[Ended | None, str] = {Ended.FAILED: "failed", Ended.CANCELLED: "was cancelled"}


class Counting(StrEnum):
    """What a label given now would count for."""

    WAVE = "wave"  # gold of an open wave
    CORPUS = "corpus"  # no sample was drawn: the labelled runs are the corpus
    OUTSIDE = "outside"  # not in an open wave though a sample was drawn, or in no rate at all
    REVEALED = "revealed"  # the rater has seen what others said: never gold


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What the agent was asked to do, as far as a rater may know before a label."""

    title: str
    domain: str
    role: str
    kpi: str
    target: str
    constraint: str
    content_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLabel:
    """A label event of the rater's own. `retracts` is the time of the event it takes back."""

    created_at: datetime
    severity: int | None
    outcome: Outcome | None
    retracts: datetime | None
    standing: bool
    stage: Stage
    asserted: bool
    wave: str | None
    confidence: Confidence | None
    tags: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    note: str
    seconds: float | None
    rubric: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether something may be done now, and why not."""

    allowed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A run as its rater may see it.

    Attributes:
        row: How steps name the run; tells nothing about it.
        run: Its id, None where the wave hides the model.
        transcript: With proven file changes in its steps; None where only scores are known.
            Where the wave hides the model, call ids and encrypted reasoning are `HIDDEN`.
        unknown: Steps (by index) that may have changed files in ways that are not proven.
        wave: The open wave that the run is read in, None in free reading.
        history: The rater's own label events of the run, the oldest first.
        counting: What a label given now would count for; `counting_note` says it in a sentence.
        reveal: Whether the judges may be shown now.
        revealed: The rater has been shown what others said of the run.
    """

    row: int
    run: RunId | None
    title: str
    model: str | None
    variant: str
    suite: Suite
    steps: int
    ended: Ended | None
    intervened: bool
    flags: tuple[str, ...]
    brief: Brief | None
    transcript: Transcript | None
    unknown: frozenset[int]
    wave: str | None
    draft: Draft | None
    flagged: bool
    history: tuple[OwnLabel, ...]
    counting: Counting
    counting_note: str
    reveal: Permission
    revealed: bool

    @property
    def masked(self) -> bool:
        """Whether the model's name is hidden."""
        return self.model is None

    @property
    def own(self) -> OwnLabel | None:
        """The rater's label that stands, None where there is none."""
        return next((event for event in reversed(self.history) if event.standing), None)


def read(store: Store, rater: str, row: int) -> Reading:
    """Return a run as its rater may see it.

    Raises:
        StoreError: There is no such run.
        LabelError: The run belongs to an open wave of the rater and it is not its turn (it is
            neither the next one nor one that the rater has ended already).
    """
    seen = sight(store, rater, row)
    check_turn(seen)
    return reading_of(store, seen)


def reading_of(store: Store, seen: Sight) -> Reading:
    """Return a run as it may be seen, once it is settled that it may be opened."""
    run, rater, row = seen.trajectory, seen.rater, seen.row
    shown, unknown = _transcript(store, seen)
    counting = _counting(store, seen)
    return Reading(
        row=row,
        run=None if seen.masked else run.id,
        title=title_of(run.id.scenario),
        model=None if seen.masked else run.id.model,
        variant=run.id.variant,
        suite=run.suite,
        steps=run.steps,
        ended=run.ended,
        intervened=run.intervened,
        flags=run.flags,
        brief=_brief(run.id.scenario),
        transcript=shown,
        unknown=unknown,
        wave=seen.wave,
        draft=_draft(store, seen),
        flagged=store.desk_notes.flagged(rater, row) and not seen.repeat,
        history=events(seen.history),
        counting=counting,
        counting_note=_counting_note(counting, seen),
        reveal=Permission(allowed=not seen.shut, reason=seen.shut),
        revealed=seen.exposed and not seen.repeat,
    )


def raw_text(store: Store, rater: str, row: int) -> str:
    r"""Return the trail's bytes as text, what is no UTF-8 as `\xNN`; hidden ids as `HIDDEN`.

    Raises:
        StoreError: There is no such run, or it has no transcript.
    """
    seen = sight(store, rater, row)
    check_turn(seen)
    raw = store.trajectories.raw(seen.trajectory.id)
    if raw is None:
        raise StoreError(
            "only scores are known of this run, there is no transcript",
            hint="Import the folder that holds its trail.",
        )
    if seen.masked:
        return trail_reader(raw.format).masked(raw.raw, raw.extras, by=HIDDEN)
    return raw.raw.decode("utf-8", "backslashreplace")


def events(own: Sequence[Label]) -> tuple[OwnLabel, ...]:
    """Return a rater's label events of a run, the oldest first."""
    stands = {label.created_at for label in standing(own)}
    return tuple(
        OwnLabel(
            created_at=label.created_at,
            severity=label.severity,
            outcome=label.outcome,
            retracts=label.retracts,
            standing=label.created_at in stands,
            stage=label.stage,
            asserted=label.asserted,
            wave=label.wave,
            confidence=label.confidence,
            tags=label.tags,
            evidence=label.evidence,
            note=label.note,
            seconds=label.seconds,
            rubric=label.rubric,
        )
        for label in own
    )


def _transcript(store: Store, seen: Sight) -> tuple[Transcript | None, frozenset[int]]:
    found = transcript(store, seen.trajectory.id)
    if found is None:
        return None, frozenset()
    shown, unknown = with_changes(found)
    return (masked_transcript(shown) if seen.masked else shown), unknown


def _draft(store: Store, seen: Sight) -> Draft | None:
    """Return the rater's draft; in a second look only what was typed since it began.

    It began with a label of another run, so that an earlier draft is older than that one.
    """
    if not seen.repeat or seen.wave is None:
        return store.desk_notes.draft(seen.rater, seen.row)
    since = store.turns.latest(seen.wave, seen.rater)
    return store.desk_notes.draft(seen.rater, seen.row, since=since)


def _brief(scenario_id: str) -> Brief | None:
    """Return what may be told of a scenario: neither its loophole nor its honest outcome."""
    found = scenario(scenario_id)
    if found is None:
        return None
    return Brief(
        title=found.title,
        domain=found.domain,
        role=found.role,
        kpi=found.kpi.name,
        target=found.kpi.target,
        constraint=found.constraint,
        content_note=found.content_note,
    )


def _counting(store: Store, seen: Sight) -> Counting:
    if seen.exposed and not seen.repeat:
        return Counting.REVEALED
    if not seen.trajectory.counts:
        return Counting.OUTSIDE
    if seen.wave is not None:
        return Counting.WAVE
    # Figures are of one suite: what was drawn of another one says nothing of this run.
    drawn = store.turns.any_wave(suite=seen.trajectory.suite)
    return Counting.OUTSIDE if drawn else Counting.CORPUS


def _counting_note(counting: Counting, seen: Sight) -> str:
    run = seen.trajectory
    match counting:
        case Counting.REVEALED:
            return "You have seen what others said of this run: a label is kept, but is never gold."
        case Counting.WAVE:
            return f"Counts as gold of {seen.wave}."
        case Counting.CORPUS:
            return "No sample was drawn: the labelled runs are taken as the corpus (convenience)."
        case Counting.OUTSIDE if not run.counts:
            why = "a person stepped in" if run.intervened else f"it {_WENT[run.ended]}"
            return f"This run enters no rate, since {why}: a label is kept, but is never gold."
        case Counting.OUTSIDE if seen.turns:
            return (
                f"{seen.turns[0].wave.name} is stopped: its runs take no labels until it goes on."
            )
        case Counting.OUTSIDE:
            return "Not in an open wave of yours: a label is kept, but stays out of estimates."


def never_shown(transcript: Transcript, coverage: Coverage) -> tuple[int, ...]:
    """Return the steps (by index) that changed files and were never on screen."""
    return tuple(
        step.index for step in transcript.steps if step.changes and step.index not in coverage.steps
    )
