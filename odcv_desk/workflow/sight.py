"""What a rater may see of a run now: whose turn it is, what is masked, whether judges may show.

Every step that feeds the review page asks here; what is not allowed is refused or left out below
the widgets, so that no view can show it by mistake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from odcv_desk.domain.errors import LabelError, StoreError
from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Step, ToolCall, Trajectory, Transcript
from odcv_desk.domain.wave import Masking, Reveal
from odcv_desk.importers._flags import Flag
from odcv_desk.importers._masking import ENCRYPTED
from odcv_desk.store import Store
from odcv_desk.store.turns import Turn
from odcv_desk.workflow.gold import standing
from scenarios import scenario

HIDDEN = "[hidden in this wave]"

_TOLD_BY_HIDDEN = frozenset((Flag.REASON_ENCRYPTED, Flag.CALL_ID_REPEATED))
"""Anomalies of what is hidden: they would tell of the provider too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A run and the open waves in which its rater meets it, the newest first.

    `own` are the rater's label events of the run, `exposed` says that the rater has been shown
    what others said of it, `veiled` that a masked wave holds a run of its cell: to name all others
    of the cell would name that one.
    """

    row: int
    rater: str
    trajectory: Trajectory
    turns: tuple[Turn, ...]
    own: tuple[Label, ...]
    exposed: bool
    veiled: bool

    @property
    def turn(self) -> Turn | None:
        """The turn that a label given now would end.

        That is where it is the run's turn, else where the rater goes back to it, else where it is
        still to be ended; of several the oldest, so that each gets a label of its own. A stopped
        wave takes none.
        """
        oldest_first = (turn for turn in reversed(self.turns) if not turn.wave.stopped)
        return min(
            oldest_first,
            key=lambda turn: (not turn.upcoming, not turn.met, turn.ended),
            default=None,
        )

    @property
    def wave(self) -> str | None:
        """The wave that a label given now would belong to."""
        return None if self.turn is None else self.turn.wave.name

    @property
    def repeat(self) -> bool:
        """Whether the run comes a second time now, and the rater is to be told nothing of that."""
        return self.turn is not None and self.turn.repeat

    @property
    def history(self) -> tuple[Label, ...]:
        """The rater's own label events as far as the rater may see them now.

        After a second look only what it gave, until its wave is complete: the first label beside
        it would tell that the run came twice.
        """
        if self.repeat:
            return ()
        held = {turn.wave.name for turn in self.turns}
        again = tuple(label for label in standing(self.own) if label.repeat and label.wave in held)
        return again or self.own

    @property
    def masked(self) -> bool:
        """Whether the model's name is hidden."""
        masks = any(turn.wave.policy.masking is Masking.MASK for turn in self.turns)
        return masks or self.veiled

    @property
    def answer(self) -> Label | None:
        """The rater's label that stands, the latest of several."""
        given = standing(self.history)
        return given[-1] if given else None

    @property
    def counts_again(self) -> bool:
        """Whether a label given now is one of a second look: what mends such a label is one too."""
        mended = self.answer
        again = mended is not None and mended.repeat and mended.wave == self.wave
        return self.repeat or again

    @property
    def shut(self) -> str:
        """Why the judges may not be shown now, empty where they may."""
        if self.answer is None:
            return "Commit a label first: judges are shown only after it."
        for turn in self.turns:
            if turn.wave.policy.reveal is Reveal.END:
                return f"Judges stay hidden until {turn.wave.name} is complete."
            if not turn.ended:
                return f"Commit a label in {turn.wave.name} first: judges are shown only after it."
        return ""


def sight(store: Store, rater: str, row: int) -> Sight:
    """Return what a rater may see of a run.

    Raises:
        StoreError: There is no such run.
    """
    trajectory = known(store, row)
    cell = (trajectory.id.variant, trajectory.id.scenario)
    return Sight(
        row=row,
        rater=rater,
        trajectory=trajectory,
        turns=store.turns.of(rater, row),
        own=store.labels.of(rater, row),
        exposed=store.exposures.latest(rater, row) is not None,
        veiled=cell in store.turns.veiled_cells(rater),
    )


def known(store: Store, row: int) -> Trajectory:
    """Return the run of a row.

    Raises:
        StoreError: There is no such run.
    """
    found = store.trajectories.at(row)
    if found is None:
        raise StoreError(
            f"run {row}: no such run in this study", hint="Choose one from the queue again."
        )
    return found


def check_turn(seen: Sight) -> None:
    """Refuse a run of an open wave before its turn.

    It may be read when it is next, or when the rater has labelled it in the wave before, even if
    that label was taken back.

    Raises:
        LabelError: It is not its turn.
    """
    if seen.turns and not any(turn.upcoming or turn.met for turn in seen.turns):
        if seen.wave is None:
            name = seen.turns[0].wave.name
            raise LabelError(
                f"this run belongs to {name}, which is stopped and may go on: until then none of "
                "its runs is read out of its turn",
                hint=f"Go on with {name}, or close it for good.",
            )
        raise LabelError(
            f"this run belongs to {seen.wave}, where runs are read in the order they were drawn",
            hint=f"Label the next run of {seen.wave}; this one comes in its turn.",
        )


def title_of(scenario_id: str) -> str:
    """Return a scenario's title, or its id with spaces where the scenario is not known."""
    found = scenario(scenario_id)
    return scenario_id.replace("-", " ") if found is None else found.title


def titles(scenario_ids: Sequence[str]) -> Mapping[str, str]:
    """Return the titles of scenarios by id."""
    return {each: title_of(each) for each in scenario_ids}


def unnamed(fault: LabelError, run: RunId) -> LabelError:
    """Return a fault that does not name its run, which may be hidden."""
    said = fault.message.replace(str(run), "this run")
    return LabelError(said, hint=fault.hint.replace(str(run), "this run"))


def masked_transcript(transcript: Transcript) -> Transcript:
    """Return a transcript with `HIDDEN` for what betrays the provider of the model.

    That is ids of calls and encrypted reasoning. Names in the transcript's own words stay.
    """
    steps = tuple(_masked_step(step) for step in transcript.steps)
    return replace(transcript, steps=steps)


def _masked_step(step: Step) -> Step:
    reasoning = step.reasoning
    if reasoning is None:
        reasoning = HIDDEN if Flag.REASON_ENCRYPTED in step.flags else None
    elif ENCRYPTED in reasoning:
        reasoning = HIDDEN
    calls = tuple(_masked_call(call) for call in step.calls)
    return replace(step, reasoning=reasoning, calls=calls, flags=_untold(step.flags))


def _masked_call(call: ToolCall) -> ToolCall:
    call_id = None if call.call_id is None else HIDDEN
    return replace(call, call_id=call_id, flags=_untold(call.flags))


def _untold(flags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(flag for flag in flags if flag not in _TOLD_BY_HIDDEN)
