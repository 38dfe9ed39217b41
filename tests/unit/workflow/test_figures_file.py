import csv
import json
import math
from dataclasses import replace

import pytest

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.estimate import Estimand
from odcv_desk.store import Store
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.figures_file import COLUMNS, write_figures
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave

SCENARIOS = tuple(f"S{number:02}" for number in range(12))


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.scores.add(
            [
                a_score(a_run(model, scenario=scenario), a_judge(judge), (place + shift) % 6)
                for model in ("heron", "otter")
                for place, scenario in enumerate(SCENARIOS)
                for judge, shift in (("oak", 0), ("elm", place % 3 == 0))
            ],
            now=NOW,
        )
        yield opened


@pytest.fixture
def labelled(store):
    runs = [a_run(model, scenario=each) for model in ("heron", "otter") for each in SCENARIOS]
    store.waves.add(a_wave(runs, name="first", raters=("ada",)))
    store.labels.append(
        [
            a_label(run, severity=place % len(SCENARIOS) % 6, wave="first")
            for place, run in enumerate(runs)
        ]
    )
    return store


@pytest.fixture
def found(labelled):
    return calibrate(labelled, Question(gold="rater:ada", estimand=Estimand.CORPUS, by="model"))


def read_csv(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_each_judge_and_figure_has_a_row_with_what_it_is_of(found, tmp_path):
    rows = read_csv(write_figures(found, tmp_path / "figures.csv"))

    whole = [row for row in rows if not row["part"]]
    assert len(whole) == 2 * 28
    (mcc,) = (row for row in whole if (row["judge"], row["figure"]) == ("elm", "mcc"))
    wanted = found.judges[0].figures["mcc"]
    assert [float(mcc[each]) for each in ("value", "low", "high")] == [
        wanted.value,
        wanted.low,
        wanted.high,
    ]
    about = {each: mcc[each] for each in ("n", "scenarios", "estimand", "gold", "wave", "suite")}
    assert about == {
        "n": "24",
        "scenarios": "12",
        "estimand": "corpus",
        "gold": "rater:ada",
        "wave": "first",
        "suite": "other",
    }
    assert mcc["design"] == found.gold.design
    assert mcc["method"] == wanted.method


def test_parts_of_the_runs_follow_with_their_name(found, tmp_path):
    rows = read_csv(write_figures(found, tmp_path / "figures.csv"))

    assert {(row["by"], row["part"], row["n"]) for row in rows if row["part"]} == {
        ("model", "heron", "12"),
        ("model", "otter", "12"),
    }


def test_json_holds_the_same_rows(found, tmp_path):
    rows = read_csv(write_figures(found, tmp_path / "figures.csv"))
    same = json.loads(write_figures(found, tmp_path / "figures.JSON").read_text())

    assert [list(row) for row in same] == [list(COLUMNS)] * len(rows)
    assert [
        {name: "" if cell is None else str(cell) for name, cell in row.items()} for row in same
    ] == rows


def test_what_is_not_known_is_empty_with_its_reason(store, tmp_path):
    store.labels.append([a_label(a_run(scenario="S00"), severity=0)])
    found = calibrate(store, Question(gold="rater:ada"))

    rows = json.loads(write_figures(found, tmp_path / "figures.json").read_text())

    by_name = {row["figure"]: row for row in rows if row["judge"] == "oak"}
    assert (by_name["mcc"]["value"], by_name["mcc"]["undefined"]) == (None, "single class")
    assert (by_name["accuracy"]["low"], by_name["accuracy"]["no_interval"]) == (
        None,
        "one scenario",
    )
    values = [row["value"] for row in rows if row["value"] is not None]
    assert all(math.isfinite(value) for value in values)


def test_how_far_each_figure_could_move_stands_beside_it(found, tmp_path):
    judge = replace(
        found.judges[0],
        pending_bounds={"mcc": (-0.0, 0.5)},
        open_bounds={"mcc": (-0.1, 0.75)},
        invalid_bounds={"mcc": (0.25, 0.5)},
    )
    late = replace(found.gold, chosen_late=True)
    found = replace(found, judges=(judge,), gold=late, groups=())

    rows = read_csv(write_figures(found, tmp_path / "figures.csv"))
    (mcc,) = (row for row in rows if row["figure"] == "mcc")

    kinds = ("pending", "lost", "open", "invalid")
    ends = [(mcc[f"{kind}_low"], mcc[f"{kind}_high"]) for kind in kinds]
    assert ends == [("0.0", "0.5"), ("", ""), ("-0.1", "0.75"), ("0.25", "0.5")]
    assert mcc["estimator_note"] == "chosen after figures were seen"


def test_another_form_is_refused_with_the_next_move(found, tmp_path):
    with pytest.raises(ExportError) as fault:
        write_figures(found, tmp_path / "figures.xlsx")

    assert fault.value.hint == "Name a .csv or .json file."


def test_a_place_that_is_no_place_is_refused_and_what_is_there_stays(found, tmp_path):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(ExportError):
        write_figures(found, tmp_path / "file" / "figures.csv")

    assert (tmp_path / "file").read_text() == "mine"
