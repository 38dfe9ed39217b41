"""The words of a command as the shell hands them over, as far as that is known."""

import re
from collections.abc import Callable, Iterable

from odcv_desk.workflow.shell.operands import Open, Operand
from odcv_desk.workflow.shell.output import LONGEST, UNKNOWN, Output
from odcv_desk.workflow.shell.session import Session
from odcv_desk.workflow.shell.tree import (
    Part,
    Sequence,
    Substitution,
    Text,
    Unfollowed,
    Variable,
    Word,
)
from odcv_desk.workflow.shell.words import literal

# Letters that do not make a value fall apart, or match names of files.
_WHOLE = re.compile(r"[\w./:@%+,=-]+")
_LISTED = re.compile(r"[\w./:@%+,= \t\n-]*")


class Expander:
    """Turns words into operands; `captured` gives the output of commands, None if not known."""

    def __init__(
        self,
        session: Session,
        texts: tuple[Word, ...],
        captured: Callable[[Sequence], str | None],
    ) -> None:
        self.session = session
        self._texts = texts
        self._captured = captured

    def text(self, number: int) -> Output:
        """Return a text that stands in the script itself."""
        found = self.value(self._texts[number])
        return (found,) if isinstance(found, str) else UNKNOWN

    def operands(self, words: Iterable[Word]) -> tuple[Operand, ...]:
        """Return what words come to; one may become several, or none."""
        found: list[Operand] = []
        for word in words:
            plain = literal(word)
            if plain is not None and len(plain) <= LONGEST:
                found.append(plain)
            else:
                found += self._split(word)
        return tuple(found)

    def plain(self, word: Word) -> str | None:
        """Return a word's text where it needs no commands to be run, None elsewhere."""
        texts = [self._text(part) if not isinstance(part, Substitution) else None for part in word]
        found = [text for text in texts if text is not None]
        return "".join(found) if len(found) == len(texts) else None

    def value(self, word: Word) -> Operand:
        """Return what a word comes to where it stays one."""
        texts = [self._text(part) for part in word]
        found = [text for text in texts if text is not None]
        if len(found) == len(texts):
            return "".join(found) if sum(map(len, found)) <= LONGEST else Open("")
        splits = any(
            text is None and _may_split(part) for part, text in zip(word, texts, strict=True)
        )
        return Open("" if splits else "".join(texts[: texts.index(None)]))  # type: ignore[arg-type]  # all before the first None are texts

    def _split(self, word: Word) -> tuple[Operand, ...]:
        only = word[0] if len(word) == 1 else None
        if isinstance(only, Variable) and not only.quoted:
            value = self.session.variables.get(only.name)
            return (
                (Open(""),)
                if value is None or not _LISTED.fullmatch(value)
                else tuple(value.split())
            )
        return (self.value(word),)

    def _text(self, part: Part) -> str | None:
        match part:
            case Text():
                return part.value
            case Variable():
                return _whole(self.session.variables.get(part.name), quoted=part.quoted)
            case Substitution():
                return _whole(self._captured(part.body), quoted=part.quoted)
            case Unfollowed():
                return None


def _whole(value: str | None, *, quoted: bool) -> str | None:
    """Return a value that is sure to stay in one piece."""
    return value if quoted or value is None or _WHOLE.fullmatch(value) else None


def _may_split(part: Part) -> bool:
    return (
        part.splits if isinstance(part, Unfollowed) else not (isinstance(part, Text) or part.quoted)
    )
