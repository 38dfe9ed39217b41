import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from odcv_desk.stats import union as module
from odcv_desk.stats.sampling import srs
from odcv_desk.stats.union import union

WAVES = arrays(float, st.tuples(st.integers(1, 5), st.integers(0, 9)), elements=st.floats(0, 1))


def test_the_examples_in_the_docstrings_are_true():
    assert doctest.testmod(module) == (0, 2)


@given(WAVES)
def test_a_further_wave_never_makes_a_run_less_likely(waves):
    all_but_last, whole = union(waves[:-1]), union(waves)

    assert (whole >= all_but_last - 1e-12).all()
    assert (whole >= waves.max(axis=0) - 1e-12).all()
    assert (whole <= 1).all()


@given(WAVES)
def test_the_order_of_waves_changes_nothing(waves):
    assert union(waves) == pytest.approx(union(waves[::-1]), abs=1e-12)


def test_one_wave_is_itself_and_no_wave_draws_nothing():
    assert union(np.array([[0.25, 1.0]])).tolist() == [0.25, 1.0]
    assert union(np.zeros((0, 3))).tolist() == [0, 0, 0]


@pytest.mark.parametrize("probability", [-0.1, 1.1, np.nan])
def test_what_is_no_probability_is_refused(probability):
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        union(np.array([[0.5], [probability]]))


def test_runs_are_drawn_by_either_wave_as_often_as_the_union_says():
    rng = np.random.Generator(np.random.PCG64(4))
    either = np.zeros(20)

    for _ in range(4000):
        first = srs(20, size=6, rng=rng).order
        second = srs(10, size=4, rng=rng).order
        either[np.union1d(first, second)] += 1

    wanted = union(np.array([np.full(20, 0.3), np.repeat([0.4, 0.0], 10)]))
    assert np.abs(either / 4000 - wanted).max() < 0.035
