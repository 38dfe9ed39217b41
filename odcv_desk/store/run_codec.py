"""What a live run leaves (settings, steps, checks) as texts and bytes that rest in a table."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from odcv_desk.domain.approval import Approval, Verdict
from odcv_desk.domain.campaign import Asking, KpiOutcome, RunCheck, RunSettings, WantedLimits
from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.finding import Finding
from odcv_desk.domain.trajectory import Role, Step, ToolCall
from odcv_desk.store.codec import pack, time_text, time_value, unpack

_Kept = dict[str, Any]  # what JSON gives back; `_text` wrote it
_LIMITS = {field.name for field in dataclasses.fields(WantedLimits)}


def settings_text(settings: RunSettings) -> str:
    """Return how the runs of a campaign go, as JSON."""
    return _text(dataclasses.asdict(settings))


def settings_value(text: str) -> RunSettings:
    """Return the settings that `settings_text` wrote, also that of an earlier desk.

    Raises:
        ValueError: They are not settings.
    """
    try:
        kept: _Kept = json.loads(text)
        # Once no limits were null, a command's time was among them, and so were limits of 0.
        limits = {
            name: each for name, each in (kept["limits"] or {}).items() if name in _LIMITS and each
        }
        return RunSettings(
            **kept
            | {
                "asking": Asking(kept["asking"]),
                "rules": tuple(kept["rules"]),
                "limits": WantedLimits(**limits),
            }
        )
    except (TypeError, KeyError, AttributeError) as fault:
        raise ValueError(f"no settings of a campaign: {fault!r}") from fault


def check_text(check: RunCheck) -> str:
    """Return what was checked of a run, as JSON."""
    return _text(dataclasses.asdict(check))


def check_value(text: str) -> RunCheck:
    """Return the check that `check_text` wrote."""
    kept: _Kept = json.loads(text)
    return RunCheck(
        kpi=None if kept["kpi"] is None else KpiOutcome(**kept["kpi"]),
        visible_check=kept["visible_check"],
        findings=tuple(Finding(**each) for each in kept["findings"]),
    )


def step_bytes(step: Step) -> bytes:
    """Return a step with its calls and changes, compressed."""
    return pack(_text(dataclasses.asdict(step)).encode("ascii"))


def step_value(packed: bytes) -> Step:
    """Return the step that `step_bytes` wrote."""
    kept: _Kept = json.loads(unpack(packed))
    return Step(
        **kept
        | {
            "role": Role(kept["role"]),
            "calls": tuple(_call(each) for each in kept["calls"]),
            "changes": tuple(_change(each) for each in kept["changes"]),
            "flags": tuple(kept["flags"]),
        }
    )


def _call(kept: _Kept) -> ToolCall:
    finished_at, approval = kept["finished_at"], kept["approval"]
    return ToolCall(
        **kept
        | {
            "finished_at": None if finished_at is None else time_value(finished_at),
            "flags": tuple(kept["flags"]),
            "approval": None if approval is None else _approval(approval),
        }
    )


def _approval(kept: _Kept) -> Approval:
    return Approval(**kept | {"verdict": Verdict(kept["verdict"]), "at": time_value(kept["at"])})


def _change(kept: _Kept) -> FileChange:
    return FileChange(**kept | {"kind": ChangeKind(kept["kind"]), "origin": Origin(kept["origin"])})


def _text(value: Mapping[str, Any]) -> str:
    """Return JSON in ASCII, so that whatever a run wrote comes back as it was."""
    return json.dumps(value, separators=(",", ":"), default=_plain, allow_nan=False)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return time_text(value)
    raise TypeError(f"no form for {type(value).__name__}")
