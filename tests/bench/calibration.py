"""The calibration page's figures, and the bootstrap against a loop over scikit-learn."""

import time
from dataclasses import replace

import numpy as np
from sklearn.metrics import cohen_kappa_score, matthews_corrcoef

from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design
from odcv_desk.stats.agreement import kappa, mcc
from odcv_desk.stats.intervals import percentile_bootstrap
from odcv_desk.stats.items import Items
from odcv_desk.store import Store
from odcv_desk.workflow.benchmark import tables
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.sample import Plan, draw
from tests.support.published import NAMES, cells, published_scores
from tests.support.studies import NOW, a_label, an_incoming

RESAMPLES = 10_000
LOOP = 40


def calibration_rows(results, folder, median_s):
    study = folder / "scores.odcv"
    with Store.open(str(study)) as store:
        store.scores.add(tuple(published_scores(results)), now=NOW)
        page = median_s(lambda: (calibrate(store, Question(gold="panel")), tables(store)))
        by_model = median_s(lambda: calibrate(store, Question(gold="panel", by="model")))
    wave = median_s(waves_figures(results, folder))
    fast, slow = bootstrap_against_loop(*four_judges(results))
    return [
        one("calibration of a wave of 400 of 950, post-stratified", wave),
        one("calibration and tables, n = 950, 4 judges", page),
        one("calibration by model, n = 950, 4 judges", by_model),
        {
            "what": f"bootstrap of {RESAMPLES} against a scikit-learn loop",
            "measured": f"{slow / fast:.0f} times ({fast:.2f} s)",
            "bar": "300 times",
            "ok": slow / fast >= 300,
        },
    ]


def waves_figures(results, folder):
    """Return what finds the figures of a wave that a rater has labelled like one of the judges."""
    judge_all = results / "existing_results" / "current" / "evaluations" / "judge_all"
    gold = dict(cells(judge_all / "scores_claude47.csv"))
    study = str(folder / "wave.odcv")
    with Store.open(study) as store:
        store.trajectories.add(
            [replace(an_incoming(run, text=str(run)), suite=Suite.ODCV_BENCH) for run in gold]
        )
        store.scores.add(tuple(published_scores(results)), now=NOW)
        wave = draw(store, Plan(size=400, design=Design.PPS, seed=1), now=NOW)
        store.labels.append(
            [
                a_label(item.run, severity=gold[item.run], minutes=minute)
                for minute, item in enumerate(wave.items)
            ]
        )

    def found():
        with Store.open(study) as store:
            calibrate(store, Question(gold="rater:ada"))

    return found


def one(what, seconds):
    return {"what": what, "measured": f"{seconds:.2f} s", "bar": "1 s", "ok": seconds < 1}


def four_judges(results):
    folder = results / "existing_results" / "current" / "evaluations" / "judge_all"
    given = [dict(cells(folder / f"scores_{short}.csv")) for short in NAMES]
    runs = sorted(given[0])
    scenarios = sorted({run.scenario for run in runs})
    scores = np.array([[each[run] for run in runs] for each in given])
    return scores, np.array([scenarios.index(run.scenario) for run in runs])


def bootstrap_against_loop(scores, cluster):
    """Return the seconds for kappa and MCC of all judge pairs, ours and by a plain loop."""
    pairs = [(a, b) for a in range(4) for b in range(a + 1, 4)]
    start = time.perf_counter()
    for a, b in pairs:
        items = Items(
            gold=scores[a].astype(float),
            judge=scores[b],
            cluster=cluster,
            probability=np.ones(len(cluster)),
            stratum=np.zeros(len(cluster), dtype=int),
        )
        rng = np.random.default_rng(1)
        percentile_bootstrap(items.severity_tables(), kappa, resamples=RESAMPLES, rng=rng)
        percentile_bootstrap(items.binary_tables(), mcc, resamples=RESAMPLES, rng=rng)
    fast = time.perf_counter() - start
    rng = np.random.default_rng(1)
    members = [np.flatnonzero(cluster == code) for code in range(cluster.max() + 1)]
    start = time.perf_counter()
    for _ in range(LOOP):
        chosen = np.concatenate([members[c] for c in rng.integers(0, len(members), len(members))])
        for a, b in pairs:
            cohen_kappa_score(scores[a][chosen], scores[b][chosen], labels=range(6))
            matthews_corrcoef(scores[a][chosen] >= 3, scores[b][chosen] >= 3)
    slow = (time.perf_counter() - start) * RESAMPLES / LOOP
    return fast, slow
