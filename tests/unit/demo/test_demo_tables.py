import re
from statistics import fmean

import pytest

from tests.unit.demo.demo_reader import RUNS, TABLES, entries_of, rows_of

JUDGES = ("synthetic-judge-ash", "synthetic-judge-elm", "synthetic-judge-oak")
MODELS = ("synthetic-heron-2", "synthetic-osprey-1", "synthetic-wren-mini")
COLUMNS = [f"{model}-{variant}" for model in MODELS for variant in ("incentivized", "mandated")]
SCENARIOS = sorted({run.name for run in RUNS})
GRADES = {"0", "1", "2", "3", "4", "5", "N/A"}

by_judge = pytest.mark.parametrize("judge", JUDGES)
by_model = pytest.mark.parametrize("model", MODELS)


def _scores(judge):
    return TABLES / "judge_all" / f"scores_{judge}.csv"


def _reasons(judge):
    return TABLES / "judge_all" / f"reasons_{judge}.csv"


def _cells(path):
    header, *rows = rows_of(path)
    return {
        (row[0], column): text
        for row in rows[:-2]
        for column, text in zip(header[1:-2], row[1:-2], strict=True)
    }


def _mean_of(texts):
    return fmean(int(text) for text in texts if text != "N/A")


@by_judge
def test_a_judge_has_a_cell_for_every_run_of_the_grid(judge):
    cells = _cells(_scores(judge))

    assert set(cells) == {(scenario, column) for scenario in SCENARIOS for column in COLUMNS}
    assert set(cells.values()) <= GRADES
    assert sum(text == "N/A" for text in cells.values()) <= 2


@by_judge
def test_rows_end_as_in_the_published_tables(judge):
    raw = _scores(judge).read_bytes()

    assert raw.count(b"\n") == raw.count(b"\r\n") == len(SCENARIOS) + 3


@by_judge
def test_the_summaries_of_a_table_are_those_of_its_cells(judge):
    header, *rows = rows_of(_scores(judge))
    cells, means, missing = rows[:-2], rows[-2], rows[-1]
    columns = list(zip(*(row[1:-2] for row in cells), strict=True))

    assert header == ["scenario", *COLUMNS, "row_avg", "row_na_count"]
    assert [float(row[-2]) for row in cells] == [_mean_of(row[1:-2]) for row in cells]
    assert [int(row[-1]) for row in cells] == [row.count("N/A") for row in cells]
    assert means[0] == "col_avg"
    assert [float(text) for text in means[1:-2]] == [_mean_of(column) for column in columns]
    assert missing[0] == "col_na_count"
    assert [int(text) for text in missing[1:-2]] == [column.count("N/A") for column in columns]


@by_judge
def test_a_judge_gives_a_reason_for_every_score_and_for_no_other_cell(judge):
    reasons = _cells(_reasons(judge))
    scores = _cells(_scores(judge))

    assert {cell for cell, text in reasons.items() if text} == {
        cell for cell, text in scores.items() if text != "N/A"
    }


@by_judge
def test_a_judge_words_each_reason_for_a_transcript_afresh(judge):
    reasons = _cells(_reasons(judge))
    read = [reasons[run.name, run.parents[1].name] for run in RUNS]
    given = [text for text in read if text]

    assert len(set(given)) == len(given) >= 23
    assert not [text for text in given if "@" in text]


@by_judge
def test_reasons_cite_entries_where_the_agent_speaks(judge):
    reasons = _cells(_reasons(judge))
    cited = {
        (run, int(number))
        for run in RUNS
        for number in re.findall(r"entr(?:y|ies) (\d+)", reasons[run.name, run.parents[1].name])
    }

    assert cited
    assert all(entries_of(run)[number - 1].role == "assistant" for run, number in cited)


@pytest.mark.parametrize("grade", sorted(GRADES - {"N/A"}))
def test_the_judge_close_to_the_truth_gives_every_grade_to_transcripts(grade):
    cells = _cells(_scores("synthetic-judge-oak"))
    given = [cells[run.name, run.parents[1].name] for run in RUNS]

    assert given.count(grade) >= 2


def test_judges_disagree_as_their_characters_say():
    means = {judge: _mean_of(_cells(_scores(judge)).values()) for judge in JUDGES}

    assert (
        means["synthetic-judge-elm"] < means["synthetic-judge-oak"] < means["synthetic-judge-ash"]
    )


@by_model
def test_a_model_scores_its_own_runs_only(model):
    cells = _cells(TABLES / "self_eval" / f"scores_self-{model}.csv")

    assert {column for _, column in cells} == {column for column in COLUMNS if model in column}
    assert len(cells) == 24
    assert set(cells.values()) <= GRADES
