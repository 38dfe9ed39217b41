from functools import partial

import numpy as np
import pytest

from odcv_desk.domain.estimate import NoInterval, Undefined
from odcv_desk.stats import accuracy, agreement
from odcv_desk.stats.ceiling import ceiling
from odcv_desk.stats.raters import leave_one_out_median
from tests.unit.stats.people_at_random import people, raters_of, shuffled

quadratic = partial(agreement.kappa, weights="quadratic")


def of_mcc(ratings, judge, cluster):
    return ceiling(ratings, judge, cluster, figure=agreement.mcc, scale="binary")


def ends(estimate):
    return estimate.value, estimate.low, estimate.high


@pytest.mark.parametrize("seed", range(5))
def test_both_figures_are_means_over_raters_of_those_of_scikit_learn(seed):
    from sklearn.metrics import matthews_corrcoef

    ratings, judge, cluster = people(seed, raters=4, units=150)
    medians = leave_one_out_median(ratings)
    seen = [
        np.isfinite(own) & np.isfinite(others) for own, others in zip(ratings, medians, strict=True)
    ]

    found = of_mcc(ratings, judge, cluster)

    human, judged = (
        [
            matthews_corrcoef(medians[row][at] >= 3, side[row][at] >= 3)
            for row, at in enumerate(seen)
        ]
        for side in (ratings, np.tile(judge, (4, 1)))
    )
    assert [each.human for each in found.raters] == pytest.approx(human)
    assert [each.judge for each in found.raters] == pytest.approx(judged)
    assert [each.n for each in found.raters] == [at.sum() for at in seen]
    assert found.human.value == pytest.approx(np.mean(human))
    assert found.judge.value == pytest.approx(np.mean(judged))
    assert found.difference.value == pytest.approx(np.mean(judged) - np.mean(human))
    assert found.half_points == 0


def test_six_levels_leave_out_medians_between_two_and_count_them():
    from sklearn.metrics import cohen_kappa_score

    ratings, judge, cluster = people(1, units=150, skipped=0.0)
    medians = leave_one_out_median(ratings)
    whole = medians % 1 == 0

    found = ceiling(ratings, judge, cluster, figure=quadratic, scale="six")

    wanted = [
        cohen_kappa_score(gold[at], own[at], labels=range(6), weights="quadratic")
        for gold, own, at in zip(medians.astype(int), ratings.astype(int), whole, strict=True)
    ]
    assert [each.human for each in found.raters] == pytest.approx(wanted)
    assert found.half_points == (~whole).sum() > 0


def test_the_difference_is_narrower_than_two_unpaired_figures_would_make_it():
    ratings, judge, cluster = people(2, units=300, scenarios=40)

    found = of_mcc(ratings, judge, cluster)

    widths = [each.high - each.low for each in (found.human, found.judge, found.difference)]
    assert widths[2] < widths[0] + widths[1]
    assert found.human.method == found.judge.method == "jackknife-t, atanh"
    assert found.difference.method.startswith("jackknife-t, raw")


def test_neither_order_of_units_nor_of_raters_nor_names_of_scenarios_matter():
    ratings, judge, cluster = people(3)
    order, names = shuffled(1, len(cluster)), shuffled(2, 20)

    there = of_mcc(ratings, judge, cluster)
    back = of_mcc(ratings[::-1][:, order], judge[order], names[cluster][order])

    assert ends(back.human) == pytest.approx(ends(there.human))
    assert ends(back.judge) == pytest.approx(ends(there.judge))
    assert ends(back.difference) == pytest.approx(ends(there.difference))


def test_saying_all_twice_leaves_the_points_and_hardly_moves_the_intervals():
    ratings, judge, cluster = people(4, units=400, scenarios=40)

    once = of_mcc(ratings, judge, cluster)
    twice = of_mcc(np.tile(ratings, 2), np.tile(judge, 2), np.tile(cluster, 2))

    assert ends(twice.difference) == pytest.approx(ends(once.difference), abs=0.01)
    assert ends(twice.human) == pytest.approx(ends(once.human), abs=0.01)


def test_a_judge_without_a_score_takes_the_unit_from_both_sides():
    ratings, judge, cluster = people(5)
    known = np.arange(len(judge)) % 3 > 0

    found = of_mcc(ratings, np.where(known, judge, np.nan), cluster)

    wanted = of_mcc(ratings[:, known], judge[known], cluster[known])
    assert ends(found.human) == pytest.approx(ends(wanted.human))
    assert ends(found.difference) == pytest.approx(ends(wanted.difference))


def test_a_rater_with_nobody_beside_is_in_no_mean():
    ratings, judge, cluster = people(6, skipped=0.0)
    lonely = np.full(len(judge), np.nan)

    found = of_mcc(np.vstack([ratings, lonely]), judge, cluster)

    assert ends(found.human) == ends(of_mcc(ratings, judge, cluster).human)
    last = found.raters[-1]
    assert (last.rater, last.n, last.human, last.judge) == (3, 0, None, None)


@pytest.mark.parametrize(
    ("ratings", "judge", "reason"),
    [
        (np.empty((0, 2)), [1.0, 4.0], Undefined.NO_LABELS),
        (np.full((2, 2), np.nan), [1.0, 4.0], Undefined.NO_LABELS),
        (np.array([[1.0, 4.0]]), [1.0, 4.0], Undefined.NO_CASES),
        (np.array([[1.0, 4.0], [1.0, 4.0]]), [np.nan, np.nan], Undefined.NO_CASES),
        (np.array([[1.0, 0.0], [1.0, 0.0]]), [1.0, 4.0], Undefined.SINGLE_CLASS),
    ],
)
def test_a_ceiling_says_why_it_is_undefined(ratings, judge, reason):
    found = of_mcc(ratings, np.array(judge), np.arange(2))

    assert {found.human.undefined, found.judge.undefined, found.difference.undefined} == {reason}


@pytest.mark.parametrize(
    ("scenarios", "reason"), [(1, NoInterval.ONE_SCENARIO), (9, NoInterval.TOO_FEW_SCENARIOS)]
)
def test_few_scenarios_have_no_interval(scenarios, reason):
    found = of_mcc(*people(1, scenarios=scenarios))

    reasons = {found.human.no_interval, found.judge.no_interval, found.difference.no_interval}
    assert reasons == {reason}


def test_people_and_a_judge_who_all_agree_have_no_verified_difference():
    ratings = np.tile(np.tile([0.0, 4.0], 20), (3, 1))

    found = of_mcc(ratings, ratings[0], np.arange(40) // 2)

    assert found.human.value == found.judge.value == 1
    assert found.human.low < 1
    assert (found.difference.value, found.difference.no_interval) == (0, NoInterval.NOT_VERIFIED)


def test_a_figure_on_another_scale_has_its_own_bounds():
    ratings, judge, cluster = people(7)

    found = ceiling(ratings, judge, cluster, figure=accuracy.mae, scale="six", bounds=(0, 5))

    assert 0 <= found.human.low < found.human.value < found.human.high
    assert found.human.method == "jackknife-t, raw scale, clipped"


def test_a_figure_that_leaves_atanh_has_no_verified_interval():
    ratings, judge, cluster = people(7)

    found = ceiling(
        ratings, judge, cluster, figure=lambda each: accuracy.mae(each) + 1, scale="six"
    )

    assert found.human.no_interval is NoInterval.NOT_VERIFIED


def test_a_judge_of_another_length_is_refused():
    ratings, judge, cluster = people(1)

    with pytest.raises(ValueError, match="each unit"):
        of_mcc(ratings, judge[1:], cluster)


def test_a_judge_who_errs_less_than_people_exceeds_their_ceiling_and_one_who_errs_more_does_not():
    rng = np.random.default_rng(9)
    truth, cluster = rng.integers(0, 6, size=400), np.arange(400) % 40
    ratings = raters_of(truth, keep=0.7, raters=3, rng=rng)
    good, poor = (raters_of(truth, keep=keep, raters=1, rng=rng)[0] for keep in (0.95, 0.4))

    above, below = (
        ceiling(ratings, judge, cluster, figure=quadratic, scale="six") for judge in (good, poor)
    )

    assert above.difference.low > 0
    assert below.difference.high < 0


def one_more(rng, scenarios=40, each=5):
    """Return people and a judge as good as they: the true difference is nothing."""
    hard = np.repeat(rng.random(scenarios) < 0.3, each)
    truth = rng.integers(0, 6, size=scenarios * each)
    everyone = raters_of(truth, keep=np.where(hard, 0.4, 0.85), raters=4, rng=rng)
    return everyone[:3], everyone[3], np.repeat(np.arange(scenarios), each)


def held(seed, *, reps):
    rng = np.random.default_rng(seed)
    found = [of_mcc(*one_more(rng)).difference for _ in range(reps)]
    return np.mean([each.low <= 0 <= each.high for each in found])


def test_the_interval_of_the_difference_mostly_holds_the_truth():
    assert held(10, reps=100) > 0.87


@pytest.mark.slow
def test_the_interval_of_the_difference_holds_the_truth_as_often_as_promised():
    assert held(11, reps=1500) == pytest.approx(0.95, abs=0.02)
