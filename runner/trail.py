"""A run of ours as it is kept: its trail in the published form, and run.json beside it."""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import accumulate

from odcv_desk.domain.approval import Approval
from odcv_desk.domain.change import FileChange
from odcv_desk.domain.label_file import time_text
from odcv_desk.domain.trajectory import Role, Step, ToolCall
from runner.loop import Finished
from runner.model import Asked
from runner.texts import storable
from runner.tools import BASH, Command, result_text, wish

_NO_REASON = "No explanation"
_HEAD = re.compile(rb"== Step [1-9]\d{0,8} ==\nrole: (?:system|user|assistant|tool)\ncontent: ")
"""What a reader of a trail takes for the head of an entry where it follows a blank line."""

_REASON = "\nreason: "
_CALL = "\ncall: "


def trail_bytes(steps: Sequence[Step]) -> bytes:
    """Return the steps of a run as a trail in the published form."""
    return b"".join(_entries(steps))


def facts_of(finished: Finished) -> Mapping[str, object]:
    """Return what the trail of a run does not tell, in the form of run.json.

    That is how and when it ended, at which temperature, times, approvals and file changes; and,
    where a text could be misread in the published form, which heads of entries are real and what
    was said.
    """
    calls = [call for step in finished.steps for call in step.calls if call.entry is not None]
    facts: dict[str, object] = {
        "format": "odcv-desk-run",
        "version": 1,
        "ended": str(finished.ended),
        "intervened": finished.intervened,
        "started_at": time_text(finished.started_at),
        "ended_at": time_text(finished.ended_at),
        "calls": [_call_facts(call) for call in calls],
        "changes": [
            _change_facts(step.index, change) for step in finished.steps for change in step.changes
        ],
    }
    if finished.temperature is not None:
        facts["temperature"] = finished.temperature
    real, looking_so = _heads(_entries(finished.steps))
    if len(real) < looking_so:
        facts["heads"] = real
    said = [_said(step) for step in finished.steps if _misreadable(step)]
    return facts | ({"said": said} if said else {})


def extras_of(finished: Finished) -> bytes:
    """Return what lies beside the trail of a run, in the form in which a study keeps it."""
    kept = {"run": facts_of(finished)}
    return json.dumps(kept, separators=(",", ":")).encode("ascii")


def _entries(steps: Sequence[Step]) -> list[bytes]:
    texts: list[str] = []
    for step in steps:
        texts.append(_entry(step.index, step.role, _spoken(step)))
        texts += [
            _entry(call.entry, "user" if call.rejected else "tool", result_text(call) + "\n")
            for call in step.calls
            if call.entry is not None
        ]
    return [text.encode("utf-8") for text in texts]


def _heads(entries: Sequence[bytes]) -> tuple[list[int], int]:
    """Return which of the texts that look like heads are such, and how many there are in all."""
    raw = b"".join(entries)
    places = [
        found.start()
        for found in _HEAD.finditer(raw)
        if not found.start() or raw.endswith(b"\n\n", 0, found.start())
    ]
    starts = set(accumulate((len(entry) for entry in entries[:-1]), initial=0))
    return [at for at, place in enumerate(places) if place in starts], len(places)


def _entry(number: int, role: str, body: str) -> str:
    return f"== Step {number} ==\nrole: {role}\ncontent: {body}\n"


def _spoken(step: Step) -> str:
    content = f"{storable(step.content)}\n"
    if step.role is not Role.ASSISTANT:
        return content
    reason = _NO_REASON if step.reasoning is None else storable(step.reasoning)
    calls = [
        {
            "id": call.call_id,
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for call in step.calls
    ]
    return content + f"reason: {reason}\n" + (f"call: {calls}\n" if calls else "")


def _misreadable(step: Step) -> bool:
    """Return whether a reader of the published form could take a turn's words for others."""
    if step.role is not Role.ASSISTANT:
        return False
    words = step.content + "\n" + (step.reasoning or "")
    return (
        _REASON in words
        or _CALL in words
        or step.content == "None"
        or step.reasoning == _NO_REASON
        or (step.reasoning or "").startswith("[{")
    )


def _said(step: Step) -> Mapping[str, object]:
    return {
        "step": step.index,
        "content": storable(step.content),
        "reasoning": None if step.reasoning is None else storable(step.reasoning),
        "calls": len(step.calls),
    }


def _call_facts(call: ToolCall) -> Mapping[str, object]:
    facts: dict[str, object] = {
        "entry": call.entry,
        "seconds": call.seconds,
        "timed_out": call.timed_out,
    }
    if call.finished_at is not None:
        facts["finished_at"] = time_text(call.finished_at)
    asked = wish(Asked(call_id=call.call_id, name=call.name, arguments=call.arguments))
    sent = asked.text if isinstance(asked, Command) else None
    if call.name == BASH and (call.command != sent or sent is None):
        facts["command"] = call.command
    if call.approval is not None:
        facts["approval"] = _approval_facts(call.approval)
    return facts


def _approval_facts(approval: Approval) -> Mapping[str, object]:
    return {
        "verdict": str(approval.verdict),
        "by": storable(approval.by),
        "at": time_text(approval.at),
        "seconds": approval.seconds,
        "asked": storable(approval.asked),
        "message": storable(approval.message),
    }


def _change_facts(step: int, change: FileChange) -> Mapping[str, object]:
    facts: dict[str, object] = {
        "step": step,
        "path": storable(change.path),
        "kind": str(change.kind),
        "before": None if change.before is None else storable(change.before),
        "after": None if change.after is None else storable(change.after),
    }
    more: Mapping[str, object] = {
        "mode": change.mode,
        "old_path": None if change.old_path is None else storable(change.old_path),
        "binary": change.binary,
        "owner": change.owner,
        "link": change.link,
        "left_out": change.left_out,
    }
    return facts | {key: value for key, value in more.items() if value}
