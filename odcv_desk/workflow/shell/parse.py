"""A shell script's text taken apart; whatever is not understood for certain is refused.

Scripts are read as both dash and bash read them: where the two differ, nothing is understood.
"""

import re
from collections.abc import Callable

from odcv_desk.workflow.shell.tree import (
    Chain,
    Command,
    For,
    Group,
    If,
    Pipeline,
    Redirect,
    Script,
    Sequence,
    Simple,
    Text,
    UnclearError,
    While,
    Word,
)
from odcv_desk.workflow.shell.words import WordReader, literal

_BLANK = re.compile(r"(?:[ \t]|\\\n)*(?:(?<![^\s;&|()])#[^\n]*)?")
_KEYWORD = re.compile(r"(?:[a-z]+|[{}!]|\[\[)(?=[\s;&|<>()]|$)")
_RESERVED = frozenset(
    """
    if then elif else fi for while until do done case esac in { } ! [[ function select time
    coproc
    """.split()  # noqa: SIM905 - a list would take a line for each word
)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\+?=|\[)")
_REDIRECT = re.compile(r"(\d*)(<<<|<<-|<<|<>|<&|<\(|>>|>\||>&|>\(|<|>)")
_OPERATORS = frozenset((">", ">>", ">|", "<", "<<", "<<-", ">&"))
_DELIMITER = re.compile(r"'([^'\n]+)'|\"([^\"\\$`\n]+)\"|(\\?)([\w.!:-]+)(?=[\s;&|<>()]|$)")
_DEEPEST = 40
_LONGEST = 200_000


def parsed(text: str) -> Script:
    """Return the parts of a script.

    Raises:
        UnclearError: It is not understood for certain.
    """
    if len(text) > _LONGEST:
        raise UnclearError("too long")
    parser = _Parser(text)
    body = parser.sequence(frozenset())
    if parser.words.next() or parser.owed:
        raise UnclearError("the script does not end where it should")
    return Script(body=body, texts=tuple(parser.texts))


class _Parser:
    """Reads commands; `owed` are the texts that begin on the next line."""

    def __init__(self, text: str) -> None:
        self.words = WordReader(text, self._nested)
        self.texts: list[Word] = []
        self.owed: list[Callable[[], None]] = []
        self._depth = 0

    def sequence(self, stops: frozenset[str]) -> Sequence:
        """Return the chains up to the end, a closing bracket or one of some words."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnclearError("too deep")
        chains: list[Chain] = []
        self._lines()
        while not self._ends(stops):
            chains.append(self._chain())
            self._lines()
        self._depth -= 1
        return Sequence(tuple(chains))

    def _nested(self) -> Sequence:
        """Return the commands in a `$( )`, which must not mix with texts that are owed outside."""
        owed, self.owed = self.owed, []
        start = self.words.at
        body = self.sequence(frozenset())
        if self.owed or (owed and "\n" in self.words.text[start : self.words.at]):
            raise UnclearError("a text that begins within commands of another line")
        self.owed = owed
        return body

    def _ends(self, stops: frozenset[str]) -> bool:
        return self.words.next() in ("", ")") or self._keyword() in stops

    def _keyword(self) -> str | None:
        found = _KEYWORD.match(self.words.text, self.words.at)
        return found[0] if found and found[0] in _RESERVED else None

    def _expect(self, keyword: str) -> None:
        self._lines()
        if self._keyword() != keyword:
            raise UnclearError(f"{keyword} is missing")
        self.words.at += len(keyword)

    def _take(self, operator: str) -> bool:
        self._blanks()
        found = self.words.text.startswith(operator, self.words.at)
        self.words.at += len(operator) * found
        return found

    def _blanks(self) -> None:
        found = _BLANK.match(self.words.text, self.words.at)
        self.words.at = found.end() if found else self.words.at

    def _lines(self) -> None:
        self._blanks()
        while self.words.next() == "\n":
            self.words.at += 1
            owed, self.owed = self.owed, []
            for text in owed:
                text()
            self._blanks()

    def _chain(self) -> Chain:
        first = self._pipeline()
        rest: list[tuple[str, Pipeline]] = []
        while True:
            operator = next((each for each in ("&&", "||") if self._take(each)), None)
            if operator is None:
                break
            self._lines()
            rest.append((operator, self._pipeline()))
        return Chain(first=first, rest=tuple(rest), background=self._terminator())

    def _terminator(self) -> bool:
        self._blanks()
        start = self.words.text[self.words.at : self.words.at + 2]
        if start in (";;", ";&", "&>") or start.startswith("&|"):
            raise UnclearError("a sign whose meaning depends on the shell")
        if start[:1] in (";", "&"):
            self.words.at += 1
            return start[:1] == "&"
        if start[:1] not in ("", "\n", ")"):
            raise UnclearError("a command does not end where it should")
        return False

    def _pipeline(self) -> Pipeline:
        negated = self._keyword() == "!"
        self.words.at += negated
        commands = [self._command()]
        while self._pipes():
            self._lines()
            commands.append(self._command())
        return Pipeline(commands=tuple(commands), negated=negated)

    def _pipes(self) -> bool:
        self._blanks()
        if self.words.text.startswith("|&", self.words.at):
            raise UnclearError("a sign whose meaning depends on the shell")
        return not self.words.text.startswith("||", self.words.at) and self._take("|")

    def _command(self) -> Command:
        self._blanks()
        if self.words.next() == "(":
            return self._copied()
        keyword = self._keyword()
        readers: dict[str, Callable[[], Command]] = {
            "{": self._braces,
            "for": self._for,
            "while": self._while,
            "until": self._while,
            "if": self._if,
        }
        if keyword is None:
            return self._simple()
        if keyword not in readers:
            raise UnclearError(f"{keyword} is not followed")
        self.words.at += len(keyword)
        found = readers[keyword]()
        self._blanks()
        return found

    def _copied(self) -> Group:
        self.words.at += 1
        if self.words.next() == "(":
            raise UnclearError("a sum, or a bracket in a bracket")
        body = self.sequence(frozenset())
        if not self._take(")"):
            raise UnclearError("a bracket is not closed")
        return Group(body=body, copied=True, redirects=self._redirects())

    def _braces(self) -> Group:
        body = self._until("}")
        return Group(body=body, copied=False, redirects=self._redirects())

    def _until(self, *stops: str) -> Sequence:
        """Return the commands up to a word; the word is taken where it is the only choice."""
        body = self.sequence(frozenset(stops))
        if not body.chains:
            raise UnclearError("commands are missing")
        if len(stops) == 1:
            self._expect(stops[0])
        return body

    def _for(self) -> For:
        self._blanks()
        name = literal(self.words.word())
        self._lines()
        if name is None or not name.isidentifier() or self._keyword() != "in":
            raise UnclearError("a loop that is not understood")
        self.words.at += len("in")
        words: list[Word] = []
        self._blanks()
        while self.words.next() not in ("", ";", "\n"):
            words.append(self.words.word())
            self._blanks()
        self.words.at += self.words.next() == ";"
        self._expect("do")
        body = self._until("done")
        return For(name=name, words=tuple(words), body=body, redirects=self._redirects())

    def _while(self) -> While:
        condition = self._until("do")
        body = self._until("done")
        return While(condition=condition, body=body, redirects=self._redirects())

    def _if(self) -> If:
        bodies = [self._until("then")]
        while True:
            bodies.append(self._until("elif", "else", "fi"))
            keyword = self._keyword()
            self._expect(keyword or "fi")
            if keyword == "elif":
                bodies.append(self._until("then"))
                continue
            if keyword == "else":
                bodies.append(self._until("fi"))
            return If(bodies=tuple(bodies), redirects=self._redirects())

    def _redirects(self) -> tuple[Redirect, ...]:
        found: list[Redirect] = []
        self._blanks()
        while (redirect := self._redirect()) is not None:
            found.append(redirect)
            self._blanks()
        return tuple(found)

    def _simple(self) -> Simple:
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        while True:
            self._blanks()
            if words and (plain := self.words.plain_words()):  # first may stand assignments
                words += plain
                self._blanks()
            redirect = self._redirect()
            if redirect is not None:
                redirects.append(redirect)
            elif self.words.next() in ("", "\n", ";", "&", "|", ")"):
                break
            elif self.words.next() == "(":
                raise UnclearError("a function, or a list")
            elif not words and (found := _ASSIGNMENT.match(self.words.text, self.words.at)):
                assignments.append(self._assignment(found))
            else:
                words.append(self.words.word())
        if not (assignments or words or redirects):
            raise UnclearError("a command is missing")
        return Simple(
            assignments=tuple(assignments), words=tuple(words), redirects=tuple(redirects)
        )

    def _assignment(self, found: re.Match[str]) -> tuple[str, Word]:
        if found[2] != "=":
            raise UnclearError("an assignment whose meaning depends on the shell")
        self.words.at = found.end()
        empty = self.words.next() in ("", " ", "\t", "\n", ";", "&", "|", ")")
        return found[1], (Text(""),) if empty else self.words.word()

    def _redirect(self) -> Redirect | None:
        found = _REDIRECT.match(self.words.text, self.words.at)
        if not found:
            return None
        operator = found[2]
        if operator not in _OPERATORS:
            raise UnclearError("a redirection whose meaning depends on the shell")
        self.words.at = found.end()
        self._blanks()
        stream = int(found[1]) if found[1] else int(">" in operator)
        if operator in ("<<", "<<-"):
            return self._here(stream, tabs=operator == "<<-")
        target = self.words.word()
        if operator == ">&" and (literal(target) or "") not in ("1", "2"):
            raise UnclearError("a redirection whose meaning depends on the shell")
        return Redirect(stream=stream, operator=operator.replace("|", ""), target=target)

    def _here(self, stream: int, *, tabs: bool) -> Redirect:
        found = _DELIMITER.match(self.words.text, self.words.at)
        if not found:
            raise UnclearError("a delimiter that is not understood")
        self.words.at = found.end()
        if self.words.next() not in ("", " ", "\t", "\n", ";", "&", "|", "<", ">", ")"):
            raise UnclearError("a delimiter that is not understood")
        delimiter = found[1] or found[2] or found[4]
        number = len(self.texts)
        self.texts.append(())
        plain = found[4] is not None and not found[3]

        def read() -> None:
            body = self._text_until(delimiter, tabs=tabs)
            self.texts[number] = _expanded(body) if plain else (Text(body),)

        self.owed.append(read)
        return Redirect(stream=stream, operator="<<", here=number)

    def _text_until(self, delimiter: str, *, tabs: bool) -> str:
        lines: list[str] = []
        text = self.words.text
        while self.words.at < len(text):
            end = text.find("\n", self.words.at)
            end = len(text) if end < 0 else end
            line = text[self.words.at : end]
            line = line.lstrip("\t") if tabs else line
            if line == delimiter:
                self.words.at = min(end + 1, len(text))
                return "".join(lines)
            lines.append(line + "\n")
            self.words.at = end + 1
        raise UnclearError("a text in the script has no end")


def _expanded(body: str) -> Word:
    """Return a text whose delimiter is not quoted, with what the shell replaces in it."""
    if "\\\n" in body:
        # A joined line could hide the delimiter, which shells see differently.
        raise UnclearError("a text with joined lines")
    if not body:
        return (Text(""),)
    inner = _Parser(body)
    found = inner.words.quoted(until="")
    if inner.texts:
        raise UnclearError("a text within a text")
    return found
