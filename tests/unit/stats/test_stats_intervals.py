import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odcv_desk.domain.estimate import NoInterval
from odcv_desk.stats import accuracy, agreement
from odcv_desk.stats.intervals import (
    Interval,
    jackknife,
    jackknife_error,
    percentile_bootstrap,
    pseudo_observation,
    too_few,
)

CORRELATION = (-1.0, 1.0)


def tables_at_random(clusters=14, *, levels=6, seed=3):
    rng = np.random.default_rng(seed)
    shape = (clusters, levels, levels)
    return rng.poisson(0.3 + 2 * np.eye(levels), size=shape).astype(float)


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3).map(
        lambda rows: np.array(rows, dtype=float)
    )
)
def test_the_pseudo_observation_is_one_item_with_no_empty_cell(table):
    extra = pseudo_observation(table)

    assert (extra > 0).all()
    assert extra.sum() == pytest.approx(1)


def test_a_perfect_judge_has_an_interval_that_ends_at_one():
    perfect = np.repeat(np.diag([2.0, 1.0])[None], 20, axis=0)

    found = jackknife(perfect, agreement.mcc, transform="atanh", bounds=CORRELATION)

    assert 0.9 < found.low < found.high == 1


def test_a_judge_that_is_always_wrong_has_an_interval_that_starts_at_minus_one():
    wrong = np.repeat(np.fliplr(np.diag([2.0, 1.0]))[None], 20, axis=0)

    found = jackknife(wrong, agreement.mcc, transform="atanh", bounds=CORRELATION)

    assert found.low == -1 < found.high < -0.8


def test_a_figure_below_minus_one_has_no_interval_on_atanh():
    contradicted = np.fliplr(np.diag([284.0, 143, 73, 73, 143, 284]))
    tables = np.repeat(contradicted[None], 12, axis=0)

    found = jackknife(tables, agreement.ac2_quadratic, transform="atanh", bounds=(-1.5, 1))

    assert found is NoInterval.NOT_VERIFIED


def test_an_interval_on_the_raw_scale_stays_within_its_bounds():
    rare = np.zeros((12, 6, 6))
    rare[:, 0, 0] = 1
    rare[0, 0, 1] = 1

    found = jackknife(rare, accuracy.mae, transform="raw", bounds=(0, 5))

    assert found.low == 0
    assert found.high > 1 / 13


@pytest.mark.parametrize(
    ("clusters", "reason"),
    [(1, NoInterval.ONE_SCENARIO), (2, "too few scenarios"), (9, NoInterval.TOO_FEW_SCENARIOS)],
)
def test_few_scenarios_have_no_interval(clusters, reason):
    found = jackknife(
        tables_at_random(clusters), agreement.kappa, transform="atanh", bounds=CORRELATION
    )

    assert found == reason == too_few(clusters)


def test_scenarios_without_items_do_not_count():
    tables = tables_at_random(12)
    with_gaps = np.concatenate([tables[:5], np.zeros((3, 6, 6)), tables[5:]])

    plain, gapped = (
        jackknife(each, agreement.kappa, transform="atanh", bounds=CORRELATION)
        for each in (tables, with_gaps)
    )

    assert plain == gapped


def test_the_order_of_scenarios_changes_nothing():
    tables = tables_at_random()

    there, back = (
        jackknife(each, agreement.kappa, transform="atanh", bounds=CORRELATION)
        for each in (tables, tables[::-1])
    )

    assert (there.low, there.high) == pytest.approx((back.low, back.high))


@pytest.mark.parametrize("figure", [agreement.kappa, agreement.mcc, accuracy.mae, accuracy.exact])
def test_saying_every_label_twice_leaves_the_standard_error_as_it_is(figure):
    tables = tables_at_random()

    once, twice = (
        jackknife_error(figure(each.sum(axis=0) - each)) for each in (tables, 2 * tables)
    )

    assert once > 0
    assert twice == pytest.approx(once)


def test_the_jackknife_of_a_mean_is_its_textbook_standard_error():
    values = np.array([3.0, 5, 8, 1, 9])
    left_out = (values.sum() - values) / 4

    assert jackknife_error(left_out) == pytest.approx(values.std(ddof=1) / np.sqrt(5))


def test_the_interval_narrows_as_scenarios_are_added():
    few, many = (
        jackknife(tables_at_random(count), agreement.kappa, transform="atanh", bounds=CORRELATION)
        for count in (12, 120)
    )

    assert many.high - many.low < (few.high - few.low) / 2


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(-2, 2))
def test_an_interval_can_be_cut_and_widened(one, other, point):
    found = Interval(low=min(one, other), high=max(one, other), method="any")

    held = found.clipped((-1, 1)).holding(point)

    assert held.low <= point <= held.high
    assert held.low >= min(-1, point)
    assert held.high <= max(1, point)


def naive_resample(tables, chosen, figure):
    resampled = sum(tables[place] for place in chosen)
    return float(figure(resampled))


def naive_bootstrap(tables, figure, *, resamples, rng):
    clusters = len(tables)
    times = rng.multinomial(clusters, [1 / clusters] * clusters, size=resamples)
    picks = [np.repeat(np.arange(clusters), each) for each in times]
    return [naive_resample(tables, pick, figure) for pick in picks]


@pytest.mark.parametrize("figure", [agreement.kappa, agreement.mcc, accuracy.exact, accuracy.mae])
def test_the_fast_bootstrap_is_a_loop_over_resamples(figure):
    tables = tables_at_random()
    slow = naive_bootstrap(tables, figure, resamples=50, rng=np.random.default_rng(4))

    fast = percentile_bootstrap(tables, figure, resamples=50, rng=np.random.default_rng(4))

    expected = np.quantile(slow, [0.025, 0.975])
    assert (fast.interval.low, fast.interval.high) == pytest.approx(tuple(expected), abs=1e-12)


@pytest.mark.parametrize(("positive", "drawn"), [(1, False), (12, True)])
def test_a_bootstrap_says_which_share_of_resamples_is_undefined(positive, drawn):
    tables = np.zeros((40, 2, 2))
    tables[:, 0, 0] = 3
    tables[:positive, 1, 1] = 1

    found = percentile_bootstrap(
        tables, accuracy.sensitivity, resamples=2000, rng=np.random.default_rng(6)
    )

    expected = (1 - positive / 40) ** 40
    assert found.undefined == pytest.approx(expected, abs=0.03)
    assert (found.interval is not None) is drawn


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_one_seed_gives_one_bootstrap(seed):
    first, second = (
        percentile_bootstrap(
            tables_at_random(), agreement.kappa, resamples=20, rng=np.random.default_rng(seed)
        )
        for _ in range(2)
    )

    assert first == second
