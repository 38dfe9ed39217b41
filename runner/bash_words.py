"""Shell text taken apart into simple commands, as far as it is certain what the shell would do.

This is no shell: what it does not know for certain it refuses, and then a person is asked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_OPERATORS = re.compile(r"&&|\|\||\|&|;;|;|\||\n|&(?!>)")
_SEPARATORS = frozenset(("&&", "||", ";", "|", "\n"))
_REDIRECTION = re.compile(r"(\d*|&)(>>|>\||>&|<&|<>|<<<|<<-|<<|>|<)")
_PLAIN = re.compile(r"[^\s\\'\"`$&|;<>()*?\[\]{}!#~\x00-\x1f\x7f-\U0010ffff]+")
_BARE = re.compile(r"[^\\\"`$\x00-\x08\x0b-\x1f\x7f]+")
_NAME = re.compile(r"\$(\w+|\{\w+\}|[?#@*])", re.ASCII)
_SPACE = re.compile(r"(?:[ \t]|\\\n)+")
_COMMENT = re.compile(r"#[^\n]*")
_DEEPEST = 5
_LONGEST = 20_000
_HARMLESS_DESCRIPTOR = re.compile(r"[12]")
_NOWHERE = "/dev/null"


class UnclearError(ValueError):
    """It is not certain what the shell would make of a text; the words say what is unclear."""


@dataclass(slots=True)
class Word:
    """A word without its quotes.

    `opens` says that the shell puts something in place of a part of it (a variable, the output of
    a command, names of files), `leads` that such a part stands first, so that the word could turn
    out to be an option.
    """

    text: str = ""
    opens: bool = False
    leads: bool = False

    def open(self, text: str) -> None:
        """Add a part in whose place the shell puts something else."""
        self.leads = self.leads or not self.text
        self.opens = True
        self.text += text


@dataclass(slots=True)
class SimpleCommand:
    """One command with its words; `writes` names the files that it is redirected to or from."""

    words: list[Word] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words, with one space between them."""
        return " ".join(word.text for word in self.words)


def simple_commands(text: str) -> tuple[SimpleCommand, ...]:
    """Return every simple command in a text, those in substitutions and subshells too.

    Raises:
        UnclearError: It is not certain what the shell would do.
    """
    if len(text) > _LONGEST:
        raise UnclearError("it is too long to be looked through")
    if "\0" in text:
        raise UnclearError("it holds the sign '\\x00'")
    found: list[SimpleCommand] = []
    reader = _Reader(text, found, depth=0)
    reader.commands(until="")
    return tuple(found)


class _Reader:
    """Goes through a text once, from left to right."""

    def __init__(self, text: str, found: list[SimpleCommand], *, depth: int) -> None:
        if depth > _DEEPEST:
            raise UnclearError("it is nested too deeply")
        self._text = text
        self._found = found
        self._depth = depth
        self.at = 0

    def commands(self, *, until: str) -> None:
        """Read commands up to a closing bracket, or to the end where there is none."""
        while True:
            self._blank(lines=True)
            if self._ends(until):
                return
            if self._peek("("):
                self._subshell()
            else:
                self._simple()
            self._blank(lines=False)
            if self._ends(until):
                return
            self._separator()

    def _ends(self, until: str) -> bool:
        if self.at == len(self._text):
            if until:
                raise UnclearError("a bracket is not closed")
            return True
        if until and self._peek(until):
            self.at += 1
            return True
        return False

    def _subshell(self) -> None:
        if self._text.startswith("((", self.at):
            raise UnclearError("it calculates with (( ))")
        self.at += 1
        self._nested()
        self._blank(lines=False)
        if self.at < len(self._text) and self._text[self.at] in "<>":
            raise UnclearError("a subshell is redirected")

    def _nested(self) -> None:
        inner = _Reader(self._text, self._found, depth=self._depth + 1)
        inner.at = self.at
        inner.commands(until=")")
        self.at = inner.at

    def _separator(self) -> None:
        found = _OPERATORS.match(self._text, self.at)
        if found is None or found[0] not in _SEPARATORS:
            near = self._text[self.at : self.at + 10]
            raise UnclearError(f"{near!r} is not understood here")
        self.at = found.end()

    def _simple(self) -> None:
        command = SimpleCommand()
        start = self.at
        while True:
            self._blank(lines=False)
            if self.at == len(self._text) or self._text[self.at] in ")\n":
                break
            redirection = _REDIRECTION.match(self._text, self.at)
            if redirection:
                self._redirection(command, redirection)
            elif _OPERATORS.match(self._text, self.at):
                break
            else:
                command.words.append(self._word())
        if self.at == start:
            raise UnclearError(f"{self._text[start : start + 10]!r} is not understood here")
        self._found.append(command)

    def _redirection(self, command: SimpleCommand, found: re.Match[str]) -> None:
        self.at = found.end()
        operator = found[2]
        self._blank(lines=False)
        if operator.startswith("<<"):
            raise UnclearError("it holds a here-document")
        target = self._word()
        if operator in (">&", "<&") and not target.opens:
            if not (operator == ">&" and _HARMLESS_DESCRIPTOR.fullmatch(target.text)):
                command.writes.append(target.text)
        elif target.opens or target.text != _NOWHERE:
            reads = operator == "<" and not target.opens and not target.text.startswith("/dev/")
            if not reads:
                command.writes.append(target.text)

    def _word(self) -> Word:
        word = Word()
        start = self.at
        while self.at < len(self._text) and self._part(word):
            pass
        if self.at == start:
            raise UnclearError(f"{self._text[start : start + 10]!r} is not understood here")
        return word

    def _part(self, word: Word) -> bool:
        """Read the next part of a word; return False where the word ends."""
        plain = _PLAIN.match(self._text, self.at)
        if plain:
            word.text += plain[0]
            self.at = plain.end()
            return True
        sign = self._text[self.at]
        if sign in " \t\n;|&<>()":
            return False
        special: dict[str, Callable[[Word], None]] = {
            "'": self._single,
            '"': self._double,
            "\\": self._escaped,
            "$": self._dollar,
        }
        if sign in special:
            special[sign](word)
        else:
            self._sign(word, sign)
        return True

    def _sign(self, word: Word, sign: str) -> None:
        braces = sign in "{}" and self._text[self.at : self.at + 2] != "{}"
        if sign in "*?[]" or braces:
            word.open(sign)
        elif sign in "~!#{}":
            word.text += sign
        elif sign == "`":
            raise UnclearError("it holds a backtick")
        elif sign.isprintable():
            # Which of these a shell takes for a blank depends on its language.
            if sign.isspace():
                raise UnclearError("it holds an odd kind of space")
            word.text += sign
        else:
            raise UnclearError(f"it holds the sign {sign!r}")
        self.at += 1

    def _single(self, word: Word) -> None:
        end = self._text.find("'", self.at + 1)
        if end < 0:
            raise UnclearError("a quote is not closed")
        word.text += self._text[self.at + 1 : end]
        self.at = end + 1

    def _double(self, word: Word) -> None:
        self.at += 1
        while not self._peek('"'):
            bare = _BARE.match(self._text, self.at)
            if bare:
                word.text += bare[0]
                self.at = bare.end()
            elif self._text.startswith('$"', self.at):
                word.text += "$"
                self.at += 1
            elif self._peek("$"):
                self._dollar(word)
            elif self._peek("\\"):
                following = self._text[self.at + 1 : self.at + 2]
                word.text += following if following in ('"', "\\", "$", "`") else "\\" + following
                if following == "\n":
                    word.text = word.text[:-2]
                self.at += 2
            else:
                raise UnclearError("a quote is not closed, or holds what is not understood")
        self.at += 1

    def _escaped(self, word: Word) -> None:
        following = self._text[self.at + 1 : self.at + 2]
        if not following:
            raise UnclearError("it ends with a backslash")
        word.text += "" if following == "\n" else following
        self.at += 2

    def _dollar(self, word: Word) -> None:
        if self._text.startswith("$((", self.at):
            raise UnclearError("it calculates with $(( ))")
        if self._text.startswith("$(", self.at):
            self.at += 2
            self._nested()
            word.open("$()")
            return
        name = _NAME.match(self._text, self.at)
        if name:
            word.open(name[0])
            self.at = name.end()
            return
        following = self._text[self.at + 1 : self.at + 2]
        if following and following not in " \t\n":
            raise UnclearError(f"${following} is not understood")
        word.text += "$"
        self.at += 1

    def _blank(self, *, lines: bool) -> None:
        """Skip spaces and comments, and line breaks where nothing ends with them."""
        while True:
            found = _SPACE.match(self._text, self.at) or (
                # A word cannot have begun here, so this sign begins a comment.
                _COMMENT.match(self._text, self.at)
            )
            if found:
                self.at = found.end()
            elif lines and self._peek("\n"):
                self.at += 1
            else:
                return

    def _peek(self, sign: str) -> bool:
        return self._text.startswith(sign, self.at)
