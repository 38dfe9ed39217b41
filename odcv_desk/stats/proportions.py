"""Intervals for proportions: Wilson with an effective n, and Clopper-Pearson over scenarios."""

import math

from scipy.special import ndtri, stdtrit

from odcv_desk.domain.estimate import NoInterval
from odcv_desk.stats.intervals import UPPER, Interval, too_few
from odcv_desk.stats.tables import NOTHING, Floats


def wilson(share: float, *, n: float, method: str) -> Interval:
    """Return Wilson's interval.

    Args:
        share: The proportion found, 0 to 1.
        n: How many independent items it is worth; need not be whole.
        method: How n was found.

    Returns:
        An interval within [0, 1] that holds the share.

    Source:
        Wilson 1927, "Probable inference, the law of succession, and statistical inference".

    Example:
        >>> found = wilson(0.0, n=10, method="Wilson")
        >>> found.low, round(found.high, 4)
        (0.0, 0.2775)
    """
    z = float(ndtri(UPPER))
    below = 1 + z**2 / n
    centre = (share + z**2 / (2 * n)) / below
    half = z / below * math.sqrt(max(share * (1 - share), 0.0) / n + z**2 / (4 * n**2))
    found = Interval(low=centre - half, high=centre + half, method=method)
    return found.clipped((0.0, 1.0)).holding(share)


def wilson_clustered(
    hits: Floats, cases: Floats, *, clusters: int, n: int
) -> Interval | NoInterval:
    """Return Wilson's interval with the n that as much spread between scenarios is worth.

    Args:
        hits: (C,) weighted hits of each scenario.
        cases: (C,) weighted cases of each scenario, at least one in all.
        clusters: How many scenarios hold an item, whether or not it is a case.
        n: How many items are cases, without weights.

    Returns:
        An interval; or why there is none: too few scenarios, or all cases lie in one.

    Source:
        Korn and Graubard 1998, "Confidence intervals for proportions with small expected number
        of positive counts estimated from survey data", with Wilson's interval in place of
        Clopper and Pearson's.

    Example:
        >>> import numpy as np
        >>> one = np.ones(12)
        >>> found = wilson_clustered(one, one, clusters=12, n=12)
        >>> round(found.low, 4), found.high
        (0.7575, 1.0)
    """
    reason = too_few(clusters) or too_few_hold(cases)
    if reason is not None:
        return reason
    share = float(hits.sum() / cases.sum())
    size = effective_n(hits, cases, clusters=clusters, n=n)
    return wilson(share, n=size, method="Wilson, effective n")


def too_few_hold(cases: Floats) -> NoInterval | None:
    """Return `one scenario` where all cases lie in one: they tell nothing of others.

    Args:
        cases: (C,) cases of each scenario.

    Returns:
        A reason, or None.

    Source:
        A variance between clusters needs two of them.

    Example:
        >>> import numpy as np
        >>> too_few_hold(np.array([0.0, 7.0])).value
        'one scenario'
    """
    return NoInterval.ONE_SCENARIO if int((cases > 0).sum()) == 1 else None


def effective_n(hits: Floats, cases: Floats, *, clusters: int, n: int) -> float:
    """Return how many independent items a proportion from clusters is worth.

    Args:
        hits: (C,) weighted hits of each scenario.
        cases: (C,) weighted cases of each scenario.
        clusters: How many scenarios hold an item.
        n: How many items are cases, without weights.

    Returns:
        At most n; n itself where the proportion is 0 or 1.

    Source:
        Korn and Graubard 1998, section 2, with the ratio of squared t quantiles.

    Example:
        >>> import numpy as np
        >>> halves = np.repeat([0.0, 4.0], 6)
        >>> round(effective_n(halves, np.full(12, 4.0), clusters=12, n=48), 2)
        9.19
    """
    share = float(hits.sum() / cases.sum())
    spread = float(((hits - share * cases) ** 2).sum())
    if share * (1 - share) < NOTHING or spread < NOTHING:
        return float(n)
    variance = clusters / (clusters - 1) * spread / float(cases.sum()) ** 2
    quantiles = float(stdtrit(n - 1, UPPER)) / float(stdtrit(clusters - 1, UPPER))
    return min(share * (1 - share) / variance * quantiles**2, float(n))


def wilson_corpus(share: float, *, n: int, sampled: float) -> Interval:
    """Return Wilson's interval for a corpus of which a known share was seen.

    Args:
        share: The proportion found.
        n: How many items are cases.
        sampled: Which share of the corpus was sampled, below 1.

    Returns:
        An interval that shrinks to the point as the whole corpus is seen.

    Source:
        Wilson 1927 with the finite-population factor of Cochran 1977, "Sampling Techniques",
        section 3.4.

    Example:
        >>> round(wilson_corpus(1.0, n=30, sampled=0.5).low, 4)
        0.9398
    """
    return wilson(share, n=n / (1 - sampled), method="Wilson, finite corpus")


def clopper_pearson_limit(clusters: int) -> float:
    """Return the highest share of scenarios that is compatible with none out of so many.

    Args:
        clusters: How many scenarios were seen, none of them a case.

    Returns:
        The upper end of the two-sided 95 % interval; one minus it is the lower end for all.

    Source:
        Clopper and Pearson 1934, "The use of confidence or fiducial limits illustrated in the case
        of the binomial", whose limit has this closed form at 0.

    Example:
        >>> round(clopper_pearson_limit(40), 6)
        0.088097
    """
    return -math.expm1(math.log(1 - UPPER) / clusters)
