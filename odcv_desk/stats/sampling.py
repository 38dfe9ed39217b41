"""Which runs to label next, with their inclusion probabilities."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.wave import Stratum
from odcv_desk.stats.tables import Floats, Ints

FEWEST_PER_STRATUM = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draw:
    """A drawn sample.

    Attributes:
        order: (size,) places in the frame, in the random order in which they are to be labelled.
        probability: (size,) the inclusion probability of each.
        strata: Sizes and draws of each stratum by name; empty for a simple random sample.
    """

    order: Ints
    probability: Floats
    strata: tuple[Stratum, ...] = ()


def srs(frame_size: int, *, size: int, rng: np.random.Generator) -> Draw:
    """Draw a simple random sample without replacement.

    Args:
        frame_size: N, how many runs could be drawn.
        size: n, how many are drawn.
        rng: Where chance comes from; the same one gives the same sample.

    Returns:
        A draw in which every run has the probability n/N.

    Raises:
        SampleError: The size is below 1 or above N.

    Source:
        Cochran 1977, "Sampling Techniques", chapter 2.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> srs(4, size=2, rng=rng).probability.tolist()
        [0.5, 0.5]
    """
    _check_size(size, frame_size)
    order = rng.permutation(frame_size)[:size].astype(np.int64)
    return Draw(order=order, probability=np.full(size, size / frame_size))


def stratified(strata: Sequence[str], *, size: int, rng: np.random.Generator) -> Draw:
    """Draw from every stratum in proportion to its size, at least two where the size allows.

    Args:
        strata: (N,) the stratum of each run in the frame.
        size: n, how many are drawn in all.
        rng: Where chance comes from; the same one gives the same sample.

    Returns:
        A draw in random order over all strata.

    Raises:
        SampleError: The size is below 1, below the number of strata, or above N.

    Source:
        Cochran 1977, "Sampling Techniques", chapter 5.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> [each.drawn for each in stratified(["a"] * 8 + ["b"] * 4, size=6, rng=rng).strata]
        [4, 2]
    """
    _check_size(size, len(strata))
    frame = np.array(strata)
    names, counts = np.unique(frame, return_counts=True)
    sizes = {str(name): int(count) for name, count in zip(names, counts, strict=True)}
    if size < len(sizes):
        raise SampleError(
            f"a sample of {size} leaves some of the {len(sizes)} strata out",
            hint=f"Draw at least {len(sizes)}, or draw without strata.",
        )
    drawn = allocate(sizes, size)
    parts = [rng.permutation(np.flatnonzero(frame == name))[: drawn[name]] for name in sizes]
    order = rng.permutation(np.concatenate(parts)).astype(np.int64)
    chance = {name: drawn[name] / sizes[name] for name in sizes}
    return Draw(
        order=order,
        probability=np.array([chance[strata[place]] for place in order]),
        strata=tuple(Stratum(name=name, size=sizes[name], drawn=drawn[name]) for name in sizes),
    )


def allocate(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Share a sample out over strata in proportion to their sizes, by largest remainder.

    Each stratum gets at least two (all of it where it holds one), or at least one where the sample
    is too small for that. Equal remainders go to the name that sorts first.

    Args:
        sizes: How many runs each stratum holds, none of them empty.
        size: n, at least one for each stratum, at most all runs.

    Returns:
        How many to draw from each stratum; the numbers sum to n.

    Source:
        Balinski and Young 1982, "Fair Representation", for Hamilton's method, with a floor.

    Example:
        >>> allocate({"a": 90, "b": 9, "c": 1}, 10)
        {'a': 7, 'b': 2, 'c': 1}
    """
    floor = {name: min(held, FEWEST_PER_STRATUM) for name, held in sizes.items()}
    if sum(floor.values()) > size:
        floor = dict.fromkeys(sizes, 1)
    given = dict(floor)
    quotas = _quotas(sizes, floor, size)
    given |= {name: int(quota) for name, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda name: (int(quotas[name]) - quotas[name], name))
    for name in by_remainder[: size - sum(given.values())]:
        given[name] += 1
    return given


def frame_hash(keys: Iterable[str]) -> str:
    """Return what names a frame: the runs that could have been drawn, in any order.

    Args:
        keys: The keys of the runs.

    Returns:
        The SHA-256 of the sorted keys, one to a line, in hexadecimal.

    Source:
        FIPS 180-4, "Secure Hash Standard".

    Example:
        >>> frame_hash(["b", "a"]) == frame_hash(["a", "b"])
        True
    """
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


def _quotas(sizes: Mapping[str, int], floor: Mapping[str, int], size: int) -> dict[str, Fraction]:
    """Return the exact shares of the strata whose share is above their floor."""
    free = dict(sizes)
    while True:
        left = size - sum(floor[name] for name in sizes.keys() - free.keys())
        held = sum(free.values())
        quotas = {name: Fraction(left * of, held) for name, of in free.items()}
        low = [name for name, quota in quotas.items() if quota < floor[name]]
        if not low:
            return quotas
        free = {name: of for name, of in free.items() if name not in low}


def _check_size(size: int, frame_size: int) -> None:
    if not 1 <= size <= frame_size:
        raise SampleError(
            f"a sample of {size} cannot be drawn from {frame_size} runs",
            hint=f"Choose a size from 1 to {frame_size}." if frame_size else "Import runs first.",
        )
