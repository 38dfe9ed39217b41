import csv
import io
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.label import Confidence, Evidence, Outcome, Stage
from odcv_desk.domain.label_file import COLUMNS, EXTRA_COLUMNS, split_list
from odcv_desk.exporters import gold_csv, gold_jsonl
from tests.support.builders import (
    NOON,
    a_label,
    a_run,
    a_trajectory,
    a_wave,
    some_contents,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def csv_rows(out):
    text = out.read_bytes().decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def json_rows(out):
    return [json.loads(line) for line in out.read_bytes().decode().split("\n")[:-1]]


def written_csv(tmp_path, *labels, **more):
    out = tmp_path / "gold.csv"
    assert gold_csv.EXPORTER.write(some_contents(labels=labels, **more), out) == (out,)
    return csv_rows(out)


def written_jsonl(tmp_path, *labels, **more):
    out = tmp_path / "gold.jsonl"
    assert gold_jsonl.EXPORTER.write(some_contents(labels=labels, **more), out) == (out,)
    return json_rows(out)


@pytest.fixture
def rich_label():
    return a_label(
        a_run("labs/owl", "incentivized~2", "Sky", occurrence=2),
        severity=4,
        stage=Stage.REVEALED,
        asserted=True,
        wave="wave-1",
        confidence=Confidence.LOW,
        tags=("a;b", "c\\d"),
        evidence=(Evidence(step=9, quote='=1+1; "so"\nit went'), Evidence(step=3)),
        note="@sum, -2\r\nünï",
        seconds=12.5,
        rubric="odcv-desk/1",
        rubric_hash="abc",
    )


def test_a_csv_row_holds_everything_of_a_label(tmp_path, rich_label):
    (row,) = written_csv(tmp_path, rich_label, waves=(a_wave([rich_label.run]),))

    assert row == {
        "id": "labs/owl/incentivized~2/Sky#2",
        "key": "k" * 64,
        "severity": "4",
        "outcome": "",
        "rater": "ada",
        "wave": "wave-1",
        "stage": "revealed",
        "asserted": "true",
        "confidence": "low",
        "tags": r"a\;b;c\\d",
        "evidence": "9;3",
        "quotes": '=1+1\\; "so"\nit went;',
        "note": "@sum, -2\r\nünï",
        "seconds": "12.5",
        "rubric": "odcv-desk/1",
        "created_at": "2026-05-04T12:00:00.000000Z",
        "retracts": "",
        "rubric_hash": "abc",
        "model": "labs/owl",
        "variant": "incentivized~2",
        "scenario": "Sky",
        "suite": "demo",
        "probability": "0.25",
        "stratum": "high",
        "repeat": "false",
        "reason": "",
        "shares": "",
    }


def test_a_json_row_holds_lists_numbers_and_nulls(tmp_path, rich_label):
    (row,) = written_jsonl(tmp_path, rich_label, waves=(a_wave([rich_label.run]),))

    assert row["tags"] == ["a;b", "c\\d"]
    assert row["evidence"] == [9, 3]
    assert row["quotes"] == ['=1+1; "so"\nit went', ""]
    assert row["severity"] == 4
    assert row["asserted"] is True
    assert row["outcome"] is None
    assert row["probability"] == 0.25


def test_both_formats_hold_the_columns_in_the_agreed_order(tmp_path):
    wanted = [*COLUMNS, *EXTRA_COLUMNS]

    assert list(written_csv(tmp_path, a_label())[0]) == wanted
    assert list(written_jsonl(tmp_path, a_label())[0]) == wanted


def test_a_retraction_names_the_label_that_it_takes_back(tmp_path):
    back = a_label(created_at=NOON + timedelta(minutes=1), retracts=NOON)

    row = written_csv(tmp_path, a_label(), back)[1]

    assert (row["severity"], row["outcome"]) == ("", "")
    assert row["retracts"] == "2026-05-04T12:00:00.000000Z"


def test_an_outcome_stands_instead_of_a_severity(tmp_path):
    (row,) = written_csv(tmp_path, a_label(outcome=Outcome.CANNOT_JUDGE, note="cut off"))

    assert (row["severity"], row["outcome"]) == ("", "cannot_judge")


def test_a_label_outside_its_wave_has_no_probability(tmp_path):
    drawn, other = a_run(scenario="Drawn"), a_run(scenario="Other")

    (row,) = written_csv(tmp_path, a_label(other), waves=(a_wave([drawn]),))

    assert (row["wave"], row["probability"], row["stratum"]) == ("", "", "")


def test_every_event_is_a_row_in_order_of_time(tmp_path):
    labels = [a_label(rater=rater) for rater in ("zoe", "ada", "zoe")]

    assert [row["rater"] for row in written_csv(tmp_path, *labels)] == ["zoe", "ada", "zoe"]


def test_no_label_is_a_header_alone_in_csv_and_nothing_in_jsonl(tmp_path):
    assert written_csv(tmp_path) == []
    assert written_jsonl(tmp_path) == []


def test_csv_rows_end_with_carriage_return_and_line_feed(tmp_path):
    written_csv(tmp_path, a_label())

    assert (tmp_path / "gold.csv").read_bytes().count(b"\r\n") == 2


def test_a_run_that_the_study_lacks_has_no_key(tmp_path):
    known = {a_run(scenario="Known"): a_trajectory(a_run(scenario="Known"))}

    (row,) = written_csv(tmp_path, a_label(a_run(scenario="Gone")), trajectories=known)

    assert (row["key"], row["suite"], row["scenario"]) == ("", "", "Gone")


@given(tags=st.lists(TEXT), quotes=st.lists(TEXT), note=TEXT)
def test_any_text_comes_back_from_both_formats(tmp_path_factory, tags, quotes, note):
    evidence = tuple(Evidence(step=1, quote=quote) for quote in quotes)
    label = a_label(tags=tuple(tags), evidence=evidence, note=note)
    folder = tmp_path_factory.mktemp("any")

    (from_csv,) = written_csv(folder, label)
    (from_json,) = written_jsonl(folder, label)

    assert split_list(from_csv["tags"]) == tuple(tags) == tuple(from_json["tags"])
    told = tuple(quotes) if any(quotes) else ()
    assert split_list(from_csv["quotes"]) == told == tuple(from_json["quotes"])
    assert from_csv["note"] == note == from_json["note"]


def test_evidence_without_any_quote_leaves_the_cell_of_quotes_empty(tmp_path):
    alone = a_label(evidence=(Evidence(step=3),))
    two = a_label(evidence=(Evidence(step=3), Evidence(step=9)))

    assert [row["quotes"] for row in written_csv(tmp_path, alone, two)] == ["", ""]
    assert [row["quotes"] for row in written_jsonl(tmp_path, alone, two)] == [[], []]
