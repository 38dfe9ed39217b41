"""The parts of a shell script: words, redirections and commands."""

from dataclasses import dataclass
from typing import TypeAlias


class UnclearError(ValueError):
    """A script that is not understood well enough to tell what it does."""


@dataclass(frozen=True, slots=True)
class Text:
    """Letters that stand for themselves."""

    value: str


@dataclass(frozen=True, slots=True)
class Variable:
    """The value of a variable; one that is not quoted falls apart at blanks."""

    name: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Substitution:
    """The output of commands."""

    body: "Sequence"
    quoted: bool


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """Something that changes nothing and whose value is not worked out, such as a pattern.

    `splits` tells that it may fall apart into words that begin with anything.
    """

    splits: bool = False


Part: TypeAlias = Text | Variable | Substitution | Unfollowed
Word: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Where a stream leads; `here` is the number of a text that stands in the script itself."""

    stream: int
    operator: str
    target: Word = ()
    here: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simple:
    """One command with its words, after assignments to variables."""

    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Commands in braces, or in brackets, where the shell is a copy of its own."""

    body: "Sequence"
    copied: bool
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class For:
    """Commands that are repeated for each of some words."""

    name: str
    words: tuple[Word, ...]
    body: "Sequence"
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class While:
    """Commands that are repeated as long as others succeed, or fail."""

    condition: "Sequence"
    body: "Sequence"
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class If:
    """Commands that depend on others; the first body is the first condition, and so on."""

    bodies: tuple["Sequence", ...]
    redirects: tuple[Redirect, ...]


Command: TypeAlias = Simple | Group | For | While | If


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Commands that feed one another; `negated` turns success and failure round."""

    commands: tuple[Command, ...]
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Pipelines joined by `&&` and `||`; `background` is not waited for."""

    first: Pipeline
    rest: tuple[tuple[str, Pipeline], ...]
    background: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Chains that run one after the other."""

    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole script, and the texts that stand in it as input of commands, by number."""

    body: Sequence
    texts: tuple[Word, ...]
