"""Figures and intervals of drawn waves, from draw to calibration, against plain reckoning."""

import numpy as np
import pytest

from odcv_desk.domain.estimate import Estimand
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.sample import Plan, draw
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, an_incoming
from tests.unit.metrics.naive import for_corpus, for_new_scenarios

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
NAIVE = {Estimand.NEW_SCENARIOS: for_new_scenarios, Estimand.CORPUS: for_corpus}


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
    with Store.open(str(tmp_path / "study.odcv")) as store:
        store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
        store.scores.add([a_score(run, a_judge("oak"), OAKS[run]) for run in RUNS], now=NOW)
        rows = labelled(store, design, done)
        found = calibrate(store, Question(gold="rater:ada", estimand=estimand))

    (judge,) = found.judges
    wanted = {name: NAIVE[estimand](name, rows) for name in judge.figures}
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
