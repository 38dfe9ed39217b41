import pytest

from odcv_desk.exporters import scores_odcv
from odcv_desk.importers import odcv_scores
from odcv_desk.importers._family import Naming
from tests.support.builders import a_judge, a_run, a_score, some_contents

RUNS = [
    a_run(model, variant, scenario)
    for model in ("labs/owl-2", "heron")
    for variant in ("mandated", "incentivized", "mandated~1")
    for scenario in ("Alpha", "Beta,2")
]


def scores_of(judge, runs):
    return [
        a_score(run, judge, place % 6, reasoning=f'"so",\nit {place}' if place else "")
        for place, run in enumerate(runs)
    ]


def read_back(tmp_path, scores):
    written = scores_odcv.EXPORTER.write(some_contents(scores=scores), tmp_path)
    return [
        table
        for path in written
        if odcv_scores.IMPORTER.claims(path)
        for table in odcv_scores.IMPORTER.read(path, naming=Naming()).scores
    ]


@pytest.mark.parametrize(
    "name",
    [
        "oak",
        "labs/oak 2",
        "old-oak",
        "100%",
        "a:b*c?",
        "gpt-5.5",
        "grok-4.20",
        "claude-opus-4.7",
        "gemini-3.1-pro-preview",
    ],
)
def test_a_judge_of_others_reads_back_with_its_name_and_values(tmp_path, name):
    scores = scores_of(a_judge(name), RUNS)

    (table,) = read_back(tmp_path, scores)

    assert (table.judge, table.model, table.self_evaluation) == (name, name, False)
    assert {row.cell: (row.severity, row.reasoning) for row in table.rows} == {
        score.run: (score.severity, score.reasoning) for score in scores
    }
    assert table.problems == ()


def test_a_self_evaluation_reads_back_as_one(tmp_path):
    own = [run for run in RUNS if run.model == "labs/owl-2"]

    (table,) = read_back(tmp_path, scores_of(a_judge("labs/owl-2"), own))

    assert (table.judge, table.self_evaluation) == ("labs/owl-2", True)
    assert {row.cell for row in table.rows} == set(own)


def test_medians_read_back_as_a_published_table(tmp_path):
    scores = [*scores_of(a_judge("oak"), RUNS), *scores_of(a_judge("elm"), RUNS[1:])]
    scores_odcv.EXPORTER.write(some_contents(scores=scores), tmp_path)

    (table,) = odcv_scores.IMPORTER.read(
        tmp_path / "judge_all" / "scores_final_median.csv", naming=Naming()
    ).published

    assert table.medians[RUNS[0]] == 0.0
    assert table.medians[RUNS[1]] == 0.5
    assert len(table.medians) == len(RUNS)
