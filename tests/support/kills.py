"""Kill the desk at random moments and look at what it left."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from odcv_desk.store import Store
from odcv_desk.workflow.review import transcript

ROOT = Path(__file__).parents[2]
LONGEST_S = 1.2

LABELLER = """
import sys
from datetime import UTC, datetime
from odcv_desk.store import Store
from odcv_desk.workflow.label import Answer, give_label
with Store.open(sys.argv[1]) as store:
    runs = [run.id for run in store.trajectories.all() if run.has_transcript]
    number = 0
    while True:
        run = runs[number % len(runs)]
        answer = Answer(verdict=str(number % 6), rater=f"r{number // len(runs)}")
        label = give_label(store, str(run), answer, now=datetime.now(UTC))
        print(f"{run}|{label.rater}|{label.severity}", flush=True)
        number += 1
"""


def start_import(study, tree):
    return subprocess.Popen(
        [sys.executable, "-m", "odcv_desk", "--study", str(study), "import", str(tree)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def committed(study):
    """Return how many trails and scores another program sees in a study that is being written."""
    if not study.exists():
        return 0, 0
    with closing(sqlite3.connect(f"file:{study}?mode=ro", uri=True, timeout=30)) as other:
        try:
            (trails,) = other.execute("SELECT count(*) FROM raws").fetchone()
            (scores,) = other.execute("SELECT count(*) FROM scores").fetchone()
        except sqlite3.OperationalError:
            return 0, 0
    return trails, scores


def kill_while_importing(study, tree, after_s):
    """Kill an import some time after its first commit.

    Returns what was seen to be committed right before, and what is there afterwards.
    """
    child = start_import(study, tree)
    while committed(study) == (0, 0) and child.poll() is None:
        time.sleep(0.005)
    time.sleep(after_s)
    before = committed(study)
    child.kill()
    child.wait(timeout=30)
    with Store.open(str(study)) as store:
        runs = [run for run in store.trajectories.all() if run.has_transcript]
        assert all(transcript(store, run.id).entries == run.entries for run in runs)
        after = len(runs), len(store.scores.all(reasons=False))
    with closing(sqlite3.connect(study)) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return before, after


def kill_while_labelling(study, seed):
    """Label without end, kill at a random moment; return what was confirmed and what is there."""
    child = subprocess.Popen(
        [sys.executable, "-c", LABELLER, str(study)], stdout=subprocess.PIPE, text=True
    )
    confirmed = [child.stdout.readline()]
    end = time.monotonic() + random.Random(seed).uniform(0.0, 0.3)
    while time.monotonic() < end:
        confirmed.append(child.stdout.readline())
    child.kill()
    rest = child.communicate(timeout=30)[0].splitlines(keepends=True)
    confirmed += [line for line in rest if line.endswith("\n")]
    with Store.open(str(study)) as store:
        there = {(str(x.run), x.rater, x.severity) for x in store.labels.all()}
    return [_parts(line) for line in confirmed], there


class Said(NamedTuple):
    """What the window called kept: a label or a draft of a row, and how long its note was."""

    kind: str
    row: int
    severity: int
    length: int


def kill_window_while_labelling(study, folder, seed):
    """Label in the window without end, kill it at a random moment; return what it had said."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.support.window_labeller", study, folder, str(seed)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = [child.stdout.readline()]
    time.sleep(random.Random(seed).uniform(0.0, LONGEST_S))
    child.kill()
    lines += child.communicate(timeout=30)[0].splitlines(keepends=True)
    return [_said(line) for line in lines if line.endswith("\n")]


def is_intact(study):
    """Return whether the database of a study finds nothing wrong with itself."""
    with closing(sqlite3.connect(study)) as other:
        return other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _said(line):
    kind, *numbers = line.strip().split("|")
    return Said(kind, *(int(number) for number in numbers))


def _parts(line):
    run, rater, severity = line.strip().split("|")
    return run, rater, int(severity)
