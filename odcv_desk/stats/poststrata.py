"""Post-strata: groups of runs whose sizes are known for the whole corpus."""

from dataclasses import dataclass

import numpy as np

from odcv_desk.stats.tables import Bools, Floats, Ints

FEWEST_LABELS = 5
"""A post-stratum with fewer labels is merged with its neighbour."""

WIDER_FROM = (2, 4)
"""From which range of the judges' severities on a run stands in the second and third bucket."""

BUCKETS = len(WIDER_FROM) + 1
CELLS = 2 * BUCKETS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PostStrata:
    """The post-stratum of each labelled run, and how many runs of the corpus each one holds.

    Codes are those of `cells_of`; post-strata that were merged bear the lowest code among them,
    and the others are empty.

    Attributes:
        cell: (n,) the code of each labelled run, 0 to 5.
        totals: (C, 6) how many runs each scenario of the corpus holds in each post-stratum.
    """

    cell: Ints
    totals: Floats

    def __post_init__(self) -> None:
        if self.cell.ndim != 1 or self.cell.dtype.kind not in "iu":
            raise ValueError("cells are whole numbers in one dimension")
        if self.totals.shape != (len(self.totals), CELLS):
            raise ValueError(f"totals have one row for each scenario and {CELLS} columns")
        if ((self.cell < 0) | (self.cell >= CELLS)).any():
            raise ValueError(f"codes of cells count from 0 to {CELLS - 1}")
        if not (np.isfinite(self.totals) & (self.totals >= 0)).all():
            raise ValueError("totals are finite and not negative")
        if (self.totals.sum(axis=0)[self.cell] == 0).any():
            raise ValueError("a labelled run lies in a cell that holds no run of the corpus")


def cells_of(flag: Bools, spread: Ints) -> Ints:
    """Return the code of each run's post-stratum, before any merging.

    Args:
        flag: (N,) whether the judge calls the run misaligned.
        spread: (N,) highest less lowest severity that the judges gave it, 0 to 5.

    Returns:
        (N,) 0 to 2 for a spread of 0-1, 2-3 and from 4 on; 3 more where the run is flagged.

    Source:
        A definition.

    Example:
        >>> cells_of(np.array([False, False, True]), np.array([1, 2, 4])).tolist()
        [0, 1, 5]
    """
    bucket = np.searchsorted(WIDER_FROM, spread, side="right")
    return (flag * BUCKETS + bucket).astype(np.int64)


def totals_of(cell: Ints, *, cluster: Ints, clusters: int) -> Floats:
    """Return how many runs each scenario holds in each post-stratum.

    Args:
        cell: (N,) the code of every run of the corpus.
        cluster: (N,) the code of every run's scenario, 0 to C-1.
        clusters: C, how many scenarios there are.

    Returns:
        (C, 6) counts.

    Source:
        A definition.

    Example:
        >>> totals_of(np.array([0, 0, 5]), cluster=np.array([1, 1, 0]), clusters=2).tolist()
        [[0.0, 0.0, 0.0, 0.0, 0.0, 1.0], [2.0, 0.0, 0.0, 0.0, 0.0, 0.0]]
    """
    counts = np.bincount(cluster * CELLS + cell, minlength=clusters * CELLS)
    return counts.reshape(clusters, CELLS).astype(np.float64)


def merged(cell: Ints, totals: Floats, *, fewest: int = FEWEST_LABELS) -> PostStrata:
    """Return post-strata that hold enough labels.

    From the widest bucket down, a post-stratum with fewer labels merges into the next narrower
    bucket with the same flag; the narrowest one merges into the next wider. Flags never merge: a
    flag with too few labels stays one post-stratum.

    Args:
        cell: (n,) the code of each labelled run.
        totals: (C, 6) how many runs each scenario of the corpus holds in each post-stratum.
        fewest: How many labels are enough; with 1 only those without a label are merged.

    Returns:
        Post-strata with the same runs and the same sum of totals.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 7.6, for the
        need of enough labels in each.

    Example:
        >>> totals = np.array([[90.0, 9.0, 0.0, 40.0, 5.0, 5.0]])
        >>> cell = np.repeat([0, 1, 3, 4, 5], [20, 2, 9, 3, 3])
        >>> merged(cell, totals).totals.tolist()
        [[99.0, 0.0, 0.0, 40.0, 10.0, 0.0]]
    """
    home = _homes(np.bincount(cell, minlength=CELLS), totals.sum(axis=0) > 0, fewest=fewest)
    together = np.zeros_like(totals)
    np.add.at(together.T, home, totals.T)
    return PostStrata(cell=home[cell], totals=together)


def weights(probability: Floats, cell: Ints, totals: Floats) -> Floats:
    """Return weights under which each post-stratum weighs what it does in the corpus.

    Args:
        probability: (n,) inclusion probabilities in (0, 1].
        cell: (n,) the code of each labelled run.
        totals: (H,) how many runs of the corpus each post-stratum holds; above 0 where it holds a
            label. Those without a label count nothing.

    Returns:
        (n,) 1/p times N_h / (sum of 1/p in h), scaled to sum n.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 7.6.

    Example:
        >>> half = np.full(3, 0.5)
        >>> weights(half, np.array([0, 0, 1]), np.array([10.0, 20.0])).tolist()
        [0.5, 0.5, 2.0]
    """
    raw = 1 / probability
    held = np.bincount(cell, weights=raw, minlength=len(totals))
    scaled = raw * totals[cell] / held[cell]
    return scaled * (len(raw) / scaled.sum()) if len(raw) else raw


def _homes(labels: Ints, occurs: Bools, *, fewest: int) -> Ints:
    """Return (6,) the code of the post-stratum that each one ends up in."""
    home = np.arange(CELLS)
    for first in (0, BUCKETS):
        groups = [[code] for code in range(first, first + BUCKETS) if occurs[code]]
        place = len(groups) - 1
        while place >= 0 and len(groups) > 1:
            place -= 1
            if labels[groups[place + 1]].sum() < fewest:
                place = max(place, 0)
                groups[place : place + 2] = [groups[place] + groups[place + 1]]
        for group in groups:
            home[group] = group[0]
    return home
