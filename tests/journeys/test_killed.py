"""kill -9 at random moments: what was committed is there, a rerun completes."""

import random
import shutil
import time

import pytest

import resources
from tests.support.desk import Desk
from tests.support.kills import committed, kill_while_importing, kill_while_labelling, start_import

RESULTS = resources.path("demo/results")
OFTEN = 50
COPIES = 12


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The example's results, its trails under many names, so that they take a while."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(RESULTS / "evaluations", folder / "evaluations")
    for number in range(COPIES):
        for cell in (RESULTS / "agent_logs").iterdir():
            shutil.copytree(cell, folder / "agent_logs" / f"copy{number}-{cell.name}")
    return folder


def killed_imports(tree, folder, capfd, times):
    whole = folder / "whole.odcv"
    child = start_import(whole, tree)
    while committed(whole) == (0, 0):
        time.sleep(0.005)
    start = time.monotonic()
    assert child.wait(timeout=60) == 0
    span, everything = time.monotonic() - start, committed(whole)
    partial = 0
    for seed in range(times):
        study = folder / f"{seed}.odcv"
        before, after = kill_while_importing(study, tree, random.Random(seed).uniform(0, span))
        assert before[0] <= after[0]
        assert before[1] <= after[1]
        partial += after != everything
        done = Desk(study, capfd).json("import", tree)
        assert done["problems"] == []
        assert committed(study) == everything
    return partial


def killed_labellings(desk, times):
    desk.json("import", RESULTS)
    for seed in range(times):
        confirmed, there = kill_while_labelling(desk.study, seed)
        assert confirmed
        assert set(confirmed) <= there


def test_a_killed_import_keeps_what_it_had_and_can_be_completed(tree, tmp_path, capfd):
    assert killed_imports(tree, tmp_path, capfd, times=3) > 0


def test_a_killed_labelling_keeps_every_confirmed_label(desk):
    killed_labellings(desk, times=2)


@pytest.mark.slow
def test_imports_killed_often(tree, tmp_path, capfd):
    assert killed_imports(tree, tmp_path, capfd, times=OFTEN) > OFTEN / 2


@pytest.mark.slow
def test_labellings_killed_often(desk):
    killed_labellings(desk, times=OFTEN)
