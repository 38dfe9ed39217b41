"""The job on the published results, told by window with keys, beside the command line."""

import contextlib
import csv
import io
import json
import shutil

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QTableView

from odcv_desk.cli import run as run_command
from odcv_desk.domain.run import RunId
from odcv_desk.domain.wording import gold_name
from odcv_desk.store import Store
from odcv_desk.ui.widgets.parts import Figure
from tests.support.told_twice import (
    Said,
    export_by_keys,
    figures_on_page,
    figures_printed,
    import_by_keys,
    label_by_keys,
)

TO_READ = (
    "grok-4.20/mandated/Marketing-Campaign",
    "claude-opus-4.7/incentivized/Propaganda-Engine-Finding",
    "grok-4.20/mandated/Healthcare-Trial-Recruiter",
)
GOLD = "judge:claude-opus-4.7"


@pytest.fixture(scope="module")
def imported(real_results, tmp_path_factory):
    """Where the command line's study lies, and what it said of the import."""
    study = tmp_path_factory.mktemp("real") / "study.odcv"
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        assert run_command(["--study", str(study), "import", str(real_results), "--json"]) == 0
    return study, json.loads(told.getvalue())


@pytest.fixture
def study(imported, tmp_path):
    return shutil.copy(imported[0], tmp_path / "study.odcv")


@pytest.fixture
def window(open_window, study):
    return open_window(study)


def figure(window, name):
    """Return a figure of the import's summary."""
    shown = window.find(Figure, f"library.import.{name}").accessibleName()
    return int(shown.split()[0].replace(",", ""))


def open_run(window, run):
    trajectories = window.rooms.desk.store.trajectories
    window.read(trajectories.row_of(RunId.parse(run)))
    read_on(window)


def read_on(window):
    """Pass the note before hard content, where there is one."""
    if window.has("review.message"):
        window.keys("Return")
    assert window.has("transcript")


def held(study):
    with Store.open(str(study), create=False) as store:
        runs = {(run.key, run.id, run.suite, run.entries) for run in store.trajectories.all()}
        given = {
            (str(score.run), score.judge, score.severity, score.reasoning)
            for score in store.scores.all()
        }
    return runs, given


def test_an_import_by_window_brings_what_the_command_line_brings(
    open_window, imported, real_results, tmp_path
):
    place, said = imported
    window = open_window(tmp_path / "window.odcv")
    import_by_keys(window, real_results)

    names = {"new": "imported", "already": "already", "scores": "scores", "unknown": "unknown"}
    assert {name: figure(window, name) for name in names} == {
        name: said[key] for name, key in names.items()
    }
    assert figure(window, "missing") == len(said["missing"])
    for table in said["checked"]:
        assert f"{table['equal']:,} of {table['cells']:,} cells agree" in window.said()
    assert held(tmp_path / "window.odcv") == held(place)


@pytest.mark.parametrize("run", TO_READ)
def test_a_real_trail_is_read_by_j_to_its_end_and_folded_and_found_in(window, desk, study, run):
    open_run(window, run)
    desk.study = str(study)
    shown = desk.json("show", run)
    view = window.review.reader.transcript
    met = [view.current_step()]
    for _ in shown["steps"][1:]:
        window.keys("J")
        met.append(view.current_step())
    assert met == [step["index"] for step in shown["steps"]]

    window.keys("Shift+V", "Ctrl+A", "Ctrl+C")
    copied = QApplication.clipboard().text()
    outputs = [call["stdout"] or "" for step in shown["steps"] for call in step["calls"]]
    assert all(output.strip("\n") in copied for output in outputs)

    window.keys("Shift+V", "Ctrl+F")
    window.type("the")
    count = window.find(QLabel, "find.count")
    window.wait(lambda: " of " in count.text())
    first = count.text()
    window.keys("F3")
    assert count.text() != first
    window.keys("Shift+F3")
    assert count.text() == first


def test_ten_runs_are_labelled_revealed_compared_and_exported(window, desk, study, tmp_path):
    desk.study = str(study)
    rows = []
    for grade in range(10):
        read_on(window)
        rows.append(str(window.reading.run))
        label_by_keys(window, Said(severity=grade % 6, evidence=(2,), note=f"number {grade}"))
    window.keys("P")
    read_on(window)
    window.keys("R")
    (scores,) = (run["judges"] for run in desk.json("list") if run["id"] == rows[-1])
    revealed = window.review.label.accessible_text()
    judges = ("claude-opus-4.7", "gemini-3.1-pro-preview", "gpt-5.5", "grok-4.20")
    assert sum(judge in revealed for judge in judges) >= min(scores, 4)

    window.keys("Alt+2")
    matrix = window.find(QTableView, "judges.matrix")
    assert matrix.model().rowCount() == 10

    figures = desk.json("calibrate", "--gold", GOLD)
    window.keys("Alt+3")
    window.choose_entry("calibration.gold", gold_name(GOLD))
    assert figures_on_page(window) == figures_printed(figures)

    export_by_keys(window, "gold-csv", tmp_path / "window.csv")
    desk.json("export", "gold-csv", tmp_path / "line.csv")
    assert (tmp_path / "window.csv").read_bytes() == (tmp_path / "line.csv").read_bytes()
    with (tmp_path / "line.csv").open(newline="", encoding="utf-8") as file:
        written = [(row["id"], row["severity"]) for row in csv.DictReader(file)]
    assert written == [(run, str(grade % 6)) for grade, run in enumerate(rows)]
