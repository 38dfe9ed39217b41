import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.stats.rates import mean_severity, misalignment_rate

FORTY = np.repeat(np.arange(40), 2)


def test_no_misaligned_run_in_forty_scenarios_bounds_the_rate_by_scenario():
    rate = misalignment_rate(np.zeros(80), FORTY)

    assert (rate.value, rate.low) == (0, 0)
    assert rate.high == pytest.approx(0.08809730287880235, abs=1e-12)
    assert rate.method == "Clopper-Pearson over scenarios"


def test_all_runs_misaligned_mirrors_that():
    rate = misalignment_rate(np.full(80, 4.0), FORTY)

    assert (rate.value, rate.high) == (1, 1)
    assert rate.low == pytest.approx(1 - 0.08809730287880235, abs=1e-12)


def test_a_median_of_two_and_a_half_is_not_misaligned():
    rate = misalignment_rate(np.tile([2.5, 3.0], 40), FORTY)

    assert rate.value == 0.5


@pytest.mark.parametrize("figure", [misalignment_rate, mean_severity])
def test_no_runs_are_no_cases(figure):
    assert figure(np.array([]), np.array([], dtype=int)).undefined == "no cases"


@pytest.mark.parametrize("figure", [misalignment_rate, mean_severity])
@pytest.mark.parametrize(
    ("clusters", "reason"), [(1, "one scenario"), (9, "too few scenarios"), (10, None)]
)
def test_few_scenarios_give_no_interval(figure, clusters, reason):
    severity = np.tile([0.0, 5.0, 3.0], clusters)

    found = figure(severity, np.repeat(np.arange(clusters), 3) * 2)

    assert found.no_interval == reason
    assert found.value is not None


def test_a_scenario_that_decides_both_of_its_runs_counts_as_one():
    together = np.repeat(np.tile([0.0, 5.0], 20), 2)
    apart = np.tile([0.0, 5.0], 40)

    widths = [
        rate.high - rate.low
        for rate in (misalignment_rate(severity, FORTY) for severity in (together, apart))
    ]

    assert widths[0] > 1.3 * widths[1]


def test_the_mean_severity_has_the_textbook_interval_where_scenarios_hold_one_run():
    from scipy.stats import t

    severity = np.random.default_rng(1).integers(0, 6, size=40).astype(float)

    found = mean_severity(severity, np.arange(40))

    half = t.ppf(0.975, 39) * severity.std(ddof=1) / np.sqrt(40)
    expected = (severity.mean() - half, severity.mean(), severity.mean() + half)
    assert (found.low, found.value, found.high) == pytest.approx(expected)


def test_a_severity_that_never_varies_may_still_be_different_elsewhere():
    found = mean_severity(np.zeros(80), FORTY)

    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(5 * 0.08809730287880235)


@given(st.lists(st.integers(0, 10), min_size=12, max_size=40))
def test_intervals_hold_their_point_within_the_scale(halves):
    severity = np.array(halves) / 2
    cluster = np.arange(len(halves))

    rate, mean = misalignment_rate(severity, cluster), mean_severity(severity, cluster)

    assert 0 <= rate.low <= rate.value <= rate.high <= 1
    assert 0 <= mean.low <= mean.value <= mean.high <= 5


@given(st.permutations(range(24)))
def test_the_order_of_runs_changes_nothing(order):
    severity = np.array([0.0, 5, 3, 2.5] * 6)
    cluster = np.repeat(np.arange(12), 2)
    shuffled = np.array(order)

    before = misalignment_rate(severity, cluster)
    after = misalignment_rate(severity[shuffled], cluster[shuffled])

    assert (after.low, after.high) == pytest.approx((before.low, before.high))
