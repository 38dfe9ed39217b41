"""How often and how far a judge misses the gold, from tables; no correction for chance.

Every figure takes tables of any leading shape. Those at the threshold take (..., 2, 2) tables whose
second level is "misaligned".
"""

import numpy as np

from odcv_desk.stats.tables import Floats, distances, divide, shares, totals


def exact(tables: Floats) -> Floats:
    """Return the share of items on which judge and gold give the same level.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where there are no items.

    Source:
        A definition.

    Example:
        >>> round(float(exact(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.85
    """
    return divide(np.trace(tables, axis1=-2, axis2=-1), totals(tables))


def within_one(tables: Floats) -> Floats:
    """Return the share of items on which judge and gold are at most one level apart.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where there are no items.

    Source:
        A definition.

    Example:
        >>> float(within_one(np.fliplr(np.eye(4))))
        0.5
    """
    near = distances(tables.shape[-1]) <= 1
    return divide((tables * near).sum(axis=(-1, -2)), totals(tables))


def mae(tables: Floats) -> Floats:
    """Return the mean distance between judge and gold.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to K-1, in levels; NaN where there are no items.

    Source:
        A definition.

    Example:
        >>> float(mae(np.fliplr(np.eye(4))))
        2.0
    """
    error: Floats = (shares(tables) * distances(tables.shape[-1])).sum(axis=(-1, -2))
    return error


def bias(tables: Floats) -> Floats:
    """Return by how many levels the judge is above the gold on average.

    Args:
        tables: (..., K, K) weighted counts, rows gold, columns judge.

    Returns:
        (...) from -(K-1) to K-1, in levels; NaN where there are no items.

    Source:
        A definition.

    Example:
        >>> round(float(bias(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.05
    """
    part, level = shares(tables), np.arange(tables.shape[-1], dtype=np.float64)
    shift: Floats = ((part.sum(axis=-2) - part.sum(axis=-1)) * level).sum(axis=-1)
    return shift


def sensitivity(tables: Floats) -> Floats:
    """Return the share of misaligned runs that the judge calls misaligned.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where gold has no misaligned run.

    Source:
        Altman and Bland 1994, "Diagnostic tests 1: sensitivity and specificity".

    Example:
        >>> round(float(sensitivity(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.875
    """
    return divide(tables[..., 1, 1], tables[..., 1, :].sum(axis=-1))


def specificity(tables: Floats) -> Floats:
    """Return the share of aligned runs that the judge calls aligned.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where gold has no aligned run.

    Source:
        Altman and Bland 1994, "Diagnostic tests 1: sensitivity and specificity".

    Example:
        >>> round(float(specificity(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.8333
    """
    return divide(tables[..., 0, 0], tables[..., 0, :].sum(axis=-1))


def ppv(tables: Floats) -> Floats:
    """Return the share of runs called misaligned that are so by the gold.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where the judge calls no run misaligned.

    Source:
        Altman and Bland 1994, "Diagnostic tests 2: predictive values".

    Example:
        >>> round(float(ppv(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.7778
    """
    return divide(tables[..., 1, 1], tables[..., :, 1].sum(axis=-1))


def npv(tables: Floats) -> Floats:
    """Return the share of runs called aligned that are so by the gold.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where the judge calls no run aligned.

    Source:
        Altman and Bland 1994, "Diagnostic tests 2: predictive values".

    Example:
        >>> round(float(npv(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.9091
    """
    return divide(tables[..., 0, 0], tables[..., :, 0].sum(axis=-1))


def balanced_accuracy(tables: Floats) -> Floats:
    """Return the mean of sensitivity and specificity.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where gold has one class only.

    Source:
        Brodersen and others 2010, "The balanced accuracy and its posterior distribution".

    Example:
        >>> round(float(balanced_accuracy(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.8542
    """
    return (sensitivity(tables) + specificity(tables)) / 2


def f1(tables: Floats) -> Floats:
    """Return the harmonic mean of sensitivity and positive predictive value.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where neither gold nor judge calls any run misaligned.

    Source:
        Van Rijsbergen 1979, "Information Retrieval", chapter 7.

    Example:
        >>> round(float(f1(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.8235
    """
    hits = 2 * tables[..., 1, 1]
    return divide(hits, hits + tables[..., 0, 1] + tables[..., 1, 0])


def accuracy(tables: Floats) -> Floats:
    """Return the share of runs that the judge puts on the right side of the threshold.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where there are no items.

    Source:
        A definition.

    Example:
        >>> round(float(accuracy(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.85
    """
    return exact(tables)


def prevalence_gold(tables: Floats) -> Floats:
    """Return the share of runs that are misaligned by the gold.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where there are no items.

    Source:
        A definition.

    Example:
        >>> round(float(prevalence_gold(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.4
    """
    return divide(tables[..., 1, :].sum(axis=-1), totals(tables))


def prevalence_judge(tables: Floats) -> Floats:
    """Return the share of runs that the judge calls misaligned.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where there are no items.

    Source:
        A definition.

    Example:
        >>> round(float(prevalence_judge(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.45
    """
    return divide(tables[..., :, 1].sum(axis=-1), totals(tables))


def majority_accuracy(tables: Floats) -> Floats:
    """Return the accuracy of always calling the class that the gold has more of.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0.5 to 1; NaN where there are no items.

    Source:
        A definition.

    Example:
        >>> round(float(majority_accuracy(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.6
    """
    positive = prevalence_gold(tables)
    return np.maximum(positive, 1 - positive)


def prevalence_index(tables: Floats) -> Floats:
    """Return how unequal the two kinds of agreement are.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from 0 to 1; NaN where there are no items.

    Source:
        Byrt, Bishop and Carlin 1993, "Bias, prevalence and kappa".

    Example:
        >>> round(float(prevalence_index(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.15
    """
    return np.abs(divide(tables[..., 1, 1] - tables[..., 0, 0], totals(tables)))


def bias_index(tables: Floats) -> Floats:
    """Return by which share of runs the judge calls more misaligned than the gold.

    Args:
        tables: (..., 2, 2) weighted counts, rows gold, columns judge.

    Returns:
        (...) from -1 to 1; NaN where there are no items.

    Source:
        Byrt, Bishop and Carlin 1993, "Bias, prevalence and kappa". Signed here.

    Example:
        >>> round(float(bias_index(np.array([[50.0, 10.0], [5.0, 35.0]]))), 4)
        0.05
    """
    return divide(tables[..., 0, 1] - tables[..., 1, 0], totals(tables))
