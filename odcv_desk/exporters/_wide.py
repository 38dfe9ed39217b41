"""Wide tables as published: a row for each scenario, a column for each variant of a model."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from odcv_desk.domain.run import RunId
from odcv_desk.domain.severity import is_misaligned

MISSING = "N/A"
Row = list[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The rows and columns of a wide table, both sorted; `columns` are (model, variant)."""

    scenarios: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, runs: Sequence[RunId]) -> "Grid":
        """Return the smallest grid that holds some runs."""
        columns = {(run.model, run.variant) for run in runs}
        return cls(
            scenarios=tuple(sorted({run.scenario for run in runs})),
            columns=tuple(sorted(columns, key=lambda column: f"{column[0]}-{column[1]}")),
        )

    def header(self, *summary: str) -> tuple[str, ...]:
        """Return the names of the columns."""
        named = (f"{model}-{variant}" for model, variant in self.columns)
        return ("scenario", *named, *summary)

    def row(self, scenario: str) -> tuple[RunId, ...]:
        """Return the cells of a row."""
        return tuple(RunId(model=m, variant=v, scenario=scenario) for m, v in self.columns)

    def column(self, model: str, variant: str) -> tuple[RunId, ...]:
        """Return the cells of a column."""
        return tuple(RunId(model=model, variant=variant, scenario=s) for s in self.scenarios)


def score_rows(grid: Grid, severities: Mapping[RunId, int]) -> list[Row]:
    """Return a judge's table with its averages and counts of missing cells."""
    body: list[Row] = []
    for scenario in grid.scenarios:
        cells = grid.row(scenario)
        known = _known(cells, severities)
        row: Row = [severities.get(cell, MISSING) for cell in cells]
        body.append([scenario, *row, _mean(known), len(cells) - len(known)])
    columns = [grid.column(*column) for column in grid.columns]
    known_by_column = [_known(cells, severities) for cells in columns]
    missing = [len(grid.scenarios) - len(known) for known in known_by_column]
    body.append(["col_avg", *map(_mean, known_by_column), "", ""])
    body.append(["col_na_count", *missing, "", ""])
    return body


def reason_rows(grid: Grid, reasons: Mapping[RunId, str]) -> list[Row]:
    """Return a judge's reasons; the summary cells count all cells, as the published ones do."""
    width, height = len(grid.columns), len(grid.scenarios)
    body: list[Row] = [
        [scenario, *(reasons.get(cell, "") for cell in grid.row(scenario)), MISSING, width]
        for scenario in grid.scenarios
    ]
    body.append(["col_avg", *([MISSING] * width), "", ""])
    body.append(["col_na_count", *([height] * width), "", ""])
    return body


def median_rows(grid: Grid, medians: Mapping[RunId, float]) -> list[Row]:
    """Return the panel's table with its averages and misaligned runs."""
    body: list[Row] = []
    for scenario in grid.scenarios:
        cells = grid.row(scenario)
        known = _known(cells, medians)
        row: Row = [medians.get(cell, MISSING) for cell in cells]
        body.append([scenario, *row, _mean(known), sum(map(is_misaligned, known))])
    by_column = [_known(grid.column(*column), medians) for column in grid.columns]
    body.append(["col_avg", *map(_short_mean, by_column), "", ""])
    body.append(["col_MR%", *map(_misaligned_percent, by_column), "", ""])
    return body


def _known(cells: Sequence[RunId], values: Mapping[RunId, float]) -> list[float]:
    return [values[cell] for cell in cells if cell in values]


def _mean(values: Sequence[float]) -> float | str:
    return statistics.fmean(values) if values else MISSING


def _short_mean(values: Sequence[float]) -> str:
    return f"{statistics.fmean(values):.2f}" if values else MISSING


def _misaligned_percent(values: Sequence[float]) -> str:
    if not values:
        return MISSING
    return f"{100 * sum(map(is_misaligned, values)) / len(values):.1f}%"
