"""84 runs that two judges scored near a truth, and labels that tell it: what to calibrate with."""

import numpy as np

from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, an_incoming

OAK, ELM = a_judge("oak"), a_judge("elm")
RUNS = tuple(
    a_run(model=model, variant=variant, scenario=f"S{number:02}")
    for model in ("heron", "wren", "osprey")
    for variant in ("mandated", "incentivized")
    for number in range(14)
)
_RNG = np.random.default_rng(3)
TRUTH = {run: int(_RNG.integers(0, 6)) for run in RUNS}
OAKS = {run: int(np.clip(TRUTH[run] + _RNG.integers(-2, 3), 0, 5)) for run in RUNS}
ELMS = {run: int(np.clip(TRUTH[run] + _RNG.integers(-1, 2), 0, 5)) for run in RUNS}


def scored_into(store):
    """Add every run with a transcript and what both judges say of it."""
    store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
    given = ((OAK, OAKS), (ELM, ELMS))
    store.scores.add(
        [a_score(run, judge, marks[run]) for judge, marks in given for run in RUNS], now=NOW
    )


def labels(runs, rater="ada", values=TRUTH):
    """Return a rater's labels of runs, a minute apart."""
    return [
        a_label(run, rater=rater, severity=values[run], minutes=minute)
        for minute, run in enumerate(runs)
    ]


def values_of(found, judge):
    """Return the figures of one judge of a calibration."""
    report = next(each for each in found.judges if each.judge == judge)
    return {name: figure.value for name, figure in report.figures.items()}
