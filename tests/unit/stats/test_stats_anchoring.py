import numpy as np
import pytest

from odcv_desk.domain.estimate import NoInterval, Undefined
from odcv_desk.stats.anchoring import pull
from tests.unit.stats.people_at_random import people, shuffled


def moved(seed, *, share, units=200):
    """Return blind labels, those after a judge was shown, the judge, and scenarios."""
    (before, *_), judge, cluster = people(seed, units=units, scenarios=40, keep=0.5, skipped=0.0)
    goes = np.random.default_rng(seed + 1000).random(units) < share
    return before, np.where(goes, judge, before), judge, cluster


def test_the_pull_is_the_slope_through_the_origin():
    before, after, judge, cluster = moved(1, share=0.4)
    way = (judge - before)[:, None]

    found = pull(before, after, judge, cluster)

    (slope,), *_ = np.linalg.lstsq(way, after - before)
    assert found.value == pytest.approx(slope)
    assert found.low < found.value < found.high


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_the_pull_recovers_how_often_labels_go_to_the_judge(share):
    found = [pull(*moved(seed, share=share)) for seed in range(200)]

    values = np.array([each.value for each in found])
    held = np.mean([each.low <= share <= each.high for each in found])
    assert values.mean() == pytest.approx(share, abs=0.02)
    assert 0.03 < values.std() < 0.09
    assert 0.9 < held < 0.99


def test_the_order_of_units_changes_nothing():
    before, after, judge, cluster = moved(2, share=0.3)
    order = shuffled(6, len(cluster))

    there = pull(before, after, judge, cluster)
    back = pull(before[order], after[order], judge[order], cluster[order])

    assert (back.value, back.low, back.high) == pytest.approx((there.value, there.low, there.high))


def test_units_on_which_judge_and_blind_label_agree_tell_nothing():
    before, after, judge, cluster = moved(3, share=0.3)
    apart = before != judge

    assert pull(before, after, judge, cluster) == pull(
        before[apart], after[apart], judge[apart], cluster[apart]
    )


def test_a_label_that_goes_the_other_way_is_a_negative_pull():
    before, judge = np.array([3.0, 3.0]), np.array([4.0, 4.0])

    found = pull(before, np.array([2.0, 3.0]), judge, np.array([0, 1]))

    assert found.value == -0.5
    assert found.no_interval is NoInterval.TOO_FEW_SCENARIOS


def test_an_interval_may_end_below_nothing_and_above_one():
    before, judge = np.tile([1.0, 1.0], 6), np.tile([2.0, 2.0], 6)
    mostly_stays, mostly_goes = np.ones(12), np.full(12, 2.0)
    mostly_stays[0], mostly_goes[0] = 2, 1

    stays, goes = (
        pull(before, after, judge, np.arange(12)) for after in (mostly_stays, mostly_goes)
    )

    assert stays.low < 0
    assert goes.high > 1


@pytest.mark.parametrize("part", [0.0, 1.0])
def test_where_every_label_does_the_same_there_is_no_verified_interval(part):
    before, judge = np.tile([1.0, 5.0], 10), np.tile([3.0, 2.0], 10)

    found = pull(before, before + part * (judge - before), judge, np.arange(20))

    assert (found.value, found.no_interval) == (part, NoInterval.NOT_VERIFIED)


@pytest.mark.parametrize(
    ("before", "reason"),
    [([], Undefined.NO_LABELS), ([np.nan], Undefined.NO_LABELS), ([3.0], Undefined.NO_CASES)],
)
def test_the_pull_says_why_it_is_undefined(before, reason):
    judge = np.full(len(before), 3.0)

    found = pull(np.array(before), judge, judge, np.zeros(len(before), dtype=int))

    assert (found.value, found.undefined) == (None, reason)
