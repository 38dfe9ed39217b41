"""The words that follow a command's name."""

import re
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Open:
    """A word, or several, of which only the beginning is known."""

    start: str


Operand: TypeAlias = str | Open


@dataclass(frozen=True, slots=True)
class Split:
    """Operands parted into the letters of their options and the rest."""

    letters: frozenset[str]
    rest: tuple[str, ...]


def split(operands: tuple[Operand, ...], *, letters: str) -> Split | None:
    """Return options and files, None where an option is not among `letters` or a word is open."""
    found: set[str] = set()
    rest: list[str] = []
    options = True
    allowed = re.compile(f"-[{letters}]+")
    for each in operands:
        if isinstance(each, Open):
            return None
        if options and each == "--":
            options = False
        elif not options or not each.startswith("-") or each == "-":
            rest.append(each)
        elif letters and allowed.fullmatch(each):
            found.update(each[1:])
        else:
            return None
    return Split(frozenset(found), tuple(rest))
