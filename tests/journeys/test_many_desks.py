"""Twenty desks label one PostgreSQL study at once: nothing lost, nothing doubled, no deadlock."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.workflow.sample import Plan, draw
from tests.support import postgres
from tests.support.desk_studies import an_incoming_trail
from tests.support.studies import NOW, a_run

DESK = """
import json, random, sys, time
from datetime import UTC, datetime
from odcv_desk.domain.draft import Draft
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit, defer, flag, save_draft, undo
from odcv_desk.workflow.gold_wave import upcoming
from odcv_desk.workflow.queue import Wanted, queue
from odcv_desk.workflow.reading import read

where, rater, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
chance = random.Random(rater)
until = time.monotonic() + seconds
done = []
with Store.open(where) as store:
    while time.monotonic() < until or not done:
        now = datetime.now(UTC)
        row = upcoming(store, rater, "wave-1")
        if row is None:
            row = chance.choice(queue(store, rater, Wanted()))
        read(store, rater, row)
        grade = chance.randrange(6)
        save_draft(store, rater, row, Draft(note="on the way"), now=now)
        if chance.random() < 0.1:
            defer(store, rater, row, "later", now=now)
        kept = commit(store, rater, row, Draft(severity=grade), now=now)
        done.append([row, kept.created_at.isoformat(), grade])
        if chance.random() < 0.2:
            undo(store, rater, row, now=datetime.now(UTC))
            done.append([row, None, None])
        flag(store, rater, row, flagged=chance.random() < 0.5)
print(json.dumps(done))
"""


def work_together(where, *, desks, seconds):
    command = [sys.executable, "-c", DESK, where]
    started = [
        subprocess.Popen(
            [*command, f"rater {number}", str(seconds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )
        for number in range(desks)
    ]
    return [each.communicate(timeout=seconds + 180) for each in started]


@pytest.mark.parametrize(
    ("desks", "seconds"),
    [pytest.param(3, 1.0, id="a few"), pytest.param(20, 120.0, id="many", marks=pytest.mark.slow)],
)
def test_desks_that_label_one_study_at_once_lose_and_double_nothing(desks, seconds):
    where = postgres.fresh_database()
    runs = [a_run(scenario=f"S{number}") for number in range(40)]
    with Store.open(where) as store:
        store.trajectories.add([an_incoming_trail(run) for run in runs])
        draw(store, Plan(size=20, design=Design.SRS, seed=1), now=NOW)

    ended = work_together(where, desks=desks, seconds=seconds)

    assert [fault.decode()[-2000:] for _, fault in ended if fault] == []
    told = Counter()
    taken_back = 0
    for number, (said, _) in enumerate(ended):
        for row, moment, grade in json.loads(said):
            taken_back += moment is None
            told[f"rater {number}", row, moment, grade] += moment is not None
    with Store.open(where) as store:
        rows = {run: row for row, run in store.trajectories.ids().items()}
        events = store.labels.all()
        kept = Counter(
            (label.rater, rows[label.run], label.created_at.isoformat(), label.severity)
            for label in events
            if label.retracts is None
        )
    postgres.drop(where)
    assert kept == +told
    assert max(kept.values()) == 1
    assert {rater for rater, *_ in kept} == {f"rater {number}" for number in range(desks)}
    assert sum(label.retracts is not None for label in events) == taken_back
