import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.errors import SampleError
from odcv_desk.stats import pps
from odcv_desk.stats.pps import inclusion, proportional

FRAMES = st.lists(st.floats(0.01, 100), min_size=1, max_size=60).flatmap(
    lambda sizes: st.tuples(st.just(np.array(sizes)), st.integers(1, len(sizes)))
)


def generator(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


def test_the_examples_in_the_docstrings_are_true():
    assert doctest.testmod(pps) == (0, 5)


@given(FRAMES)
def test_inclusion_probabilities_sum_to_the_sample(frame):
    sizes, size = frame

    chance = inclusion(sizes, size=size)

    assert chance.sum() == pytest.approx(size)
    assert ((chance > 0) & (chance <= 1)).all()


@given(FRAMES)
def test_runs_that_are_not_certain_are_drawn_in_proportion_to_their_sizes(frame):
    sizes, size = frame

    chance = inclusion(sizes, size=size)

    free = chance < 1
    each = chance[free] / sizes[free]
    assert each == pytest.approx(np.full(free.sum(), each.mean() if free.any() else 0))
    assert (sizes[~free] >= sizes[free].max(initial=0)).all()


@given(FRAMES, st.integers(0, 10_000))
def test_exactly_as_many_runs_are_drawn_as_asked_for_and_none_twice(frame, seed):
    sizes, size = frame

    draw = proportional(sizes, size=size, rng=generator(seed))

    assert len(draw.order) == len(set(draw.order.tolist())) == size
    assert draw.probability.tolist() == inclusion(sizes, size=size)[draw.order].tolist()
    assert draw.strata == ()


@given(FRAMES)
def test_a_run_that_is_certain_is_always_drawn(frame):
    sizes, size = frame

    draw = proportional(sizes, size=size, rng=generator())

    certain = np.flatnonzero(inclusion(sizes, size=size) == 1)
    assert set(certain.tolist()) <= set(draw.order.tolist())


@pytest.mark.parametrize("size", [1, 3, 12])
def test_equal_sizes_give_equal_probabilities(size):
    chance = inclusion(np.full(12, 0.3), size=size)

    assert chance == pytest.approx(np.full(12, size / 12))


def test_a_large_run_makes_the_next_one_certain_too():
    chance = inclusion(np.array([1.0, 1.0, 10.0, 100.0]), size=3)

    assert chance.tolist() == [0.5, 0.5, 1.0, 1.0]


def test_a_start_just_below_the_end_draws_the_last_place():
    chance = np.full(4, 0.5)

    places = pps._steps(chance, count=2, start=np.nextafter(1.0, 0.0))

    assert places.tolist() == [1, 3]


def test_every_run_is_drawn_about_as_often_as_its_probability_says():
    sizes = np.array([1.0, 1, 2, 2, 3, 4, 5, 6, 6, 30])
    rng = generator()

    drawn = [proportional(sizes, size=4, rng=rng).order for _ in range(4000)]

    often = np.bincount(np.concatenate(drawn), minlength=10) / 4000
    chance = inclusion(sizes, size=4)
    error = np.sqrt(chance * (1 - chance) / 4000)
    assert (np.abs(often - chance) <= 4 * error).all()


def test_large_runs_come_at_any_place_in_the_labelling_order():
    sizes = np.repeat([1.0, 50.0], [30, 5])
    rng = generator()

    places = [
        np.flatnonzero(proportional(sizes, size=10, rng=rng).order >= 30).mean() for _ in range(400)
    ]

    assert np.mean(places) == pytest.approx(4.5, abs=0.2)


def test_one_seed_gives_one_sample_and_another_seed_another():
    sizes = np.linspace(1, 6, 80)

    first, again, other = (
        proportional(sizes, size=20, rng=generator(seed)).order.tolist() for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other


@pytest.mark.parametrize("size", [-1, 0, 11])
def test_a_size_that_does_not_fit_the_frame_is_refused(size):
    with pytest.raises(SampleError, match="cannot be drawn from 10 runs") as fault:
        proportional(np.ones(10), size=size, rng=generator())

    assert fault.value.hint == "Choose a size from 1 to 10."


def test_an_empty_frame_asks_for_runs():
    with pytest.raises(SampleError) as fault:
        inclusion(np.zeros(0), size=1)

    assert fault.value.hint == "Import runs first."


@pytest.mark.parametrize("size", [0.0, -1.0, np.nan, np.inf])
def test_a_run_that_could_never_be_drawn_is_refused(size):
    with pytest.raises(ValueError, match="above 0"):
        inclusion(np.array([1.0, size, 1.0]), size=1)
