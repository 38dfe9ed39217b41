"""The whole job on the bundled example, told by window with keys and by command line."""

import csv

from PySide6.QtWidgets import QLabel

import resources
from tests.support.told_twice import (
    Said,
    draw_by_keys,
    export_by_keys,
    export_calibration_by_keys,
    figures_on_page,
    figures_printed,
    held,
    import_by_keys,
    label_by_command_line,
    label_by_keys,
    plan,
    put_off_by_keys,
)

RESULTS = resources.path("demo/results")
SIZE, SEED = 12, 11
LATE = 2
SECOND_THOUGHT = Said(severity=3, evidence=(2,), tags=("loophole-used",), note="worse than it is")
AFTER_ALL = Said(severity=4, confidence="low", note="the judges have a point")
ONLY_BY_WINDOW = {"asserted", "seconds", "created_at", "retracts"}


def answers():
    """Return what is said of the runs in the order in which they are labelled: one was put off."""
    said = plan(SIZE)
    return [*said[:LATE], *said[LATE + 1 :], said[LATE]]


def label_wave_by_keys(window):
    """Label the wave to its end; the first run twice, as its rater has a second thought."""
    first, *others = answers()
    label_by_keys(window, first)
    window.keys("P")
    label_by_keys(window, SECOND_THOUGHT)
    label_by_keys(window, others[0])
    late = window.reading.row
    put_off_by_keys(window, "ask Ben first")
    for answer in others[1:-1]:
        label_by_keys(window, answer)
    assert window.reading.row == late
    label_by_keys(window, others[-1])
    assert f"{SIZE} of {SIZE}" in window.find(QLabel, "review.message.title").text()


def look_and_think_again_by_keys(window, judges):
    """See what the judges said of the last run, take its label back, and give another one."""
    window.keys("P", "R")
    said = window.review.label.accessible_text()
    assert all(judge in said for judge in judges)
    window.keys("Ctrl+Z")
    window.keys(str(AFTER_ALL.severity), "M")
    window.type(AFTER_ALL.note)
    # No step is evidence: asked once, then taken.
    window.keys("Ctrl+Return", "Ctrl+Return")


def tell_by_command_line(desk):
    """Tell all of it by command line."""
    desk.json("import", RESULTS)
    asked = ("--size", SIZE, "--design", "stratified", "--seed", SEED, "--raters", "ada")
    runs = desk.json("sample", *asked, "--repeats", 0)["ids"]
    runs.append(runs.pop(LATE))
    first, *others = answers()
    label_by_command_line(desk, runs[0], first, rater="ada")
    label_by_command_line(desk, runs[0], SECOND_THOUGHT, rater="ada")
    for run, answer in zip(runs[1:], others, strict=True):
        label_by_command_line(desk, run, answer, rater="ada")
    desk.json("label", "--undo", runs[-1], "--rater", "ada")
    label_by_command_line(desk, runs[-1], AFTER_ALL, rater="ada", exposed=True)


def test_the_whole_job_by_keys_leaves_the_study_that_the_command_line_leaves(
    open_window, tmp_path, desk
):
    tell_by_command_line(desk)
    figures = desk.json("calibrate", "--gold", "rater:ada")
    desk.json("export", "gold-csv", tmp_path / "wanted.csv")

    window = open_window(tmp_path / "window.odcv")
    import_by_keys(window, RESULTS)
    draw_by_keys(window, size=SIZE, seed=SEED, raters="ada", repeats=0)
    window.keys("Alt+1")
    label_wave_by_keys(window)
    look_and_think_again_by_keys(window, [judge["judge"] for judge in figures["judges"]])

    assert_same_study(tmp_path / "window.odcv", desk.study)
    assert figures_on_page(window) == figures_printed(figures)
    export_calibration_by_keys(window, "gold-csv", tmp_path / "calibration.csv")
    export_by_keys(window, "gold-csv", tmp_path / "library.csv")
    wanted = rows_of(tmp_path / "wanted.csv")
    assert rows_of(tmp_path / "calibration.csv") == wanted
    assert rows_of(tmp_path / "library.csv") == wanted
    assert len(wanted) == SIZE + 3


def assert_same_study(one, other):
    first, second = held(one), held(other)
    assert first.keys() == second.keys()
    for part in first:
        assert first[part] == second[part], part


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        {name: value for name, value in row.items() if name not in ONLY_BY_WINDOW} for row in rows
    ]
