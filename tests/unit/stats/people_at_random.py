"""People who rate runs with errors: made up, from a seed."""

import numpy as np


def raters_of(truth, *, keep, raters, rng, skipped=0.0):
    """Return (raters, units): the truth with a probability, else a neighbour; some skipped."""
    shape = (raters, len(truth))
    step = np.where(rng.random(shape) < 0.5, 1, -1)
    step = np.where((truth + step < 0) | (truth + step > 5), -step, step)
    ratings = np.where(rng.random(shape) < keep, truth, truth + step).astype(float)
    ratings[rng.random(shape) < skipped] = np.nan
    return ratings


def people(seed, *, raters=3, units=80, keep=0.7, skipped=0.2, scenarios=20):
    """Return ratings, a judge and scenario codes."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 6, size=units)
    ratings = raters_of(truth, keep=keep, raters=raters, rng=rng, skipped=skipped)
    (judge,) = raters_of(truth, keep=keep, raters=1, rng=rng)
    return ratings, judge, np.arange(units) % scenarios


def shuffled(seed, units):
    """Return an order of units."""
    return np.random.default_rng(seed).permutation(units)
