"""A table of figures as texts: what a page shows of them. Loads fast, unlike the figures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A figure as a text, and what stands below it: an interval, or why there is none.

    `missing` says that the text is the reason for there being no figure.
    """

    text: str
    below: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table to be shown; `total` says that the last row sums up the others."""

    name: str
    title: str
    about: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Entry, ...]], ...]
    total: bool = False
