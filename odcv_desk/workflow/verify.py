"""Check a gold set against itself: every number again, from what the folder holds alone."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from odcv_desk.domain.errors import DeskError, UnreadableLogError
from odcv_desk.domain.gold_set import GoldSet, GoldSource
from odcv_desk.exporters._family import Contents
from odcv_desk.exporters.gold_set import FORMAT, MANIFEST, VERSION, digest, write_files
from odcv_desk.importers._csv_rows import csv_rows, text_of
from odcv_desk.workflow.draw_checks import draw_faults, unchecked
from odcv_desk.workflow.gold_folder import WAVES, read_source
from odcv_desk.workflow.gold_set import reckoned

_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_LONGEST = 80
_AGAIN = "Name the folder that `export gold-set` wrote."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """One thing that does not hold, and where; no line where it is the file as a whole."""

    file: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a check of a gold set came to.

    `runs` and `labels` count what it was reckoned from; `unchecked` says what no check could show.
    """

    files: int
    runs: int
    labels: int
    mismatches: tuple[Mismatch, ...]
    unchecked: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything is as it was written, and follows from the labels and draws."""
        return not self.mismatches


def verify(folder: Path) -> Verification:
    """Return what does not hold in the folder of a gold set.

    Three things are checked: the SHA-256 of each file; the draws, which are made again by their
    seeds from their frames; and every row, figure and sentence against what the label events and
    draws come to.

    Raises:
        UnreadableLogError: The folder holds no gold set.
    """
    files = _manifest(folder)
    found = list(_changed(folder, files))
    try:
        source = read_source(folder)
    except DeskError as fault:
        place, _, words = fault.message.partition(": ")
        name, _, line = place.partition(", line ")
        number = int(line) if line.isdecimal() else None
        found.append(Mismatch(file=name, line=number, message=words or fault.message))
        return Verification(files=len(files), runs=0, labels=0, mismatches=tuple(found))
    found += _wrong_draws(folder / WAVES, source)
    again = reckoned(source)
    found += _differing(folder, source, again)
    return Verification(
        files=len(files),
        runs=len(again.rows),
        labels=len(source.labels),
        mismatches=tuple(dict.fromkeys(found)),
        unchecked=tuple(unchecked(source)),
    )


def _manifest(folder: Path) -> Mapping[str, str]:
    """Return the files that a gold set is to hold with their digests."""
    if not (folder / MANIFEST).is_file():
        raise UnreadableLogError(f"{folder}: no gold set (there is no {MANIFEST})", hint=_AGAIN)
    try:
        document = json.loads(text_of(folder / MANIFEST))
        known, version = document["format"] == FORMAT, document["format_version"]
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        raise UnreadableLogError(f"{folder / MANIFEST}: damaged", hint=_AGAIN) from fault
    if not known:
        raise UnreadableLogError(f"{folder / MANIFEST}: not that of a gold set", hint=_AGAIN)
    if version != VERSION:
        raise UnreadableLogError(
            f"{folder / MANIFEST}: of format {version}, and this desk reads {VERSION}",
            hint="Use the version of the desk that wrote it.",
        )
    files = document.get("files")
    if not isinstance(files, dict):
        raise UnreadableLogError(f"{folder / MANIFEST}: damaged", hint=_AGAIN)
    return {str(name): str(value) for name, value in files.items()}


def _changed(folder: Path, files: Mapping[str, str]) -> Iterator[Mismatch]:
    """Give the files that are not as they were written, are missing, or were put beside."""
    there = {path.name for path in folder.iterdir()} - {MANIFEST}
    for name in sorted(there - files.keys()):
        yield Mismatch(file=name, message="not part of the gold set")
    for name, value in sorted(files.items()):
        if name not in there or not (folder / name).is_file():
            yield Mismatch(file=name, message="missing")
        elif digest(folder / name) != value:
            yield Mismatch(file=name, message="not as it was written: its SHA-256 is another")


def _wrong_draws(path: Path, source: GoldSource) -> Iterator[Mismatch]:
    """Give in what draws contradict themselves, with the line of the run where it is one."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        name, _, value = line.strip().partition(": ")
        if name == '"id"':
            lines.setdefault(value.rstrip(","), number)
    for fault in draw_faults(source):
        place = None if fault.run is None else lines.get(_quoted(str(fault.run)))
        yield Mismatch(file=WAVES, line=place, message=fault.message)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _differing(folder: Path, source: GoldSource, again: GoldSet) -> Iterator[Mismatch]:
    """Give every line that is not what the label events and draws come to."""
    contents = Contents(title="", version="", written_at=_NEVER, trajectories=source.runs)
    with tempfile.TemporaryDirectory(prefix="odcv-verify-") as aside:
        for path in write_files(contents, again, Path(aside)):
            given = folder / path.name
            if not given.is_file():
                yield Mismatch(file=path.name, message="missing")
            elif given.read_bytes() != path.read_bytes():
                lines = _cells(given, path) if path.suffix == ".csv" else _lines(given, path)
                told = list(lines)
                yield from told or [Mismatch(file=path.name, message="written in another form")]


def _cells(given: Path, wanted: Path) -> Iterator[Mismatch]:
    """Give the cells of a table that differ."""
    try:
        rows = csv_rows(given)
    except UnreadableLogError as fault:
        yield Mismatch(file=given.name, message=fault.message)
        return
    (_first, names), *_rest = again = csv_rows(wanted)
    for one, other in zip_longest(rows, again):
        if one is None or other is None:
            line = one[0] if one else None
            more = "a row too many" if one else f"no row of {other[1][0] if other else ''}"
            yield Mismatch(file=given.name, line=line, message=more)
            continue
        for place, (said, comes) in enumerate(zip_longest(one[1], other[1], fillvalue="")):
            if said != comes:
                column = names[place] if place < len(names) else f"cell {place + 1}"
                words = f"{column} is {_short(said)}, and comes to {_short(comes)}"
                yield Mismatch(file=given.name, line=one[0], message=words)


def _lines(given: Path, wanted: Path) -> Iterator[Mismatch]:
    """Give the lines of a text that differ."""
    said = given.read_text(encoding="utf-8", errors="replace").split("\n")
    comes = wanted.read_text(encoding="utf-8").split("\n")
    for line, (one, other) in enumerate(zip_longest(said, comes), start=1):
        if one != other:
            words = f"says {_short(one)}, and it comes to {_short(other)}"
            yield Mismatch(file=given.name, line=line, message=words)


def _short(text: str | None) -> str:
    if text is None:
        return "nothing"
    told = text.strip()
    return repr(told if len(told) <= _LONGEST else f"{told[:_LONGEST]}...")
