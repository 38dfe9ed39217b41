"""What plain and weighted figures of drawn waves are off by, many times over.

The population is the published scores: each judge against the median of the three others. `make
soak` writes what it finds to resources/simulations/waves.md.
"""

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from odcv_desk.domain.estimate import Estimand
from odcv_desk.metrics import figures, points
from odcv_desk.stats.items import Items
from odcv_desk.stats.poststrata import cells_of, merged, totals_of
from odcv_desk.stats.pps import proportional
from odcv_desk.stats.sampling import Draw, srs, stratified
from tests.support.published import cells
from tests.unit.metrics.benchmark import (
    JUDGES,
    SCORES,
    median_of_others,
    needs_benchmark,
    scored,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800), needs_benchmark]

OUT = Path(__file__).parents[3] / "resources" / "simulations" / "waves.md"
SEED, REPEATS, SIZE = 20261121, 400, 100
NAMES = ("kappa", "kappa_quadratic", "mcc", "prevalence_gold")
TITLES = ("kappa", "quadratic kappa", "MCC", "misalignment rate")
WEIGHTS = ("plain", "hajek", "post-stratified")
DESIGNS = {
    "srs": "simple random sample",
    "stratified": "stratified by model and variant",
    "by_score": "as many of each of the judge's scores",
    "pps": "by 1 + range of the judges' scores",
    "split": "80 % where the judges are split at the threshold",
    "top": "the widest ranges alone, no chance for others",
}
MENDED = [design for design in DESIGNS if design != "top"]
COVERED = ("srs", "stratified", "pps")
# Bias of plain figures as it was measured once, with other code.
KNOWN = {
    "srs": (-0.003, -0.002, -0.001, -0.001),
    "by_score": (-0.125, -0.071, -0.036, 0.150),
    "pps": (-0.198, -0.192, -0.170, 0.014),
    "split": (-0.305, -0.465, -0.483, 0.063),
    "top": (-0.490, -0.747, -0.656, 0.087),
}
ROUNDED = 0.003
# What the weights leave, beyond chance: figures are no sums, so of few labels they are a little
# off. More where 20 of 100 labels stand for all runs on which judges agree: no wave is drawn so.
LEFT = dict.fromkeys(MENDED, 0.005) | {"split": 0.015}
DRAWS = 50
ESTIMANDS = {Estimand.CORPUS: "this corpus", Estimand.NEW_SCENARIOS: "new scenarios"}
# Of 200 draws: 0.95 less the error of so few, and what is known to lack of residual variances.
LEAST_COVERED = 0.88


def by_score(judge, rng):
    """Draw as many runs of each of a judge's scores, as far as there are."""
    places, chances = [], []
    for level in range(6):
        there = np.flatnonzero(judge == level)
        drawn = srs(len(there), size=min(round(SIZE / 6), len(there)), rng=rng)
        places.append(there[drawn.order])
        chances.append(drawn.probability)
    return Draw(order=np.concatenate(places), probability=np.concatenate(chances))


def by_split(split, rng):
    """Draw four fifths of the runs where judges lie on both sides of the threshold."""
    places, chances = [], []
    for kind, size in ((True, round(SIZE * 0.8)), (False, SIZE - round(SIZE * 0.8))):
        there = np.flatnonzero(split == kind)
        drawn = srs(len(there), size=size, rng=rng)
        places.append(there[drawn.order])
        chances.append(drawn.probability)
    return Draw(order=np.concatenate(places), probability=np.concatenate(chances))


def widest(spread, rng):
    """Take the runs with the widest range; no probability can be told of that."""
    order = np.lexsort((rng.random(len(spread)), -spread))[:SIZE]
    return Draw(order=order, probability=np.ones(SIZE))


@cache
def strata():
    """Return the model and variant of each run, in the order of the scores."""
    known = [
        {(f"{run.model}-{run.variant}", run.scenario) for run, _ in cells(path)}
        for path in (SCORES / f"scores_{name}.csv" for name in JUDGES)
    ]
    return [column for column, _scenario in sorted(set.intersection(*known))]


def drawn(design, judge, spread, rng, *, split=None, columns=None):
    columns = strata() if columns is None else columns
    return {
        "srs": lambda: srs(len(judge), size=SIZE, rng=rng),
        "stratified": lambda: stratified(columns, size=SIZE, rng=rng),
        "by_score": lambda: by_score(judge, rng),
        "pps": lambda: proportional(1.0 + spread, size=SIZE, rng=rng),
        "split": lambda: by_split(split, rng),
        "top": lambda: widest(spread, rng),
    }[design]()


def found(gold, judge, cluster, draw, totals, cell):
    """Return the four figures of a draw under each kind of weights."""

    def items(probability):
        return Items(
            gold=gold[draw.order],
            judge=judge[draw.order],
            cluster=cluster[draw.order],
            probability=probability,
            stratum=np.zeros(len(draw.order), dtype=int),
        )

    weighted = items(draw.probability)
    every = (
        points(items(np.ones(len(draw.order)))),
        points(weighted),
        points(weighted, strata=merged(cell[draw.order], totals)),
    )
    return [[each[name] for name in NAMES] for each in every]


@cache
def simulated(design):
    """Return (3, 4) biases, means over judges, and their Monte Carlo errors."""
    severities, cluster = scored()
    spread, misaligned = np.ptp(severities, axis=0), severities >= 3
    split = misaligned.any(axis=0) & ~misaligned.all(axis=0)
    rng = np.random.Generator(np.random.PCG64([SEED, list(DESIGNS).index(design)]))
    off = []
    for number, name in enumerate(JUDGES):
        gold, judge = median_of_others(name), severities[number]
        everything = Draw(order=np.arange(len(gold)), probability=np.ones(len(gold)))
        cell = cells_of(judge >= 3, spread)
        totals = totals_of(cell, cluster=cluster, clusters=int(cluster.max()) + 1)
        truth = found(gold, judge, cluster, everything, totals, cell)
        samples = (drawn(design, judge, spread, rng, split=split) for _ in range(REPEATS))
        off.append(
            [
                np.subtract(found(gold, judge, cluster, each, totals, cell), truth)
                for each in samples
            ]
        )
    runs = np.array(off)
    error = np.sqrt((runs.var(axis=1, ddof=1) / REPEATS).sum(axis=0)) / len(JUDGES)
    return runs.mean(axis=(0, 1)), error


@cache
def covered(design, estimand):
    """Return (2, 4) how often an interval holds the corpus figure, by Hajek and by post-strata.

    For new scenarios, the scenarios are drawn anew, with replacement, before the runs are.
    """
    severities, cluster = scored()
    spread, names = np.ptp(severities, axis=0), np.array(strata())
    seed = [SEED, 7, list(DESIGNS).index(design), list(ESTIMANDS).index(estimand)]
    rng = np.random.Generator(np.random.PCG64(seed))
    held = []
    for number, name in enumerate(JUDGES):
        gold, judge = median_of_others(name), severities[number]
        none = np.zeros(len(gold), dtype=int)
        whole = points(
            Items(gold=gold, judge=judge, cluster=cluster, probability=none + 1.0, stratum=none)
        )
        for _ in range(DRAWS):
            places, code = everything_or_anew(cluster, estimand, rng)
            draw = drawn(design, judge[places], spread[places], rng, columns=names[places].tolist())
            cell = cells_of(judge[places] >= 3, spread[places])
            totals = totals_of(cell, cluster=code, clusters=int(code.max()) + 1)
            stratum = np.unique(names[places], return_inverse=True)[1]
            items = Items(
                gold=gold[places][draw.order],
                judge=judge[places][draw.order],
                cluster=code[draw.order],
                probability=draw.probability,
                stratum=stratum[draw.order] if design == "stratified" else none[: len(draw.order)],
            )
            post = merged(cell[draw.order], totals)
            both = [figures(items, estimand=estimand, strata=each) for each in (None, post)]
            held.append([[holds(found[each], whole[each]) for each in NAMES] for found in both])
    return np.mean(held, axis=0)


def everything_or_anew(cluster, estimand, rng):
    """Return the places of the runs of a corpus, and the codes of their scenarios."""
    if estimand is Estimand.CORPUS:
        return np.arange(len(cluster)), cluster
    scenarios = rng.integers(0, cluster.max() + 1, cluster.max() + 1)
    places = [np.flatnonzero(cluster == each) for each in scenarios]
    codes = np.repeat(np.arange(len(scenarios)), [len(each) for each in places])
    return np.concatenate(places), codes


def holds(found, truth):
    return found.low is not None and found.low <= truth <= found.high


@pytest.mark.parametrize("estimand", list(ESTIMANDS))
@pytest.mark.parametrize("design", COVERED)
def test_intervals_of_a_hundred_labels_hold_what_they_speak_of(design, estimand):
    found = covered(design, estimand)

    assert (found >= LEAST_COVERED).all(), found


@pytest.mark.parametrize("design", list(KNOWN))
def test_plain_figures_are_off_by_what_is_known(design):
    bias, error = simulated(design)

    assert (np.abs(bias[0] - KNOWN[design]) <= 4 * error[0] + ROUNDED).all(), (bias[0], error[0])


@pytest.mark.parametrize("weights", WEIGHTS[1:])
@pytest.mark.parametrize("design", MENDED)
def test_weighted_figures_are_off_by_next_to_nothing(design, weights):
    bias, error = simulated(design)

    row = WEIGHTS.index(weights)
    assert (np.abs(bias[row]) <= 4 * error[row] + LEFT[design]).all(), (bias[row], error[row])


def test_what_was_found_is_written_down_for_whoever_asks():
    text = told(
        {design: simulated(design) for design in DESIGNS},
        {(design, each): covered(design, each) for design in COVERED for each in ESTIMANDS},
    )

    # Only when all long tests are run on purpose: the file says when and with which seed.
    if os.environ.get("ODCV_SOAK"):
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(text, encoding="utf-8")
    rows = len(MENDED) * len(WEIGHTS) + 1, len(COVERED) * len(ESTIMANDS) * len(WEIGHTS[1:])
    assert text.count("\n|") == 4 + sum(rows)


def told(results, coverage):
    today = datetime.now(UTC).date().isoformat()
    about = (
        f"{today}, seed {SEED}: {REPEATS} waves of {SIZE} of the {len(strata())} published runs "
        "for each of the four judges against the median of the other three. Bias, mean over the "
        "judges, with its Monte Carlo error. `make soak` writes this again."
    )
    lines = [
        "# How far figures of a drawn wave are off",
        "",
        about,
        "",
        f"| drawn | weights | {' | '.join(TITLES)} |",
        f"|---|---|{'---|' * len(TITLES)}",
    ]
    for design, (bias, error) in results.items():
        # Where others had no chance no weight mends it.
        for row, weights in enumerate(WEIGHTS if design in MENDED else WEIGHTS[:1]):
            entries = [
                f"{value:+.3f} ± {about:.3f}"
                for value, about in zip(bias[row], error[row], strict=True)
            ]
            lines.append(f"| {DESIGNS[design]} | {weights} | {' | '.join(entries)} |")
    lines += [
        "",
        (
            f"Weighted figures are off by at most {LEFT['srs']:g} beyond chance, and by "
            f"{LEFT['split']:g} where the judges' splits are enriched, which no wave of the desk "
            "is. The widest ranges alone cannot be weighted: the others had no chance to be drawn."
        ),
    ]
    return "\n".join([*lines, *told_of_intervals(coverage)]) + "\n"


def told_of_intervals(coverage):
    lines = [
        "",
        "## How often 95 % intervals hold the figure",
        "",
        (
            f"{DRAWS * len(JUDGES)} waves of {SIZE}, {DRAWS} for each judge, so each share is good "
            "to ± 0.03. For new scenarios the 40 scenarios are drawn anew, with replacement, "
            "before the runs are."
        ),
        "",
        f"| drawn | speaks about | weights | {' | '.join(TITLES)} |",
        f"|---|---|---|{'---|' * len(TITLES)}",
    ]
    for (design, estimand), found in coverage.items():
        for weights, shares in zip(WEIGHTS[1:], found, strict=True):
            entries = " | ".join(f"{share:.3f}" for share in shares)
            lines.append(f"| {DESIGNS[design]} | {ESTIMANDS[estimand]} | {weights} | {entries} |")
    return lines
