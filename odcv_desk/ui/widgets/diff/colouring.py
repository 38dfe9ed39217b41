"""Syntax colours of a file: the visible line at once, the file behind it in small pieces."""

import time
from collections.abc import Iterator, Sequence
from typing import Final

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from PySide6.QtCore import QObject, QTimer, Signal

from odcv_desk.ui.widgets.syntax import color_of

# start, length, colour token of the theme
Colour = tuple[int, int, str]

# Looked up here, for Pygments asks every installed package when it guesses by file name.
_BY_ENDING: Final = {
    "bash": "bash",
    "c": "c",
    "cfg": "ini",
    "conf": "ini",
    "cpp": "cpp",
    "css": "css",
    "env": "bash",
    "go": "go",
    "h": "c",
    "htm": "html",
    "html": "html",
    "ini": "ini",
    "java": "java",
    "js": "javascript",
    "json": "json",
    "jsonl": "json",
    "md": "markdown",
    "pl": "perl",
    "properties": "properties",
    "py": "python",
    "r": "r",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "sql": "sql",
    "toml": "toml",
    "ts": "typescript",
    "xml": "xml",
    "yaml": "yaml",
    "yml": "yaml",
}
_BY_NAME: Final = {"dockerfile": "docker", "makefile": "make", ".bashrc": "bash", ".env": "bash"}
_BY_FIRST_LINE: Final = {"python": "python", "sh": "bash", "node": "javascript", "perl": "perl"}
# Above these a file is coloured line by line only, and a line up to its first signs.
_LARGEST_FILE: Final = 400_000
_LONGEST_LINE: Final = 1_000
_SIGNS_AT_ONCE: Final = 400
_SLICE_S: Final = 0.003
_TOKENS_BETWEEN_LOOKS: Final = 50
_LINES_AHEAD: Final = 100


class Colouring(QObject):
    """The colours of one text, as far as somebody has looked.

    Signals:
        advanced: Lines are final that were provisional before.
    """

    advanced = Signal()

    def __init__(self, lines: Sequence[str], path: str, parent: QObject) -> None:
        super().__init__(parent)
        self._lines = lines
        self._lexer = lexer_for(path, lines[0] if lines else "")
        self._done: list[list[Colour]] = [[]]
        self._alone: dict[int, tuple[Colour, ...]] = {}
        self._wanted = 0
        self._column = 0
        self._tokens = _whole_file(self._lexer, lines)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def final(self, line: int) -> bool:
        """Whether a line's colours will not change any more."""
        return self._tokens is None or line < len(self._done) - 1

    def colours(self, line: int) -> Sequence[Colour]:
        """Return a line's colours: final ones where known, else those of the line alone."""
        if self._lexer is None:
            return ()
        if line < len(self._done) - 1:
            return self._done[line]
        if self._tokens is not None and line + _LINES_AHEAD > self._wanted:
            self._wanted = line + _LINES_AHEAD
            self._timer.start()
        if line not in self._alone:
            self._alone[line] = tuple(_line_alone(self._lexer, self._lines[line]))
        return self._alone[line]

    def _go_on(self) -> None:
        """Lex on for a few milliseconds, no further than somebody has looked."""
        until = time.perf_counter() + _SLICE_S
        before = len(self._done)
        while self._tokens is not None and len(self._done) <= self._wanted:
            self._take(_TOKENS_BETWEEN_LOOKS)
            if time.perf_counter() > until:
                break
        if self._tokens is None or len(self._done) > self._wanted:
            self._timer.stop()
        if len(self._done) > before:
            self.advanced.emit()

    def _take(self, count: int) -> None:
        for _number in range(count):
            token = None if self._tokens is None else next(self._tokens, None)
            if token is None:
                # Lexed to the end; the last line is final as well.
                self._done.extend([] for _line in range(len(self._done), len(self._lines) + 1))
                self._tokens = None
                return
            self._add(*token)

    def _add(self, value: str, colour: str | None) -> None:
        for number, part in enumerate(value.split("\n")):
            if number:
                self._done.append([])
                self._column = 0
            if part:
                if colour is not None:
                    self._done[-1].append((self._column, len(part), colour))
                self._column += len(part)


def lexer_for(path: str, first_line: str = "") -> Lexer | None:
    """Return the lexer for a file by its name or its first line, None where neither tells."""
    name = path.rsplit("/", 1)[-1].lower()
    alias = _BY_NAME.get(name) or _BY_ENDING.get(name.rsplit(".", 1)[-1] if "." in name else "")
    if alias is None and first_line.startswith("#!"):
        alias = next((_BY_FIRST_LINE[key] for key in _BY_FIRST_LINE if key in first_line), None)
    return None if alias is None else get_lexer_by_name(alias)


def _whole_file(
    lexer: Lexer | None, lines: Sequence[str]
) -> Iterator[tuple[str, str | None]] | None:
    """Return the values and colours of a file's tokens, None where it is not lexed as a whole."""
    if lexer is None or not lines or max(map(len, lines)) > _LONGEST_LINE:
        return None
    text = "\n".join(lines) + "\n"
    if len(text) > _LARGEST_FILE:
        return None
    return (
        (value, color_of(kind) or None) for _at, kind, value in lexer.get_tokens_unprocessed(text)
    )


def _line_alone(lexer: Lexer, line: str) -> Iterator[Colour]:
    for at, kind, value in lexer.get_tokens_unprocessed(line[:_SIGNS_AT_ONCE]):
        colour = color_of(kind) or None
        if colour is not None:
            yield at, len(value), colour
