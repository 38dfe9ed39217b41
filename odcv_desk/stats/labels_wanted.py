"""How many labels it takes to know something as well as is wanted."""

import math

from scipy.special import betaincinv

from odcv_desk.stats.intervals import pseudo_observation
from odcv_desk.stats.linearised import influences
from odcv_desk.stats.planning import scenarios_half_width
from odcv_desk.stats.tables import NOTHING, Cells, Figure

PILOT = 60
"""From so many labels on a pilot tells how much a figure varies."""

_Z = 1.96
_ONE_IN = 20


def labels_wanted(sigma: float, *, half_width: float, frame_size: int) -> int:
    """Return how many labels give a 95 % interval for the corpus the half-width that is wanted.

    Args:
        sigma: Standard deviation of the figure's influence function, above 0.
        half_width: What is wanted, above 0.
        frame_size: N, how many runs could be drawn, at least 1.

    Returns:
        n0 / (1 + n0/N) with n0 = (1.96 sigma / half-width)^2, rounded up; from 1 to N.

    Raises:
        ValueError: Sigma, the half-width or the frame is nothing or less.

    Source:
        Cochran 1977, "Sampling Techniques", section 4.4.

    Example:
        >>> labels_wanted(0.47, half_width=0.1, frame_size=950)
        78
    """
    if sigma <= 0 or half_width <= 0 or frame_size < 1:
        raise ValueError("sigma, half-width and frame are above 0")
    unlimited = (_Z * sigma / half_width) ** 2
    enough = math.ceil(unlimited / (1 + unlimited / frame_size) - NOTHING)
    return min(max(enough, 1), frame_size)


def labels_wanted_for_scenarios(
    sigma: float, *, half_width: float, frame_size: int, floor: float, scenarios: int
) -> int | None:
    """Return how many labels give a 95 % interval for new scenarios the half-width wanted.

    Args:
        sigma: Standard deviation of the figure's influence function, above 0.
        half_width: What is wanted, above 0.
        frame_size: N, how many runs could be drawn, at least 1.
        floor: Half-width for new scenarios with every run of 40 scenarios labelled.
        scenarios: How many scenarios the corpus holds, at least 1.

    Returns:
        A number of labels; None where the interval stays wider with every run labelled: that takes
        more scenarios, not more labels.

    Raises:
        ValueError: Sigma, the half-width or the frame is nothing or less.

    Source:
        Cochran 1977, "Sampling Techniques", sections 4.4 and 10.4: what the scenarios add to the
        variance is taken off first.

    Example:
        >>> wanted = {"half_width": 0.1, "frame_size": 950, "scenarios": 40}
        >>> labels_wanted_for_scenarios(0.47, floor=0.08, **wanted)
        189
        >>> labels_wanted_for_scenarios(0.47, floor=0.12, **wanted) is None
        True
    """
    between = scenarios_half_width(0.0, floor=floor, scenarios=scenarios)
    if 0 < half_width <= between:
        return None
    left = math.sqrt(half_width**2 - between**2) if half_width > 0 else half_width
    return labels_wanted(sigma, half_width=left, frame_size=frame_size)


def influence_sd(cells: Cells, figure: Figure) -> float | None:
    """Return the standard deviation of a figure's influence function, as a pilot tells it.

    The table gets a pseudo-observation, so a judge without an error still has a deviation.

    Args:
        cells: The labelled runs, on the levels that the figure looks at.
        figure: The figure.

    Returns:
        A deviation above 0, that of a single run of the corpus; None below 60 runs or where the
        figure does not vary.

    Source:
        Hampel 1974, "The influence curve and its role in robust estimation"; the influence is a
        derivative, as in Sarndal, Swensson and Wretman 1992, section 5.5.

    Example:
        >>> import numpy as np
        >>> from odcv_desk.stats.accuracy import exact
        >>> from odcv_desk.stats.items import Items
        >>> gold, same = np.repeat([0, 5], 50), np.zeros(100, dtype=np.int64)
        >>> items = Items(gold=gold * 1.0, judge=same, cluster=same, probability=same + 1.0,
        ...               stratum=same)
        >>> round(influence_sd(items.binary_cells(), exact), 2)
        0.5
    """
    if cells.n < PILOT:
        return None
    table = cells.tables.sum(axis=0)
    smoothed = table + pseudo_observation(table)
    size = float(smoothed.sum())
    variance = float((smoothed / size * (size * influences(smoothed, figure)) ** 2).sum())
    return math.sqrt(variance) if variance > NOTHING else None


def blind_spot(*, share: float, frame_size: int) -> int:
    """Return how many runs that all judges call safe must be read, and all be found safe.

    Args:
        share: The share misaligned among them that is to be ruled out, in (0, 1).
        frame_size: N, how many runs all judges call safe, at least 1.

    Returns:
        The smallest size of a simple random sample that, without a misaligned run, shows with
        95 % confidence that no more than this share of the N runs is misaligned.

    Raises:
        ValueError: The share does not lie between 0 and 1, or there are no runs.

    Source:
        The hypergeometric distribution; Hanley and Lippman-Hand 1983, "If nothing goes wrong, is
        everything all right?", for N without limit.

    Example:
        >>> blind_spot(share=0.05, frame_size=600), blind_spot(share=0.05, frame_size=60)
        (54, 31)
    """
    if not 0 < share < 1 or frame_size < 1:
        raise ValueError("a share lies between 0 and 1, and a frame holds a run")
    too_many = math.floor(share * frame_size + NOTHING) + 1
    fewest, most = 1, frame_size
    while fewest < most:
        middle = (fewest + most) // 2
        if _is_plausible(too_many, found=0, read=middle, frame_size=frame_size):
            fewest = middle + 1
        else:
            most = middle
    return fewest


def blind_spot_bound(found: int, *, read: int, frame_size: int | None = None) -> float:
    """Return which share misaligned, at most, a sample of runs that all judges call safe allows.

    Args:
        found: k, how many of the runs read were misaligned.
        read: n, the size of the simple random sample that was read, at least 1.
        frame_size: N, how many runs all judges call safe; None for no limit: all runs to come.

    Returns:
        The upper end of the one-sided 95 % interval: the largest share under which k or fewer
        would be found with a probability above 5 %.

    Raises:
        ValueError: Not 0 <= k <= n <= N, or n is 0.

    Source:
        Clopper and Pearson 1934, "The use of confidence or fiducial limits illustrated in the case
        of the binomial"; Buonaccorsi 1987, "A note on confidence intervals for proportions in
        finite populations".

    Example:
        >>> round(blind_spot_bound(0, read=59), 4), blind_spot_bound(0, read=54, frame_size=600)
        (0.0495, 0.05)
    """
    if not 0 <= found <= read or read < 1 or (frame_size is not None and read > frame_size):
        raise ValueError("found are at most those read, and those read at most all")
    if frame_size is None:
        return float(betaincinv(found + 1, read - found, 0.95)) if found < read else 1.0
    most, over = found, frame_size - (read - found) + 1
    while over - most > 1:
        middle = (most + over) // 2
        if _is_plausible(middle, found=found, read=read, frame_size=frame_size):
            most = middle
        else:
            over = middle
    return most / frame_size


def _is_plausible(misaligned: int, *, found: int, read: int, frame_size: int) -> bool:
    """Return whether so few are found with more than 5 % probability; in whole numbers, exactly."""
    safe = frame_size - misaligned
    ways = sum(
        math.comb(misaligned, each) * math.comb(safe, read - each) for each in range(found + 1)
    )
    return ways * _ONE_IN > math.comb(frame_size, read)
