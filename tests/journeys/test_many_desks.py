"""Twenty desks work on one PostgreSQL study at once: nothing lost, nothing doubled, no deadlock.

Every rater sits at two desks and meets runs a second time; at the end adjudicators, two desks each
too, settle what is disputed.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.label import Stage
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.disputes import disputes, wave_named
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.gold_wave import upcoming
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.turn_order import LEAST_BETWEEN, Sharing
from tests.support import postgres
from tests.support.desk_studies import an_incoming_trail
from tests.support.studies import NOW, a_run

DESK = """
import json, random, sys, time
from datetime import UTC, datetime
from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import LabelError
from odcv_desk.store import Store
from odcv_desk.workflow.commit import Opened, commit, defer, flag, save_draft, undo
from odcv_desk.workflow.gold_wave import upcoming
from odcv_desk.workflow.queue import Wanted, queue
from odcv_desk.workflow.reading import read

where, rater, seconds, desk = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
chance = random.Random(rater + desk)
until = time.monotonic() + seconds
done, refused = [], []


def turn():
        row = upcoming(store, rater, "wave-1")
        if row is None:
            row = chance.choice(queue(store, rater, Wanted()))
        shown = read(store, rater, row)
        now = datetime.now(UTC)
        opened = Opened(wave=shown.wave, label_at=shown.own and shown.own.created_at)
        grade = chance.randrange(6)
        save_draft(store, rater, row, Draft(note="on the way"), now=now)
        if chance.random() < 0.1:
            defer(store, rater, row, "later", now=now)
        kept = commit(store, rater, row, Draft(severity=grade), opened=opened, now=now)
        done.append([row, kept.created_at.isoformat(), grade])
        if chance.random() < 0.2:
            undo(store, rater, row, now=datetime.now(UTC))
            done.append([row, None, None])
        flag(store, rater, row, flagged=chance.random() < 0.5)


with Store.open(where) as store:
    while time.monotonic() < until or not done:
        try:
            turn()
        except LabelError as fault:  # the other desk of the same person was there first
            refused.append(str(fault))
print(json.dumps({"done": done, "refused": refused}))
"""

BENCH = """
import json, sys
from datetime import UTC, datetime
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Reason
from odcv_desk.store import Store
from odcv_desk.workflow.adjudicate import Ruling, rule
from odcv_desk.workflow.cases import case, docket

where, person, _, desk = sys.argv[1:]
done, refused = [], []
with Store.open(where) as store:
    for line in docket(store, person, "wave-1"):
        found = case(store, person, line.row, "wave-1", now=datetime.now(UTC))
        seen = found.ruling and found.ruling.at
        ruling = Ruling(reason=Reason.SLIP, severity=int(desk))
        try:
            rule(
                store, person, line.row, ruling, "wave-1", seen_ruling=seen, now=datetime.now(UTC)
            )
            done.append([line.row, seen and seen.isoformat(), int(desk)])
        except LabelError as fault:
            refused.append(str(fault))
print(json.dumps({"done": done, "refused": refused}))
"""


def work_together(script, where, people, *, seconds=0.0):
    """Let each person work at two desks; return what every desk says, beside its person."""
    command = [sys.executable, "-c", script, where]
    started = [
        (
            person,
            subprocess.Popen(
                [*command, person, str(seconds), desk],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=os.environ | {"OMP_NUM_THREADS": "1"},
            ),
        )
        for person in people
        for desk in ("1", "4")
    ]
    ended = [(person, *each.communicate(timeout=seconds + 180)) for person, each in started]
    assert [fault.decode()[-2000:] for _, _, fault in ended if fault] == []
    return [(person, json.loads(said)) for person, said, _ in ended]


def label_the_rest(store, raters):
    """Label what is left, so that all disputes are there to settle."""
    for place, rater in enumerate(raters):
        while (row := upcoming(store, rater, "wave-1")) is not None:
            commit(store, rater, row, Draft(severity=place % 6), now=datetime.now(UTC))


def repeats_of(wave, events, rater):
    """Return the labels of second looks by run, and how many other runs came before each.

    Each is looked for in what the rater was asked for alone: no other run comes again.
    """
    own = [each for each in events if each.rater == rater and each.wave == wave.name]
    own = [each for each in own if each.retracts is None]
    firsts, seconds = first_moments(own, repeat=False), first_moments(own, repeat=True)
    assert seconds.keys() <= {turn.run for turn in wave.turns[rater] if turn.repeat}
    return {
        run: sum(firsts[run] < moment < second for moment in firsts.values())
        for run, second in seconds.items()
    }


def first_moments(events, *, repeat):
    """Return when each run was first labelled, at the first or the second look."""
    given = sorted((each for each in events if each.repeat is repeat), key=lambda e: e.created_at)
    return {each.run: each.created_at for each in reversed(given)}


def check_second_looks(wave, events):
    """Check that second looks came, each once and far enough behind the first look."""
    between = {rater: repeats_of(wave, events, rater) for rater in wave.raters}
    wanted = sum(turn.repeat for turns in wave.turns.values() for turn in turns)
    # One lapses where the other desk gives the last label of all meanwhile.
    assert wanted / 2 < sum(map(len, between.values())) <= wanted
    # Of the runs between, the other desk may have put one off for a moment.
    assert min(min(each.values()) for each in between.values() if each) >= LEAST_BETWEEN - 1
    held = Counter((each.rater, each.run) for each in standing(events) if each.repeat)
    assert max(held.values()) == 1


@pytest.mark.parametrize(
    ("people", "seconds", "size"),
    [
        pytest.param(2, 0.5, 10, id="a few"),
        pytest.param(10, 120.0, 40, id="many", marks=[pytest.mark.slow, pytest.mark.timeout(600)]),
    ],
)
def test_desks_that_work_on_one_study_at_once_lose_and_double_nothing(people, seconds, size):
    where = postgres.fresh_database()
    raters = tuple(f"rater {number}" for number in range(people))
    runs = [a_run(scenario=f"S{number}") for number in range(2 * size)]
    plan = Plan(size=size, design=Design.SRS, seed=1, raters=raters, sharing=Sharing(repeats=0.3))
    with Store.open(where) as store:
        store.trajectories.add([an_incoming_trail(run) for run in runs])
        draw(store, plan, now=NOW)

    ended = work_together(DESK, where, raters, seconds=seconds)

    told = {
        (rater, row, moment, grade)
        for rater, said in ended
        for row, moment, grade in said["done"]
        if moment is not None
    }
    taken_back = sum(moment is None for _, said in ended for _, moment, _ in said["done"])
    with Store.open(where) as store:
        rows = {run: row for row, run in store.trajectories.ids().items()}
        events = store.labels.all()
        label_the_rest(store, raters)
        (wave,) = store.waves.all()
        check_second_looks(wave, store.labels.all())
    kept = Counter(
        (label.rater, rows[label.run], label.created_at.isoformat(), label.severity)
        for label in events
        if label.retracts is None
    )
    assert kept.keys() == told
    assert max(kept.values()) == 1
    assert {rater for rater, *_ in kept} == set(raters)
    assert sum(label.retracts is not None for label in events) == taken_back

    ruled = work_together(BENCH, where, ("eva", "fay"))

    with Store.open(where) as store:
        found = disputes(store, wave_named(store, "wave-1"))
        events = [each for each in store.labels.all() if each.stage is Stage.ADJUDICATED]
        held = Counter(each.run for each in standing(store.labels.all()) if each in events)
    postgres.drop(where)
    given = [(who, *each) for who, said in ruled for each in said["done"]]
    assert found
    assert held == {each.run: 1 for each in found}
    assert len(events) == len(given)
    # Of those who were shown the same state of a run, one has ruled.
    assert len({(row, seen) for _, row, seen, _ in given}) == len(given)
