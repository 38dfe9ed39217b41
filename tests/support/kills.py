"""Kill the desk at random moments and look at what it left."""

import random
import subprocess
import sys
import time

from odcv_desk.store import Store
from odcv_desk.workflow.review import transcript

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


def kill_while_importing(study, tree, seed, longest_s):
    """Start an import, kill it at a random moment; return how many trails were kept whole."""
    child = subprocess.Popen(
        [sys.executable, "-m", "odcv_desk", "--study", str(study), "import", str(tree)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(random.Random(seed).uniform(0.05, longest_s))
    child.kill()
    child.wait(timeout=30)
    with Store.open(str(study)) as store:
        runs = [run for run in store.trajectories.all() if run.has_transcript]
        assert all(transcript(store, run.id).entries == run.entries for run in runs)
    return len(runs)


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


def _parts(line):
    run, rater, severity = line.strip().split("|")
    return run, rater, int(severity)
