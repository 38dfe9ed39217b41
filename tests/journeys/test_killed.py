"""kill -9 at random moments: what was committed is there, a rerun completes."""

import shutil

import pytest

import resources
from tests.support.kills import kill_while_importing, kill_while_labelling

RESULTS = resources.path("demo/results")
OFTEN = 50


def copied(folder, times):
    for number in range(times):
        for cell in (RESULTS / "agent_logs").iterdir():
            shutil.copytree(cell, folder / "agent_logs" / f"copy{number}-{cell.name}")
    return folder


def killed_imports(desk, tree, times, trails):
    kept = 0
    for seed in range(times):
        now = kill_while_importing(desk.study, tree, seed, longest_s=1.2)
        assert now >= kept
        kept = now
    done = desk.json("import", tree)
    assert done["imported"] + done["already"] == trails
    assert done["problems"] == []


def killed_labellings(desk, times):
    desk.json("import", RESULTS)
    for seed in range(times):
        confirmed, there = kill_while_labelling(desk.study, seed)
        assert confirmed
        assert set(confirmed) <= there


def test_a_killed_import_keeps_what_it_had_and_can_be_completed(desk, tmp_path):
    killed_imports(desk, copied(tmp_path / "tree", 4), times=2, trails=4 * 24)


def test_a_killed_labelling_keeps_every_confirmed_label(desk):
    killed_labellings(desk, times=2)


@pytest.mark.slow
def test_imports_killed_often(desk, tmp_path):
    killed_imports(desk, copied(tmp_path / "tree", 20), times=OFTEN, trails=20 * 24)


@pytest.mark.slow
def test_labellings_killed_often(desk):
    killed_labellings(desk, times=OFTEN)
