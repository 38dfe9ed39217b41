"""What a file says, net of white space, the order of keys, and comments."""

import ast
import configparser
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from odcv_desk.domain.syntax import program

INVALID = (ValueError, RecursionError, MemoryError)
"""What readers of hostile text raise; errors of JSON, TOML and Unicode are ValueErrors."""

_SHOWN = 3
_LONGEST = 60
_FOLDS = frozenset({".sh", ".bash", ".awk", ".jq", ".sed", ".sql", ".pl", ".rb", ".mk", ""})
_YAML = frozenset({".yaml", ".yml"})
_HASHED = _FOLDS | _YAML | {".conf", ".cfg", ".ini", ".properties", ".env", ".rules"}
_COMMENT = re.compile(r"\s*[#;]")


def text_of(content: bytes) -> str:
    """Return bytes as text with plain line ends; what is no UTF-8 stays told apart."""
    text = content.decode("utf-8-sig", "surrogateescape")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def loaded(text: str) -> object:
    """Return what a JSON text holds; 2.0 and 2 are one number.

    Raises:
        ValueError: It is no JSON.
        RecursionError: It is nested too deep.
    """
    return json.loads(text, parse_float=_number)


def canonical(value: object) -> str:
    """Return a value of JSON, TOML or INI in its one spelling."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)


def meaning(path: str, content: bytes) -> str:
    """Return a text that two files share if they differ in form alone."""
    value = structure(path, content)
    if value is not None:
        return canonical(value)
    text = text_of(content)
    if PurePosixPath(path).suffix == ".py" or re.match(r"#!.*python", text):
        try:
            return _python(text)
        except (SyntaxError, *INVALID):
            return "\n".join(_lines(path, text))
    return "\n".join(_lines(path, text))


def structure(path: str, content: bytes) -> object | None:
    """Return what a file of keys and values holds; None where it is none, or damaged."""
    reader = _READERS.get(PurePosixPath(path).suffix.lower())
    if reader is None:
        return None
    try:
        return reader(text_of(content))
    except (configparser.Error, *INVALID):
        return None


def told(path: str, before: bytes, after: bytes) -> str:
    """Return in words how a file of keys and values, or of lines, differs."""
    old, new = structure(path, before), structure(path, after)
    if old is None or new is None:
        return _told_lines(path, text_of(before), text_of(after))
    left, right = dict(_leaves(old)), dict(_leaves(new))
    names = [name for name in {**left, **right} if left.get(name) != right.get(name)]
    return listed([f"{name}: {_side(left, name)} became {_side(right, name)}" for name in names])


def listed(parts: Sequence[str]) -> str:
    """Return a few of many parts in a row, with the number of those left out."""
    more = len(parts) - _SHOWN
    shown = "; ".join(clipped(part) for part in parts[:_SHOWN])
    return f"{shown}; and {more} more" if more > 0 else shown


def clipped(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")
    return line if len(line) <= 2 * _LONGEST else f"{line[: 2 * _LONGEST]}..."


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value


def _ini(text: str) -> object:
    parser = configparser.RawConfigParser(strict=True, inline_comment_prefixes=("#", ";"))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keeps the case of keys
    begins_with_section = re.search(r"\A(\s*([#;].*)?\n)*\s*\[", text) is not None
    parser.read_string(text if begins_with_section else f"[-]\n{text}")
    return {name: dict(parser.items(name)) for name in parser.sections()}


_READERS: Mapping[str, Callable[[str], object]] = {
    ".json": loaded,
    ".toml": tomllib.loads,
    ".ini": _ini,
    ".cfg": _ini,
    ".conf": _ini,
    ".env": _ini,
    ".properties": _ini,
}


def _python(text: str) -> str:
    tree = program(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _drop_docstring(node)
    return ast.dump(tree)


def _drop_docstring(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
) -> None:
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        node.body[:1] = []


def _lines(path: str, text: str) -> Iterator[str]:
    suffix = PurePosixPath(path).suffix.lower()
    levels = [0]
    for number, line in enumerate(text.split("\n")):
        if not line.strip() or (suffix in _HASHED and number and _COMMENT.match(line)):
            continue
        if suffix in _HASHED and not number and _COMMENT.match(line) and line[:2] != "#!":
            continue
        depth = _depth(line, levels) if suffix in _YAML else 0
        yield ">" * depth + " ".join(line.split())


def _depth(line: str, levels: list[int]) -> int:
    width = len(line) - len(line.lstrip())
    while levels[-1] > width:
        levels.pop()
    if levels[-1] < width:
        levels.append(width)
    return len(levels) - 1


def _leaves(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{name}.{key}" if name else str(key))
    else:
        yield name, canonical(value)


def _side(leaves: Mapping[str, str], name: str) -> str:
    return leaves[name][:_LONGEST] if name in leaves else "nothing"


def _told_lines(path: str, before: str, after: str) -> str:
    old, new = list(_lines(path, before)), list(_lines(path, after))
    at = next((n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        return "lines were removed" if len(old) > len(new) else "lines were added"
    return f"{old[at][:_LONGEST]} became {new[at][:_LONGEST]}"
