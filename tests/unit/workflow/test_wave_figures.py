"""Figures and intervals of drawn waves, from draw to calibration, against plain reckoning."""

from contextlib import contextmanager

import numpy as np
import pytest

from odcv_desk.domain.estimate import Estimand, Estimator
from odcv_desk.domain.wave import Design
from odcv_desk.metrics import metrics
from odcv_desk.store import Store
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.sample import Plan, draw
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, an_incoming
from tests.unit.metrics.naive import for_corpus, for_new_scenarios
from tests.unit.metrics.naive_poststrata import (
    cell_of,
    for_corpus_adjusted,
    for_new_scenarios_adjusted,
)

RNG = np.random.default_rng(11)
SCENARIOS = tuple(f"S{number:02}" for number in range(14))
RUNS = tuple(
    a_run(model=model, variant=variant, scenario=scenario)
    for model, variants in (("heron", 2), ("wren", 1), ("osprey", 2))
    for variant in ("mandated", "incentivized")[:variants]
    for scenario in SCENARIOS
)
TRUTH = {run: int(RNG.integers(0, 6)) for run in RUNS}
OAKS = {run: int(np.clip(TRUTH[run] + RNG.integers(-2, 3), 0, 5)) for run in RUNS}
ELMS = {run: int(np.clip(TRUTH[run] + RNG.integers(-3, 4), 0, 5)) for run in RUNS}
FIGURES = tuple(metric.name for metric in metrics())
ADJUSTED = {
    Estimand.NEW_SCENARIOS: for_new_scenarios_adjusted,
    Estimand.CORPUS: for_corpus_adjusted,
}
NAIVE = {Estimand.NEW_SCENARIOS: for_new_scenarios, Estimand.CORPUS: for_corpus}


@contextmanager
def scored(folder):
    with Store.open(str(folder / "study.odcv")) as store:
        store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
        scores = [a_score(run, a_judge("oak"), OAKS[run]) for run in RUNS]
        scores += [a_score(run, a_judge("elm"), ELMS[run]) for run in RUNS]
        store.scores.add(scores, now=NOW)
        yield store


def labelled(store, design, done):
    wave = draw(store, Plan(size=52, design=design, seed=5), now=NOW)
    chosen = wave.items[:done]
    store.labels.append(
        [
            a_label(item.run, severity=TRUTH[item.run], minutes=minute)
            for minute, item in enumerate(chosen)
        ]
    )
    share = len(chosen) / len(wave.items)
    strata = sorted({item.stratum for item in chosen})
    return [
        (
            float(TRUTH[item.run]),
            OAKS[item.run],
            SCENARIOS.index(item.run.scenario),
            item.probability * share,
            strata.index(item.stratum),
        )
        for item in sorted(chosen, key=lambda item: item.run)
    ]


@pytest.mark.parametrize("done", [52, 41], ids=["complete", "unfinished"])
@pytest.mark.parametrize("estimand", list(Estimand))
@pytest.mark.parametrize("design", list(Design))
def test_a_waves_figures_and_intervals_are_what_plain_reckoning_gives(
    tmp_path, design, estimand, done
):
    with scored(tmp_path) as store:
        rows = labelled(store, design, done)
        found = calibrate(
            store, Question(gold="rater:ada", estimand=estimand, estimator=Estimator.HAJEK)
        )

    compared(found, {name: NAIVE[estimand](name, rows) for name in FIGURES})


@pytest.mark.parametrize("done", [52, 41], ids=["complete", "unfinished"])
@pytest.mark.parametrize("estimand", list(Estimand))
@pytest.mark.parametrize("design", list(Design))
def test_post_stratified_figures_are_what_plain_reckoning_gives(tmp_path, design, estimand, done):
    with scored(tmp_path) as store:
        rows = labelled(store, design, done)
        found = calibrate(store, Question(gold="rater:ada", estimand=estimand))
        runs = sorted(item.run for item in store.waves.all()[0].items[:done])

    cells = {run: cell_of(OAKS[run], abs(OAKS[run] - ELMS[run])) for run in RUNS}
    corpus = [(cells[run], SCENARIOS.index(run.scenario)) for run in RUNS]
    plain = (rows, [cells[run] for run in runs], corpus)
    assert found.gold.estimator is Estimator.POST_STRATIFIED
    compared(found, {name: ADJUSTED[estimand](name, *plain) for name in FIGURES})


def compared(found, wanted):
    judge = found.judges[-1]
    got = {name: (each.value, (each.low, each.high)) for name, each in judge.figures.items()}
    assert {name: value for name, (value, _) in got.items()} == pytest.approx(
        {name: value for name, (value, _) in wanted.items()}, abs=1e-9
    )
    assert {name: low for name, (_, (low, _)) in got.items()} == pytest.approx(
        {name: low for name, (_, (low, _)) in wanted.items()}, abs=1e-6
    )
    assert {name: high for name, (_, (_, high)) in got.items()} == pytest.approx(
        {name: high for name, (_, (_, high)) in wanted.items()}, abs=1e-6
    )


def test_joined_waves_are_one_sample_with_the_probability_of_either(tmp_path):
    with scored(tmp_path) as store:
        first = draw(store, Plan(size=30, design=Design.PPS, seed=3), now=NOW)
        label(store, first.items, first.name)
        joining = Plan(size=28, design=Design.SRS, seed=4, join=(first.name,))
        second = draw(store, joining, now=NOW)
        fresh = [each for each in second.items if each.run not in {i.run for i in first.items}]
        label(store, fresh[:-3], second.name)
        frame = store.waves.frame(first.name)
        found = calibrate(store, Question(gold="rater:ada", estimator=Estimator.HAJEK))

    done = [item.run for item in (*first.items, *fresh[:-3])]
    share = (len(fresh) - 3) / len(fresh)
    rows = [
        (
            float(TRUTH[run]),
            OAKS[run],
            SCENARIOS.index(run.scenario),
            1 - (1 - frame[run]) * (1 - share * 28 / len(RUNS)),
            0,
        )
        for run in sorted(done)
    ]
    assert (found.gold.n, found.gold.joins) == (len(done), (first.name,))
    assert (found.gold.drawn, found.gold.frame_size) == (len(done) + 3, len(RUNS))
    compared(found, {name: for_new_scenarios(name, rows) for name in FIGURES})


def test_an_earlier_wave_that_was_joined_can_be_asked_for_alone(tmp_path):
    with scored(tmp_path) as store:
        first = draw(store, Plan(size=30, design=Design.SRS, seed=3), now=NOW)
        label(store, first.items, first.name)
        draw(store, Plan(size=28, design=Design.SRS, seed=4, join=(first.name,)), now=NOW)
        found = calibrate(store, Question(gold="rater:ada", wave=first.name))

    assert (found.gold.n, found.gold.drawn, found.gold.joins) == (30, 30, ())


def label(store, items, wave):
    store.labels.append(
        [
            a_label(item.run, severity=TRUTH[item.run], minutes=minute, wave=wave)
            for minute, item in enumerate(items)
        ]
    )
