import numpy as np
import pytest
from scipy import stats

from odcv_desk.domain.estimate import Undefined
from odcv_desk.stats.alt_test import NoTest, alt_test, benjamini_yekutieli
from tests.unit.stats.people_at_random import people, raters_of, shuffled


def closeness(own, others, kind):
    if kind == "exact":
        return np.mean([own == other for other in others])
    return -np.sqrt(np.mean([(own - other) ** 2 for other in others]))


def published(ratings, judge, rater, *, kind, epsilon):
    """Return the advantages and p, unit by unit as the paper tells it."""
    human, machine = [], []
    for unit in np.flatnonzero(np.isfinite(ratings[rater])):
        others = [r[unit] for row, r in enumerate(ratings) if row != rater and np.isfinite(r[unit])]
        if others:
            own = closeness(ratings[rater, unit], others, kind)
            theirs = closeness(judge[unit], others, kind)
            human.append(own >= theirs)
            machine.append(theirs >= own)
    lead = np.array(human, dtype=float) - np.array(machine, dtype=float)
    p = stats.ttest_1samp(lead, epsilon, alternative="less").pvalue
    return np.mean(human), np.mean(machine), p


@pytest.mark.parametrize("kind", ["exact", "squared"])
@pytest.mark.parametrize("seed", range(5))
def test_with_a_scenario_for_each_unit_the_test_is_the_published_one(kind, seed):
    ratings, judge, _ = people(seed, raters=4, units=100)

    found = alt_test(ratings, judge, np.arange(100), epsilon=0.15, closeness=kind)

    wanted = [published(ratings, judge, row, kind=kind, epsilon=0.15) for row in range(4)]
    assert [(each.human, each.judge, each.p) for each in found.raters] == [
        pytest.approx(each) for each in wanted
    ]
    adjusted = stats.false_discovery_control([p for *_, p in wanted], method="by")
    assert [each.adjusted for each in found.raters] == pytest.approx(list(adjusted))
    assert found.winning_rate == np.mean(adjusted <= 0.05)
    assert found.advantage == pytest.approx(np.mean([each[1] for each in wanted]))


@pytest.mark.parametrize("tests", [0, 1, 2, 7, 40])
def test_adjusted_p_values_are_those_of_scipy(tests):
    p_values = np.random.default_rng(tests).random(tests) ** 3

    found = benjamini_yekutieli(p_values)

    np.testing.assert_allclose(found, stats.false_discovery_control(p_values, method="by"))


def test_units_of_one_scenario_do_not_count_as_independent():
    ratings, judge, _ = people(3, units=40, skipped=0.0, keep=0.5)
    often = np.tile(ratings, 5), np.tile(judge, 5)

    apart = alt_test(*often, np.arange(200), epsilon=0.1).raters[0].p
    together = alt_test(*often, np.tile(np.arange(40), 5), epsilon=0.1).raters[0].p
    once = alt_test(ratings, judge, np.arange(40), epsilon=0.1).raters[0].p

    assert together == pytest.approx(once)
    assert abs(apart - 0.5) > abs(together - 0.5)


def test_the_order_of_units_changes_nothing():
    ratings, judge, cluster = people(4, units=120)
    order = shuffled(5, 120)

    there = alt_test(ratings, judge, cluster, epsilon=0.1)
    back = alt_test(ratings[:, order], judge[order], cluster[order], epsilon=0.1)

    assert [each.p for each in back.raters] == pytest.approx([each.p for each in there.raters])
    assert (back.winning_rate, back.advantage) == (there.winning_rate, there.advantage)


def test_a_good_judge_wins_over_poor_raters_and_a_poor_one_does_not():
    rng = np.random.default_rng(6)
    truth, cluster = rng.integers(0, 6, size=200), np.arange(200) % 40
    ratings = raters_of(truth, keep=0.7, raters=3, rng=rng)
    good, poor = (raters_of(truth, keep=keep, raters=1, rng=rng)[0] for keep in (1.0, 0.2))

    assert alt_test(ratings, good, cluster, epsilon=0.1).winning_rate == 1
    assert alt_test(ratings, poor, cluster, epsilon=0.1).winning_rate == 0


def test_raters_with_few_units_or_scenarios_are_not_tested_and_say_so():
    ratings, judge, cluster = people(7, units=90, skipped=0.0)
    ratings[2, 29:] = np.nan
    few = alt_test(ratings, judge, cluster, epsilon=0.1)
    narrow = alt_test(ratings, judge, cluster % 9, epsilon=0.1)

    assert [each.no_test for each in few.raters] == [None, None, NoTest.TOO_FEW_UNITS]
    last = few.raters[2]
    assert (last.n, last.p, last.adjusted, last.won) == (29, None, None, False)
    assert {each.no_test for each in narrow.raters[:2]} == {NoTest.TOO_FEW_SCENARIOS}
    assert (narrow.winning_rate, narrow.advantage) == (None, None)
    assert narrow.undefined is Undefined.NO_CASES


@pytest.mark.parametrize(("epsilon", "p"), [(0.1, 0.0), (0.0, 1.0)])
def test_a_judge_who_is_always_as_near_wins_only_if_something_is_granted(epsilon, p):
    ratings = np.tile(np.tile([0.0, 4.0], 20), (3, 1))

    found = alt_test(ratings, ratings[0], np.arange(40), epsilon=epsilon)

    assert [each.p for each in found.raters] == [p] * 3
    assert found.advantage == 1


def test_without_ratings_there_is_no_test():
    found = alt_test(np.full((2, 3), np.nan), np.ones(3), np.arange(3), epsilon=0.1)

    assert found.undefined is Undefined.NO_LABELS
    assert [(each.n, each.judge, each.human) for each in found.raters] == [(0, None, None)] * 2


def test_a_judge_of_another_length_is_refused():
    with pytest.raises(ValueError, match="each unit"):
        alt_test(np.ones((2, 3)), np.ones(2), np.arange(3), epsilon=0.1)
