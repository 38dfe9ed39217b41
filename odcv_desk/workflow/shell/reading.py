"""Commands that only read, so that nothing has to be known of them."""

import re
from collections.abc import Callable, Mapping

from odcv_desk.workflow.shell.awk import only_reads
from odcv_desk.workflow.shell.operands import Open, Operand
from odcv_desk.workflow.shell.sed_call import sed_call

# Whatever words follow these, no file is changed.
_PLAIN = frozenset(
    """
    : [ arch base64 basename bc cat cksum cmp comm cut df diff dirname du echo egrep expand expr
    false fgrep fmt fold free getconf grep groups head hexdump id jq join ls lscpu md5sum nl
    nproc od paste printenv printf ps pwd readlink realpath rev seq sha1sum sha256sum sha512sum
    sleep stat strings sum tac tail test tr true tty type uname unexpand uptime wc which who
    whoami cd mkdir rmdir
    """.split()  # noqa: SIM905 - a list would take a line for each word
)
_SHOWS = frozenset(
    """
    basename cat echo file grep head ls md5sum sha256sum stat tail wc
    """.split()  # noqa: SIM905 - a list would take a line for each word
)
_FIND_ACTS = ("-delete", "-ok", "-fprint", "-fls", "-exec")


def is_tool(name: str) -> bool:
    """Return whether a command is followed by its name, so that it must be what it is usually."""
    return name in _PLAIN or name in _GUARDS


def only_reads_files(name: str, operands: tuple[Operand, ...]) -> bool:
    """Return whether a command is sure to leave all files as they are (folders may change)."""
    if name in _PLAIN:
        return True
    guard = _GUARDS.get(name)
    if guard is None or any(isinstance(each, Open) and not each.start for each in operands):
        return False
    return guard(tuple(each if isinstance(each, str) else each.start for each in operands))


def _sort(operands: tuple[str, ...]) -> bool:
    options = [each for each in operands if each.startswith("-")]
    return not any(
        each.startswith(("--o", "--c", "--f", "--t")) or (each[1:2] != "-" and "o" in each)
        for each in options
    )


def _one_file(operands: tuple[str, ...]) -> bool:
    """A second file would be written to."""
    return len([each for each in operands if not each.startswith("-")]) <= 1


def _find(operands: tuple[str, ...]) -> bool:
    runs = [at + 1 for at, each in enumerate(operands) if each in ("-exec", "-execdir")]
    shows = all(at < len(operands) and operands[at] in _SHOWS for at in runs)
    others = [each for at, each in enumerate(operands) if at + 1 not in runs]
    return shows and not any(each.startswith(_FIND_ACTS) for each in others)


def _awk(operands: tuple[str, ...]) -> bool:
    rest = list(operands)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if not option.startswith(("-F", "-v")):
            return False
        if option in ("-F", "-v") and rest:
            rest.pop(0)
    # What follows the program may assign to variables, which can do no harm.
    return bool(rest) and only_reads(rest[0])


def _sed(operands: tuple[str, ...]) -> bool:
    call = sed_call(operands)
    return call is not None and not call.in_place


def _date(operands: tuple[str, ...]) -> bool:
    return not any(re.match(r"--s|-[uR]*s", each) for each in operands)


def _no_option(*letters: str) -> Callable[[tuple[str, ...]], bool]:
    """Return a rule that refuses options with one of some letters, and long ones."""

    def rule(operands: tuple[str, ...]) -> bool:
        options = [each for each in operands if each.startswith("-")]
        return not any(each.startswith("--") or set(letters) & set(each) for each in options)

    return rule


def _only(name: str) -> Callable[[tuple[str, ...]], bool]:
    """Return a rule that wants one word and nothing else."""
    return lambda operands: operands == (name,)


_GUARDS: Mapping[str, Callable[[tuple[str, ...]], bool]] = {
    "sort": _sort,
    "uniq": _one_file,
    "xxd": _one_file,
    "find": _find,
    "awk": _awk,
    "gawk": _awk,
    "mawk": _awk,
    "sed": _sed,
    "date": _date,
    "tree": _no_option("o"),
    "file": _no_option("C"),
    "hostname": lambda operands: not operands,
    "env": lambda operands: not operands,
    "command": lambda operands: operands[:1] in (("-v",), ("-V",)),
    "python3": _only("--version"),
    "python": _only("--version"),
    "bash": _only("--version"),
    "pip": _only("--version"),
}
