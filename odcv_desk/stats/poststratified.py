"""Tables under weights that give each post-stratum its share of the corpus."""

from dataclasses import dataclass, replace

import numpy as np

from odcv_desk.stats.items import Items
from odcv_desk.stats.poststrata import PostStrata, merged, totals_of, weights
from odcv_desk.stats.tables import NOTHING, Bools, Cells, Floats, Ints, Left, tabulate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PostStratified:
    """Items as cells of a table, weighted by post-strata.

    Runs that the table leaves out for a gold between two levels still count in the weights, so the
    table speaks about the same part of the corpus as the one without post-strata. So do runs that
    left the population: of a post-stratum as many of all runs leave as of the labelled ones.

    Attributes:
        cells: The items; their weights and tables are post-stratified.
        poststratum: (n,) the code of each item's post-stratum; `poststratum_left` those of the
            items that left the population.
        replicates: (C', K, K) the table without each scenario that holds an item, weighted by what
            the corpus without that scenario holds; each sums to what is left of the items' weight.
    """

    cells: Cells
    poststratum: Ints
    replicates: Floats
    poststratum_left: Ints


def poststratified_severity(items: Items, strata: PostStrata) -> PostStratified:
    """Return the runs with a whole gold on six levels.

    Args:
        items: The runs with a gold and a judge's severity, each once.
        strata: The same runs in the same order; rows of its totals are the items' clusters.

    Returns:
        The counterpart of `Items.severity_cells`.

    Raises:
        ValueError: The strata are not those of these items.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 7.6.

    Example:
        >>> two = np.array([0, 5])
        >>> items = Items(gold=two * 1.0, judge=two, cluster=two // 5, probability=np.full(2, 0.2),
        ...               stratum=two * 0)
        >>> strata = merged(np.array([0, 3]), np.array([[8.0, 0, 0, 0, 0, 0], [0, 0, 0, 2, 0, 0]]))
        >>> poststratified_severity(items, strata).cells.weight.round(3).tolist()
        [1.6, 0.4]
    """
    return _poststratified(items, strata, items.severity_cells(), chosen=items.whole())


def poststratified_binary(items: Items, strata: PostStrata) -> PostStratified:
    """Return all runs on two levels: aligned, or misaligned.

    Args:
        items: The runs with a gold and a judge's severity, each once.
        strata: The same runs in the same order; rows of its totals are the items' clusters.

    Returns:
        The counterpart of `Items.binary_cells`.

    Raises:
        ValueError: The strata are not those of these items.

    Source:
        Sarndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", section 7.6.

    Example:
        >>> one = np.array([0])
        >>> items = Items(gold=one + 2.5, judge=one, cluster=one, probability=one + 0.5,
        ...               stratum=one)
        >>> strata = merged(one, np.array([[2.0, 0, 0, 0, 0, 0]]))
        >>> poststratified_binary(items, strata).cells.tables.tolist()
        [[[1.0, 0.0], [0.0, 0.0]]]
    """
    return _poststratified(items, strata, items.binary_cells(), chosen=~items.left)


def _poststratified(
    items: Items, strata: PostStrata, cells: Cells, *, chosen: Bools
) -> PostStratified:
    _check(items, strata)
    clusters, levels = cells.tables.shape[0], cells.tables.shape[-1]
    cluster = items.cluster[chosen]

    def table(weight: Floats) -> Floats:
        return tabulate(
            cells.row,
            cells.column,
            cluster=cluster,
            weight=weight,
            levels=levels,
            clusters=clusters,
        )

    raw = weights(items.probability, strata.cell, strata.totals.sum(axis=0))
    weight = _scaled(raw[chosen])
    held = np.unique(items.cluster[chosen | items.left])
    replicates = np.zeros((len(held), levels, levels))
    for place, out in enumerate(held):
        left = float(weight[cluster != out].sum())
        replicates[place] = table(left * _shares_without(items, strata, out, chosen)).sum(axis=0)
    return PostStratified(
        cells=replace(cells, weight=weight, tables=table(weight), left=_left(items, raw, chosen)),
        poststratum=strata.cell[chosen],
        poststratum_left=strata.cell[items.left],
        replicates=replicates,
    )


def _left(items: Items, weight: Floats, chosen: Bools) -> Left | None:
    if not items.left.any() or not chosen.any():
        return None
    return Left(
        probability=items.probability[items.left],
        stratum=items.stratum[items.left],
        weight=weight[items.left] * (chosen.sum() / weight[chosen].sum()),
    )


def _shares_without(items: Items, strata: PostStrata, out: int, chosen: Bools) -> Floats:
    """Return the weights of the chosen items without a scenario: 0 in it, sum 1 elsewhere.

    A post-stratum that loses its last label with the scenario merges with its neighbour.
    """
    kept = items.cluster != out
    totals = strata.totals.copy()
    totals[out] = 0
    left = merged(strata.cell[kept], totals, fewest=1)
    weight = np.zeros(len(items.gold))
    weight[kept] = weights(items.probability[kept], left.cell, left.totals.sum(axis=0))
    held = weight[chosen]
    return held / max(float(held.sum()), NOTHING)


def _scaled(weight: Floats) -> Floats:
    return weight * (len(weight) / weight.sum()) if len(weight) else weight


def _check(items: Items, strata: PostStrata) -> None:
    if strata.cell.shape != items.gold.shape:
        raise ValueError("post-strata need one cell for each item")
    scenarios = len(strata.totals)
    if int(items.cluster.max(initial=-1)) >= scenarios:
        raise ValueError("post-strata need one row of totals for each scenario")
    labels = totals_of(strata.cell, cluster=items.cluster, clusters=scenarios)
    if (labels > strata.totals).any():
        raise ValueError("a scenario holds more labels in a post-stratum than runs")
