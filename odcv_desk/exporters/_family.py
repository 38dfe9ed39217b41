"""What every exporter is, and what it is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from odcv_desk.domain.benchmark import BenchmarkTables
from odcv_desk.domain.calibration import Calibration
from odcv_desk.domain.ceiling import HumanCeilings
from odcv_desk.domain.gold_set import GoldSet
from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.score import Score
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.domain.wave import Wave


class Need(StrEnum):
    """What an exporter writes about; the rest of `Contents` may be empty for it."""

    LABELS = "labels"
    SCORES = "scores"
    TABLES = "tables"
    CALIBRATION = "calibration"
    GOLD_SET = "gold set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The values of a study that an export is made of.

    `trajectories` holds every run of the suite by id. `calibration` is None where no gold was
    named, `tables` where there are no scores, `gold_set` where the
    format does not ask for it. `labels` are all label events in order of time. `suite` is None
    where suites stand together; `asked` are the words of the command line for what was asked of
    the calibration beside its gold, wave and suite.
    """

    title: str
    version: str
    written_at: datetime
    trajectories: Mapping[RunId, Trajectory]
    labels: tuple[Label, ...] = ()
    scores: tuple[Score, ...] = ()
    waves: tuple[Wave, ...] = ()
    tables: BenchmarkTables | None = None
    calibration: Calibration | None = None
    gold_set: GoldSet | None = None
    suite: Suite | None = None
    ceilings: HumanCeilings | None = None
    asked: tuple[str, ...] = ()


class Exporter(Protocol):
    """One export format. A member's file exports an object of this kind as `EXPORTER`."""

    name: str
    title: str
    folder: bool
    needs: frozenset[Need]

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write a file (or, where `folder`, files into the existing folder `out`).

        Returns the paths written. Whoever calls has chosen a fresh `out` and renames it after.

        Raises:
            ExportError: The contents cannot be written in this format.
        """
