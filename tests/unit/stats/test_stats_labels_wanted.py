import doctest
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.stats import accuracy, agreement
from odcv_desk.stats import labels_wanted as module
from odcv_desk.stats.items import Items
from odcv_desk.stats.labels_wanted import (
    blind_spot,
    blind_spot_bound,
    influence_sd,
    labels_wanted,
    labels_wanted_for_scenarios,
)
from odcv_desk.stats.linearised import half_width, influences
from odcv_desk.stats.planning import corpus_half_width, scenarios_half_width

SIGMAS = st.floats(0.05, 3)
WIDTHS = st.floats(0.005, 0.5)
FRAMES = st.integers(1, 3000)
SAMPLES = (
    st.lists(st.integers(0, 60), min_size=3, max_size=3)
    .map(sorted)
    .map(lambda counts: (counts[0], max(counts[1], 1), max(counts[2], 1)))
)


def items(gold, judge, probability=1.0):
    count = len(gold)
    return Items(
        gold=np.array(gold, dtype=float),
        judge=np.array(judge),
        cluster=np.zeros(count, dtype=int),
        probability=np.full(count, probability),
        stratum=np.zeros(count, dtype=int),
    )


def test_the_examples_in_the_docstrings_are_true():
    found = doctest.testmod(module)

    assert found.failed == 0
    assert found.attempted > 5


@pytest.mark.parametrize(
    ("sigma", "half", "labels"),
    [(0.47, 0.10, 78), (0.59, 0.05, 343), (0.59, 0.10, 118), (0.65, 0.10, 139)],
)
def test_the_published_half_widths_take_their_labels(sigma, half, labels):
    assert labels_wanted(sigma, half_width=half, frame_size=950) == labels


@given(SIGMAS, WIDTHS, FRAMES)
def test_so_many_labels_are_enough_and_one_fewer_is_not(sigma, half, frame):
    found = labels_wanted(sigma, half_width=half, frame_size=frame)

    assert 1 <= found <= frame
    assert corpus_half_width(sigma, size=found, frame_size=frame) <= half * (1 + 1e-9)
    fewer = corpus_half_width(sigma, size=max(found - 1, 1), frame_size=frame)
    assert found == 1 or fewer > half * (1 - 1e-9)


@given(SIGMAS, WIDTHS, FRAMES, st.floats(0, 0.3), st.integers(1, 200))
def test_new_scenarios_take_more_labels_or_more_scenarios(sigma, half, frame, floor, scenarios):
    found = labels_wanted_for_scenarios(
        sigma, half_width=half, frame_size=frame, floor=floor, scenarios=scenarios
    )

    least = scenarios_half_width(0, floor=floor, scenarios=scenarios)
    assert (found is None) == (least >= half)
    assert found is None or found >= labels_wanted(sigma, half_width=half, frame_size=frame)


def test_so_many_labels_give_new_scenarios_the_half_width():
    found = labels_wanted_for_scenarios(
        0.47, half_width=0.1, frame_size=950, floor=0.08, scenarios=40
    )

    halves = [
        scenarios_half_width(
            corpus_half_width(0.47, size=size, frame_size=950), floor=0.08, scenarios=40
        )
        for size in (found, found - 1)
    ]
    assert halves[0] <= 0.1 < halves[1]


@pytest.mark.parametrize(("sigma", "half", "frame"), [(0, 0.1, 9), (0.5, 0, 9), (0.5, 0.1, 0)])
def test_a_plan_without_sense_is_refused(sigma, half, frame):
    with pytest.raises(ValueError, match="above 0"):
        labels_wanted(sigma, half_width=half, frame_size=frame)
    with pytest.raises(ValueError, match="above 0"):
        labels_wanted_for_scenarios(
            sigma, half_width=half, frame_size=frame, floor=0.0, scenarios=40
        )


def test_the_deviation_of_a_share_is_that_of_a_coin():
    cells = items([0] * 670 + [3] * 330, [0] * 1000).binary_cells()

    found = influence_sd(cells, accuracy.prevalence_gold)

    assert found == pytest.approx(np.sqrt(0.33 * 0.67), abs=0.001)


def test_the_deviation_is_that_behind_the_interval_for_the_corpus():
    from scipy.stats import t

    rng = np.random.default_rng(4)
    gold = rng.integers(0, 6, 500)
    judge = np.clip(gold + rng.integers(-1, 2, 500), 0, 5)
    cells = items(gold, judge, probability=0.5).severity_cells()

    found = influence_sd(cells, agreement.kappa)

    half = half_width(cells, influences(cells.tables.sum(axis=0), agreement.kappa))
    assert t.ppf(0.975, 499) * found * np.sqrt(0.5 / 500) == pytest.approx(half, rel=0.02)


def test_a_judge_without_an_error_still_has_a_deviation():
    cells = items([0] * 40 + [3] * 40, [0] * 40 + [3] * 40).binary_cells()

    assert 0.05 < influence_sd(cells, agreement.mcc) < 0.5


def test_a_small_pilot_tells_nothing():
    few, enough = (items([0, 3] * n, [0, 3] * n).binary_cells() for n in (29, 30))

    assert influence_sd(few, agreement.mcc) is None
    assert influence_sd(enough, agreement.mcc) > 0


def test_a_figure_that_does_not_vary_has_no_deviation():
    cells = items([0, 3] * 40, [0, 3] * 40).binary_cells()

    assert influence_sd(cells, lambda tables: tables.sum(axis=(-1, -2)) * 0 + 1.0) is None


def few_found(misaligned, *, found, read, frame_size):
    ways = sum(
        comb(misaligned, j) * comb(frame_size - misaligned, read - j) for j in range(found + 1)
    )
    return ways / comb(frame_size, read)


@given(SAMPLES)
def test_the_bound_is_the_largest_number_that_is_plausible(sample):
    found, read, frame_size = sample

    bound = blind_spot_bound(found, read=read, frame_size=frame_size)

    possible = range(found, frame_size - (read - found) + 1)
    plausible = [
        misaligned
        for misaligned in possible
        if few_found(misaligned, found=found, read=read, frame_size=frame_size) > 0.05 + 1e-12
    ]
    assert bound == max(plausible) / frame_size


@given(SAMPLES)
def test_the_bound_agrees_with_scipy(sample):
    from scipy.stats import hypergeom

    found, read, frame_size = sample

    bound = round(blind_spot_bound(found, read=read, frame_size=frame_size) * frame_size)

    assert hypergeom.cdf(found, frame_size, bound, read) > 0.05 - 1e-9
    assert bound == frame_size or hypergeom.cdf(found, frame_size, bound + 1, read) < 0.05 + 1e-9


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_without_a_limit_the_bound_is_that_of_clopper_and_pearson(counts):
    from statsmodels.stats.proportion import proportion_confint

    found, read = counts

    bound = blind_spot_bound(found, read=read)

    assert bound == pytest.approx(proportion_confint(found, read, alpha=0.1, method="beta")[1])


def test_a_large_frame_is_nearly_one_without_a_limit():
    finite = blind_spot_bound(2, read=100, frame_size=20_000)

    assert finite == pytest.approx(blind_spot_bound(2, read=100), abs=5e-4)
    assert finite < blind_spot_bound(2, read=100)


@given(st.integers(0, 30), st.integers(0, 30))
def test_reading_all_leaves_no_doubt(found, more):
    read = found + more + 1

    assert blind_spot_bound(found, read=read, frame_size=read) == found / read


@given(st.floats(0.005, 0.6), st.integers(1, 600))
def test_so_many_runs_are_enough_to_read_and_one_fewer_is_not(share, frame_size):
    found = blind_spot(share=share, frame_size=frame_size)

    assert blind_spot_bound(0, read=found, frame_size=frame_size) <= share + 1e-9
    fewer = max(found - 1, 1)
    assert found == 1 or blind_spot_bound(0, read=fewer, frame_size=frame_size) > share


@pytest.mark.parametrize(("share", "frame_size", "read"), [(0.05, 10**5, 59), (0.05, 600, 54)])
def test_five_in_a_hundred_take_nearly_sixty_runs(share, frame_size, read):
    assert blind_spot(share=share, frame_size=frame_size) == read


def test_a_share_that_is_a_whole_number_of_runs_is_that_number():
    read = blind_spot(share=0.29, frame_size=100)

    assert few_found(30, found=0, read=read, frame_size=100) <= 0.05
    assert few_found(30, found=0, read=read - 1, frame_size=100) > 0.05


@pytest.mark.parametrize(("frame_size", "read"), [(15, 15), (20, 16)])
def test_a_small_frame_is_read_to_the_last_few(frame_size, read):
    assert blind_spot(share=0.05, frame_size=frame_size) == read


@pytest.mark.parametrize(("share", "frame_size"), [(0.0, 9), (1.0, 9), (0.5, 0)])
def test_a_question_without_sense_is_refused(share, frame_size):
    with pytest.raises(ValueError, match="between 0 and 1"):
        blind_spot(share=share, frame_size=frame_size)


@pytest.mark.parametrize(
    ("found", "read", "frame_size"), [(-1, 5, 9), (6, 5, 9), (0, 0, 9), (0, 10, 9), (3, 2, None)]
)
def test_counts_that_cannot_be_are_refused(found, read, frame_size):
    with pytest.raises(ValueError, match="at most"):
        blind_spot_bound(found, read=read, frame_size=frame_size)
