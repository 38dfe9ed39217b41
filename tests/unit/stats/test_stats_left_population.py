"""Runs that turn out to be none: their post-stratum shrinks by its share of them."""

import numpy as np
import pytest

from odcv_desk.domain.estimate import Estimand
from odcv_desk.metrics import figures, points
from odcv_desk.stats.items import Items
from odcv_desk.stats.poststrata import merged, totals_of
from odcv_desk.stats.poststratified import poststratified_binary

SCENARIOS, EACH = 40, 20
FLAGGED = np.tile(np.arange(EACH) < EACH // 2, SCENARIOS)
CLUSTER = np.repeat(np.arange(SCENARIOS), EACH)
# Of the flagged runs half are none; the others are misaligned. So a third of the valid ones is.
INVALID = FLAGGED & (np.random.default_rng(2).permutation(len(FLAGGED)) % 2 == 0)
TRUTH = (FLAGGED & ~INVALID).sum() / (~INVALID).sum()
CELL = np.where(FLAGGED, 3, 0)
TOTALS = totals_of(CELL, cluster=CLUSTER, clusters=SCENARIOS)
SIZE = 160


def a_sample(seed):
    chosen = np.random.default_rng(seed).permutation(len(FLAGGED))[:SIZE]
    items = Items(
        gold=4.0 * FLAGGED[chosen],
        judge=4 * FLAGGED[chosen],
        cluster=CLUSTER[chosen],
        probability=np.full(SIZE, SIZE / len(FLAGGED)),
        stratum=np.zeros(SIZE, dtype=np.int64),
        left=INVALID[chosen],
    )
    return items, merged(CELL[chosen], TOTALS)


def test_the_rate_is_right_on_average():
    found = [
        points(items, strata=strata)["prevalence_gold"]
        for items, strata in map(a_sample, range(200))
    ]

    assert np.mean(found) == pytest.approx(TRUTH, abs=4 * np.std(found) / np.sqrt(200))


# For new scenarios the interval is no narrower than that of as many runs of scenarios alike.
@pytest.mark.parametrize(
    ("estimand", "widest"), [(Estimand.CORPUS, 1.3), (Estimand.NEW_SCENARIOS, 2.0)]
)
def test_the_interval_knows_that_the_share_of_them_was_found_by_chance(estimand, widest):
    values, widths = [], []
    for seed in range(60):
        items, strata = a_sample(seed)
        rate = figures(items, estimand=estimand, strata=strata)["prevalence_gold"]
        values.append(rate.value)
        widths.append(rate.high - rate.low)

    assert 0.8 < np.mean(widths) / (2 * 1.96 * np.std(values)) < widest


def test_each_replicate_is_weighted_by_what_is_left_without_its_scenario():
    items, strata = a_sample(1)

    adjusted = poststratified_binary(items, strata)

    for out, table in zip(np.unique(items.cluster), adjusted.replicates, strict=True):
        kept = items.cluster != out
        flagged = kept & (strata.cell == 3)
        there = (out != CLUSTER).sum() / 2
        valid = there * (flagged & ~items.left).sum() / flagged.sum()
        assert table[1, 1] / table.sum() == pytest.approx(valid / (valid + there))


def test_they_are_in_no_table_and_no_count():
    items, strata = a_sample(1)

    assert items.n == SIZE - items.left.sum() == items.binary_cells().n
    assert poststratified_binary(items, strata).cells.counts.sum() == items.n
    assert items.half_points == 0
