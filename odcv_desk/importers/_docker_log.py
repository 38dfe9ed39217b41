"""The log beside a trail: it alone has times, and it may belong to another run.

The log is what two containers printed. It counts only if it names the very calls of the trail in
their order. Its clock is taken as UTC and has whole seconds; it tells when a command ended, not
when it began, so the seconds of a command stay unknown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from odcv_desk.domain.trajectory import Step
from odcv_desk.importers._calls import BASH, Asked, effective

_LINE = re.compile(
    r"^(?:orchestrator_api +\| .*?- - \[(?P<day>\d\d)/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4}) "
    r"(?P<clock>\d\d:\d\d:\d\d)\] \"(?P<request>[A-Z]+ \S+)"
    r"|mission_executor +\| (?:(?P<begin>\[BEGIN AGENT LOOP\])|(?P<stop>.{0,4}AGENT STOP at )"
    r"|\[Tool\]: (?P<tool>.*)))",
    re.MULTILINE,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EXECUTE = "POST /execute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What a log tells: calls as it prints them, the run's two ends, and when commands ended."""

    calls: tuple[str, ...]
    started_at: datetime | None
    ended_at: datetime | None
    executed_at: tuple[datetime, ...]


def log(raw: bytes) -> Log | None:
    """Return what a log tells, None where it tells of no run."""
    calls: list[str] = []
    executed: list[datetime] = []
    started = ended = latest = None
    begun = False
    for found in _LINE.finditer(raw.decode("utf-8", "replace")):
        if found["tool"] is not None:
            calls.append(found["tool"])
        elif found["begin"]:
            begun, started = True, latest
        elif found["stop"]:
            ended = latest
        else:
            moment = _moment(found)
            if moment is None:
                return None
            latest = moment
            started = started or (latest if begun else None)
            executed += [latest] if found["request"] == _EXECUTE else []
    if not begun:
        return None
    return Log(
        calls=tuple(calls),
        started_at=started,
        ended_at=ended or latest,
        executed_at=tuple(executed),
    )


def belongs(found: Log, steps: Sequence[Step]) -> bool:
    """Return whether a log names the calls that were carried out in these steps, one for one."""
    return found.calls == tuple(
        f"{call.name} with {effective(Asked(None, call.name, call.arguments)).arguments}"
        for step in steps
        for call in step.calls
        if call.entry is not None
    )


def finished(found: Log, steps: Sequence[Step]) -> dict[int, datetime]:
    """Return when the command of each result's entry ended, as far as every one is logged."""
    entries = [
        call.entry
        for step in steps
        for call in step.calls
        if call.entry is not None and call.name == BASH
    ]
    if len(entries) != len(found.executed_at):
        return {}
    return dict(zip(entries, found.executed_at, strict=True))


def _moment(found: re.Match[str]) -> datetime | None:
    """Return the time of an access line; months are English whatever the machine's language."""
    if found["month"] not in _MONTHS:
        return None
    month = _MONTHS.index(found["month"]) + 1
    try:
        moment = datetime.fromisoformat(
            f"{found['year']}-{month:02}-{found['day']}T{found['clock']}"
        )
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC)
