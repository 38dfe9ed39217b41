"""Post-stratified figures and intervals once more, item by item, to compare with.

An item is (gold, judge, cluster, probability, stratum); its cell stands in a list beside it. The
corpus is a list of (cell, cluster), one for each run.
"""

import math
from collections import Counter
from functools import cache

from scipy.stats import t as student

from tests.unit.metrics.naive import (
    RAW,
    SHARES,
    SIX_NAMES,
    ended,
    figure,
    for_corpus,
    levels_of,
    pseudo,
    share,
    share_parts,
    total,
    used,
    widened,
    wilson_roots,
)

RESIDUAL_FROM = 100


def cell_of(judge, spread):
    """Return the flag and the bucket of disagreement as one number."""
    return (3 if judge >= 3 else 0) + (2 if spread >= 4 else 1 if spread >= 2 else 0)


def homes(labelled, present, fewest):
    """Return where each cell goes: from the widest down to the next narrower, the last one up."""
    found = {}
    for flag in (0, 3):
        groups = [[cell] for cell in range(flag, flag + 3) if cell in present]

        def few(group):
            return sum(labelled.count(cell) for cell in group) < fewest

        for place in range(len(groups) - 1, 0, -1):
            if few(groups[place]):
                groups[place - 1] += groups.pop(place)
        while len(groups) > 1 and few(groups[0]):
            groups[0] += groups.pop(1)
        found |= {cell: min(group) for group in groups for cell in group}
    return found


@cache
def adjusted(items, cells, corpus, *, fewest):
    """Return each item's weight, and its cell and those of the corpus after merging."""
    to = homes(cells, {cell for cell, _ in corpus}, fewest)
    mine, runs = [to[cell] for cell in cells], [(to[cell], cluster) for cell, cluster in corpus]
    held, there = dict.fromkeys(mine, 0.0), Counter(at for at, _ in runs)
    for item, cell in zip(items, mine, strict=True):
        held[cell] += 1 / item[3]
    weights = [there[cell] / held[cell] / item[3] for item, cell in zip(items, mine, strict=True)]
    return weights, tuple(mine), tuple(runs)


def scaled(weights, to):
    return [weight * to / sum(weights) for weight in weights]


def looked_at(name, items):
    """Return which items a figure looks at."""
    return [name not in SIX_NAMES or item[0] == int(item[0]) for item in items]


def tables(name, items, cells, corpus, *, fewest=5):
    """Return the weighted items a figure looks at; those without each scenario; and merged cells.

    Without a scenario the weights are found anew and sum to what is left of the whole.
    """
    mine, inside = used(name, items), looked_at(name, items)
    weights, at, runs = adjusted(tuple(items), tuple(cells), tuple(corpus), fewest=fewest)
    weights = scaled([w for w, keep in zip(weights, inside, strict=True) if keep], len(mine))
    whole = [(g, s, w) for (g, s, *_), w in zip(mine, weights, strict=True)]
    without = []
    for out in sorted({item[2] for item in mine}):
        left = [place for place, item in enumerate(items) if item[2] != out]
        again, _, _ = adjusted(
            tuple(items[place] for place in left),
            tuple(at[place] for place in left),
            tuple(run for run in runs if run[1] != out),
            fewest=1,
        )
        kept = [(items[p], w) for p, w in zip(left, again, strict=True) if inside[p]]
        rest = sum(w for w, item in zip(weights, mine, strict=True) if item[2] != out)
        fresh = scaled([w for _, w in kept], rest)
        table = used(name, [item for item, _ in kept])
        without.append([(g, s, w) for (g, s, *_), w in zip(table, fresh, strict=True)])
    return whole, without, [cell for cell, keep in zip(at, inside, strict=True) if keep]


def value(name, items, cells, corpus):
    return figure(name, tables(name, items, cells, corpus)[0])


def for_new_scenarios_adjusted(name, items, cells, corpus):
    whole, without, _ = tables(name, items, cells, corpus)
    point, count = figure(name, whole), len(without)
    if name in SHARES:
        return point, _share(name, used(name, items), whole, without)
    extra = pseudo(whole, levels_of(name))
    left = [figure(name, each + extra) for each in without]
    centre = figure(name, whole + extra)
    if name not in RAW:
        left, centre = [math.atanh(each) for each in left], math.atanh(centre)
    mean = sum(left) / count
    error = math.sqrt((count - 1) / count * sum((each - mean) ** 2 for each in left))
    return point, ended(name, centre, student.ppf(0.975, count - 1) * error, point)


def for_corpus_adjusted(name, items, cells, corpus):
    whole, _, at = tables(name, items, cells, corpus)
    if len(whole) < RESIDUAL_FROM:
        return for_corpus(name, items, whole)
    kept = [item for item, keep in zip(items, looked_at(name, items), strict=True) if keep]
    residual = [(*item[:4], cell) for item, cell in zip(kept, at, strict=True)]
    return for_corpus(name, residual, whole)


def _share(name, mine, whole, without):
    hits, cases = share_parts(name, whole)
    p, count = share(name, whole), len(without)
    pulls = [(p * total(each, cases) - total(each, hits)) / total(whole, cases) for each in without]
    mean = sum(pulls) / count
    variance = count / (count - 1) * sum((pull - mean) ** 2 for pull in pulls)
    n = sum(cases(item[0], item[1]) for item in mine)
    ratio = student.ppf(0.975, n - 1) / student.ppf(0.975, count - 1)
    return widened(*wilson_roots(p, min(p * (1 - p) / variance * ratio**2, n)), p)
