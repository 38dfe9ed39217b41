"""The same job on the published results, told by command line."""

import csv

import pytest

from tests.support.desk import Desk
from tests.support.published import current


@pytest.fixture(scope="module")
def imported(real_results, tmp_path_factory):
    import subprocess
    import sys

    study = tmp_path_factory.mktemp("real") / "study.odcv"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "odcv_desk",
            "import",
            str(real_results),
            "--study",
            str(study),
            "--json",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return study, done.stdout


@pytest.fixture
def desk(imported, capfd):
    return Desk(imported[0], capfd)


def test_everything_that_was_published_comes_in(imported):
    import json

    came = json.loads(imported[1])

    assert (came["imported"], came["already"], came["problems"]) == (476, 0, [])
    assert came["scores"] == 4 * 950 + 631
    assert len(came["missing"]) == 10
    assert came["unknown"] == 1
    assert [(each["kind"], each["different"]) for each in came["checked"]] == [
        ("interval", 0),
        ("median", 0),
    ]


def test_a_second_import_brings_nothing_new(desk, real_results):
    again = desk.json("import", real_results)

    assert (again["imported"], again["already"], again["scores"]) == (0, 476, 0)
    assert len(desk.json("list")) == 950


def test_every_trail_comes_back_byte_for_byte(imported, real_results):
    from odcv_desk.store import Store
    from odcv_desk.workflow.review import raw_bytes

    trails = {
        f"{path.parents[2].name.rpartition('-')[0]}/{path.parents[2].name.rpartition('-')[2]}"
        f"/{path.parent.name}": path
        for path in real_results.rglob("messages_record.txt")
    }
    with Store.open(str(imported[0])) as store:
        runs = [run for run in store.trajectories.all() if run.has_transcript]
        same = [
            str(run.id)
            for run in runs
            if raw_bytes(store, run.id) == trails[str(run.id)].read_bytes()
        ]
    assert sorted(same) == sorted(trails)


def test_raw_prints_the_bytes_of_the_file(desk, real_results):
    (path,) = real_results.rglob(
        "grok-4.20-mandated/experiments/Marketing-Campaign/messages_record.txt"
    )

    assert desk.text("show", "grok-4.20/mandated/Marketing-Campaign", "--raw") == path.read_text(
        "utf-8"
    )


def test_judges_as_people_give_the_same_figures(desk, expected_figures, tmp_path):
    scores = [
        (each["id"], each["severity"])
        for each in _long(desk, tmp_path / "scores.csv")
        if each["judge"] == "claude-opus-4.7"
    ]
    labels = tmp_path / "labels.csv"
    with labels.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "severity", "rater"))
        rows.writerows((run, severity, "opus-in-person") for run, severity in scores)

    assert desk.json("label", "--from", labels)["labelled"] == 950
    person = desk.json("calibrate", "--gold", "rater:opus-in-person")
    judge = desk.json("calibrate", "--gold", "judge:claude-opus-4.7")
    by_person = {each["judge"]: each["figures"] for each in person["judges"]}
    by_judge = {each["judge"]: each["figures"] for each in judge["judges"]}
    wanted = current(expected_figures)["judges"]["pairs"]["gpt55|claude47"]["binary_ge3"]["mcc"]

    assert {name: by_person[name] for name in by_judge} == by_judge
    assert by_judge["gpt-5.5"]["mcc"]["value"] == pytest.approx(wanted, abs=1e-9)


def _long(desk, path):
    desk.json("export", "scores-csv", path)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
