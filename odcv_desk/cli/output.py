"""What a command prints: JSON, tables, notes, progress."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

import click

from odcv_desk.domain.digits import digits
from odcv_desk.domain.progress import Progress

_EVERY_S = 2.0
_KEPT = "\n\t"


def print_json(document: object) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, indent=2, allow_nan=False))


def say(text: object = "") -> None:
    """Print a line of the result; nothing in it can steer a terminal."""
    click.echo(visible(str(text)))


def note(text: str) -> None:
    """Print a sentence beside the result."""
    click.echo(visible(text), err=True)


def visible(text: str) -> str:
    """Return a text in which nothing can steer a terminal: control characters are spelled out."""
    return "".join(
        char
        if char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
        else _spelled(char)
        for char in text
    )


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as a table: drawn on a terminal, tab-separated otherwise."""
    cells = [[_cell(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for row in (list(headings), *cells):
            click.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold", box=None, pad_edge=False)
    room = Console().width // 2
    for place, heading in enumerate(headings):
        # What a row is called stays whole, to be copied; the widest of the others gives way.
        whole = place == 0 and max((len(row[0]) for row in cells), default=0) <= room
        table.add_column(heading, overflow="fold", no_wrap=whole)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


@contextmanager
def watching(title: str) -> Iterator[Progress]:
    """Give a progress that a person sees: a bar on a terminal, a line now and then otherwise."""
    if not sys.stderr.isatty():
        yield _Lines(title)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[what]}", style="dim", markup=False),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=None, what="")

        class _Bar:
            """A bar on the terminal."""

            def advance(self, done: int, total: int, what: str) -> None:
                """Move the bar."""
                bars.update(task, completed=done, total=total, what=visible(what))

        yield _Bar()


class _Lines:
    """A line on standard error every two seconds, none for quick work."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._last = monotonic()

    def advance(self, done: int, total: int, what: str) -> None:
        """Print where the work stands, if the last line is old."""
        now = monotonic()
        if now - self._last >= _EVERY_S:
            self._last = now
            note(f"{self._title}: {done} of {total} ({what})")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return digits(value, 3)
    return visible(str(value)).replace("\t", " ").replace("\n", " ")


def _spelled(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")
