"""Every figure and interval once more, item by item and without arrays, to compare with.

An item is (gold, judge, cluster, probability, stratum). A weighted item is (gold, judge, weight).
"""

import math
from statistics import NormalDist

from scipy.stats import t as student

LEVELS = range(6)
SIX = [
    "kappa kappa_linear kappa_quadratic ac1 ac2_quadratic scott_pi alpha_ordinal alpha_interval",
    "exact within_one mae bias",
]
SIX_NAMES = " ".join(SIX).split()
SHARES = [
    "exact",
    "within_one",
    "sensitivity",
    "specificity",
    "ppv",
    "npv",
    "accuracy",
    "majority_accuracy",
    "prevalence_gold",
    "prevalence_judge",
]
RAW = {
    "mae": (0, 5),
    "bias": (-5, 5),
    "balanced_accuracy": (0, 1),
    "f1": (0, 1),
    "prevalence_index": (0, 1),
    "bias_index": (-1, 1),
}


def used(name, items):
    """Return the items that a figure looks at, on its levels."""
    if name in SIX_NAMES:
        return [(int(item[0]), *item[1:]) for item in items if item[0] == int(item[0])]
    return [(int(item[0] >= 3), int(item[1] >= 3), *item[2:]) for item in items]


def levels_of(name):
    return range(6) if name in SIX_NAMES else range(2)


def weigh(items):
    raw = [1 / item[3] for item in items]
    return [(g, s, w * len(raw) / sum(raw)) for (g, s, *_), w in zip(items, raw, strict=True)]


# --- figures ----------------------------------------------------------------------------------


def everyone(g, s):
    return True


def total(weighted, wanted=everyone):
    return sum(w for g, s, w in weighted if wanted(g, s))


def share_parts(name, weighted):
    """Return which items are hits and which are cases."""
    mostly = total(weighted, lambda g, _: g == 1) * 2 > total(weighted)
    return {
        "exact": (lambda g, s: g == s, everyone),
        "accuracy": (lambda g, s: g == s, everyone),
        "within_one": (lambda g, s: abs(g - s) < 2, everyone),
        "sensitivity": (lambda g, s: g == s == 1, lambda g, _: g == 1),
        "specificity": (lambda g, s: g == s == 0, lambda g, _: g == 0),
        "ppv": (lambda g, s: g == s == 1, lambda _, s: s == 1),
        "npv": (lambda g, s: g == s == 0, lambda _, s: s == 0),
        "majority_accuracy": (lambda g, _: g == int(mostly), everyone),
        "prevalence_gold": (lambda g, _: g == 1, everyone),
        "prevalence_judge": (lambda _, s: s == 1, everyone),
    }[name]


def share(name, weighted):
    hits, cases = share_parts(name, weighted)
    return total(weighted, hits) / total(weighted, cases)


def disagreement(weighted, gold_values, judge_values, apart):
    """Return observed and expected distance; expected pairs every value with every other."""
    n = total(weighted)
    observed = sum(w * apart(g, s) for g, s, w in weighted) / n
    expected = sum(
        gold_values[a] * judge_values[b] * apart(a, b) for a in gold_values for b in judge_values
    ) / (sum(gold_values.values()) * sum(judge_values.values()))
    return observed, expected


def margins(weighted, levels):
    gold = {k: total(weighted, lambda g, _, k=k: g == k) for k in levels}
    judge = {k: total(weighted, lambda _, s, k=k: s == k) for k in levels}
    both = {k: gold[k] + judge[k] for k in levels}
    return gold, judge, both


def kappa(weighted, levels, apart):
    gold, judge, _ = margins(weighted, levels)
    observed, expected = disagreement(weighted, gold, judge, apart)
    return 1 - observed / expected


def scott(weighted, levels):
    _, _, both = margins(weighted, levels)
    observed, expected = disagreement(weighted, both, both, lambda a, b: a != b)
    return 1 - observed / expected


def alpha(weighted, levels, *, ordinal):
    _, _, both = margins(weighted, levels)

    def apart(a, b):
        low, high = sorted((a, b))
        if ordinal:
            ranks = sum(both[k] for k in range(low, high + 1)) - (both[a] + both[b]) / 2
            return ranks**2
        return (a - b) ** 2

    observed, expected = disagreement(weighted, both, both, apart)
    count = sum(both.values())
    return 1 - observed / (expected * count / (count - 1))


def gwet(weighted, levels, credit):
    _, _, both = margins(weighted, levels)
    n, k = total(weighted), len(levels)
    observed = sum(w * credit(g, s) for g, s, w in weighted) / n
    credits_sum = sum(credit(a, b) for a in levels for b in levels)
    spread = sum(both[a] / (2 * n) * (1 - both[a] / (2 * n)) for a in levels)
    chance = credits_sum / (k * (k - 1)) * spread
    return (observed - chance) / (1 - chance)


def pearson(weighted):
    n = total(weighted)
    gold = sum(w * g for g, _, w in weighted) / n
    judge = sum(w * s for _, s, w in weighted) / n
    together = sum(w * (g - gold) * (s - judge) for g, s, w in weighted)
    gold_spread = sum(w * (g - gold) ** 2 for g, _, w in weighted)
    judge_spread = sum(w * (s - judge) ** 2 for _, s, w in weighted)
    return together / math.sqrt(gold_spread * judge_spread)


def harmonic(weighted):
    precision, recall = share("ppv", weighted), share("sensitivity", weighted)
    return 2 / (1 / precision + 1 / recall)


def figure(name, weighted):
    levels, n = levels_of(name), total(weighted)
    if name in SHARES:
        return share(name, weighted)
    return {
        "kappa": lambda: kappa(weighted, levels, lambda a, b: a != b),
        "kappa_linear": lambda: kappa(weighted, levels, lambda a, b: abs(a - b)),
        "kappa_quadratic": lambda: kappa(weighted, levels, lambda a, b: (a - b) ** 2),
        "kappa_binary": lambda: kappa(weighted, levels, lambda a, b: a != b),
        "ac1": lambda: gwet(weighted, levels, lambda a, b: a == b),
        "ac1_binary": lambda: gwet(weighted, levels, lambda a, b: a == b),
        "ac2_quadratic": lambda: gwet(weighted, levels, lambda a, b: 1 - (a - b) ** 2 / 25),
        "scott_pi": lambda: scott(weighted, levels),
        "alpha_ordinal": lambda: alpha(weighted, levels, ordinal=True),
        "alpha_interval": lambda: alpha(weighted, levels, ordinal=False),
        "mcc": lambda: pearson(weighted),
        "pabak": lambda: 2 * share("accuracy", weighted) - 1,
        "mae": lambda: sum(w * abs(g - s) for g, s, w in weighted) / n,
        "bias": lambda: sum(w * (s - g) for g, s, w in weighted) / n,
        "f1": lambda: harmonic(weighted),
        "balanced_accuracy": lambda: (
            share("sensitivity", weighted) / 2 + share("specificity", weighted) / 2
        ),
        "prevalence_index": lambda: (
            abs(sum(w * ((g == s == 1) - (g == s == 0)) for g, s, w in weighted)) / n
        ),
        "bias_index": lambda: sum(w * (s - g) for g, s, w in weighted) / n,
    }[name]()


# --- intervals --------------------------------------------------------------------------------


def pseudo(weighted, levels, size=1.0):
    """Return one observation in pieces, one for each cell."""
    gold, judge, _ = margins(weighted, levels)
    n, k = total(weighted), len(levels)
    return [
        (a, b, size * (gold[a] + 1 / k) / (n + 1) * (judge[b] + 1 / k) / (n + 1))
        for a in levels
        for b in levels
    ]


def widened(low, high, point):
    return min(low, point), max(high, point)


def wilson_roots(p, n):
    """Solve (p - x)^2 = z^2 x (1 - x) / n for x."""
    z2 = NormalDist().inv_cdf(0.975) ** 2
    a, b, c = 1 + z2 / n, -(2 * p + z2 / n), p * p
    root = math.sqrt(max(b * b - 4 * a * c, 0))
    return max((-b - root) / (2 * a), 0), min((-b + root) / (2 * a), 1)


def for_new_scenarios(name, items):
    mine = used(name, items)
    weighted, clusters = weigh(mine), sorted({item[2] for item in mine})
    point = figure(name, weighted)
    if name in SHARES:
        return point, clustered_share(name, mine, weighted, clusters)
    extra = pseudo(weighted, levels_of(name))
    left = []
    for gone in clusters:
        kept = [w for w, item in zip(weighted, mine, strict=True) if item[2] != gone]
        left.append(figure(name, kept + extra))
    centre = figure(name, weighted + extra)
    if name not in RAW:
        left, centre = [math.atanh(value) for value in left], math.atanh(centre)
    count = len(clusters)
    mean = sum(left) / count
    error = math.sqrt((count - 1) / count * sum((value - mean) ** 2 for value in left))
    half = student.ppf(0.975, count - 1) * error
    return point, ended(name, centre, half, point)


def ended(name, centre, half, point):
    if name in RAW:
        lowest, highest = RAW[name]
        return widened(max(centre - half, lowest), min(centre + half, highest), point)
    return widened(math.tanh(centre - half), math.tanh(centre + half), point)


def clustered_share(name, mine, weighted, clusters):
    hits, cases = share_parts(name, weighted)
    p, count = share(name, weighted), len(clusters)
    spread = 0.0
    for cluster in clusters:
        part = [w for w, item in zip(weighted, mine, strict=True) if item[2] == cluster]
        spread += (total(part, hits) - p * total(part, cases)) ** 2
    n = sum(cases(item[0], item[1]) for item in mine)
    variance = count / (count - 1) * spread / total(weighted, cases) ** 2
    ratio = student.ppf(0.975, n - 1) / student.ppf(0.975, count - 1)
    return wilson_roots(p, min(p * (1 - p) / variance * ratio**2, n))


def for_corpus(name, items, weighted=None):
    mine = used(name, items)
    weighted, n = weigh(mine) if weighted is None else weighted, len(mine)
    point = figure(name, weighted)
    sampled = n / sum(1 / item[3] for item in mine)
    extra = [] if name in SHARES else pseudo(weighted, levels_of(name), size=1 - sampled)
    to, back = scales(name)
    centre = to(figure(name, weighted + extra))
    slopes = []
    for place in range(n):
        ends = []
        for step in (1e-4, -1e-4):
            g, s, w = weighted[place]
            moved = [*weighted[:place], (g, s, w + step), *weighted[place + 1 :]]
            ends.append(to(figure(name, moved + extra)))
        slopes.append((ends[0] - ends[1]) / 2e-4)
    strata = {item[4] for item in mine}
    variance = 0.0
    for stratum in strata:
        places = [place for place in range(n) if mine[place][4] == stratum]
        heavy = sum(weighted[place][2] for place in places)
        mean = sum(weighted[place][2] * slopes[place] for place in places) / heavy
        for place in places:
            unseen = 1 - mine[place][3]
            variance += unseen * (weighted[place][2] * (slopes[place] - mean)) ** 2
    half = student.ppf(0.975, n - 1) * math.sqrt(n / (n - len(strata)) * variance)
    low, high = back(centre - half), back(centre + half)
    if name in RAW:
        low, high = max(low, RAW[name][0]), min(high, RAW[name][1])
    return point, widened(low, high, point)


def scales(name):
    if name in RAW:
        return (lambda x: x), (lambda x: x)
    if name in SHARES:
        return (lambda p: math.log(p / (1 - p))), (lambda x: 1 / (1 + math.exp(-x)))
    return math.atanh, math.tanh
