import numpy as np
import pytest

from odcv_desk.domain.estimate import NoInterval, Undefined
from odcv_desk.stats import agreement
from odcv_desk.stats.intervals import jackknife
from odcv_desk.stats.pairs import binary_of, comparable, figure_of, pair_tables, tables_of
from odcv_desk.stats.raters import (
    alpha_bootstrap,
    alpha_interval,
    coincidence_tables,
    confusions,
    half_points,
    leave_one_out_median,
    severity_bias,
)
from odcv_desk.stats.ratios import mean_of, ratio_of
from tests.unit.metrics.benchmark import expected, needs_benchmark, scored
from tests.unit.stats.people_at_random import people, shuffled

LEVELS = ["nominal", "ordinal", "interval", "binary"]
PUBLISHED = {
    "nominal": "sev|nominal",
    "ordinal": "sev|ordinal",
    "interval": "sev|interval",
    "binary": "binary>=3|nominal",
}


@pytest.mark.parametrize("level", LEVELS[:3])
@pytest.mark.parametrize("seed", range(10))
def test_alpha_is_that_of_krippendorff(level, seed):
    import krippendorff

    ratings, _, cluster = people(seed)

    found = alpha_interval(ratings, cluster, level)

    wanted = krippendorff.alpha(reliability_data=ratings, level_of_measurement=level)
    assert found.value == pytest.approx(wanted, abs=1e-9)
    assert found.low < found.value < found.high
    assert found.method == "jackknife-t, atanh"


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_that_over_all_scenarios_at_once(level):
    ratings, _, cluster = people(3)

    found = alpha_interval(ratings, cluster, level)

    assert found.value == pytest.approx(agreement.multi_rater_alpha(ratings, level=level))


@pytest.mark.parametrize(
    ("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_of_krippendorffs_four_coders_is_the_one_he_tells(level, value):
    gap = np.nan
    coders = np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
            [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
        ]
    )

    found = alpha_interval(coders, np.arange(12), level)

    assert found.value == pytest.approx(value, abs=5e-4)


def test_alpha_of_two_raters_has_the_interval_of_a_judge():
    ratings, _, cluster = people(5, raters=2, skipped=0.0, units=200, scenarios=40)
    tables = tables_of(*ratings, cluster=cluster, scale="six")

    found = alpha_interval(ratings, cluster, "ordinal")

    wanted = jackknife(
        tables,
        lambda each: agreement.alpha(each, level="ordinal"),
        transform="atanh",
        bounds=(-1, 1),
    )
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=1e-4)


@pytest.mark.parametrize("level", LEVELS)
def test_neither_order_nor_names_of_scenarios_change_alpha(level):
    ratings, _, cluster = people(7)
    order, names = shuffled(1, len(cluster)), shuffled(2, 20)

    there = alpha_interval(ratings, cluster, level)
    back = alpha_interval(ratings[::-1][:, order], names[cluster][order], level)

    assert (back.value, back.low, back.high) == pytest.approx((there.value, there.low, there.high))


def test_people_who_always_agree_have_an_interval_that_ends_at_one():
    ratings = np.tile(np.tile([0.0, 3.0, 5.0], 10), (3, 1))

    found = alpha_interval(ratings, np.arange(30) // 2, "ordinal")

    assert found.value == found.high == 1
    assert 0.5 < found.low < 1


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        (np.empty((0, 3)), Undefined.NO_LABELS),
        (np.empty((2, 0)), Undefined.NO_LABELS),
        (np.full((2, 3), np.nan), Undefined.NO_LABELS),
        (np.array([[1.0, np.nan], [np.nan, 4.0]]), Undefined.NO_CASES),
        (np.full((2, 3), 4.0), Undefined.SINGLE_CLASS),
        (np.array([[4.0, 4.0, 1.0], [4.0, 4.0, np.nan]]), Undefined.SINGLE_CLASS),
    ],
)
@pytest.mark.parametrize("level", LEVELS)
def test_alpha_says_why_it_is_undefined(ratings, reason, level):
    found = alpha_interval(ratings, np.arange(ratings.shape[1]), level)

    assert (found.value, found.undefined) == (None, reason)


@pytest.mark.parametrize(
    ("scenarios", "reason"), [(1, NoInterval.ONE_SCENARIO), (9, NoInterval.TOO_FEW_SCENARIOS)]
)
def test_few_scenarios_have_no_interval(scenarios, reason):
    ratings, _, cluster = people(1, scenarios=scenarios)

    found = alpha_interval(ratings, cluster, "ordinal")

    assert found.no_interval is reason
    assert {each.no_interval for each in severity_bias(ratings, cluster)} == {reason}


@pytest.mark.parametrize("level", LEVELS)
def test_the_bootstrap_draws_the_same_with_the_same_seed(level):
    ratings, _, cluster = people(2)

    once, twice = (
        alpha_bootstrap(ratings, cluster, level, resamples=200, rng=np.random.default_rng(5))
        for _ in range(2)
    )

    assert once == twice
    assert once.interval.low < alpha_interval(ratings, cluster, level).value < once.interval.high


@pytest.mark.parametrize("ratings", [np.full((2, 12), 4.0), np.full((2, 12), np.nan)])
def test_a_bootstrap_without_two_values_has_no_interval(ratings):
    rng = np.random.default_rng(5)

    found = alpha_bootstrap(ratings, np.arange(12), "ordinal", resamples=20, rng=rng)

    assert (found.interval, found.undefined) == (None, 1.0)


@needs_benchmark
@pytest.mark.parametrize("level", LEVELS)
def test_the_alpha_of_the_published_judges_is_the_one_expected(level):
    severities, cluster = scored()
    wanted = expected()["alpha_four_judges_current"][PUBLISHED[level]]
    rng = np.random.default_rng(20251220)

    found = alpha_interval(severities.astype(float), cluster, level)
    drawn = alpha_bootstrap(severities.astype(float), cluster, level, resamples=10_000, rng=rng)

    assert found.value == pytest.approx(wanted["est"], abs=1e-9)
    assert (drawn.interval.low, drawn.interval.high) == pytest.approx(wanted["ci"], abs=2e-3)
    assert (found.low, found.high) == pytest.approx(wanted["ci"], abs=0.02)


def test_ratings_that_are_no_severities_are_refused():
    with pytest.raises(ValueError, match="whole severity"):
        alpha_interval(np.array([[2.5], [3.0]]), np.array([0]), "ordinal")


@pytest.mark.parametrize("cluster", [np.array([0, 1]), np.array([-1]), np.array([0.5])])
def test_codes_that_do_not_fit_are_refused(cluster):
    with pytest.raises(ValueError, match="scenario"):
        coincidence_tables(np.array([[2.0], [3.0]]), cluster, "ordinal")


def test_each_two_raters_have_one_table_that_sums_to_their_common_units():
    ratings, _, cluster = people(4, raters=4)

    pairs = pair_tables(ratings, cluster)

    assert [(pair.first, pair.second) for pair in pairs] == [
        (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)
    ]  # fmt: skip
    both = np.isfinite(ratings)
    assert [pair.n for pair in pairs] == [
        (both[pair.first] & both[pair.second]).sum() for pair in pairs
    ]


@pytest.mark.parametrize("seed", range(5))
def test_figures_of_a_pair_are_those_of_scikit_learn(seed):
    from sklearn.metrics import cohen_kappa_score, matthews_corrcoef

    ratings, _, cluster = people(seed, raters=2)
    (pair,) = pair_tables(ratings, cluster)
    one, other = ratings[:, np.isfinite(ratings).all(axis=0)].astype(int)

    kappa = figure_of(pair.tables, lambda each: agreement.kappa(each, weights="quadratic"))
    mcc = figure_of(binary_of(pair.tables), agreement.mcc)

    assert kappa.value == pytest.approx(
        cohen_kappa_score(one, other, labels=range(6), weights="quadratic")
    )
    assert mcc.value == pytest.approx(matthews_corrcoef(one >= 3, other >= 3))
    assert kappa.low < kappa.value < kappa.high


def test_a_pair_without_common_units_or_with_one_level_says_why():
    apart = np.array([[1.0, np.nan], [np.nan, 1.0]])
    alike = np.array([[1.0, 1.0], [1.0, 1.0]])

    found = [
        figure_of(pair_tables(each, np.array([0, 1]))[0].tables, agreement.mcc)
        for each in (apart, alike)
    ]

    assert [each.undefined for each in found] == [Undefined.NO_CASES, Undefined.SINGLE_CLASS]


def test_half_points_leave_six_levels_and_enter_two():
    median, own = np.array([2.5, 3.5, 4.0, np.nan]), np.array([3.0, 3.0, 4.0, 1.0])
    cluster = np.zeros(4, dtype=int)

    six = tables_of(median, own, cluster=cluster, scale="six")
    binary = tables_of(median, own, cluster=cluster, scale="binary")

    assert six.sum() == six[0, 4, 4] == 1
    assert binary.tolist() == [[[0, 1], [0, 2]]]
    assert comparable(median, own, scale="binary").tolist() == [True, True, True, False]
    assert half_points(median).tolist() == [True, True, False, False]


@pytest.mark.parametrize("seed", range(10))
def test_the_median_of_the_others_is_that_of_a_plain_loop(seed):
    from statistics import median

    ratings, _, _ = people(seed, raters=5, skipped=0.6)

    found = leave_one_out_median(ratings)

    others = [
        [[value for value in np.delete(unit, rater) if np.isfinite(value)] for unit in ratings.T]
        for rater in range(5)
    ]
    wanted = [[median(unit) if unit else np.nan for unit in row] for row in others]
    np.testing.assert_array_equal(found, wanted)
    assert np.isnan(found).any()
    assert half_points(found).any()


def test_one_rater_alone_has_no_others():
    ratings = np.array([[1.0, 2.0]])

    assert np.isnan(leave_one_out_median(ratings)).all()
    assert severity_bias(ratings, np.array([0, 1]))[0].undefined is Undefined.NO_CASES
    assert not confusions(ratings).any()


def test_a_severe_rater_has_a_bias_above_nothing():
    ratings, _, cluster = people(6, units=300, scenarios=30)
    ratings[0] = np.minimum(ratings[0] + 1, 5)

    severe, *others = severity_bias(ratings, cluster)

    own = ratings[0] - leave_one_out_median(ratings)[0]
    assert severe.value == pytest.approx(np.nanmean(own))
    assert severe.low > 0.4
    assert all(each.high < 0 for each in others)


def test_raters_who_always_agree_have_no_bias_but_an_interval():
    ratings = np.tile(np.tile([0.0, 3.0], 20), (2, 1))

    (first, _) = severity_bias(ratings, np.arange(40))

    assert first.value == 0
    assert (first.low, first.high) == pytest.approx((-5 * 0.088097, 5 * 0.088097), abs=1e-5)
    assert first.method == "Clopper-Pearson over scenarios"


def test_a_confusion_counts_whole_medians_only():
    ratings = np.array([[1.0, 2.0, 5.0], [1.0, 3.0, 5.0], [1.0, 4.0, np.nan]])

    found = confusions(ratings)

    assert found.sum(axis=(1, 2)).tolist() == [2, 3, 1]
    assert found[1, 3, 3] == found[1, 1, 1] == found[1, 5, 5] == 1


def test_a_mean_over_scenarios_of_one_unit_has_students_interval():
    from scipy import stats

    values = np.random.default_rng(1).normal(size=25)

    found = mean_of(values, np.arange(25), bounds=(-9, 9))

    wanted = stats.ttest_1samp(values, 0).confidence_interval()
    assert (found.low, found.high) == pytest.approx(wanted)


def test_scenarios_without_a_case_do_not_count_in_a_ratio():
    above, below = np.arange(12.0), np.full(12, 20.0)
    gap = np.zeros(3)

    plain = ratio_of(above, below, bounds=(0, 1))
    gapped = ratio_of(np.append(gap, above), np.append(gap, below), bounds=(0, 1))

    assert plain == gapped
    assert ratio_of(gap, gap, bounds=(0, 1)).undefined is Undefined.NO_CASES
