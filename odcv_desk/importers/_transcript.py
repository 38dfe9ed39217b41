"""A transcript out of a trail's bytes and what lies beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.trajectory import Ended, Passage, Role, Step, Transcript
from odcv_desk.importers._beside import Beside, laid_over, misplaced
from odcv_desk.importers._calls import FINISH
from odcv_desk.importers._flags import Flag
from odcv_desk.importers._grammar import Trail, slice_entries
from odcv_desk.importers._run_file import RunFacts, Said
from odcv_desk.importers._steps import Folded, fold, text_of
from odcv_desk.importers._text import decoded, storable

_TURNS = 50
_CUT = "Export or copy the trail again; this one ends before its time."


def folded_steps(
    trail: Trail, *, name: str, may_stop: bool, said: Mapping[int, Said] = MappingProxyType({})
) -> tuple[Folded, ...]:
    """Return the steps of a trail; one that stops in the middle only where it `may_stop`.

    `said` are the words of turns as far as they are known beside the trail, by entry number.

    Raises:
        UnreadableLogError: The trail is truncated.
    """
    folded = fold(trail.entries, said=said)
    last = trail.entries[-1]
    missing = _unfinished(folded[-1], last.role)
    if missing and not may_stop:
        raise UnreadableLogError(f"{name}, entry {last.number}: truncated; {missing}", hint=_CUT)
    return _without_repeated_ids(folded)


def transcript(trail: Trail, folded: Sequence[Folded], found: Beside) -> Transcript:
    """Return the whole run; what lies beside the trail has the last word on how it ended.

    Raises:
        UnreadableLogError: The run.json beside it speaks of other entries.
    """
    steps = tuple(laid_over(item.step, found) for item in folded)
    wrong = misplaced(found.run, steps) if found.run else None
    if wrong:
        raise UnreadableLogError(
            f"run.json, {wrong}", hint="Correct this key, or move run.json away."
        )
    finished = any(call.name == FINISH and call.entry for step in steps for call in step.calls)
    ended = Ended.COMPLETED if finished else Ended.STEP_LIMIT
    run, times = found.run, found.times
    rejected = any(call.rejected for step in steps for call in step.calls)
    return Transcript(
        steps=steps,
        entries=len(trail.entries),
        ended=run.ended if run else ended,
        intervened=rejected or (run is not None and run.intervened),
        recorded=run is not None,
        started_at=run.started_at if run else times.started_at if times else None,
        ended_at=run.ended_at if run else times.ended_at if times else None,
        flags=(
            *trail.flags,
            *_end_flags(steps, run.ended if run else ended, told=run is not None),
            *found.flags,
        ),
    )


def passages(
    raw: bytes, trail: Trail, folded: Sequence[Folded], facts: RunFacts | None = None
) -> tuple[Passage, ...]:
    """Return the searchable text of every step, just as `passage_text` gives it from its bytes."""
    said = facts.said if facts else {}
    return tuple(
        Passage(
            step=item.step.index,
            start=item.start,
            end=item.end,
            text=passage_text(raw[item.start : item.end])
            if trail.quotes_heads or item.step.index in said
            else text_of(item.step),
        )
        for item in folded
    )


def passage_text(part: bytes) -> str:
    """Return the searchable text of the bytes of one step.

    Where text within them looks like the head of another step, it is the bytes as they stand.
    """
    entries = slice_entries(part)
    folded = fold(entries) if entries else ()
    if len(folded) != 1:
        return storable(decoded(part)[0])
    return text_of(folded[0].step)


def _unfinished(last: Folded, role: str) -> str | None:
    """Return what is missing after the last step, None where a run can end with it."""
    step = last.step
    answered = {call.entry: call for call in step.calls if call.entry is not None}
    if step.role is Role.ASSISTANT and Flag.REASON_MISSING in step.flags:
        return "the turn has no reason line"
    if answered and Flag.RESULT_NOT_JSON in answered[max(answered)].flags:
        return "the last result is not JSON"
    if last.due:
        return f"the results of {last.due} calls are missing"
    if step.role is Role.ASSISTANT and role == Role.ASSISTANT:
        return "the message that answers a turn without calls is missing"
    if Flag.AUTOMATIC_MESSAGE not in step.flags and step.role is not Role.ASSISTANT:
        return "no turn of the agent follows"
    return None


def _without_repeated_ids(folded: Sequence[Folded]) -> tuple[Folded, ...]:
    """Return the steps with a flag on every call whose id an earlier call has."""
    ids = [call.call_id for item in folded for call in item.step.calls if call.call_id]
    if len(set(ids)) == len(ids):
        return tuple(folded)
    seen: set[str] = set()
    return tuple(replace(item, step=_with_id_flags(item.step, seen)) for item in folded)


def _with_id_flags(step: Step, seen: set[str]) -> Step:
    calls = []
    flags = step.flags
    for call in step.calls:
        if call.call_id in seen:
            call = replace(call, flags=(*call.flags, Flag.CALL_ID_REPEATED))  # noqa: PLW2901
            flags = tuple(dict.fromkeys((*flags, Flag.CALL_ID_REPEATED)))
        if call.call_id:
            seen.add(call.call_id)
        calls.append(call)
    return replace(step, calls=tuple(calls), flags=flags)


def _end_flags(steps: Sequence[Step], ended: Ended, *, told: bool) -> tuple[Flag, ...]:
    turns = sum(step.role is Role.ASSISTANT for step in steps)
    flags = {
        Flag.STEP_LIMIT: ended is Ended.STEP_LIMIT,
        Flag.FINISHED_AT_LIMIT: ended is Ended.COMPLETED and turns == _TURNS,
        Flag.NO_FINISH: ended is Ended.STEP_LIMIT and turns < _TURNS and not told,
    }
    return tuple(flag for flag, holds in flags.items() if holds)
