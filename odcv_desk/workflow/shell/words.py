"""The words of a shell script: quotes, expansions and patterns."""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby

from odcv_desk.workflow.shell.tree import (
    Part,
    Sequence,
    Substitution,
    Text,
    UnclearError,
    Unfollowed,
    Variable,
    Word,
)

_PLAIN = re.compile(r"[^\s'\"\\$`*?\[\]{}~;&|<>()#]+")
_PLAIN_WORDS = re.compile(rf"(?:{_PLAIN.pattern}[ \t]+)+")
_ENDS = frozenset(" \t\n;&|<>()")
_QUOTED = re.compile(r"[^\"\\$`]+")
_NAME = re.compile(r"[A-Za-z_]\w*")
_BRACED = re.compile(r"\{([A-Za-z_]\w*)\}")
# An expansion of a kind that assigns nothing and runs nothing.
_HARMLESS = re.compile(r"\{[#!]?\w+(?:\[[\w@*$]+\])?(?:[:%#/^,+?-][^{}`$()'\"\\=]*)?\}")
_SPECIAL = re.compile(r"[\d?$!#@*-]")
_SUM = re.compile(r"[\w\s$+*/%<>!&|^~?:,-]+")
_NUMERIC_RELATION = re.compile(r"[=!<>]=")
_CHANGES_VARIABLE = re.compile(r"=|\+\+|--")


class WordReader:
    """Reads words out of a text from a place on; `sequence` reads the commands in a `$( )`."""

    def __init__(self, text: str, sequence: Callable[[], Sequence]) -> None:
        self.text = text
        self.at = 0
        self._sequence = sequence

    def next(self) -> str:
        """Return the letter that comes next, nothing at the end."""
        return self.text[self.at : self.at + 1]

    def word(self) -> Word:
        """Return the word that begins here.

        Raises:
            UnclearError: It is not understood.
        """
        start = self.at
        parts: list[Part] = []
        while (letter := self.next()) and letter not in _ENDS:
            parts += self._piece(letter, first=self.at == start)
        if self.at == start:
            raise UnclearError("a word is missing")
        return joined(parts)

    def plain_words(self) -> list[Word]:
        """Return the words from here on that hold no sign with a meaning and end at a blank.

        Read as one piece: most commands are made of little else.
        """
        found = _PLAIN_WORDS.match(self.text, self.at)
        if not found:
            return []
        self.at = found.end()
        return [_plain(word) for word in found[0].split()]

    def quoted(self, *, until: str) -> Word:
        """Return what stands in double quotes, or in a text whose delimiter is not quoted."""
        parts: list[Part] = []
        escaped = "$`\\\n" + until
        while (letter := self.next()) != until:
            if not letter:
                raise UnclearError("a quote is not closed")
            if letter == "\\":
                parts.append(Text(self._escape(escaped)))
            elif letter == "$":
                parts += self._dollar(quoted=True)
            elif letter == "`":
                raise UnclearError("commands in backticks")
            elif letter == '"':
                parts.append(Text(letter))
                self.at += 1
            else:
                parts.append(Text(self._match(_QUOTED)))
        self.at += len(until)
        return joined(parts)

    def _piece(self, letter: str, *, first: bool) -> Word:
        if letter == "'":
            end = self.text.find("'", self.at + 1)
            if end < 0:
                raise UnclearError("a quote is not closed")
            found = self.text[self.at + 1 : end]
            self.at = end + 1
            return (Text(found),)
        if letter == '"':
            self.at += 1
            return self.quoted(until='"')
        if letter == "\\":
            return (Text(self._backslash()),)
        if letter == "$":
            return self._dollar(quoted=False)
        if letter == "`":
            raise UnclearError("commands in backticks")
        return self._bare(letter, first=first)

    def _bare(self, letter: str, *, first: bool) -> Word:
        found = _PLAIN.match(self.text, self.at)
        if found:
            self.at = found.end()
            return (Text(found[0]),)
        after = self.text[self.at + 1 : self.at + 2]
        before = self.text[self.at - 1 : self.at]
        unfollowed = {
            "[": not (first and (after or " ") in _ENDS),
            "{": after != "}",
            "~": first or before in "=:",
        }.get(letter, letter in "*?")
        self.at += 1
        return (Unfollowed(),) if unfollowed else (Text(letter),)

    def _backslash(self) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        if not letter:
            raise UnclearError("a backslash at the end")
        self.at += 2
        return "" if letter == "\n" else letter

    def _escape(self, escaped: str) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if not letter or letter not in escaped:
            return "\\" + letter
        return "" if letter == "\n" else letter

    def _dollar(self, *, quoted: bool) -> Word:
        self.at += 1
        if self.text.startswith("((", self.at):
            return self._sum()
        if self.next() == "(":
            self.at += 1
            return (Substitution(self._inside(), quoted),)
        if self.next() == "{":
            return self._braced(quoted=quoted)
        name = _NAME.match(self.text, self.at)
        if name:
            self.at = name.end()
            return (Variable(name[0], quoted),)
        if _SPECIAL.match(self.text, self.at):
            self.at += 1
            return (Unfollowed(splits=not quoted),)
        if self.next() in ("'", '"') and not quoted:
            raise UnclearError("a quote whose meaning depends on the shell")
        return (Text("$"),)

    def _braced(self, *, quoted: bool) -> Word:
        plain = _BRACED.match(self.text, self.at)
        harmless = plain or _HARMLESS.match(self.text, self.at)
        if not harmless:
            raise UnclearError("an expansion that is not followed")
        self.at = harmless.end()
        return (Variable(plain[1], quoted) if plain else Unfollowed(splits=not quoted),)

    def _inside(self) -> Sequence:
        body = self._sequence()
        if self.next() != ")":
            raise UnclearError("a bracket is not closed")
        self.at += 1
        return body

    def _sum(self) -> Word:
        """Return an arithmetic expansion: nothing that is followed, but the commands within."""
        self.at += 2
        parts: list[Part] = [Unfollowed()]
        depth = 0
        plain = ""
        while not (depth == 0 and self.text.startswith("))", self.at)):
            if self.text.startswith("$(", self.at):
                parts += self._dollar(quoted=True)
                continue
            letter = self.next()
            depth += (letter == "(") - (letter == ")")
            if depth < 0 or not letter or not (_SUM.match(letter) or letter in "()="):
                raise UnclearError("a sum that is not understood")
            plain += letter
            self.at += 1
        self.at += 2
        if _CHANGES_VARIABLE.search(_NUMERIC_RELATION.sub("<", plain)):
            raise UnclearError("a sum that changes variables")
        return tuple(parts)

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if not found:
            raise UnclearError("a letter that is not understood")
        self.at = found.end()
        return found[0]


@lru_cache(maxsize=4096)
def _plain(word: str) -> Word:
    return (Text(word),)


def joined(parts: list[Part]) -> Word:
    """Return the parts with neighbouring texts made one; a word never comes out empty."""
    if len(parts) == 1:
        return tuple(parts)
    whole: list[Part] = []
    for plain, group in groupby(parts, key=lambda part: isinstance(part, Text)):
        if plain:
            whole.append(Text("".join(part.value for part in group if isinstance(part, Text))))
        else:
            whole += group
    return tuple(whole) or (Text(""),)


def literal(word: Word) -> str | None:
    """Return the text of a word that is nothing but text, None for any other."""
    only = word[0] if len(word) == 1 else None
    return only.value if isinstance(only, Text) else None
