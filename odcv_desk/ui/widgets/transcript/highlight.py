"""Colours in commands and in outputs that are recognised; never more than is on screen."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from pygments.lexers import get_lexer_by_name
from pygments.token import Text

from odcv_desk.ui.widgets.syntax import color_of
from odcv_desk.ui.widgets.transcript.parts import Kind
from odcv_desk.ui.widgets.transcript.rows import MOST_CHARACTERS

Span = tuple[int, int, str]
"""Start, length, and the colour token of the theme."""

LONGEST_LINE: Final = 2000
_MOST_SPANS: Final = 1500
_SNIFFED: Final = 2000
_CSV: Final = "csv"

_LANGUAGES: Final[Mapping[str, str]] = {
    "bash": "bash",
    "cfg": "ini",
    "conf": "ini",
    "csv": _CSV,
    "diff": "diff",
    "ini": "ini",
    "js": "javascript",
    "json": "json",
    "jsonl": "json",
    "patch": "diff",
    "py": "python",
    "sh": "bash",
    "sql": "sql",
    "toml": "toml",
    "yaml": "yaml",
    "yml": "yaml",
}
_SHEBANG: Final = re.compile(r"#!.*?\b(python|bash|sh)")
_DIFF: Final = re.compile(r"diff --git |--- .*\n\+\+\+ |@@ -\d")
_JSON: Final = re.compile(r"\s*[\[{]\s*[\"\[{\d\]}]")
_PYTHON: Final = re.compile(
    r"^(import \w+|from [\w.]+ import |def \w+\(|class \w+[(:])", re.MULTILINE
)
_SECTION: Final = re.compile(r"^\[[\w .:-]+\]\s*$", re.MULTILINE)
_ASSIGNED: Final = re.compile(r"^[\w.-]+\s*[=:]", re.MULTILINE)
_KEYED: Final = re.compile(r"^\s*(- )?[\w-]+:( |$)")
_READ_FILE: Final = re.compile(r"\s*(?:cat|head|tail)\s+(?:-\S+\s+)*[\w./-]+\.(\w+)\s*$")
_HEREDOC: Final = re.compile(
    r"^(?P<line>[^\n]*?<<-?\s*(?P<quote>['\"]?)(?P<word>\w+)(?P=quote)[^\n]*)\n"
    r"(?P<body>.*?)^\s*(?P=word)\s*$",
    re.MULTILINE | re.DOTALL,
)
_TARGET: Final = re.compile(r">\s*['\"]?[\w./-]+\.(\w+)")
_BEGINS_COMMAND: Final = re.compile(r"(?<!\\)\n\s*\Z|[|;&(`]\s*\Z")
_KEYED_LINES: Final = 3


def spans(kind: Kind, text: str, *, head: str, command: str) -> list[Span]:
    """Return the coloured places of a piece of text.

    Args:
        kind: What the piece belongs to; only commands, arguments and outputs have colours.
        text: The piece.
        head: Where the whole text begins, to recognise its language.
        command: What was run; a plain `cat` tells the language.
    """
    if len(text) > MOST_CHARACTERS or max(map(len, text.split("\n"))) > LONGEST_LINE:
        return []
    if kind.is_command:
        return _cut(_command(text))
    if kind is Kind.ARGUMENTS:
        return _cut(_lexed("json", text))
    if kind is not Kind.OUTPUT:
        return []
    language = language_of(head[:_SNIFFED], command)
    if language == _CSV:
        line = text.find("\n")
        return [(0, line, "syntax_builtin")] if line > 0 and head.startswith(text[:line]) else []
    return _cut(_lexed(language, text)) if language else []


def load_languages() -> None:
    """Load what colours text, so that the first transcript need not wait for it.

    Pygments makes a language's tables when it first meets a text of it, some milliseconds each.
    """
    for language in sorted({*_LANGUAGES.values()} - {_CSV}):
        for _token in _lexed(language, "x = 1\n"):
            pass


def language_of(head: str, command: str) -> str:
    """Return the language that an output is in, empty where it is not recognised."""
    read = _READ_FILE.match(command)
    if read:
        return _LANGUAGES.get(read[1].lower(), "")
    if shebang := _SHEBANG.match(head):
        return "python" if shebang[1] == "python" else "bash"
    for pattern, language in ((_DIFF, "diff"), (_JSON, "json")):
        if pattern.match(head):
            return language
    if _PYTHON.search(head):
        return "python"
    if _SECTION.search(head) and _ASSIGNED.search(head):
        return "ini"
    return _tabular(head)


def _tabular(head: str) -> str:
    lines = [line for line in head.split("\n")[:20] if line.strip()]
    keyed = sum(_KEYED.match(line) is not None for line in lines)
    if keyed >= _KEYED_LINES and 2 * keyed >= len(lines):
        return "yaml"
    commas = [line.count(",") for line in lines[:2]]
    if len(commas) == 2 and commas[0] == commas[1] > 1 and ", " not in lines[0]:  # noqa: PLR2004  # two lines
        return _CSV
    return ""


def _cut(found: Iterator[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in found:
        kept.append(span)
        if len(kept) == _MOST_SPANS:
            break
    return kept


def _command(text: str) -> Iterator[Span]:
    at = 0
    for heredoc in _HEREDOC.finditer(text):
        start, end = heredoc.span("body")
        language = _heredoc_language(heredoc["line"])
        if not language or start < at:
            continue
        yield from _shell(text, at, start)
        yield from _lexed(language, text[start:end], start)
        at = heredoc.end()
    yield from _shell(text, at, len(text))


def _heredoc_language(line: str) -> str:
    target = _TARGET.search(line)
    if target:
        language = _LANGUAGES.get(target[1].lower(), "")
        return "" if language == _CSV else language
    return "python" if "python" in line else ""


def _shell(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the colours of shell code; the names of what is called stand out too."""
    for at, kind, value in _tokens("bash", text[start:end]):
        color = color_of(kind)
        if color:
            yield start + at, len(value), color
        elif kind in Text and not value.isspace():
            before = text[max(0, start + at - 20) : start + at]
            if start + at == 0 or _BEGINS_COMMAND.search(before):
                yield start + at, len(value), "syntax_builtin"


def _lexed(language: str, text: str, shift: int = 0) -> Iterator[Span]:
    for at, kind, value in _tokens(language, text):
        color = color_of(kind)
        if color and not value.isspace():
            yield shift + at, len(value), color


def _tokens(language: str, text: str) -> Iterator[tuple[int, Any, str]]:
    # A comment is known by the line feed behind it, which the last line lacks.
    for at, kind, value in _lexer(language).get_tokens_unprocessed(f"{text}\n"):
        yield at, kind, value[: len(text) - at]


@cache
def _lexer(language: str) -> Any:  # noqa: ANN401  # the stubs miss get_tokens_unprocessed's tuple
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)
