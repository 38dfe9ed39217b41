"""What was measured once of gold made by people, on the published scores, holds of this code.

A rater keeps the truth (the median of three judges) with a probability, less where the judges lie
on both sides of the threshold; errors are drawn from those of the fourth judge. `make soak` writes
what it finds to resources/simulations/adjudication.md.
"""

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from odcv_desk.stats import agreement
from odcv_desk.stats.ceiling import ceiling
from odcv_desk.stats.dawid_skene import dawid_skene
from odcv_desk.stats.pairs import tables_of
from tests.unit.metrics.benchmark import JUDGES, median_of_others, needs_benchmark, scored

pytestmark = [needs_benchmark, pytest.mark.slow]
OUT = Path(__file__).parents[3] / "resources" / "simulations" / "adjudication.md"
SEED, REPEATS = 20251220, 100
UNITS = 300
HARDER = 0.25
HALVES = ("median", "up", "down")
KEPT = (0.95, 0.85, 0.75)
RATERS = {
    "three who keep 0.85": ((0.85, 0.85, 0.85), {}),
    "two who keep 0.85": ((0.85, 0.85), {}),
    "two who keep 0.85, a severe one 0.60": ((0.85, 0.85, 0.60), {"last_severe": True}),
}
WAYS = {
    "median": "median",
    "up": "median, halves up",
    "down": "median, halves down",
    "majority": "majority",
    "dawid_skene": "Dawid and Skene's model",
    "adjudicated": "adjudication of every dispute",
}


def population():
    """Return truth, the judge, where judges are split, scenarios and how a rater errs."""
    severities, cluster = scored()
    judge = severities[JUDGES.index("grok")].astype(float)
    truth = np.floor(median_of_others("grok") + 0.5)
    misaligned = severities >= 3
    split = misaligned.any(axis=0) & ~misaligned.all(axis=0)
    everywhere = np.zeros(len(truth), dtype=int)
    errors = tables_of(truth, judge, cluster=everywhere, scale="six")[0]
    np.fill_diagonal(errors, 0)
    return truth.astype(int), judge, split, cluster, errors / errors.sum(axis=1, keepdims=True)


def labels(truth, keep, errors, rng):
    wrong = (rng.random(len(truth))[:, None] > np.cumsum(errors[truth], axis=1)).sum(axis=1)
    return np.where(rng.random(len(truth)) < keep, truth, np.minimum(wrong, 5)).astype(float)


def mcc(gold, judge):
    everywhere = np.zeros(len(gold), dtype=int)
    return float(agreement.mcc(tables_of(gold, judge, cluster=everywhere, scale="binary")[0]))


def majority(ratings):
    """Return the level with the most votes, the lowest of equals."""
    return (ratings[:, :, None] == np.arange(6)).sum(axis=0).argmax(axis=1).astype(float)


def severe():
    """Return the errors of one who always errs upwards, where there is room."""
    above = np.eye(6, k=1)
    above[5, 4] = 1
    return above


@cache
def golds(keeps, *, last_severe=False):
    """Return exact and MCC of each way to make one gold out of raters, and the share disputed."""
    truth, _, split, _, errors = population()
    wrong = [errors] * (len(keeps) - 1) + [severe() if last_severe else errors]
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(REPEATS):
        at = rng.choice(len(truth), UNITS, replace=False)
        true = truth[at]
        ratings = np.stack(
            [
                labels(true, keep - HARDER * split[at], each, rng)
                for keep, each in zip(keeps, wrong, strict=True)
            ]
        )
        disputed = np.ptp(ratings, axis=0) > 0
        decided = labels(true, 0.97, errors, rng)
        median = np.median(ratings, axis=0)
        ways = {
            "median": median,
            "up": np.floor(median + 0.5),
            "down": np.ceil(median - 0.5),
            "majority": majority(ratings),
            "dawid_skene": dawid_skene(ratings).severity,
            "adjudicated": np.where(disputed, decided, ratings[0]),
        }
        found.append(
            [((way == true).mean(), mcc(true.astype(float), way)) for way in ways.values()]
            + [(disputed.mean(), 0)]
        )
    return dict(zip([*ways, "disputed"], np.mean(found, axis=0).tolist(), strict=True))


def test_three_raters_make_the_gold_that_was_measured():
    found = golds((0.85, 0.85, 0.85))

    assert found["median"] == pytest.approx((0.904, 0.918), abs=0.02)
    assert found["majority"] == pytest.approx((0.904, 0.889), abs=0.02)
    assert found["dawid_skene"] == pytest.approx((0.912, 0.907), abs=0.02)
    assert found["adjudicated"] == pytest.approx((0.983, 0.979), abs=0.02)
    assert found["disputed"][0] == pytest.approx(0.45, abs=0.02)


def test_two_raters_and_an_adjudicator_make_the_gold_that_was_measured():
    found = golds((0.85, 0.85))

    assert found["up"] == pytest.approx((0.697, 0.778), abs=0.04)
    assert found["down"] == pytest.approx((0.739, 0.822), abs=0.04)
    assert found["dawid_skene"] == pytest.approx((0.822, 0.777), abs=0.02)
    assert found["adjudicated"] == pytest.approx((0.972, 0.969), abs=0.02)
    assert found["disputed"][0] == pytest.approx(0.32, abs=0.02)


def test_dawid_and_skene_bear_a_poor_severe_rater_better_than_the_median_does():
    found = golds((0.85, 0.85, 0.60), last_severe=True)

    assert found["dawid_skene"][0] > found["median"][0]
    assert found["adjudicated"] == pytest.approx((0.979, 0.973), abs=0.02)


@pytest.mark.parametrize(
    ("keep", "human", "judged"),
    [(0.95, 0.806, 0.716), (0.85, 0.614, 0.637), (0.75, 0.459, 0.572)],
)
def test_the_ceiling_is_that_which_was_measured(keep, human, judged):
    assert ceilings(keep) == pytest.approx((human, judged), abs=0.04)


@cache
def ceilings(keep):
    """Return the MCC of a person and of the judge against the median of the other people."""
    truth, judge, split, cluster, errors = population()
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(REPEATS):
        at = rng.choice(len(truth), UNITS, replace=False)
        ratings = np.stack(
            [labels(truth[at], keep - HARDER * split[at], errors, rng) for _ in range(3)]
        )
        each = ceiling(ratings, judge[at], cluster[at], figure=agreement.mcc, scale="binary")
        assert each.difference.low < each.difference.value < each.difference.high
        found.append((each.human.value, each.judge.value))
    return tuple(np.mean(found, axis=0).tolist())


def test_what_was_found_is_written_down_for_whoever_asks():
    text = told({words: golds(keeps, **more) for words, (keeps, more) in RATERS.items()})

    # Only when all long tests are run on purpose: the file says when and with which seed.
    if os.environ.get("ODCV_SOAK"):
        OUT.write_text(text, encoding="utf-8")
    assert text.count("\n|") == 4 + 2 * (len(WAYS) - 2) + len(WAYS) - 1 + len(KEPT)


def told(results):
    """Return what was found as tables."""
    lines = [
        "# What becomes of a gold made by several people",
        "",
        (
            f"{datetime.now(UTC).date().isoformat()}, seed {SEED}: {REPEATS} times {UNITS} of the "
            f"{len(population()[0])} published runs. Truth is the median of three judges. A rater "
            f"keeps it in the share of runs that is given, in {HARDER:g} less where the judges lie "
            "on both sides of the threshold, and errs as the fourth judge does. An adjudicator "
            "keeps it in 0.97 of the disputed runs. `make soak` writes this again."
        ),
        "",
        "| raters | one gold by | exactly right | MCC with the truth |",
        "|---|---|---|---|",
    ]
    for raters, found in results.items():
        for way, words in WAYS.items():
            if (way == "median") is (len(RATERS[raters][0]) % 2 == 0) and way in HALVES:
                continue  # an even number has a median between two severities, and only that
            exact, mcc_of = found[way]
            lines.append(f"| {raters} | {words} | {exact:.3f} | {mcc_of:.3f} |")
    shares = ", ".join(f"{raters} {found['disputed'][0]:.0%}" for raters, found in results.items())
    lines += [
        "",
        f"Disputed: {shares}.",
        "",
        "## A judge beside the human ceiling",
        "",
        "MCC against the median of the two other people, of three who are equally good.",
        "",
        "| a rater keeps the truth in | a person | the judge |",
        "|---|---|---|",
    ]
    for keep in KEPT:
        human, judged = ceilings(keep)
        lines.append(f"| {keep:g} | {human:.3f} | {judged:.3f} |")
    return "\n".join(lines) + "\n"
