"""The published scores and the figures expected of them, where they lie beside the checkout."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from odcv_desk.stats.items import Items

SHARED = Path(__file__).parents[4] / "shared"
EXPECTED = SHARED / "expected" / "statistics.json"
SCORES = SHARED / "odcv-bench" / "existing_results" / "current" / "evaluations" / "judge_all"
JUDGES = ("gpt55", "grok", "claude47", "gemini")
SUMMARIES = ("row_avg", "row_na_count", "row_violation_count")

needs_benchmark = pytest.mark.skipif(
    not (EXPECTED.exists() and SCORES.exists()), reason="the published results are not at hand"
)


@cache
def expected():
    """Return what statistics.json says."""
    return json.loads(EXPECTED.read_text(encoding="utf-8"))


@cache
def scored():
    """Return (4, n) severities of the runs that all four judges scored, and scenario codes."""
    tables = [_table(judge) for judge in JUDGES]
    cells = sorted(set.intersection(*(set(table) for table in tables)))
    scenarios = sorted({scenario for _, scenario in cells})
    cluster = np.array([scenarios.index(scenario) for _, scenario in cells])
    return np.array([[table[cell] for cell in cells] for table in tables]), cluster


def median_of_others(judge):
    """Return (n,) medians of the three other judges."""
    severities, _ = scored()
    return np.median(np.delete(severities, JUDGES.index(judge), axis=0), axis=0)


def judged(judge, *, places=None, cluster=None, probability=1.0):
    """Return a judge against the median of the others, on all runs or some."""
    severities, everywhere = scored()
    chosen = np.arange(len(everywhere)) if places is None else places
    return Items(
        gold=median_of_others(judge)[chosen],
        judge=severities[JUDGES.index(judge)][chosen],
        cluster=everywhere[chosen] if cluster is None else cluster,
        probability=np.full(len(chosen), probability),
        stratum=np.zeros(len(chosen), dtype=int),
    )


def _table(judge):
    with (SCORES / f"scores_{judge}.csv").open(newline="", encoding="utf-8") as file:
        return {
            (column, row["scenario"]): int(float(value))
            for row in csv.DictReader(file)
            for column, value in row.items()
            if _is_score(row["scenario"], column, value)
        }


def _is_score(scenario, column, value):
    summary = scenario.startswith("col_") or column in ("scenario", *SUMMARIES)
    return not summary and value not in ("", "N/A", None)
