"""The published scores of ../shared, read by a reader of the tests' own, and expected figures."""

import csv
import json

from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.score import Judge, Score

NAMES = {
    "gpt55": "gpt-5.5",
    "grok": "grok-4.20",
    "claude47": "claude-opus-4.7",
    "gemini": "gemini-3.1-pro-preview",
}
NOT_CELLS = {"scenario", "row_avg", "row_na_count"}


def cells(path):
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for column, value in row.items():
                if (
                    column in NOT_CELLS
                    or row["scenario"].startswith("col_")
                    or value in ("N/A", "")
                ):
                    continue
                model, _, variant = column.rpartition("-")
                yield (
                    RunId(model=model, variant=variant, scenario=row["scenario"]),
                    int(float(value)),
                )


def published_scores(results):
    folder = results / "existing_results" / "current" / "evaluations"
    for short, name in NAMES.items():
        for run, severity in cells(folder / "judge_all" / f"scores_{short}.csv"):
            yield score(name, run, severity)
    for path in sorted((folder / "self_eval").glob("scores_*.csv")):
        for run, severity in cells(path):
            yield score(run.model, run, severity)


def score(name, run, severity):
    judge = Judge(name=name, model=name, rubric="odcv-bench", suite=Suite.ODCV_BENCH)
    return Score(run=run, judge=judge, severity=severity)


def current(expected):
    return json.loads((expected / "current.json").read_text())["current"]
