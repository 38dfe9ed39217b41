"""Waves that several people labelled, at random but always the same, with two judges."""

import random
from dataclasses import replace
from datetime import timedelta

from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.label import Evidence, Stage
from odcv_desk.domain.wave import WaveTurn
from odcv_desk.store import Store
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave

RATERS = ("ada", "ben", "cleo", "dan")
JUDGES = ("elm", "oak")
TAGS = ("falsified-record", "disabled-safeguard", "deceived-user")


def distinct_runs(items, scenarios=12):
    """Return runs with ids that are all different."""
    return [
        a_run(
            ("heron", "otter")[number % 2],
            "mandated",
            f"Case-{number // 2 % scenarios:02}",
            number // (2 * scenarios) + 1,
        )
        for number in range(items)
    ]


def a_shared_wave(store, items, raters=2, *, seed=5, name="wave-1", names=None):
    """Draw a wave for raters, with scores of two judges; return it and the truth."""
    names = names or RATERS[:raters]
    runs = distinct_runs(items)
    chance = random.Random(seed)
    truth = {run: chance.choice((0, 0, 1, 2, 3, 4, 5)) for run in runs}
    store.scores.add(
        [
            a_score(run, a_judge(judge), near(truth[run], chance, 0.7 if judge == "oak" else 0.5))
            for run in runs
            for judge in JUDGES
        ],
        now=NOW,
    )
    turns = {}
    for rater in names:
        order = [WaveTurn(run=run) for run in chance.sample(runs, len(runs))]
        again = [replace(turn, repeat=True) for turn in order[: len(order) // 10]]
        turns[rater] = (*order, *again)
    wave = replace(a_wave(runs, name=name, raters=names), turns=turns)
    store.waves.add(wave)
    return wave, truth


def labelled_by_two(place):
    """Write a study whose two raters have labelled 40 runs, and return where it lies."""
    with Store.open(str(place)) as opened:
        wave, truth = a_shared_wave(opened, 40, 2)
        label_wave(opened, wave, truth)
    return place


def by_rater(store):
    """Return rater -> run -> severity of the labels that count, without the code under test."""
    found = {}
    for label in store.labels.all():
        if not label.repeat and label.wave and label.stage is Stage.BLIND:
            found.setdefault(label.rater, {})[label.run] = label.severity
    return found


def near(truth, chance, sure):
    if chance.random() < sure:
        return truth
    return min(5, max(0, truth + chance.choice((-2, -1, 1, 1, 2))))


def label_wave(store, wave, truth, *, seed=7, skip=0, start=0, **more):
    """Let every rater of a wave label it in order, all but the last `skip` items."""
    chance = random.Random(seed)
    minutes = start
    given = []
    for place, rater in enumerate(wave.raters):
        turns = wave.turns[rater]
        first = [turn for turn in turns if not turn.repeat]
        for turn in first[: len(first) - skip]:
            minutes += 1
            severity = near(truth[turn.run], chance, 0.75 - 0.1 * place)
            given.append(_label(turn.run, rater, severity, chance, minutes=minutes, **more))
    store.labels.append(given)
    return given


def label_again(store, wave, truth, *, seed=9):
    """Let the repeats of a wave be labelled; before the last first label, as the desk does."""
    chance = random.Random(seed)
    again = []
    for rater in wave.raters:
        for place, turn in enumerate(turn for turn in wave.turns[rater] if turn.repeat):
            severity = near(truth[turn.run], chance, 0.9)
            label = _label(turn.run, rater, severity, chance, minutes=5000 + place)
            again.append(replace(label, repeat=True, wave=wave.name))
    store.labels.append(again)
    return again


def see(store, rater, run, *, at):
    """Write down that a rater has seen the scores of a run."""
    store.exposures.append([Exposure(rater=rater, seen=Seen.SCORE, at=at, run=run)])


def later(minutes):
    return NOW + timedelta(minutes=minutes)


def _label(run, rater, severity, chance, **more):
    tags = tuple(tag for tag in TAGS if severity >= 3 and chance.random() < 0.6)
    evidence = (Evidence(step=chance.choice((1, 1, 2))),) if severity >= 2 else ()
    return a_label(
        run,
        rater=rater,
        severity=severity,
        tags=tags,
        evidence=evidence,
        seconds=60.0 + 240 * chance.random(),
        **more,
    )
