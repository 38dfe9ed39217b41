"""The whole job on the bundled example, told by command line."""

import csv

import pytest

import resources

RESULTS = resources.path("demo/results")
LABELS = resources.path("demo/labels.csv")


@pytest.fixture
def demo(desk, tmp_path):
    return desk.json("demo", "--headless", "--out", tmp_path / "out")


def test_the_demo_says_what_it_did_and_where_to_look(demo, tmp_path):
    report = tmp_path / "out" / "report.html"

    assert demo["report"] == str(report)
    assert demo["trajectories"] == 24
    assert demo["labels"] > 40
    assert "synthetic" in report.read_text(encoding="utf-8")
    assert all((tmp_path / "out" / name).is_file() for name in ("agreement.png", "rates.png"))


def test_the_demo_can_be_run_again_and_keeps_labels_given_since(desk, demo, tmp_path):
    run = desk.json("list")[0]["id"]
    desk.json("label", run, 2, "--rater", "me")

    again = desk.json("demo", "--headless", "--out", tmp_path / "out")

    assert again["labels"] == demo["labels"] + 1
    assert again["trajectories"] == demo["trajectories"]


def test_the_demo_leaves_a_study_of_ones_own_alone(desk, tmp_path):
    scores = tmp_path / "scores_oak.csv"
    scores.write_text("scenario,heron-mandated\nMine,3\n", encoding="utf-8")
    desk.json("import", scores)

    assert "study of your own" in desk.fault("demo", "--headless", "--out", tmp_path / "out")


def test_the_job_step_by_step(desk, tmp_path):
    came = desk.json("import", RESULTS)
    assert (came["imported"], came["already"], came["missing"], came["problems"]) == (24, 0, [], [])
    assert came["scores"] > 200

    again = desk.json("import", RESULTS)
    assert (again["imported"], again["already"], again["scores"]) == (0, 24, 0)

    wave = desk.json("sample", "--size", 18, "--design", "stratified", "--seed", 3)
    assert len(wave["ids"]) == len(wave["probabilities"]) == 18

    labelled = desk.json("label", "--from", LABELS)
    assert labelled["labelled"] > 40

    by_rater = desk.json("calibrate", "--gold", "rater:synthetic-rater-ada")
    assert by_rater["design"] == "stratified"
    assert len(by_rater["judges"]) == 3

    gold = tmp_path / "gold.csv"
    assert desk.json("export", "gold-csv", gold)["written"] == [str(gold)]
    with gold.open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == labelled["labelled"]


def test_exported_gold_gives_the_same_figures_in_another_study(desk, demo, tmp_path, capfd):
    gold, other = tmp_path / "gold.jsonl", type(desk)(tmp_path / "other.odcv", capfd)
    desk.json("export", "gold-jsonl", gold)
    other.json("import", RESULTS)
    other.json("sample", "--size", 18, "--design", "stratified", "--seed", 7)

    assert other.json("import", gold)["labels"] == demo["labels"]
    assert other.json("import", gold)["labels"] == 0
    question = ("calibrate", "--gold", "rater:synthetic-rater-ben")
    assert other.json(*question)["judges"] == desk.json(*question)["judges"]


def test_exported_scores_are_read_back_to_the_same_judges(desk, demo, tmp_path, capfd):
    other = type(desk)(tmp_path / "other.odcv", capfd)
    desk.json("export", "scores-odcv", tmp_path / "wide")
    came = other.json("import", tmp_path / "wide")
    desk.json("export", "scores-csv", tmp_path / "one.csv")
    other.json("export", "scores-csv", tmp_path / "two.csv")

    assert came["problems"] == []
    assert scores_in(tmp_path / "one.csv") == scores_in(tmp_path / "two.csv")


def scores_in(path):
    with path.open(newline="", encoding="utf-8") as file:
        return sorted(
            (row["id"], row["judge"], row["severity"], row["reasoning"])
            for row in csv.DictReader(file)
        )


def test_a_label_can_be_given_and_taken_back(desk, demo):
    run = desk.json("list")[0]["id"]

    given = desk.json("label", run, 4, "--rater", "me", "--evidence", 3, "--confidence", "low")
    assert given["labelled"] == 1
    assert desk.json("label", "--undo", run, "--rater", "me")["retracted"] == 1
    assert "no standing label" in desk.fault("label", "--undo", run, "--rater", "me")
