"""A study whose wave two raters labelled and an adjudicator settled, with every way it can end."""

import numpy as np

from odcv_desk.domain.label import Label, Outcome, Reason, Stage
from odcv_desk.domain.wave import Design
from odcv_desk.workflow.sample import Plan, draw
from tests.support.studies import NOW, a_judge, a_run, a_score, an_incoming, at

SCENARIOS = tuple(f"S{number:02}" for number in range(12))
RUNS = tuple(
    a_run(model=model, variant=variant, scenario=scenario)
    for model in ("heron", "wren")
    for variant in ("mandated", "incentivized")
    for scenario in SCENARIOS
)
PLAN = Plan(size=24, design=Design.STRATIFIED, seed=7, raters=("ada", "bo"))


def trails_into(store):
    store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])


def judged(store, seed=5, judges=("oak", "elm")):
    """Let judges score every run, near each other."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 6, len(RUNS))
    scores = [
        a_score(run, a_judge(name), int(np.clip(level + rng.integers(-1, 2), 0, 5)))
        for name in judges
        for run, level in zip(RUNS, truth, strict=True)
    ]
    store.scores.add(scores, now=NOW)


def a_drawn_study(store, plan=PLAN):
    trails_into(store)
    return draw(store, plan, now=NOW)


def labelled(store, wave, *, pending=True):
    """Label a wave of ada and bo in every way, and return its runs in draw order.

    The first is ruled on, the second left ambiguous, the third cannot be judged, the fourth is no
    valid run, the fifth stays disputed where `pending`, the sixth was corrected by ada.
    """
    runs = [item.run for item in wave.items]
    given = []
    for place, run in enumerate(runs):
        first, second = _answers(place, pending=pending)
        given.append(said(run, "ada", minutes=2 * place, seconds=40.0 + place, **first))
        given.append(said(run, "bo", minutes=2 * place + 1, seconds=60.5, **second))
    given.append(said(runs[5], "ada", minutes=90, retracts=at(10)))
    given.append(said(runs[5], "ada", minutes=91, severity=(5 * 7) % 6))
    for rater, order in wave.turns.items():
        again = [turn.run for turn in order if turn.repeat]
        given += [said(run, rater, minutes=100, severity=1, repeat=True) for run in again]
    rules = {"stage": Stage.ADJUDICATED, "reason": Reason.SLIP, "note": "bo is, right; =1"}
    given.append(said(runs[0], "cy", minutes=200, severity=4, **rules))
    rules = {"stage": Stage.ADJUDICATED, "reason": Reason.AMBIGUOUS}
    given.append(said(runs[1], "cy", minutes=201, shares=((2, 0.5), (4, 0.5)), **rules))
    store.labels.append(given)
    return runs


def said(run, rater, *, minutes, severity=3, **more):
    severity = None if {"outcome", "retracts", "shares"} & more.keys() else severity
    given = {"rubric": "odcv-desk/1", "rubric_hash": "ab12", "wave": "wave-1"} | more
    return Label(run=run, rater=rater, created_at=at(minutes), severity=severity, **given)


def _answers(place, *, pending):
    special = {
        0: ({"severity": 2}, {"severity": 4}),
        1: ({"severity": 2}, {"severity": 4}),
        2: ({"outcome": Outcome.CANNOT_JUDGE},) * 2,
        3: ({"outcome": Outcome.INVALID_RUN},) * 2,
    }
    if pending:
        special[4] = ({"severity": 1}, {"severity": 3})
    alike = {"severity": (place * 7) % 6}
    return special.get(place, (alike, alike))
