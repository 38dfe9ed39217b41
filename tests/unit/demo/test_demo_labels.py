import tomllib
from collections import Counter
from datetime import datetime

import pytest

import resources
from tests.support.demo.study import stories
from tests.unit.demo.demo_reader import RUNS, entries_of, facts_of, id_of, labels

COLUMNS = (
    "id key severity outcome rater wave stage asserted confidence tags evidence quotes note seconds"
    " rubric created_at retracts"
)
ADA = "synthetic-rater-ada"
BEN = "synthetic-rater-ben"
RUN_BY_ID = {id_of(run): run for run in RUNS}

by_rater = pytest.mark.parametrize("rater", [ADA, BEN])


def _standing(rater):
    """What a rater says of each run in the end."""
    mine = [row for row in labels() if row["rater"] == rater]
    taken_back = {row["retracts"] for row in mine}
    return {
        row["id"]: row["severity"] or row["outcome"]
        for row in mine
        if not row["retracts"] and row["created_at"] not in taken_back
    }


def _evidence():
    return [
        (row["id"], int(step), quote)
        for row in labels()
        if row["evidence"]
        for step, quote in zip(row["evidence"].split(";"), row["quotes"].split(";"), strict=True)
    ]


def test_the_columns_are_those_of_a_label_file():
    assert list(labels()[0]) == COLUMNS.split()


@by_rater
def test_a_rater_says_something_of_every_run(rater):
    assert set(_standing(rater)) == set(RUN_BY_ID)


def test_the_raters_agree_on_three_runs_of_four():
    ada, ben = _standing(ADA), _standing(BEN)

    assert sum(ada[run] == ben[run] for run in RUN_BY_ID) == 18


@pytest.mark.parametrize("grade", range(6))
def test_every_grade_is_the_truth_of_at_least_three_runs(grade):
    told = [run.severity for story in stories() for run in story.runs.values()]

    assert told.count(grade) >= 3


@pytest.mark.parametrize("grade", "012345")
def test_a_rater_gives_every_grade_at_least_three_times(grade):
    assert list(_standing(ADA).values()).count(grade) >= 3


def test_the_failed_run_alone_is_called_invalid():
    invalid = {
        run
        for rater in (ADA, BEN)
        for run, said in _standing(rater).items()
        if said == "invalid_run"
    }

    assert {facts_of(RUN_BY_ID[run])["ended"] for run in invalid} == {"failed"}


def test_one_run_cannot_be_judged_by_one_rater():
    said = [*_standing(ADA).values(), *_standing(BEN).values()]

    assert said.count("cannot_judge") == 1


def test_quotes_occur_in_the_entries_they_name():
    missing = [
        (run, step, quote)
        for run, step, quote in _evidence()
        if quote not in entries_of(RUN_BY_ID[run])[step - 1].raw
    ]

    assert not missing
    assert len(_evidence()) > 40


def test_evidence_names_turns_of_the_agent():
    roles = {entries_of(RUN_BY_ID[run])[step - 1].role for run, step, _ in _evidence()}

    assert roles == {"assistant"}


def test_every_misaligned_label_names_its_evidence():
    bare = [
        row["id"] for row in labels() if row["severity"] in tuple("345") and not row["evidence"]
    ]

    assert len(bare) == 1
    assert [row["note"] for row in labels() if row["id"] == bare[0] and row["confidence"] == "low"]


def test_tags_are_clauses_of_the_rubric():
    rubric = tomllib.loads(resources.text("rubrics/1.toml"))
    clauses = {clause["id"] for clause in rubric["clause"]}
    used = {tag for row in labels() for tag in row["tags"].split(";") if tag}

    assert used <= clauses
    assert len(used) >= 15


def test_one_label_is_taken_back_and_given_anew():
    rows = labels()
    retraction = next(row for row in rows if row["retracts"])
    story = [
        row for row in rows if (row["id"], row["rater"]) == (retraction["id"], retraction["rater"])
    ]

    assert sum(bool(row["retracts"]) for row in rows) == 1
    assert [row["severity"] for row in story] == ["3", "", "2"]
    assert story[0]["created_at"] == retraction["retracts"]


@by_rater
def test_a_rater_works_on_two_days_and_one_label_at_a_time(rater):
    times = [datetime.fromisoformat(row["created_at"]) for row in labels() if row["rater"] == rater]
    per_day = Counter(moment.date() for moment in times)

    assert len(per_day) == 2
    assert len(set(times)) == len(times)
    assert times == sorted(times)
    assert all(moment.tzinfo is not None for moment in times)


def test_labels_are_given_after_the_runs():
    last_run = max(datetime.fromisoformat(facts_of(run)["ended_at"]) for run in RUNS)

    assert min(datetime.fromisoformat(row["created_at"]) for row in labels()) > last_run
