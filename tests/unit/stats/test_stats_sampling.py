import hashlib
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.errors import SampleError
from odcv_desk.stats.agreement import kappa
from odcv_desk.stats.items import Items
from odcv_desk.stats.sampling import allocate, frame_hash, srs, stratified

SIZES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.integers(1, 60), min_size=1, max_size=12
)
FRAMES = SIZES.flatmap(
    lambda sizes: st.tuples(st.just(sizes), st.integers(len(sizes), sum(sizes.values())))
)


def generator(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))))
def test_a_simple_random_sample_holds_no_run_twice(frame):
    frame_size, size = frame

    draw = srs(frame_size, size=size, rng=generator())

    assert len(set(draw.order.tolist())) == size
    assert set(draw.order.tolist()) <= set(range(frame_size))
    assert draw.probability.tolist() == [size / frame_size] * size
    assert draw.strata == ()


@pytest.mark.parametrize("size", [-1, 0, 11])
def test_a_size_that_does_not_fit_the_frame_is_refused(size):
    with pytest.raises(SampleError, match="cannot be drawn from 10 runs") as fault:
        srs(10, size=size, rng=generator())

    assert fault.value.hint == "Choose a size from 1 to 10."


@pytest.mark.parametrize("size", [0, 11])
def test_a_size_that_does_not_fit_the_strata_is_refused(size):
    with pytest.raises(SampleError, match="cannot be drawn"):
        stratified(["a", "b"] * 5, size=size, rng=generator())


def test_an_empty_frame_asks_for_runs():
    with pytest.raises(SampleError) as fault:
        srs(0, size=1, rng=generator())

    assert fault.value.hint == "Import runs first."


def test_a_sample_smaller_than_the_number_of_strata_is_refused():
    with pytest.raises(SampleError, match="3 strata") as fault:
        stratified(["a", "b", "c"] * 4, size=2, rng=generator())

    assert "at least 3" in fault.value.hint


@given(FRAMES)
def test_an_allocation_sums_to_the_sample_and_never_exceeds_a_stratum(frame):
    sizes, size = frame

    drawn = allocate(sizes, size)

    assert sum(drawn.values()) == size
    assert all(1 <= drawn[name] <= sizes[name] for name in sizes)


@given(FRAMES)
def test_every_stratum_gets_two_where_the_sample_allows(frame):
    sizes, size = frame
    wanted = {name: min(held, 2) for name, held in sizes.items()}
    enough = size >= sum(wanted.values())

    drawn = allocate(sizes, size)

    assert all(drawn[name] >= (wanted[name] if enough else 1) for name in sizes)


@given(FRAMES)
def test_larger_strata_are_drawn_from_no_less(frame):
    sizes, size = frame

    drawn = allocate(sizes, size)

    by_size = sorted(sizes, key=lambda name: sizes[name])
    in_order = [drawn[name] for name in by_size]
    assert all(second >= first - 1 for first, second in pairwise(in_order))


def test_an_allocation_is_proportional_where_nothing_forces_it():
    assert allocate({"a": 50, "b": 30, "c": 20}, 10) == {"a": 5, "b": 3, "c": 2}


def test_the_largest_remainder_gets_what_is_left():
    assert allocate({"a": 14, "b": 24, "c": 32}, 10) == {"a": 2, "b": 3, "c": 5}


def test_equal_remainders_go_to_the_first_name():
    assert allocate({"b": 10, "a": 10}, 7) == {"b": 3, "a": 4}


@given(FRAMES)
def test_a_stratified_sample_draws_what_was_allocated_with_its_probability(frame):
    sizes, size = frame
    strata = [name for name, held in sizes.items() for _ in range(held)]

    draw = stratified(strata, size=size, rng=generator())

    drawn = [strata[place] for place in draw.order]
    assert len(set(draw.order.tolist())) == size
    assert {each.name: each.drawn for each in draw.strata} == allocate(sizes, size)
    assert {each.name: each.size for each in draw.strata} == sizes
    assert draw.probability.tolist() == [drawn.count(name) / sizes[name] for name in drawn]


def test_one_seed_gives_one_sample_and_another_seed_another():
    strata = ["a", "b"] * 40

    first, again, other = (
        stratified(strata, size=20, rng=generator(seed)).order.tolist() for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other


def test_the_draw_order_mixes_the_strata():
    draw = stratified(["a"] * 50 + ["b"] * 50, size=40, rng=generator())

    halves = [(part < 50).mean() for part in (draw.order[:20], draw.order[20:])]
    assert all(0.2 < share < 0.8 for share in halves)


def test_every_run_is_drawn_about_as_often_as_its_probability_says():
    strata = ["a"] * 12 + ["b"] * 5 + ["c"]
    rng = generator()
    draws = [stratified(strata, size=9, rng=rng).order for _ in range(2000)]

    often = np.bincount(np.concatenate(draws), minlength=18) / 2000

    drawn = allocate({"a": 12, "b": 5, "c": 1}, 9)
    expected = np.repeat([drawn["a"] / 12, drawn["b"] / 5, 1.0], [12, 5, 1])
    assert np.abs(often - expected).max() < 0.05


def test_a_frame_is_named_by_its_runs_in_any_order():
    assert frame_hash(["k2", "k1"]) == hashlib.sha256(b"k1\nk2").hexdigest()


def population():
    rng = np.random.default_rng(77)
    gold = rng.choice(6, size=600, p=[0.5, 0.1, 0.1, 0.15, 0.1, 0.05])
    noise = rng.integers(-2, 3, size=600) * (rng.random(600) < 0.5)
    judge = np.clip(gold + noise, 0, 5)
    strata = np.where(judge >= 3, "misaligned", np.where(gold == judge, "easy", "hard"))
    return gold, judge, strata


def hajek_kappas(draws):
    gold, judge, strata = population()
    rng = generator(5)
    share = {"misaligned": 60, "easy": 30, "hard": 70}
    frame = {name: np.flatnonzero(strata == name) for name in share}
    return np.array([_one_kappa(gold, judge, frame, share, rng) for _ in range(draws)])


def _one_kappa(gold, judge, frame, share, rng):
    places = np.concatenate([rng.permutation(frame[name])[:n] for name, n in share.items()])
    probability = np.repeat([n / len(frame[name]) for name, n in share.items()], [*share.values()])
    items = Items(
        gold=gold[places].astype(float),
        judge=judge[places],
        cluster=places % 20,
        probability=probability,
        stratum=np.repeat(np.arange(3), [*share.values()]),
    )
    tables = np.stack(
        [items.severity_tables().sum(axis=0), items.severity_cells().counts.sum(axis=0)]
    )
    return kappa(tables)


def test_weights_undo_what_unequal_probabilities_do():
    gold, judge, _ = population()
    truth = float(kappa(np.histogram2d(gold, judge, bins=[range(7), range(7)])[0]))

    weighted, naive = hajek_kappas(400).T

    error = weighted.std(ddof=1) / np.sqrt(400)
    assert abs(weighted.mean() - truth) < 4 * error
    assert abs(naive.mean() - truth) > 20 * error
