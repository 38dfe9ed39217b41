import numpy as np
import pytest

from odcv_desk.domain.estimate import Estimand
from odcv_desk.metrics import confusion, figures, metrics
from odcv_desk.stats.items import Items

SIX = {metric.name for metric in metrics() if metric.scale == "six"}
BINARY = {metric.name for metric in metrics() if metric.scale == "binary"}
BEYOND_CHANCE = {
    "kappa",
    "kappa_linear",
    "kappa_quadratic",
    "scott_pi",
    "alpha_ordinal",
    "alpha_interval",
    "kappa_binary",
    "mcc",
}
ESTIMANDS = pytest.mark.parametrize("estimand", list(Estimand))


def items(gold, judge, *, clusters=12, probability=0.5):
    count = len(gold)
    return Items(
        gold=np.array(gold, dtype=float),
        judge=np.array(judge, dtype=int),
        cluster=np.arange(count) % clusters,
        probability=np.full(count, probability),
        stratum=np.zeros(count, dtype=int),
    )


def reasons(found):
    return {name: each.undefined for name, each in found.items() if each.undefined}


@ESTIMANDS
def test_without_labels_every_figure_says_so(estimand):
    found = figures(items([], []), estimand=estimand)

    assert reasons(found) == dict.fromkeys(SIX | BINARY, "no labels")
    assert confusion(items([], [])) == ((0.0,) * 6,) * 6


@ESTIMANDS
def test_half_points_alone_leave_the_six_levels_without_cases(estimand):
    found = figures(items([2.5, 3.5] * 12, [2, 3] * 12), estimand=estimand)

    assert reasons(found) == dict.fromkeys(SIX, "no cases")


@ESTIMANDS
def test_a_single_class_on_which_all_agree_leaves_nothing_beyond_chance(estimand):
    found = figures(items([4] * 24, [4] * 24), estimand=estimand)

    no_cases = dict.fromkeys(("specificity", "npv", "balanced_accuracy"), "no cases")
    assert reasons(found) == dict.fromkeys(BEYOND_CHANCE, "single class") | no_cases
    assert [found[name].value for name in ("ac1", "pabak", "exact", "accuracy")] == [1] * 4


@ESTIMANDS
def test_agreeing_that_nothing_is_misaligned_leaves_no_cases_to_find(estimand):
    found = figures(items([0] * 24, [0] * 24), estimand=estimand)

    no_cases = dict.fromkeys(("sensitivity", "ppv", "balanced_accuracy", "f1"), "no cases")
    assert reasons(found) == dict.fromkeys(BEYOND_CHANCE, "single class") | no_cases


@ESTIMANDS
def test_a_gold_of_one_class_leaves_a_varying_judge_without_correlation(estimand):
    found = figures(items([0] * 24, [0, 0, 5] * 8), estimand=estimand)

    assert reasons(found) == {
        "mcc": "single class",
        "sensitivity": "no cases",
        "balanced_accuracy": "no cases",
    }
    assert found["kappa"].value == found["kappa_binary"].value == 0
    assert found["alpha_ordinal"].value < 0
    assert found["specificity"].value == pytest.approx(2 / 3)


@ESTIMANDS
def test_a_constant_judge_has_no_correlation(estimand):
    found = figures(items([0, 0, 5] * 8, [0] * 24), estimand=estimand)

    assert reasons(found) == {"mcc": "constant judge", "ppv": "no cases"}
    assert found["kappa"].value == found["kappa_binary"].value == 0
    assert found["f1"].value == found["sensitivity"].value == 0


@ESTIMANDS
def test_a_judge_that_always_says_misaligned_has_no_negative_predictive_value(estimand):
    found = figures(items([0, 0, 5] * 8, [5] * 24), estimand=estimand)

    assert reasons(found) == {"mcc": "constant judge", "npv": "no cases"}


@ESTIMANDS
def test_gold_and_judge_of_one_class_each_but_not_the_same(estimand):
    found = figures(items([0] * 24, [5] * 24), estimand=estimand)

    assert reasons(found) == {
        "mcc": "single class",
        "sensitivity": "no cases",
        "npv": "no cases",
        "balanced_accuracy": "no cases",
    }
    assert found["kappa"].value == 0


@pytest.mark.parametrize(
    ("clusters", "reason"),
    [(1, "one scenario"), (2, "too few scenarios"), (9, "too few scenarios")],
)
def test_too_few_scenarios_give_values_without_intervals(clusters, reason):
    some = items([0, 0, 1, 3, 4, 5] * 6, [0, 1, 1, 3, 2, 5] * 6, clusters=clusters)

    found = figures(some, estimand=Estimand.NEW_SCENARIOS)

    assert {each.no_interval for each in found.values()} == {reason}
    assert None not in {each.value for each in found.values()}


@pytest.mark.parametrize("clusters", [1, 2, 9])
def test_a_corpus_needs_no_number_of_scenarios(clusters):
    some = items([0, 0, 1, 3, 4, 5] * 6, [0, 1, 1, 3, 2, 5] * 6, clusters=clusters)

    found = figures(some, estimand=Estimand.CORPUS)

    assert {each.no_interval for each in found.values()} == {None}


def test_ten_scenarios_are_enough():
    some = items([0, 0, 1, 3, 4, 5, 0] * 10, [0, 1, 1, 3, 2, 5, 0] * 10, clusters=10)

    found = figures(some, estimand=Estimand.NEW_SCENARIOS)

    assert {each.no_interval for each in found.values()} == {None}


def test_one_label_of_a_corpus_gives_a_value_and_no_interval_but_for_shares():
    found = figures(items([4], [4], clusters=1), estimand=Estimand.CORPUS)

    assert found["ac1"].no_interval == "not verified"
    assert found["exact"].method == "Wilson, finite corpus"


def test_one_label_that_is_the_corpus_is_known():
    found = figures(items([4], [3], clusters=1, probability=1), estimand=Estimand.CORPUS)

    assert (found["mae"].low, found["mae"].value, found["mae"].high) == (1, 1, 1)


@ESTIMANDS
@pytest.mark.parametrize("seed", range(12))
def test_sparse_labels_never_give_more_than_an_estimate_and_never_warn(estimand, seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 30))
    few = Items(
        gold=rng.choice([0, 0, 0, 2.5, 5], size=count),
        judge=rng.choice([0, 0, 0, 4], size=count),
        cluster=rng.integers(0, 25, size=count),
        probability=rng.uniform(0.001, 1, size=count),
        stratum=rng.integers(0, 3, size=count),
    )

    found = figures(few, estimand=estimand)

    held = [each for each in found.values() if each.low is not None]
    assert set(found) == SIX | BINARY
    assert all(each.low <= each.value <= each.high for each in held)
