import numpy as np
import pytest

from odcv_desk.domain.estimate import Estimand
from odcv_desk.metrics import figures
from odcv_desk.stats.items import Items
from tests.unit.metrics.benchmark import JUDGES, SCORES, judged

NAMES = ("kappa", "kappa_quadratic", "mcc")
REPEATS = 400
SCENARIOS = 40


def synthetic(rng):
    """Return a stand-in for the published scores: scenarios differ, and the judge errs at times."""
    lean = rng.normal(size=SCENARIOS)
    cluster = np.repeat(np.arange(SCENARIOS), 24)
    latent = lean[cluster] + rng.normal(scale=1.5, size=len(cluster))
    gold = np.digitize(latent, [0.2, 0.5, 0.9, 1.9, 3.2])
    slip = rng.random(len(cluster)) < 0.25
    other = np.clip(gold + rng.integers(-3, 4, size=len(cluster)), 0, 5)
    return Items(
        gold=gold.astype(float),
        judge=np.where(slip, other, gold),
        cluster=cluster,
        probability=np.ones(len(cluster)),
        stratum=np.zeros(len(cluster), dtype=int),
    )


def populations(rng):
    """Return the published scores where they are at hand, one population for each judge."""
    if SCORES.exists():
        return [judged(judge) for judge in JUDGES]
    return [synthetic(rng)]


def labelled(population, size, rng):
    """Return a sample from scenarios drawn with replacement, as if they were new."""
    drawn = rng.integers(0, SCENARIOS, size=SCENARIOS)
    places = [np.flatnonzero(population.cluster == code) for code in drawn]
    codes = np.repeat(np.arange(SCENARIOS), [len(each) for each in places])
    chosen = rng.permutation(len(codes))[:size]
    runs = np.concatenate(places)[chosen]
    return Items(
        gold=population.gold[runs],
        judge=population.judge[runs],
        cluster=codes[chosen],
        probability=np.full(size, size / len(codes)),
        stratum=np.zeros(size, dtype=int),
    )


def covered(size):
    """Return how often each interval holds the truth, and how wide it is on average."""
    rng = np.random.default_rng(20251220)
    found = []
    for population in populations(rng):
        truth = figures(population, estimand=Estimand.CORPUS)
        for _ in range(REPEATS):
            got = figures(labelled(population, size, rng), estimand=Estimand.NEW_SCENARIOS)
            found.append(
                [(_holds(got[name], truth[name].value), _width(got[name])) for name in NAMES]
            )
    means = np.nanmean(np.array(found, dtype=float), axis=0)
    return dict(zip(NAMES, means[:, 0], strict=True)), dict(zip(NAMES, means[:, 1], strict=True))


def _holds(estimate, truth):
    return np.nan if estimate.low is None else estimate.low <= truth <= estimate.high


def _width(estimate):
    return np.nan if estimate.low is None else estimate.high - estimate.low


@pytest.mark.slow
@pytest.mark.parametrize("size", [60, 100])
def test_intervals_for_new_scenarios_hold_the_truth_as_often_as_they_say(size):
    coverage, width = covered(size)

    assert min(coverage.values()) > 0.92
    assert max(coverage.values()) < 0.98
    assert width["mcc"] < 0.5
