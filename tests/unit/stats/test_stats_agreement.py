import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from odcv_desk.stats import accuracy, agreement

SIX = arrays(np.float64, (6, 6), elements=st.integers(0, 20).map(float))
TWO = arrays(np.float64, (2, 2), elements=st.integers(0, 40).map(float))
SYMMETRIC = [
    agreement.kappa,
    agreement.scott_pi,
    agreement.ac1,
    agreement.ac2_quadratic,
    agreement.pabak,
    agreement.mcc,
    lambda tables: agreement.kappa(tables, weights="linear"),
    lambda tables: agreement.kappa(tables, weights="quadratic"),
    lambda tables: agreement.alpha(tables, level="nominal"),
    lambda tables: agreement.alpha(tables, level="ordinal"),
    lambda tables: agreement.alpha(tables, level="interval"),
    accuracy.exact,
    accuracy.within_one,
    accuracy.mae,
]
SCALE_FREE = [*SYMMETRIC[:8], accuracy.exact, accuracy.mae, accuracy.bias]
BOUNDED = [figure for figure in SYMMETRIC[:11] if figure is not agreement.ac2_quadratic]
NOMINAL = [agreement.kappa, agreement.scott_pi, agreement.ac1, agreement.mcc, accuracy.exact]


@pytest.mark.parametrize("figure", SYMMETRIC)
@settings(max_examples=30)
@given(table=SIX)
def test_agreement_does_not_mind_who_is_called_gold(figure, table):
    np.testing.assert_allclose(figure(table), figure(table.T), atol=1e-12)


@pytest.mark.parametrize("figure", SCALE_FREE)
@settings(max_examples=30)
@given(table=SIX, times=st.floats(0.01, 100))
def test_figures_do_not_mind_what_weights_sum_to(figure, table, times):
    np.testing.assert_allclose(figure(table * times), figure(table), atol=1e-9)


@pytest.mark.parametrize("figure", BOUNDED)
@settings(max_examples=30)
@given(table=SIX)
def test_agreement_beyond_chance_lies_between_minus_one_and_one(figure, table):
    value = np.nan_to_num(figure(table))

    assert -1 - 1e-9 <= value <= 1 + 1e-9


@pytest.mark.parametrize("figure", NOMINAL)
@settings(max_examples=30)
@given(table=SIX, order=st.permutations(range(6)))
def test_figures_without_credit_do_not_mind_how_levels_are_named(figure, table, order):
    renamed = table[np.ix_(order, order)]

    np.testing.assert_allclose(figure(renamed), figure(table), atol=1e-12)


@pytest.mark.parametrize("figure", SYMMETRIC[:-1])
def test_a_judge_that_always_says_what_the_gold_says_has_full_agreement(figure):
    assert float(figure(np.diag([4.0, 1, 2, 3, 1, 1]))) == pytest.approx(1)


@pytest.mark.parametrize("figure", [*SYMMETRIC, accuracy.bias])
def test_a_stack_of_tables_gives_the_figure_of_each(figure):
    stack = np.random.default_rng(5).integers(0, 9, size=(3, 2, 6, 6)).astype(float)

    found = figure(stack)

    assert found.shape == (3, 2)
    np.testing.assert_allclose(found[2, 1], figure(stack[2, 1]), atol=1e-12)


@settings(max_examples=30)
@given(table=TWO)
def test_sensitivity_of_one_class_is_specificity_of_the_other(table):
    flipped = table[::-1, ::-1]

    np.testing.assert_array_equal(accuracy.sensitivity(flipped), accuracy.specificity(table))
    np.testing.assert_array_equal(accuracy.ppv(flipped), accuracy.npv(table))


@settings(max_examples=30)
@given(table=TWO)
def test_exchanging_gold_and_judge_turns_sensitivity_into_predictive_value(table):
    np.testing.assert_array_equal(accuracy.sensitivity(table.T), accuracy.ppv(table))
    np.testing.assert_array_equal(
        accuracy.prevalence_gold(table.T), accuracy.prevalence_judge(table)
    )


@settings(max_examples=30)
@given(table=TWO)
def test_bias_index_is_the_difference_of_prevalences(table):
    difference = accuracy.prevalence_judge(table) - accuracy.prevalence_gold(table)

    np.testing.assert_allclose(accuracy.bias_index(table), difference, atol=1e-12)


@settings(max_examples=30)
@given(table=SIX)
def test_ordinal_alpha_looks_at_the_order_of_levels_only(table):
    stretched = np.zeros((8, 8))
    stretched[np.ix_([0, 1, 2, 3, 6, 7], [0, 1, 2, 3, 6, 7])] = table

    found = agreement.alpha(stretched, level="ordinal")

    np.testing.assert_allclose(found, agreement.alpha(table, level="ordinal"), atol=1e-12)


def test_quadratic_kappa_keeps_six_levels_where_fewer_occur():
    table = np.zeros((6, 6))
    table[np.ix_([0, 4, 5], [0, 4, 5])] = [[8.0, 0, 0], [0, 5, 4], [0, 4, 6]]
    ranks = table[np.ix_([0, 4, 5], [0, 4, 5])]

    six = agreement.kappa(table, weights="quadratic")

    assert float(six) > float(agreement.kappa(ranks, weights="quadratic")) + 0.05


def test_ac1_is_high_where_kappa_is_misled_by_a_rare_class():
    table = np.array([[118.0, 5.0], [2.0, 0.0]])

    assert float(agreement.kappa(table)) < 0
    assert float(agreement.ac1(table)) == pytest.approx(0.9408, abs=5e-5)


def test_majority_accuracy_is_what_the_commoner_class_gives():
    assert float(accuracy.majority_accuracy(np.array([[30.0, 20], [5, 15]]))) == pytest.approx(
        5 / 7
    )


def test_prevalence_index_is_how_unequal_the_agreements_are():
    assert float(accuracy.prevalence_index(np.array([[60.0, 5], [5, 30]]))) == pytest.approx(0.3)


def test_ac2_falls_below_minus_one_where_everything_is_contradicted():
    table = np.fliplr(np.diag([0.284, 0.143, 0.073, 0.073, 0.143, 0.284]))

    assert -1.46 < float(agreement.ac2_quadratic(table)) < -1.45
