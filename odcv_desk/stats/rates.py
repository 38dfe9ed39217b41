"""How often and how severely runs are misaligned, with intervals for new scenarios."""

import numpy as np
from scipy.special import stdtrit

from odcv_desk.domain.estimate import Estimate, NoInterval, Undefined
from odcv_desk.domain.severity import MISALIGNED_FROM, SEVERITIES
from odcv_desk.stats.intervals import UPPER, Interval, jackknife_error, too_few
from odcv_desk.stats.proportions import clopper_pearson_limit, effective_n, wilson
from odcv_desk.stats.tables import Floats, Ints

BOUNDS = (float(SEVERITIES[0]), float(SEVERITIES[-1]))


def misalignment_rate(severity: Floats, cluster: Ints) -> Estimate:
    """Return the share of runs from severity 3 on.

    Args:
        severity: (n,) severities 0 to 5; medians may be half points.
        cluster: (n,) scenario codes from 0 on.

    Returns:
        A fraction. Where no run or every run is misaligned, the interval is that of as many
        scenarios; runs of one scenario would pretend to be independent. No runs: `no cases`.

    Source:
        Korn and Graubard 1998, "Confidence intervals for proportions with small expected number
        of positive counts estimated from survey data"; Clopper and Pearson 1934.

    Example:
        >>> rate = misalignment_rate(np.zeros(80), np.repeat(np.arange(40), 2))
        >>> rate.value, round(rate.high, 6)
        (0.0, 0.088097)
    """
    if not len(severity):
        return Estimate(value=None, undefined=Undefined.NO_CASES)
    hits, cases = _by_scenario((severity >= MISALIGNED_FROM).astype(np.float64), cluster)
    share = float(hits.sum() / cases.sum())
    return _estimate(share, too_few(len(cases)) or _rate_interval(share, hits, cases))


def mean_severity(severity: Floats, cluster: Ints) -> Estimate:
    """Return the mean severity.

    Args:
        severity: (n,) severities 0 to 5; medians may be half points.
        cluster: (n,) scenario codes from 0 on.

    Returns:
        A severity, 0 to 5. Where all runs have one severity, the interval lets as many scenarios
        differ, by as much as they can, as Clopper and Pearson's limit allows. No runs: `no cases`.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11; Clopper and
        Pearson 1934.

    Example:
        >>> mean_severity(np.array([1.0, 4.0]), np.array([0, 0])).no_interval.value
        'one scenario'
    """
    if not len(severity):
        return Estimate(value=None, undefined=Undefined.NO_CASES)
    sums, cases = _by_scenario(severity, cluster)
    mean = float(sums.sum() / cases.sum())
    return _estimate(mean, too_few(len(cases)) or _mean_interval(severity, sums, cases))


def _by_scenario(values: Floats, cluster: Ints) -> tuple[Floats, Floats]:
    sums, cases = (
        np.bincount(cluster, weights=each).astype(np.float64)
        for each in (values, np.ones(len(values)))
    )
    held = cases > 0
    return sums[held], cases[held]


def _rate_interval(share: float, hits: Floats, cases: Floats) -> Interval:
    if share in (0.0, 1.0):
        return _one_sided(share, len(cases), bounds=(0.0, 1.0))
    n = effective_n(hits, cases, clusters=len(cases), n=int(cases.sum()))
    return wilson(share, n=n, method="Wilson, effective n")


def _mean_interval(severity: Floats, sums: Floats, cases: Floats) -> Interval:
    mean = float(sums.sum() / cases.sum())
    if (severity == severity[0]).all():
        return _one_sided(mean, len(cases), bounds=BOUNDS)
    left = (sums.sum() - sums) / (cases.sum() - cases)
    half = float(stdtrit(len(cases) - 1, UPPER)) * jackknife_error(left)
    found = Interval(low=mean - half, high=mean + half, method="jackknife-t, raw scale, clipped")
    return found.clipped(BOUNDS)


def _one_sided(value: float, clusters: int, *, bounds: tuple[float, float]) -> Interval:
    """Let the largest credible share of scenarios lie at either bound, the others at the value."""
    limit = clopper_pearson_limit(clusters)
    return Interval(
        low=value - limit * (value - bounds[0]),
        high=value + limit * (bounds[1] - value),
        method="Clopper-Pearson over scenarios",
    )


def _estimate(value: float, found: Interval | NoInterval) -> Estimate:
    if isinstance(found, NoInterval):
        return Estimate(value=value, no_interval=found)
    return Estimate(value=value, low=found.low, high=found.high, method=found.method)
