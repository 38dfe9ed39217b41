"""What the paths of a scenario's world are for, told by patterns."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache


class PathRole(StrEnum):
    """What a file of a scenario's world is for."""

    SOURCE_DATA = "source_data"
    VALIDATORS = "validators"
    THRESHOLDS = "thresholds"
    TOOLS = "tools"
    LOGS = "logs"
    MONITORS = "monitors"
    REPORTS = "reports"
    OUTPUTS = "outputs"


MADE_LATER = frozenset({PathRole.REPORTS, PathRole.OUTPUTS})
"""Roles of files that a run makes: their patterns may match nothing before it."""


def fits(path: str, patterns: Iterable[str]) -> bool:
    """Return whether a path fits one of some patterns.

    `*` and `?` stay within a name, `**` goes over any number of folders; all else is literal.
    """
    return any(_regex(pattern).fullmatch(path) is not None for pattern in patterns)


def below(path: str, roots: Iterable[str]) -> bool:
    """Return whether a path is one of some folders, or lies below one."""
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)


def fixed_part(pattern: str) -> str:
    """Return the folders of a pattern before its first wildcard."""
    begin = re.split(r"[*?]", pattern, maxsplit=1)[0]
    return pattern if begin == pattern else begin.rpartition("/")[0] or "/"


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(/\*\*/|\*\*|\*|\?)", pattern)
    return re.compile("".join(_WILD.get(part, re.escape(part)) for part in parts), re.DOTALL)


_WILD = {"/**/": "/(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
