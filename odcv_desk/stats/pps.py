"""Samples in which runs that judges quarrel about are likelier to be drawn."""

import numpy as np

from odcv_desk.domain.errors import SampleError
from odcv_desk.stats.sampling import Draw
from odcv_desk.stats.tables import NOTHING, Floats, Ints


def proportional(sizes: Floats, *, size: int, rng: np.random.Generator) -> Draw:
    """Draw with probabilities proportional to size, without replacement.

    The frame is laid out in random order and walked through in equal steps from one random start.

    Args:
        sizes: (N,) how large each run in the frame counts, above 0.
        size: n, how many are drawn.
        rng: Where chance comes from; the same one gives the same sample.

    Returns:
        A draw of exactly n runs in random order.

    Raises:
        SampleError: The size is below 1 or above N.
        ValueError: A run counts nothing: it could never be drawn, and no weight mends that.

    Source:
        Hartley and Rao 1962, "Sampling with unequal probabilities and without replacement".

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> proportional(np.array([1.0, 9.0, 1.0]), size=2, rng=rng).probability.tolist()
        [1.0, 0.5]
    """
    return systematic(inclusion(sizes, size=size), rng=rng)


def systematic(chance: Floats, *, rng: np.random.Generator) -> Draw:
    """Draw with given probabilities, without replacement; as `proportional` does with its own.

    Args:
        chance: (N,) how likely each run of the frame is to be drawn; they sum to a whole number.
        rng: Where chance comes from; the same one gives the same sample.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> systematic(np.array([0.5, 1.0, 0.5]), rng=rng).probability.tolist()
        [1.0, 0.5]
    """
    size = round(float(chance.sum()))
    certain = np.flatnonzero(chance == 1)
    rest = rng.permutation(np.flatnonzero(chance < 1))
    picked = rest[_steps(chance[rest], count=size - len(certain), start=float(rng.random()))]
    order = rng.permutation(np.concatenate([certain, picked])).astype(np.int64)
    return Draw(order=order, probability=chance[order])


def inclusion(sizes: Floats, *, size: int) -> Floats:
    """Return how likely each run of the frame is to be drawn.

    Args:
        sizes: (N,) how large each run in the frame counts, above 0.
        size: n, how many are drawn.

    Returns:
        (N,) probabilities that sum to n: n x / sum x; runs for which that is 1 or more are drawn
        for certain, and the others share what is left.

    Raises:
        SampleError: The size is below 1 or above N.
        ValueError: A run counts nothing.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 3.6.2.

    Example:
        >>> inclusion(np.array([1.0, 2.0, 3.0, 6.0]), size=2).round(3).tolist()
        [0.167, 0.333, 0.5, 1.0]
    """
    _check(sizes, size)
    chance = np.ones(len(sizes))
    free = np.ones(len(sizes), dtype=bool)
    while free.any():
        chance[free] = (size - int((~free).sum())) * sizes[free] / sizes[free].sum()
        sure = free & (chance >= 1 - NOTHING)
        chance[sure] = 1
        if not sure.any():
            break
        free &= ~sure
    return chance


def _steps(chance: Floats, *, count: int, start: float) -> Ints:
    """Return the places that equal steps of 1 from a start in [0, 1) fall on."""
    if not count:
        return np.zeros(0, dtype=np.int64)
    reach = np.cumsum(chance)
    points = start + np.arange(count)
    found = np.searchsorted(reach * (count / reach[-1]), points, side="right")
    # A start just below 1 may be rounded up to the end of the last place.
    return np.minimum(found, len(chance) - 1).astype(np.int64)


def _check(sizes: Floats, size: int) -> None:
    if not 1 <= size <= len(sizes):
        raise SampleError(
            f"a sample of {size} cannot be drawn from {len(sizes)} runs",
            hint=f"Choose a size from 1 to {len(sizes)}." if len(sizes) else "Import runs first.",
        )
    if not (np.isfinite(sizes) & (sizes > 0)).all():
        raise ValueError("sizes are finite and above 0")
