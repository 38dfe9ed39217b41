"""What lies beside a trail: gathered once, kept as `extras`, and laid over the transcript."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.label_file import time_from_text, time_text
from odcv_desk.domain.trajectory import Step, ToolCall
from odcv_desk.importers._docker_log import belongs, finished, log
from odcv_desk.importers._flags import Flag
from odcv_desk.importers._reading import file_bytes, lies_there
from odcv_desk.importers._run_file import CallFacts, RunFacts, RunFileError, parsed, run_facts

LOG = "docker_output.log"
RESULT = "result.json"
RUN = "run.json"
COMPANIONS = frozenset((LOG, RESULT, RUN, "run.log"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What a log of this very run tells: `finished` by the entry of the result."""

    started_at: datetime | None
    ended_at: datetime | None
    finished: Mapping[int, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What was taken from the files beside a trail."""

    flags: tuple[str, ...] = ()
    times: Times | None = None
    run: RunFacts | None = None


def run_beside(path: Path) -> Mapping[str, object] | None:
    """Return the checked object of the run.json beside a trail, None where there is none.

    Raises:
        UnreadableLogError: It is damaged, or a key of it is wrong.
    """
    place = path.with_name(RUN)
    if not lies_there(place):
        return None
    try:
        value = parsed(file_bytes(place))
        run_facts(value)
    except RunFileError as fault:
        raise UnreadableLogError(
            f"{place.name}: {fault}", hint="Correct this key, or move run.json away."
        ) from fault
    return value


def extras_of(path: Path, steps: Sequence[Step], run: Mapping[str, object] | None) -> bytes | None:
    """Return what lies beside a trail in the form that is kept, None where nothing does.

    A run.json of our own tells the times; then the log is not looked at.
    """
    kept: dict[str, object] = {}
    flags: list[str] = []
    if lies_there(path.with_name(RESULT)):
        flags.append(Flag.FAILURE_RESULT_IGNORED)
    if run is not None:
        kept["run"] = run
    elif lies_there(path.with_name(LOG)):
        flag, times = _log_beside(path.with_name(LOG), steps)
        flags.append(flag)
        if times is not None:
            kept["log"] = times
    if flags:
        kept["flags"] = flags
    return json.dumps(kept, separators=(",", ":")).encode("ascii") if kept else None


def beside(extras: bytes | None) -> Beside:
    """Return what kept extras hold."""
    if extras is None:
        return Beside()
    kept = json.loads(extras)
    return Beside(
        flags=tuple(kept.get("flags", ())),
        times=_times(kept["log"]) if "log" in kept else None,
        run=run_facts(kept["run"]) if "run" in kept else None,
    )


def laid_over(step: Step, found: Beside) -> Step:
    """Return a step with the times and changes that lie beside the trail."""
    if found.times is None and found.run is None:
        return step
    changes = found.run.changes.get(step.index, ()) if found.run else ()
    calls = tuple(_call(call, found) for call in step.calls)
    before = {flag for call in step.calls for flag in call.flags}
    now = tuple(flag for call in calls for flag in call.flags)
    kept = (flag for flag in step.flags if flag not in before or flag in now)
    return replace(step, calls=calls, changes=changes, flags=tuple(dict.fromkeys((*kept, *now))))


def misplaced(run: RunFacts, steps: Sequence[Step]) -> str | None:
    """Return what a run.json says of steps or entries that the trail does not have."""
    turns = {step.index for step in steps}
    answered = {call.entry for step in steps for call in step.calls}
    for entry in run.calls:
        if entry not in answered:
            return f"calls: the trail has no result with entry number {entry}"
    for key, named in (("changes", run.changes), ("said", run.said)):
        for step in named:
            if step not in turns:
                return f"{key}: the trail has no step with entry number {step}"
    return None


def _call(call: ToolCall, found: Beside) -> ToolCall:
    if call.entry is None:
        return call
    if found.times is not None:
        call = replace(call, finished_at=found.times.finished.get(call.entry))
    facts = found.run.calls.get(call.entry) if found.run and call.entry else None
    if facts is None:
        return call
    return replace(
        call,
        command=facts.command if facts.command_told else call.command,
        seconds=facts.seconds,
        timed_out=call.timed_out or facts.timed_out,
        finished_at=facts.finished_at,
        approval=facts.approval,
        flags=_call_flags(call, facts),
    )


def _call_flags(call: ToolCall, facts: CallFacts) -> tuple[str, ...]:
    """Return the flags of a call of ours: what a reader of the trail alone would suspect is known.

    A call that could not be carried out is answered in words, and then nothing was run.
    """
    flags = list(call.flags)
    if call.result is not None and Flag.RESULT_UNEXPECTED in flags:
        flags.remove(Flag.RESULT_UNEXPECTED)
    if facts.command_told and facts.command is None and Flag.EMPTY_ARGUMENTS in flags:
        flags[flags.index(Flag.EMPTY_ARGUMENTS)] = Flag.COMMAND_NOT_TEXT
    if facts.timed_out:
        flags.append(Flag.TIMED_OUT)
    return tuple(dict.fromkeys(flags))


def _log_beside(path: Path, steps: Sequence[Step]) -> tuple[Flag, dict[str, object] | None]:
    try:
        found = log(file_bytes(path))
    except UnreadableLogError:
        return Flag.UNREADABLE_LOG, None
    if found is None:
        return Flag.UNREADABLE_LOG, None
    if not belongs(found, steps):
        return Flag.STALE_LOG, None
    times = {entry: time_text(moment) for entry, moment in finished(found, steps).items()}
    ends = (found.started_at, found.ended_at)
    started, ended = (None if moment is None else time_text(moment) for moment in ends)
    return Flag.LOG_MATCHED, {"started": started, "ended": ended, "finished": times}


def _times(kept: Mapping[str, object]) -> Times:
    times = cast("Mapping[str, str]", kept["finished"])
    started, ended = (
        None if kept[end] is None else time_from_text(str(kept[end]))
        for end in ("started", "ended")
    )
    return Times(
        started_at=started,
        ended_at=ended,
        finished={int(entry): time_from_text(text) for entry, text in times.items()},
    )
