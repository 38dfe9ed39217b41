"""How far a label moves towards a judge once the rater has seen the judge's score."""

import math
from typing import Final

import numpy as np

from odcv_desk.domain.estimate import Estimate, NoInterval, Undefined
from odcv_desk.stats.ratios import by_scenario, ratio_of
from odcv_desk.stats.tables import NOTHING, Floats, Ints

ANYWHERE: Final = (-math.inf, math.inf)


def pull(before: Floats, after: Floats, judge: Floats, cluster: Ints) -> Estimate:
    """Return which part of the way to the judge the labels go, on the same units.

    Args:
        before: (units,) blind severities, NaN where there is none.
        after: (units,) severities of the same rater after the score was shown; the blind one again
            where the rater left it.
        judge: (units,) the severity that was shown.
        cluster: (units,) scenario codes from 0 on.

    Returns:
        0 where no label moves, 1 where all go to the judge; negative away from it. Units where
        judge and blind label agree tell nothing. `no labels` where no unit has all three,
        `no cases` where the judge agreed with every blind label. Where every scenario tells the
        same the interval is `not verified`.

    Source:
        Least squares of the move on the distance, without an intercept; Efron and Tibshirani 1993,
        "An Introduction to the Bootstrap", chapter 11, for the interval.

    Example:
        >>> before, after, judge = np.array([0.0, 3.0]), np.array([2.0, 3.0]), np.array([4.0, 5.0])
        >>> pull(before, after, judge, np.array([0, 1])).value
        0.4
    """
    seen = np.isfinite(before) & np.isfinite(after) & np.isfinite(judge)
    if not seen.any():
        return Estimate(value=None, undefined=Undefined.NO_LABELS)
    move, way = (after - before)[seen], (judge - before)[seen]
    above, below = (by_scenario(each, cluster[seen]) for each in (move * way, way**2))
    found = ratio_of(above, below, bounds=ANYWHERE)
    if found.low is not None and found.high is not None and found.high - found.low < NOTHING:
        return Estimate(value=found.value, no_interval=NoInterval.NOT_VERIFIED)
    return found
