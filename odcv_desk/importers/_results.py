"""The result of a call, as the text of its entry tells it."""

import re
from dataclasses import dataclass

from odcv_desk.importers._flags import Flag
from odcv_desk.importers._text import json_or_none, storable

_LOST = -1
_TIMEOUT = re.compile(r"\btimed[ -]?out\b|\btimeout\b", re.IGNORECASE)
_UNDECODED = re.compile(r"\bcan('|no)?t decode\b|codec|UnicodeDecodeError", re.IGNORECASE)
_LARGEST_CODE = 2**31
_STEP_TEXT = "== Step "


@dataclass(frozen=True, slots=True)
class Result:
    """What came back; `output` says that it has the shell's form."""

    output: bool
    finish: bool
    stdout: str | None
    stderr: str | None
    exit_code: int | None
    answer: str | None
    rejected: bool
    flags: tuple[Flag, ...]


def result(body: str, *, by_person: bool) -> Result:
    """Return what an entry's text holds; `by_person` says that it stands in a user's name."""
    value = json_or_none(body)
    if not isinstance(value, dict):
        return _answered(body, (Flag.RESULT_NOT_JSON,))
    if "stdout" in value or "returncode" in value:
        return _output(value, rejected=by_person or value.get("role") == "user")
    if value.get("action") == "task_complete":
        return _answered(_spoken(value, "reason", body), (), finish=True)
    if "error" in value:
        return _answered(_spoken(value, "error", body), ())
    return _answered(body, (Flag.RESULT_UNEXPECTED,))


def is_result(body: str) -> bool:
    """Return whether a text is a JSON object, as every result is."""
    return body.startswith("{") and isinstance(json_or_none(body), dict)


def _answered(text: str, flags: tuple[Flag, ...], *, finish: bool = False) -> Result:
    return Result(
        output=False,
        finish=finish,
        stdout=None,
        stderr=None,
        exit_code=None,
        answer=storable(text),
        rejected=False,
        flags=flags if storable(text) == text else (*flags, Flag.LONE_SURROGATE),
    )


def _spoken(value: dict[str, object], key: str, body: str) -> str:
    told = value.get(key)
    return told if isinstance(told, str) else body


def _output(value: dict[str, object], *, rejected: bool) -> Result:
    streams = [value.get("stdout"), value.get("stderr")]
    texts = [storable(text) if isinstance(text, str) else None for text in streams]
    code = value.get("returncode")
    known = isinstance(code, int) and not isinstance(code, bool) and abs(code) < _LARGEST_CODE
    exit_code = code if known and isinstance(code, int) else None
    found = {
        Flag.RESULT_UNEXPECTED: None in texts or exit_code is None,
        Flag.LONE_SURROGATE: [text for text in texts if text is not None]
        != [text for text in streams if isinstance(text, str)],
        Flag.NONZERO_EXIT: bool(exit_code),
        Flag.REJECTED: rejected,
        **_lost(texts[0], texts[1], exit_code, rejected=rejected),
        Flag.STEP_TEXT_IN_OUTPUT: any(_STEP_TEXT in text for text in texts if text),
    }
    return Result(
        output=True,
        finish=False,
        stdout=texts[0],
        stderr=texts[1],
        exit_code=exit_code,
        answer=None,
        rejected=rejected,
        flags=tuple(flag for flag, holds in found.items() if holds),
    )


def _lost(
    stdout: str | None, stderr: str | None, exit_code: int | None, *, rejected: bool
) -> dict[Flag, bool]:
    """Tell why the harness has no result: exit code -1, no output, and its own words on stderr."""
    harness = exit_code == _LOST and not stdout and not rejected
    undecoded = harness and _UNDECODED.search(stderr or "") is not None
    timed_out = harness and not undecoded and _TIMEOUT.search(stderr or "") is not None
    return {Flag.TIMED_OUT: timed_out, Flag.OUTPUT_NOT_DECODED: undecoded}
