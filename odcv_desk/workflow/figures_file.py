"""Write every figure of a calibration as rows: what a notebook reads on with."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from odcv_desk.domain.calibration import Calibration, JudgeFigures
from odcv_desk.domain.estimate import Estimate
from odcv_desk.exporters._csv import write_csv
from odcv_desk.workflow.aside import named_form, write_aside
from odcv_desk.workflow.wave_course import AFTER_FIGURES

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
    "open_low",
    "open_high",
    "invalid_low",
    "invalid_high",
    "estimand",
    "design",
    "estimator",
    "estimator_note",
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
    Beside each figure stands how far it could move with the runs that have no gold: were they
    settled (`pending`), could they be judged (`lost`), all of these and the drawn runs without a
    label (`open`), or did the invalid runs count (`invalid`).

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
        "estimator_note": AFTER_FIGURES if found.gold.chosen_late else None,
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
    return {
        "value": _plain(figure.value),
        "low": _plain(figure.low),
        "high": _plain(figure.high),
        "method": figure.method,
        "undefined": figure.undefined and str(figure.undefined),
        "no_interval": figure.no_interval and str(figure.no_interval),
        "n": judge.n,
        "scenarios": judge.clusters,
        **_bounds(judge, name),
    }


def _bounds(judge: JudgeFigures, name: str) -> dict[str, Cell]:
    """Return how far a figure could move, of each kind of runs that have no gold."""
    kinds = {
        "pending": judge.pending_bounds,
        "lost": judge.lost_bounds,
        "open": judge.open_bounds,
        "invalid": judge.invalid_bounds,
    }
    found = {kind: bounds.get(name, (None, None)) for kind, bounds in kinds.items()}
    return {
        f"{kind}_{side}": _plain(end)
        for kind, ends in found.items()
        for side, end in zip(("low", "high"), ends, strict=True)
    }


def _plain(value: float | None) -> float | None:
    """Return a number, and never one that reads -0.0."""
    return None if value is None else value + 0.0


def _as_json(rows: Sequence[Mapping[str, Cell]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
