"""Write every figure of a calibration as rows: what a notebook reads on with."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from odcv_desk.domain.calibration import Calibration, JudgeFigures
from odcv_desk.domain.estimate import Estimate
from odcv_desk.exporters._csv import write_csv
from odcv_desk.workflow.aside import named_form, write_aside

COLUMNS: Final = (
    "judge",
    "figure",
    "value",
    "low",
    "high",
    "method",
    "undefined",
    "no_interval",
    "n",
    "scenarios",
    "pending_low",
    "pending_high",
    "lost_low",
    "lost_high",
    "estimand",
    "design",
    "estimator",
    "gold",
    "wave",
    "suite",
    "by",
    "part",
)
_ENDINGS: Final = (".csv", ".json")

Cell = str | float | None


def write_figures(found: Calibration, out: Path) -> Path:
    """Write one row for each judge and figure; the ending of `out` says whether CSV or JSON.

    Where the figures are given by parts of the runs too, these follow, with `by` and `part`. A
    value or end that there is not is an empty cell (null in JSON), with the reason beside it.

    Raises:
        ExportError: The ending is another, or the place cannot be written.
    """
    rows = tuple(figure_rows(found))
    if named_form(out, _ENDINGS, "figures") == ".json":
        return write_aside(out, lambda fresh: fresh.write_text(_as_json(rows), encoding="utf-8"))
    cells = [[row[column] for column in COLUMNS] for row in rows]
    return write_aside(out, lambda fresh: write_csv(fresh, COLUMNS, cells))


def figure_rows(found: Calibration) -> Iterator[Mapping[str, Cell]]:
    """Yield the rows, each with all of `COLUMNS`: all runs first, then each part of them."""
    yield from _rows(found, found.judges, by=None, part=None)
    for group in found.groups:
        yield from _rows(found, group.judges, by=found.by, part=group.name)


def _rows(
    found: Calibration, judges: Sequence[JudgeFigures], *, by: str | None, part: str | None
) -> Iterator[Mapping[str, Cell]]:
    about: dict[str, Cell] = {
        "estimand": str(found.estimand),
        "design": found.gold.design,
        "estimator": str(found.gold.estimator),
        "gold": found.gold.gold,
        "wave": found.gold.wave,
        "suite": str(found.suite),
        "by": by,
        "part": part,
    }
    for judge in judges:
        for name, figure in judge.figures.items():
            yield {"judge": judge.judge, "figure": name, **_figure(judge, name, figure), **about}


def _figure(judge: JudgeFigures, name: str, figure: Estimate) -> dict[str, Cell]:
    pending_low, pending_high = judge.pending_bounds.get(name, (None, None))
    lost_low, lost_high = judge.lost_bounds.get(name, (None, None))
    return {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "method": figure.method,
        "undefined": figure.undefined and str(figure.undefined),
        "no_interval": figure.no_interval and str(figure.no_interval),
        "n": judge.n,
        "scenarios": judge.clusters,
        "pending_low": pending_low,
        "pending_high": pending_high,
        "lost_low": lost_low,
        "lost_high": lost_high,
    }


def _as_json(rows: Sequence[Mapping[str, Cell]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
