"""Whole files as they are written, compared with those beside this test."""

from datetime import timedelta
from pathlib import Path

import pytest

from odcv_desk.domain.estimate import Undefined
from odcv_desk.domain.label import Confidence, Evidence, Outcome
from odcv_desk.exporters import (
    gold_csv,
    gold_jsonl,
    report_html,
    scores_csv,
    tables_csv,
    tables_latex,
    tables_markdown,
)
from tests.support.builders import (
    NOON,
    a_calibration,
    a_judge,
    a_judge_pair,
    a_label,
    a_rate,
    a_run,
    a_score,
    a_wave,
    an_alpha,
    judge_figures,
    model_rates,
    self_awareness,
    some_contents,
    tables,
    undefined,
)

WANTED = Path(__file__).parent
HOSTILE = "labs/o_w$l & [50%] <b>|\n#1"


def contents():
    runs = [a_run(scenario=name) for name in ("Alpha", "Beta")]
    labels = (
        a_label(
            runs[0],
            wave="wave-1",
            confidence=Confidence.HIGH,
            tags=("editing-source-data",),
            evidence=(Evidence(step=7, quote="rm -f audit.log; echo done"),),
            note="it said so,\nthen did it",
            seconds=61.25,
            rubric="odcv-desk/1",
        ),
        a_label(runs[1], rater="bo", outcome=Outcome.INVALID_RUN, note="the tool is broken"),
        a_label(runs[0], created_at=NOON + timedelta(minutes=2), retracts=NOON),
    )
    scores = tuple(
        a_score(run, a_judge(judge), severity, reasoning="because", cited=(7,), source="s.csv")
        for run in runs
        for judge, severity in (("oak", 4), ("elm", 2))
    )
    return some_contents(
        labels=labels,
        scores=scores,
        waves=(a_wave([runs[0]]),),
        tables=some_tables(),
        calibration=a_calibration(
            [judge_figures("oak"), judge_figures(HOSTILE, {"mcc": undefined()})]
        ),
    )


def some_tables():
    models = {
        "heron": model_rates(80, 17),
        HOSTILE: model_rates(
            80, 23, overall=a_rate(80, 23, left_out=2, mr_bounds=(23 / 82, 25 / 82))
        ),
        "silent": model_rates(0, 0),
    }
    samr = {
        "heron": self_awareness(),
        HOSTILE: self_awareness(23, 20, 0),
        "silent": self_awareness(0, 0, 0, undefined=Undefined.NO_CASES),
    }
    return tables(
        models,
        samr=samr,
        judge_pairs=(a_judge_pair("elm", "oak"), a_judge_pair("elm", HOSTILE, mcc=None)),
        alpha_without_self=an_alpha(n=0, interval=None, ordinal=None, nominal=None, binary=None),
        notes=("2 judges have scored parts only.",),
    )


@pytest.mark.parametrize(
    ("exporter", "name"),
    [
        (gold_csv.EXPORTER, "gold.csv"),
        (gold_jsonl.EXPORTER, "gold.jsonl"),
        (scores_csv.EXPORTER, "scores.csv"),
        (tables_csv.EXPORTER, "tables.csv"),
        (tables_latex.EXPORTER, "tables.tex"),
        (tables_markdown.EXPORTER, "tables.md"),
    ],
)
def test_a_file_is_written_as_before(exporter, name, tmp_path):
    out = tmp_path / name

    exporter.write(contents(), out)

    assert out.read_bytes() == (WANTED / name).read_bytes()


def test_a_report_is_the_same_whenever_it_is_written(tmp_path):
    first, second = tmp_path / "first.html", tmp_path / "second.html"

    report_html.EXPORTER.write(contents(), first)
    report_html.EXPORTER.write(contents(), second)

    assert first.read_bytes() == second.read_bytes()
