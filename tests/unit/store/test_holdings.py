"""Counts made in SQL say what counting every value says."""

from collections import Counter

import pytest

from odcv_desk.domain.run import Suite
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.store.holdings import (
    label_counts,
    run_counts,
    scenario_counts,
    score_counts,
    wave_raters,
)
from odcv_desk.workflow.grid import missing_cells
from tests.support.studies import (
    NOW,
    a_judge,
    a_label,
    a_run,
    a_score,
    a_wave,
    an_incoming,
    at,
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def mixed(store):
    """Return a study with every kind of run."""
    store.trajectories.add(
        [
            an_incoming(a_run("heron"), raw=b"one"),
            an_incoming(a_run("heron"), raw=b"two"),
            an_incoming(a_run("heron", scenario="Beta"), ended=Ended.STEP_LIMIT),
            an_incoming(a_run("heron", "mandated~1"), ended=Ended.CANCELLED),
            an_incoming(a_run("wren", "incentivized"), intervened=True),
            an_incoming(a_run("wren"), ended=Ended.FAILED),
        ]
    )
    scored = [a_run("wren", scenario="Beta"), a_run("heron")]
    store.scores.add([a_score(run, a_judge("oak")) for run in scored], now=NOW)
    return store


def test_runs_are_counted_as_the_runs_themselves_say(mixed):
    runs = mixed.trajectories.all()

    def count(holds):
        return Counter((run.suite, run.id.model, run.id.variant) for run in runs if holds(run))

    every = count(lambda _run: True)
    readable = count(lambda run: run.has_transcript)
    drawable = count(lambda run: run.has_transcript and run.counts)
    out = count(lambda run: not run.counts)

    assert [
        ((each.suite, each.model, each.variant), each.runs, each.transcripts, each.drawable)
        for each in run_counts(mixed)
    ] == [(place, every[place], readable[place], drawable[place]) for place in sorted(every)]
    assert [each.uncounted for each in run_counts(mixed)] == [out[place] for place in sorted(every)]


def test_scenarios_are_counted(mixed):
    counted = {each.scenario: (each.runs, each.transcripts) for each in scenario_counts(mixed)}

    assert counted == {"Alpha": (5, 5), "Beta": (2, 1)}


def test_missing_cells_leave_paraphrases_and_second_trails_out(mixed):
    assert missing_cells(mixed) == (
        a_run("heron", "incentivized"),
        a_run("heron", "incentivized", "Beta"),
        a_run("wren", "incentivized", "Beta"),
    )


def test_a_full_grid_lacks_nothing(store):
    store.trajectories.add([an_incoming(a_run(model)) for model in ("heron", "wren")])

    assert missing_cells(store) == ()


def test_suites_have_grids_of_their_own(store):
    store.trajectories.add([an_incoming(a_run("heron"))])
    store.scores.add([a_score(a_run("wren", scenario="B"), a_judge(suite=Suite.DEMO))], now=NOW)

    assert missing_cells(store) == ()


def test_scores_are_counted_by_judge(mixed):
    assert score_counts(mixed) == {a_judge("oak"): 2}


def test_labels_that_stand_are_counted_by_rater(mixed):
    mixed.labels.append([a_label(a_run("heron"), "ada"), a_label(a_run("wren"), "ada", minutes=1)])
    mixed.labels.append([a_label(a_run("heron"), "bo"), a_label(a_run("heron"), "bo", minutes=2)])
    mixed.labels.append([a_label(a_run("wren"), "ada", minutes=3, retracts=at(1))])

    assert label_counts(mixed) == {"ada": 1, "bo": 1}


def test_raters_are_told_wave_by_wave(mixed):
    mixed.waves.add(a_wave([a_run("heron")], raters=("ada", "bo")))
    mixed.waves.add(a_wave([a_run("heron")], name="wave-2"))

    assert wave_raters(mixed) == (("ada", "bo"), ())
