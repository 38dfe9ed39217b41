"""Commands that work on the shell itself."""

import re
from collections.abc import Callable, Mapping
from enum import Enum

from odcv_desk.workflow.shell.commands import Call
from odcv_desk.workflow.shell.output import NOTHING, UNKNOWN, Output
from odcv_desk.workflow.shell.session import Session
from odcv_desk.workflow.shell.tree import UnclearError

# What these do to the shell would have to be known for every command that follows.
_UNCLEAR = frozenset(
    """
    alias unalias eval . source exec trap enable hash shopt builtin break continue function
    return
    """.split()  # noqa: SIM905 - a list would take a line for each word
)
_SPECIAL = re.compile(
    r"PATH|IFS|CDPATH|HOME|ENV|BASH_\w+|LD_\w+|GLOB\w+|POSIXLY_CORRECT|SHELLOPTS|TMPDIR|PWD|OLDPWD"
)
_OPTIONS = re.compile(r"[-+][eux]*(?:o pipefail)?")


class Status(Enum):
    """Whether a command is sure to have succeeded."""

    SURE = "sure"
    UNSURE = "unsure"


def is_special(name: str) -> bool:
    """Return whether a variable changes what commands do."""
    return _SPECIAL.fullmatch(name) is not None


def builtin(session: Session, call: Call, status: Status) -> Output:
    """Follow a command that works on the shell itself.

    Raises:
        UnclearError: All that follows depends on what it does.
    """
    if call.name in _UNCLEAR:
        raise UnclearError(f"{call.name} is not followed")
    return _BUILTINS[call.name](session, call, status)


def _cd(session: Session, call: Call, status: Status) -> Output:
    (word,) = call.operands if len(call.operands) == 1 else (None,)
    plain = isinstance(word, str) and word != "-" and status is Status.SURE
    session.folder = session.path(str(word)) if plain else None
    if session.folder is not None:
        session.files.see_folder(session.folder)
    return NOTHING if plain else UNKNOWN


def _exit(session: Session, call: Call, _status: Status) -> Output:
    code = call.operands[0] if len(call.operands) == 1 else None
    known = isinstance(code, str) and code.isdecimal() and session.ran.exit_code is not None
    # One that gives another code than the call did was not reached.
    if not known or session.copies or int(str(code)) % 256 == session.ran.exit_code:
        session.doubtful = True
    return NOTHING


def _set(session: Session, call: Call, _status: Status) -> Output:
    words = [each for each in call.operands if isinstance(each, str)]
    options = " ".join(words)
    if len(words) < len(call.operands) or not _OPTIONS.fullmatch(options):
        raise UnclearError("an option of the shell that is not followed")
    session.stops_at_failure = session.stops_at_failure or "e" in options.split()[0]
    return NOTHING


def _variables(session: Session, call: Call, _status: Status) -> Output:
    names = [each.partition("=")[0] for each in call.operands if isinstance(each, str)]
    if len(names) < len(call.operands) or any(is_special(name) for name in names):
        raise UnclearError("a variable that changes what commands do")
    session.variables = {}
    return NOTHING


def _nothing(_session: Session, _call: Call, _status: Status) -> Output:
    return NOTHING


_BUILTINS: Mapping[str, Callable[[Session, Call, Status], Output]] = {
    "cd": _cd,
    "exit": _exit,
    "set": _set,
    **dict.fromkeys(("export", "readonly", "local", "declare", "read", "unset", "let"), _variables),
    **dict.fromkeys(("umask", "ulimit", "times", "jobs"), _nothing),
}
BUILTINS = _UNCLEAR | _BUILTINS.keys()
