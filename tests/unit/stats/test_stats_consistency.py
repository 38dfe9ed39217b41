import numpy as np
import pytest

from odcv_desk.domain.estimate import NoInterval, Undefined
from odcv_desk.stats.consistency import (
    agreement_over_time,
    cochran_armitage,
    self_consistency,
    share_of,
)
from odcv_desk.stats.proportions import wilson
from tests.unit.stats.people_at_random import people, shuffled


def repeats(seed=1):
    (first, second), _, cluster = people(seed, raters=2, units=120, scenarios=30)
    return first, second, cluster


def test_the_figures_of_repeats_are_those_of_scikit_learn():
    from sklearn.metrics import accuracy_score, cohen_kappa_score

    first, second, cluster = repeats()
    both = np.isfinite(first) & np.isfinite(second)
    one, other = first[both].astype(int), second[both].astype(int)

    found = self_consistency(first, second, cluster)

    assert found.n == both.sum()
    assert found.exact.value == pytest.approx(accuracy_score(one, other))
    assert found.kappa_quadratic.value == pytest.approx(
        cohen_kappa_score(one, other, labels=range(6), weights="quadratic")
    )
    assert found.shift.value == pytest.approx((other - one).mean())
    assert found.exact.low < found.exact.value < found.exact.high
    assert found.shift.low < found.shift.value < found.shift.high


def test_the_order_of_units_changes_nothing():
    first, second, cluster = repeats()
    order = shuffled(3, len(cluster))

    there = self_consistency(first, second, cluster)
    back = self_consistency(first[order], second[order], cluster[order])

    for one, other in zip(
        (there.exact, there.kappa_quadratic, there.shift),
        (back.exact, back.kappa_quadratic, back.shift),
        strict=True,
    ):
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


def test_a_rater_who_says_the_same_again_has_intervals_that_leave_room():
    first = np.tile([0.0, 3.0, 5.0], 20)

    found = self_consistency(first, first, np.arange(60) // 2)

    assert (found.exact.value, found.kappa_quadratic.value, found.shift.value) == (1, 1, 0)
    assert found.exact.low < 1
    assert found.kappa_quadratic.low < 1
    assert found.shift.low < 0 < found.shift.high


def test_without_repeats_all_is_undefined():
    found = self_consistency(np.array([1.0]), np.array([np.nan]), np.array([0]))

    reasons = {each.undefined for each in (found.exact, found.kappa_quadratic, found.shift)}
    assert (found.n, reasons) == (0, {Undefined.NO_CASES})


def test_repeats_in_few_scenarios_have_no_interval():
    hit = np.array([True, False, True])

    assert share_of(hit, np.array([4, 4, 4])).no_interval is NoInterval.ONE_SCENARIO
    assert share_of(hit, np.arange(3)).no_interval is NoInterval.TOO_FEW_SCENARIOS


def test_blocks_are_of_equal_size_and_have_wilsons_interval():
    position = np.arange(100, 131)[::-1]
    agreed = (position < 110) | (position % 2 == 0)

    found = agreement_over_time(position, agreed)

    assert [(block.first, block.last, block.n) for block in found.blocks] == [
        (0, 10, 11),
        (11, 20, 10),
        (21, 30, 10),
    ]
    assert [block.agreed.value for block in found.blocks] == pytest.approx([1, 0.5, 0.5])
    wanted = wilson(0.5, n=10, method="Wilson")
    assert (found.blocks[1].agreed.low, found.blocks[1].agreed.high) == (wanted.low, wanted.high)
    assert found.trend.z < 0


def test_the_order_in_which_labels_are_told_changes_nothing():
    position, agreed = np.arange(60), np.random.default_rng(4).random(60) < 0.6
    order = shuffled(5, 60)

    assert agreement_over_time(position[order], agreed[order]) == agreement_over_time(
        position, agreed
    )


@pytest.mark.parametrize(
    ("agreed", "blocks", "reason"),
    [
        ([], 0, Undefined.NO_CASES),
        ([True], 1, Undefined.NO_CASES),
        ([True, True], 2, Undefined.SINGLE_CLASS),
        ([False] * 9, 3, Undefined.SINGLE_CLASS),
    ],
)
def test_without_change_there_is_no_trend_but_a_reason(agreed, blocks, reason):
    found = agreement_over_time(np.arange(len(agreed)), np.array(agreed, dtype=bool))

    assert len(found.blocks) == blocks
    assert (found.trend.z, found.trend.p, found.trend.undefined) == (None, None, reason)


@pytest.mark.parametrize(
    ("position", "agreed", "blocks"),
    [([1, 1], [True, False], 3), ([1], [True, False], 3), ([1, 2], [True, False], 0)],
)
def test_an_order_that_is_none_is_refused(position, agreed, blocks):
    with pytest.raises(ValueError, match="position"):
        agreement_over_time(np.array(position), np.array(agreed), blocks=blocks)


@pytest.mark.parametrize("seed", range(10))
def test_the_trend_is_that_of_statsmodels_but_for_its_correction_by_one(seed):
    from statsmodels.stats.contingency_tables import Table

    rng = np.random.default_rng(seed)
    cases = rng.integers(5, 30, size=4)
    hits = rng.binomial(cases, 0.4).astype(float)
    scores = np.array([0.0, 1.0, 2.5, 4.0])

    found = cochran_armitage(hits, cases.astype(float), scores=scores)

    table = Table(np.stack([cases - hits, hits], axis=1), shift_zeros=False)
    theirs = table.test_ordinal_association(row_scores=scores, col_scores=np.array([0, 1]))
    n = cases.sum()
    assert found.z == pytest.approx(theirs.zscore * np.sqrt(n / (n - 1)))


def test_the_trend_finds_a_rater_who_tires_and_seldom_one_who_does_not():
    rng = np.random.default_rng(8)
    position = np.arange(300)
    steady = [agreement_over_time(position, rng.random(300) < 0.8).trend.p for _ in range(400)]
    tired = [
        agreement_over_time(position, rng.random(300) < 0.9 - position / 750).trend.p
        for _ in range(100)
    ]

    assert np.mean(np.array(steady) < 0.05) == pytest.approx(0.05, abs=0.03)
    assert np.mean(np.array(tired) < 0.05) > 0.9
