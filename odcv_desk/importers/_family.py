"""What every importer is, and what it brings in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Incoming, Transcript

LARGEST_BYTES = 64 * 1024 * 1024
HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What the person said about a lone trail: None where it is to be read from the path."""

    model: str | None = None
    variant: str | None = None
    scenario: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One cell of a score table."""

    cell: RunId
    severity: int
    reasoning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTable:
    """What one judge said, as a file tells it.

    `judge` is the judge's name and `model` the model behind it; `self_evaluation` says that the
    file is a model judging itself. `problems` are lines about cells that are no grade.
    """

    judge: str
    model: str
    self_evaluation: bool
    rows: tuple[ScoreRow, ...]
    missing: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTable:
    """A table of derived figures, to be checked against ours and not stored.

    `kind` is `median` (cells: severity by run) or `interval` (rows: figure by (panel, model,
    column), as printed in the file).
    """

    kind: str
    medians: Mapping[RunId, float]
    figures: Mapping[tuple[str, str, str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """One line of a label file, before the study knows which run it means.

    `label.run` is what the line names; where the line names a key only, `key` decides and
    `label.run` is a placeholder. `stage_given` and `created_given` tell whether the file said so.
    """

    line: int
    label: Label
    key: str | None
    run_given: bool
    stage_given: bool
    created_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Everything that one file holds."""

    trajectories: tuple[Incoming, ...] = ()
    scores: tuple[ScoreTable, ...] = ()
    published: tuple[PublishedTable, ...] = ()
    labels: tuple[LabelRow, ...] = ()
    notes: tuple[str, ...] = ()


class Importer(Protocol):
    """One log format. A member's file exports an object of this kind as `IMPORTER`."""

    name: str
    title: str
    companions: frozenset[str]
    """Names of files that lie beside ours and are read with them, or known and left alone."""

    def claims(self, path: Path) -> bool:
        """Return whether a file of this name must be ours, so that failing to read is a problem."""

    def recognises(self, path: Path, head: bytes) -> bool:
        """Return whether a file is ours by its name and its first bytes."""

    def read(self, path: Path, *, naming: Naming) -> Bundle:
        """Return what a file holds.

        Raises:
            UnreadableLogError: The file is damaged, or it cannot be told which run it is.
        """


@runtime_checkable
class TrailReader(Protocol):
    """What an importer of trajectories can do besides: read again what it has read before."""

    def transcript(self, raw: bytes, extras: bytes | None) -> Transcript:
        """Return the transcript of a trajectory that this importer has read before."""

    def incoming(self, raw: bytes, extras: bytes | None, *, run: RunId, source: str) -> Incoming:
        """Return a trajectory that was read before, as it comes into another study.

        Raises:
            UnreadableLogError: These bytes were not read before.
        """

    def passage(self, raw: bytes, *, start: int, end: int) -> str:
        """Return the searchable text of one step, given where it lies in the raw bytes."""

    def masked(self, raw: bytes, extras: bytes | None = None, *, by: str) -> str:
        r"""Return the text of a trajectory with `by` in place of what betrays the model's provider.

        That is ids of calls and what a provider attached to reasoning. What is no UTF-8 stands as
        `\xNN`.
        """
