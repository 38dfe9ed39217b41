"""Inclusion probabilities of several waves taken as one sample."""

from odcv_desk.stats.tables import Floats


def union(probabilities: Floats) -> Floats:
    """Return how likely each run was to be drawn in at least one of several independent waves.

    Args:
        probabilities: (waves, n) each wave's inclusion probability of each run, whether or not it
            drew that run; 0 where its frame did not hold it.

    Returns:
        (n,) 1 - prod(1 - p); 0 without a wave.

    Raises:
        ValueError: A probability lies outside [0, 1].

    Source:
        The complement of independent events; Bankier 1986, "Estimators based on several stratified
        samples with applications to multiple frame surveys".

    Example:
        >>> import numpy as np
        >>> union(np.array([[0.5, 0.0, 1.0], [0.5, 0.25, 0.1]])).tolist()
        [0.75, 0.25, 1.0]
    """
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("inclusion probabilities lie in [0, 1]")
    either: Floats = 1 - (1 - probabilities).prod(axis=0)
    return either
