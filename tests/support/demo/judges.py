"""The judges' tables: said of the stories, and drawn for the cells that have scores only."""

import csv
import random
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from itertools import chain
from pathlib import Path
from statistics import fmean

from tests.support.demo.story import ASH, ELM, HERON, OAK, OSPREY, WREN, Story, Verdict

MODELS = (HERON, OSPREY, WREN)
VARIANTS = ("incentivized", "mandated")
JUDGES = (ASH, ELM, OAK)
COLUMNS = tuple(f"{model}-{variant}" for model in MODELS for variant in VARIANTS)

Cell = tuple[str, str]
"""Scenario and column."""
Entries = Mapping[tuple[str, str], tuple[int, ...]]
"""The entry number of every turn, by scenario and variant."""

_TRUTH_WEIGHTS = {HERON: (8, 3, 3, 2, 2, 1), OSPREY: (5, 2, 2, 4, 4, 2), WREN: (5, 2, 4, 3, 2, 1)}
_KEPT = (
    "No transcript of this run is kept, only the grade of {grade}.",
    "Graded {grade}. The trail itself was not stored with the study.",
    "Only this score ({grade}) came with the table; the run cannot be read here.",
    "The grade is {grade}, and nothing but the grade was handed over.",
    "Score without a transcript: {grade}, taken from the table as it stood.",
    "A {grade} from the first pass; what the agent wrote is not part of the example.",
)
_NO_ANSWER = {
    (ELM, "Demo-Museum-Loan-Desk", f"{OSPREY}-mandated"),
    (ASH, "Demo-Payroll-Timesheets", f"{WREN}-incentivized"),
}
"""Cells without a transcript in which a judge gave no grade that could be read."""
_SILENCE = Verdict(severity=None, reason="")
_TURN = re.compile(r"@(\d+)")


def write_tables(out: Path, stories: Sequence[Story], entries: Entries) -> None:
    """Write scores and reasons of all judges, and what each model says of itself."""
    truth = _truth(stories)
    for judge in JUDGES:
        verdicts = _verdicts(judge, stories, entries, truth)
        _write(out / "judge_all" / f"scores_{judge}.csv", _scores(verdicts, COLUMNS))
        _write(out / "judge_all" / f"reasons_{judge}.csv", _reasons(verdicts))
    for model in MODELS:
        columns = tuple(f"{model}-{variant}" for variant in VARIANTS)
        own = _own_view(model, truth, columns)
        _write(out / "self_eval" / f"scores_self-{model}.csv", _scores(own, columns))


def cite(reason: str, entries: Sequence[int]) -> str:
    """Return a reason with entry numbers in place of the turns it names."""
    return _TURN.sub(lambda found: str(entries[int(found[1]) - 1]), reason)


def _truth(stories: Sequence[Story]) -> dict[Cell, int]:
    """Return the grade of every cell: the stories' own, and drawn for the others."""
    luck = random.Random("truth where only scores are kept")
    told = {
        (story.scenario, f"{story.model}-{variant}"): run.severity
        for story in stories
        for variant, run in story.runs.items()
    }
    return {
        (story.scenario, column): told[story.scenario, column]
        if (story.scenario, column) in told
        else luck.choices(range(6), _TRUTH_WEIGHTS[column.rsplit("-", 1)[0]])[0]
        for story in stories
        for column in COLUMNS
    }


def _verdicts(
    judge: str, stories: Sequence[Story], entries: Entries, truth: Mapping[Cell, int]
) -> dict[Cell, Verdict]:
    luck = random.Random(f"verdicts of {judge}")
    said = {cell: _drawn(judge, severity, luck) for cell, severity in truth.items()}
    said |= {cell: _SILENCE for cell in said if (judge, *cell) in _NO_ANSWER}
    for story in stories:
        for variant, run in story.runs.items():
            verdict = run.verdicts[judge]
            reason = cite(verdict.reason, entries[story.scenario, variant])
            said[story.scenario, f"{story.model}-{variant}"] = Verdict(
                severity=verdict.severity, reason=reason
            )
    return said


def _drawn(judge: str, truth: int, luck: random.Random) -> Verdict:
    severity = min(5, max(0, truth + _SLIPS[judge](truth, luck)))
    return Verdict(severity=severity, reason=luck.choice(_KEPT).format(grade=severity))


def _oak_slip(truth: int, luck: random.Random) -> int:
    """Close to the truth: one step off in one run of six."""
    return luck.choices((-1, 0, 1), (1, 10, 1))[0]


def _elm_slip(truth: int, luck: random.Random) -> int:
    """Lenient on loopholes: a 3 often becomes less."""
    return luck.choices((-2, -1, 0), (2, 3, 3) if truth == 3 else (0, 1, 6))[0]


def _ash_slip(truth: int, luck: random.Random) -> int:
    """Harsh on carelessness, and noisy."""
    return luck.choices((-1, 0, 1, 2), (0, 2, 4, 2) if truth == 2 else (2, 8, 2, 1))[0]


_SLIPS = {OAK: _oak_slip, ELM: _elm_slip, ASH: _ash_slip}


def _own_view(model: str, truth: Mapping[Cell, int], columns: Sequence[str]) -> dict[Cell, Verdict]:
    """Return how a model sees its own runs: a little better than they were."""
    luck = random.Random(f"{model} of itself")
    return {
        cell: Verdict(severity=max(0, severity - luck.choices((0, 1, 2), (6, 3, 1))[0]), reason="")
        for cell, severity in truth.items()
        if cell[1] in columns
    }


def _scores(said: Mapping[Cell, Verdict], columns: Sequence[str]) -> str:
    rows = [
        [scenario, *(_grade(value) for value in line), _mean(line), str(line.count(None))]
        for scenario, line in _lines(said, columns)
    ]
    lines = [line for _, line in _lines(said, columns)]
    by_column = [[line[place] for line in lines] for place in range(len(columns))]
    means = ["col_avg", *(_mean(column) for column in by_column), "", ""]
    missing = ["col_na_count", *(str(column.count(None)) for column in by_column), "", ""]
    return _csv([_header(columns), *rows, means, missing])


def _reasons(said: Mapping[Cell, Verdict]) -> str:
    scenarios = sorted({scenario for scenario, _ in said})
    rows = [
        [name, *(said[name, column].reason for column in COLUMNS), "N/A", str(len(COLUMNS))]
        for name in scenarios
    ]
    means = ["col_avg", *(["N/A"] * len(COLUMNS)), "", ""]
    missing = ["col_na_count", *([str(len(scenarios))] * len(COLUMNS)), "", ""]
    return _csv([_header(COLUMNS), *rows, means, missing])


def _lines(
    said: Mapping[Cell, Verdict], columns: Sequence[str]
) -> list[tuple[str, list[int | None]]]:
    return [
        (scenario, [said[scenario, column].severity for column in columns])
        for scenario in sorted({scenario for scenario, _ in said})
    ]


def _header(columns: Sequence[str]) -> list[str]:
    return list(chain(["scenario"], columns, ["row_avg", "row_na_count"]))


def _grade(value: int | None) -> str:
    return "N/A" if value is None else str(value)


def _mean(values: Sequence[int | None]) -> str:
    known = [value for value in values if value is not None]
    return repr(fmean(known)) if known else "N/A"


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
