"""The regular expressions of sed, as far as Python's give the very same matches.

POSIX wants the longest match, Python takes the first that its search meets. They agree where a
search has no choice: every repetition but the last is followed by a letter that it cannot itself
take, and after the last one everything has a fixed length. Anything else is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from odcv_desk.workflow.shell.tree import UnclearError

_PRINTABLE = frozenset(map(chr, range(0x20, 0x7F))) | {"\t"}
_RANGE = re.compile(r"(?:0-9|a-z|A-Z)")
_ESCAPABLE = frozenset('\\/.*[]^$&"-,:#@!%=;~')
_EXTENDED_SPECIAL = frozenset("{}|?+")
_EXTENDED_LITERAL = _EXTENDED_SPECIAL | {"(", ")"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern in Python's form.

    `ends` tells that it asks for the end of the line, `wide` that it holds more than letters that
    stand for themselves, `empty` that it may match nothing at all.
    """

    compiled: re.Pattern[str]
    groups: int
    ends: bool
    wide: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class _Atom:
    """One letter of a pattern, in Python's form.

    `takes` are the plain letters that it takes, `others` tells that it takes any other as well.
    """

    source: str
    takes: frozenset[str]
    others: bool
    repeated: bool = False
    at_least: int = 1


def pattern(source: str, *, extended: bool = False) -> Pattern:
    """Return a basic (or extended) regular expression in Python's form.

    Raises:
        UnclearError: Python's would not be sure to match the same.
    """
    starts = source.startswith("^")
    ends = source.endswith("$") and not source.endswith("\\$")
    inner = source[starts : len(source) - ends]
    pieces = list(_pieces(inner, extended=extended))
    atoms = [piece for piece in pieces if isinstance(piece, _Atom)]
    _without_choice(atoms)
    groups = pieces.count("(")
    if groups != pieces.count(")"):
        raise UnclearError("a group is not closed")
    body = "".join(piece if isinstance(piece, str) else _source(piece) for piece in pieces)
    wide = any(atom.others or atom.repeated or len(atom.takes) > 1 for atom in atoms)
    try:
        compiled = re.compile(("^" if starts else "") + body + (r"\Z" if ends else ""))
    except re.error as fault:
        raise UnclearError("not a pattern") from fault
    return Pattern(
        compiled=compiled,
        groups=groups,
        ends=ends,
        wide=wide,
        empty=not any(atom.at_least for atom in atoms),
    )


def _source(atom: _Atom) -> str:
    if not atom.repeated:
        return atom.source
    return atom.source + ("*" if atom.at_least == 0 else "+")


def _pieces(text: str, *, extended: bool) -> Iterator[_Atom | str]:
    at = 0
    while at < len(text):
        piece, at = _piece(text, at, extended=extended)
        sign = text[at : at + 1]
        if sign == "*" or (extended and sign == "+"):
            if isinstance(piece, str) or not piece.takes <= _PRINTABLE:
                raise UnclearError("a repetition that is not understood")
            at += 1
            if text[at : at + 1] in ("*", "+", "?") or text[at : at + 2] in ("\\+", "\\?"):
                raise UnclearError("a repetition of a repetition")
            piece = replace(piece, repeated=True, at_least=int(sign == "+"))
        yield piece


def _piece(text: str, at: int, *, extended: bool) -> tuple[_Atom | str, int]:
    letter = text[at]
    if letter == "\\":
        return _escaped(text[at + 1 : at + 2], extended=extended), at + 2
    if letter == "[":
        return _set(text, at + 1)
    if letter == ".":
        return _Atom(".", frozenset(), others=True), at + 1
    if extended and letter in "()":
        return letter, at + 1
    if letter in "*^$\n" or (extended and letter in _EXTENDED_SPECIAL):
        raise UnclearError("a sign whose meaning depends on its place")
    return _Atom(re.escape(letter), frozenset(letter), others=False), at + 1


def _escaped(letter: str, *, extended: bool) -> _Atom | str:
    if letter in ("(", ")") and not extended:
        return letter
    if letter == "n":
        return _Atom("\n", frozenset("\n"), others=False)
    if not letter or letter not in _ESCAPABLE | (_EXTENDED_LITERAL if extended else frozenset()):
        raise UnclearError("an escape that is not understood")
    return _Atom(re.escape(letter), frozenset(letter), others=False)


def _set(text: str, at: int) -> tuple[_Atom, int]:
    """Return a set in square brackets that ends before a place, and that place."""
    negated = text.startswith("^", at)
    at += negated
    end = text.find("]", at + 1)
    inner = text[at:end]
    if end < 0 or not inner or set("[\\]^\n") & set(inner) or not set(inner) <= _PRINTABLE:
        raise UnclearError("a set that is not understood")
    takes: set[str] = set()
    rest = _RANGE.sub("", inner)
    for found in _RANGE.findall(inner):
        takes.update(map(chr, range(ord(found[0]), ord(found[2]) + 1)))
    if "-" in rest[1:-1]:
        raise UnclearError("a range whose letters depend on the language")
    takes.update(rest)
    letters = "".join(re.escape(letter) for letter in sorted(takes))
    source = f"[{'^' if negated else ''}{letters}]"
    shown = frozenset(_PRINTABLE - takes) if negated else frozenset(takes)
    return _Atom(source, shown, others=negated), end + 1


def _without_choice(atoms: list[_Atom]) -> None:
    """Refuse atoms between which a search could have a choice."""
    repeated = [at for at, atom in enumerate(atoms) if atom.repeated]
    for at in repeated[:-1]:
        atom, following = atoms[at], atoms[at + 1]
        dot = atom.source == "." or following.source == "."
        clash = atom.takes & following.takes or (atom.others and following.others)
        foreign = atom.others and not following.takes <= _PRINTABLE
        if dot or clash or foreign or following.repeated:
            raise UnclearError("a search with a choice")
