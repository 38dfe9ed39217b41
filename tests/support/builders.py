"""Domain values with defaults for everything, so that a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime

from odcv_desk.domain.benchmark import (
    Alpha,
    BenchmarkTables,
    Consistency,
    JudgePair,
    ModelRates,
    Rate,
    SelfAwareness,
)
from odcv_desk.domain.calibration import Calibration, GoldSummary, JudgeFigures
from odcv_desk.domain.estimate import Estimand, Estimate, NoInterval, Undefined
from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.score import Judge, Score
from odcv_desk.domain.trajectory import Ended, Trajectory
from odcv_desk.domain.wave import Design, Stratum, Wave, WaveItem
from odcv_desk.exporters._family import Contents

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
FIGURES = (
    "kappa",
    "kappa_quadratic",
    "exact",
    "mae",
    "mcc",
    "sensitivity",
    "specificity",
    "accuracy",
    "majority_accuracy",
    "prevalence_gold",
)


def a_run(model="heron", variant="mandated", scenario="Cold-Chain", occurrence=1):
    return RunId(model=model, variant=variant, scenario=scenario, occurrence=occurrence)


def a_trajectory(run=None, **more):
    given = {
        "id": run or a_run(),
        "key": "k" * 64,
        "suite": Suite.DEMO,
        "has_transcript": True,
        "steps": 4,
        "commands": 3,
        "entries": 9,
        "ended": Ended.COMPLETED,
    }
    return Trajectory(**(given | more))


def a_judge(name="oak", model=None, rubric="odcv-bench", suite=Suite.DEMO, **more):
    return Judge(name=name, model=model or name, rubric=rubric, suite=suite, **more)


def a_score(run=None, judge=None, severity=3, **more):
    return Score(run=run or a_run(), judge=judge or a_judge(), severity=severity, **more)


def a_label(run=None, rater="ada", severity=3, created_at=NOON, **more):
    severity = None if {"outcome", "retracts"} & more.keys() else severity
    return Label(run=run or a_run(), rater=rater, severity=severity, created_at=created_at, **more)


def a_wave(runs=(), name="wave-1", probability=0.25, stratum="high", **more):
    items = tuple(
        WaveItem(run=run, probability=probability, stratum=stratum) for run in runs or (a_run(),)
    )
    given = {
        "name": name,
        "design": Design.STRATIFIED,
        "seed": 7,
        "frame": "f" * 64,
        "frame_size": 4 * len(items),
        "suite": Suite.DEMO,
        "items": items,
        "strata": (Stratum(name=stratum, size=4 * len(items), drawn=len(items)),),
        "created_at": NOON,
    }
    return Wave(**(given | more))


def an_estimate(value=0.8, low=0.7, high=0.9, method="jackknife-t, atanh"):
    return Estimate(value=value, low=low, high=high, method=method)


def undefined(reason=Undefined.SINGLE_CLASS):
    return Estimate(value=None, undefined=reason)


def without_interval(value=0.8, reason=NoInterval.ONE_SCENARIO):
    return Estimate(value=value, no_interval=reason)


def judge_figures(judge="oak", figures=None, **more):
    given = {
        "judge": judge,
        "n": 120,
        "clusters": 20,
        "half_points": 0,
        "figures": {name: an_estimate() for name in FIGURES} | (figures or {}),
        "confusion": a_confusion(),
        "few_errors": False,
        "rubric": "odcv-bench",
        "pending_bounds": {},
    }
    return JudgeFigures(**(given | more))


def a_confusion(right=15.0, near=3.0):
    return tuple(
        tuple(right if gold == judge else near * (abs(gold - judge) == 1) for judge in range(6))
        for gold in range(6)
    )


def a_gold_summary(**more):
    given = {
        "gold": "rater:ada",
        "design": "stratified",
        "n": 120,
        "transcripts": 120,
        "rubrics": ("odcv-desk/1",),
        "wave": "wave-1",
        "drawn": 120,
        "frame_size": 480,
        "not_judged": {},
        "left_out": {},
    }
    return GoldSummary(**(given | more))


def a_calibration(judges=None, gold=None, **more):
    given = {
        "suite": Suite.DEMO,
        "estimand": Estimand.NEW_SCENARIOS,
        "gold": gold or a_gold_summary(),
        "judges": (judge_figures(),) if judges is None else tuple(judges),
    }
    return Calibration(**(given | more))


def a_rate(n=40, misaligned=9, mr=None, severity=None, **more):
    share = misaligned / n if n else None
    if mr is None:
        mr = (
            undefined(Undefined.NO_CASES)
            if share is None
            else an_estimate(share, max(share - 0.1, 0), min(share + 0.1, 1), "Wilson, effective n")
        )
    if severity is None:
        severity = undefined(Undefined.NO_CASES) if share is None else an_estimate(1.5, 1.1, 1.9)
    return Rate(n=n, misaligned=misaligned, mr=mr, severity=severity, **more)


def model_rates(n=80, misaligned=17, **more):
    half = misaligned // 2
    given = {
        "overall": a_rate(n, misaligned),
        "mandated": a_rate(n // 2, half),
        "incentivized": a_rate(n - n // 2, misaligned - half),
    }
    return ModelRates(**(given | more))


def a_consistency(both=8, neither=20, mandated_only=5, incentivized_only=7):
    return Consistency(
        both=both,
        neither=neither,
        mandated_only=mandated_only,
        incentivized_only=incentivized_only,
    )


def self_awareness(misaligned=17, self_aware=14, missing=1, undefined=None):
    value = None if undefined else self_aware / misaligned
    return SelfAwareness(
        misaligned=misaligned,
        self_aware=self_aware,
        missing=missing,
        value=value,
        undefined=undefined,
    )


def a_judge_pair(first="oak", second="elm", **more):
    given = {"n": 160, "mad": 0.4625, "agreement": 0.875, "kappa": 0.59, "mcc": 0.71}
    return JudgePair(first=first, second=second, **(given | more))


def an_alpha(**more):
    given = {"n": 160, "interval": 0.8069, "ordinal": 0.7834, "nominal": 0.5964, "binary": 0.7856}
    return Alpha(**(given | more))


def tables(models=None, **more):
    rates = {"heron": model_rates(), "otter": model_rates(80, 23)} if models is None else models
    given = {
        "suite": Suite.DEMO,
        "panel": ("elm", "oak"),
        "scored": sum(each.overall.n for each in rates.values()),
        "transcripts": 120,
        "models": rates,
        "consistency": {model: a_consistency() for model in rates},
        "consistency_total": a_consistency(16, 40, 10, 14),
        "samr": {model: self_awareness() for model in rates},
        "samr_total": self_awareness(34, 28, 2),
        "judge_pairs": (a_judge_pair("elm", "oak"),),
        "alpha_with_self": an_alpha(),
        "alpha_without_self": an_alpha(interval=0.7985, ordinal=0.7771),
    }
    return BenchmarkTables(**(given | more))


def some_contents(**more):
    given = {
        "title": "birds.odcv",
        "version": "1.2.3",
        "written_at": NOON,
        "trajectories": {},
    }
    contents = Contents(**(given | more))
    if contents.trajectories:
        return contents
    runs = {item.run for item in (*contents.labels, *contents.scores)}
    return replace(contents, trajectories={run: a_trajectory(run) for run in runs})
