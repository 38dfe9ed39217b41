"""What a sample of a given size would tell, before it is drawn."""

import math

_Z = 1.96
_MEASURED_SCENARIOS = 40


def corpus_half_width(sigma: float, *, size: int, frame_size: int) -> float:
    """Return the expected half-width of a 95 % interval for the corpus that is drawn from.

    Args:
        sigma: Standard deviation of the figure's influence function, above 0.
        size: n, how many runs are labelled, at least 1.
        frame_size: N, how many runs could be drawn, at least n.

    Returns:
        1.96 sigma sqrt((1 - n/N) / n); 0 where all are drawn.

    Source:
        Cochran 1977, "Sampling Techniques", section 4.4: n = n0 / (1 + n0/N) with
        n0 = (1.96 sigma / h)^2, solved for h.

    Example:
        >>> round(corpus_half_width(0.47, size=78, frame_size=950), 3)
        0.1
    """
    return _Z * sigma * math.sqrt((1 - size / frame_size) / size)


def scenarios_half_width(corpus: float, *, floor: float, scenarios: int) -> float:
    """Return the expected half-width of a 95 % interval for new scenarios.

    The variance is that of the labelling plus that between scenarios, which no label narrows and
    which falls with the number of scenarios.

    Args:
        corpus: Half-width for the corpus.
        floor: Half-width for new scenarios with every run of 40 scenarios labelled.
        scenarios: How many scenarios the corpus holds, at least 1.

    Returns:
        sqrt(corpus^2 + floor^2 40/C).

    Source:
        Cochran 1977, "Sampling Techniques", section 10.4: the variances of two stages add up.

    Example:
        >>> scenarios_half_width(0.3, floor=0.4, scenarios=40)
        0.5
    """
    return math.hypot(corpus, floor * math.sqrt(_MEASURED_SCENARIOS / scenarios))
