"""What a call asks sed to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from odcv_desk.workflow.shell.operands import Open, Operand
from odcv_desk.workflow.shell.sed import Program, program
from odcv_desk.workflow.shell.tree import UnclearError

# A letter after `i` would be the ending of a copy that sed leaves behind.
_LETTERS = re.compile(r"-[nErs]*i?")
_LONG = {
    "--in-place": "i",
    "--quiet": "n",
    "--silent": "n",
    "--regexp-extended": "E",
    "--separate": "s",
}
_SCRIPT = ("-e", "--expression")


@dataclass(frozen=True, slots=True, kw_only=True)
class SedCall:
    """A program and the files that it reads, which it rewrites where it works `in_place`."""

    edits: Program
    files: tuple[Operand, ...]
    in_place: bool
    silent: bool


def sed_call(operands: Sequence[Operand]) -> SedCall | None:
    """Return what sed is asked to do, None where that is not understood."""
    letters = ""
    scripts: list[str] = []
    files: list[Operand] = []
    rest = list(operands)
    while rest:
        each = rest.pop(0)
        if isinstance(each, Open) or not each.startswith("-") or each == "-":
            files.append(each)
        elif each in _SCRIPT and rest and isinstance(rest[0], str):
            scripts.append(str(rest.pop(0)))
        elif each in _LONG or (_LETTERS.fullmatch(each) and each != "-"):
            letters += _LONG.get(each, each[1:])
        else:
            return None
    if not scripts and files and isinstance(files[0], str):
        scripts.append(str(files.pop(0)))
    return _made(scripts, files, letters)


def _made(scripts: list[str], files: list[Operand], letters: str) -> SedCall | None:
    if not scripts or any(isinstance(each, Open) and not each.start for each in files):
        return None
    try:
        edits = program("\n".join(scripts), extended=bool(set("Er") & set(letters)))
    except UnclearError:
        return None
    return SedCall(edits=edits, files=tuple(files), in_place="i" in letters, silent="n" in letters)
