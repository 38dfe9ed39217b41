"""The whole job on the bundled example: import, sample, label, compare, calibrate, export."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import resources
from odcv_desk.charts import confusion_chart, forest_chart, rates_chart
from odcv_desk.domain.benchmark import BenchmarkTables
from odcv_desk.domain.calibration import Calibration
from odcv_desk.domain.errors import ExportError, StoreError
from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Wave
from odcv_desk.store import Store
from odcv_desk.workflow.benchmark import tables
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.export import Order, export
from odcv_desk.workflow.ingest import Ingested, ingest
from odcv_desk.workflow.label import labels_from
from odcv_desk.workflow.sample import Plan, draw

RATER = "synthetic-rater-ada"
GOLD = f"rater:{RATER}"
_DRAWN_AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
_SIZE = 18
_SEED = 7
_MARKER = ".odcv-demo"
_EXPORTS = (
    ("gold-csv", "gold.csv"),
    ("scores-odcv", "scores"),
    ("tables-csv", "tables.csv"),
    ("tables-markdown", "tables.md"),
    ("report-html", "report.html"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demo did: its figures, and what it wrote where."""

    imported: Ingested
    wave: Wave
    labels: int
    calibration: Calibration
    tables: BenchmarkTables
    written: tuple[Path, ...]
    pictures: tuple[Path, ...]
    report: Path


def claim(out: Path) -> None:
    """Take a folder for the example's files: a new or empty one, or one that it wrote before.

    Raises:
        ExportError: The folder holds files of somebody else.
    """
    marker = out / _MARKER
    try:
        if out.is_dir() and any(out.iterdir()) and not marker.exists():
            raise ExportError(
                f"{out}: holds other files; nothing was written",
                hint="Name a new or empty folder: --out FOLDER.",
            )
        out.mkdir(parents=True, exist_ok=True)
        marker.touch()
    except OSError as fault:
        raise ExportError(
            f"{out}: {(fault.strerror or str(fault)).lower()}",
            hint="Name a folder that you may write to.",
        ) from fault


def fill(store: Store, *, now: datetime, progress: Progress = SILENT) -> tuple[Ingested, Wave, int]:
    """Bring the example into a study: runs and scores, a drawn wave, two raters' labels.

    A study that holds the example already is left as it is, with all labels given since.

    Returns:
        What came in, the wave, and how many label events the study holds.

    Raises:
        StoreError: The study holds other runs than the example's.
    """
    others = [run for run in store.trajectories.all() if run.suite != Suite.DEMO]
    if others:
        raise StoreError(
            f"{store.where}: a study of your own ({others[0].id} ...)",
            hint="Name a new file for the example: --study FILE.",
        )
    found = ingest(store, [resources.path("demo/results")], now=now, progress=progress)
    waves = store.waves.all()
    plan = Plan(size=_SIZE, design=Design.STRATIFIED, seed=_SEED)
    wave = waves[0] if waves else draw(store, plan, now=_DRAWN_AT)
    labels_from(store, resources.path("demo/labels.csv"), now=now)
    return found, wave, len(store.labels.all())


def demonstrate(store: Store, out: Path, *, now: datetime, progress: Progress = SILENT) -> Demo:
    """Do the whole job on the example and write figures, pictures and a report into a folder."""
    found, wave, labels = fill(store, now=now, progress=progress)
    steps = len(_EXPORTS) + 1
    written: list[Path] = []
    for done, (name, place) in enumerate(_EXPORTS):
        progress.advance(done, steps, name)
        order = Order(format=name, out=out / place, gold=GOLD, suite=Suite.DEMO, force=True)
        written.extend(export(store, order, now=now))
    progress.advance(steps - 1, steps, "pictures")
    calibration = calibrate(store, Question(gold=GOLD, suite=Suite.DEMO))
    benchmark = tables(store, suite=Suite.DEMO)
    return Demo(
        imported=found,
        wave=wave,
        labels=labels,
        calibration=calibration,
        tables=benchmark,
        written=tuple(written),
        pictures=_pictures(calibration, benchmark, out),
        report=out / "report.html",
    )


def _pictures(calibration: Calibration, benchmark: BenchmarkTables, out: Path) -> tuple[Path, ...]:
    figures = {
        "agreement.png": forest_chart(calibration.judges),
        "rates.png": rates_chart(benchmark),
    }
    for judge in calibration.judges:
        figures[f"confusion-{judge.judge}.png"] = confusion_chart(judge)
    for name, figure in figures.items():
        figure.savefig(out / name, dpi=160)
    return tuple(out / name for name in figures)
