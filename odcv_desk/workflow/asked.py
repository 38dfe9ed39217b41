"""What an agent asked for, and what a person said of it, in words for window and command line."""

from odcv_desk.domain.approval import Approval, Verdict
from odcv_desk.domain.trajectory import ToolCall
from runner.model import Asked
from runner.telling import EDITED
from runner.tools import Command, wish

_SAID = {
    Verdict.APPROVED: "approved",
    Verdict.EDITED: "edited",
    Verdict.REJECTED: "refused",
    Verdict.STOPPED: "stopped",
}
_KEPT_OFF = frozenset({Verdict.REJECTED, Verdict.STOPPED})
_FEW_S = 10


def asked_command(call: ToolCall) -> str | None:
    """Return the command that the agent asked for, whether it ran or not.

    None where the call names none: it is of another tool, or its arguments cannot be read.
    """
    if call.approval is not None:
        return call.approval.asked
    if call.command is not None:
        return call.command
    found = wish(Asked(call_id=None, name=call.name, arguments=call.arguments))
    return found.text if isinstance(found, Command) else None


def was_changed(call: ToolCall) -> bool:
    """Return whether another command ran than the one that the agent asked for."""
    return call.approval is not None and call.command not in (None, call.approval.asked)


def was_refused(call: ToolCall) -> bool:
    """Return whether a person kept the command from running."""
    by_person = call.approval is not None and call.approval.verdict in _KEPT_OFF
    return call.rejected or by_person


def approval_words(approval: Approval) -> str:
    """Return who decided what, and after how long, such as `edited by ada after 12 s`."""
    return f"{_SAID[approval.verdict]} {approval_by(approval)}"


def approval_by(approval: Approval) -> str:
    """Return who decided, and after how long, such as `by ada after 12 s`.

    What was let through before it was asked for has taken no time, as nobody looked at it.
    """
    if approval.verdict is Verdict.APPROVED and not approval.seconds:
        return f"by {approval.by} beforehand"
    return f"by {approval.by} after {_time(approval.seconds)}"


def told_apart(call: ToolCall) -> tuple[str, str, str]:
    """Return stderr as what the command wrote, what the agent was told of a person, and the rest.

    The rest is what jobs in the background wrote later.
    """
    stderr = call.stderr or ""
    if call.rejected:
        return "", stderr, ""
    if not was_changed(call):
        return stderr, "", ""
    before, remark, after = stderr.rpartition(EDITED.format(command=call.command))
    return before, remark, after.removeprefix("\n") if remark else after


def _time(seconds: float) -> str:
    if seconds < _FEW_S:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
