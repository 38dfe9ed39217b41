import numpy as np
import pytest

from odcv_desk.domain.estimate import Undefined
from odcv_desk.stats.dawid_skene import dawid_skene
from tests.unit.stats.people_at_random import people, raters_of, shuffled


def plain(ratings, *, smoothing, rounds):
    """Return the posterior by loops and products, with the same start and pseudo-labels."""
    raters, units = ratings.shape
    level = np.array(
        [[(unit == k).sum() / np.isfinite(unit).sum() for k in range(6)] for unit in ratings.T]
    )
    for _ in range(rounds):
        confusion = np.array(
            [
                [[level[row == said, k].sum() + smoothing for said in range(6)] for k in range(6)]
                for row in ratings
            ]
        )
        confusion /= confusion.sum(axis=2, keepdims=True)
        prevalence = level.sum(axis=0) + smoothing
        prevalence /= prevalence.sum()
        for unit in range(units):
            weight = prevalence.copy()
            for row in range(raters):
                if np.isfinite(ratings[row, unit]):
                    weight *= confusion[row, :, int(ratings[row, unit])]
            level[unit] = weight / weight.sum()
    return level


@pytest.mark.parametrize("seed", range(3))
def test_the_posterior_is_that_of_plain_loops(seed):
    ratings, _, _ = people(seed, units=60, raters=4, skipped=0.15)
    ratings = ratings[:, np.isfinite(ratings).any(axis=0)]

    found = dawid_skene(ratings, smoothing=0.7, most_rounds=6)

    np.testing.assert_allclose(
        found.levels, plain(ratings, smoothing=0.7, rounds=6), rtol=0, atol=1e-9
    )
    assert (found.rounds, found.converged) == (6, False)


def test_probabilities_sum_to_one():
    ratings, _, _ = people(1)

    found = dawid_skene(ratings)

    assert found.converged
    assert found.levels[np.isfinite(found.levels)].min() >= 0
    np.testing.assert_allclose(np.nansum(found.levels, axis=1), 1)
    np.testing.assert_allclose(found.confusion.sum(axis=2), 1)
    assert found.prevalence.sum() == pytest.approx(1)


def test_it_is_the_same_every_time_and_in_every_order():
    ratings, _, _ = people(2)
    order = shuffled(3, ratings.shape[1])

    there, again = dawid_skene(ratings), dawid_skene(ratings)
    back = dawid_skene(ratings[::-1][:, order])

    np.testing.assert_array_equal(there.levels, again.levels)
    np.testing.assert_allclose(back.levels, there.levels[order], atol=1e-9)
    np.testing.assert_allclose(back.confusion, there.confusion[::-1], atol=1e-9)


def test_it_outvotes_two_poor_raters_where_a_majority_would_follow_them():
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 6, size=600)
    good = raters_of(truth, keep=0.95, raters=2, rng=rng)
    poor = raters_of(truth, keep=0.3, raters=3, rng=rng)
    ratings = np.vstack([good, poor])

    found = dawid_skene(ratings)

    exact = (found.severity == truth).mean()
    assert exact > 0.93
    assert exact > (np.median(ratings, axis=0) == truth).mean() + 0.1
    assert np.diagonal(found.confusion[0]).mean() > 0.85
    assert np.diagonal(found.confusion[3]).mean() < 0.5


def test_a_unit_that_nobody_rated_stays_unknown_and_changes_nothing():
    ratings, _, _ = people(5, skipped=0.0)
    unrated = np.full((3, 1), np.nan)

    found = dawid_skene(np.hstack([ratings, unrated]))

    assert np.isnan(found.levels[-1]).all()
    assert np.isnan(found.severity[-1])
    np.testing.assert_array_equal(found.levels[:-1], dawid_skene(ratings).levels)


@pytest.mark.parametrize("ratings", [np.full((3, 2), np.nan), np.empty((3, 0)), np.empty((0, 3))])
def test_without_ratings_there_is_none(ratings):
    assert dawid_skene(ratings) is Undefined.NO_LABELS


def test_one_level_throughout_is_believed():
    found = dawid_skene(np.full((3, 40), 2.0))

    assert (found.severity == 2).all()


@pytest.mark.parametrize(("ratings", "smoothing"), [([[2.5]], 0.5), ([[6.0]], 0.5), ([[2.0]], 0.0)])
def test_what_the_model_cannot_take_is_refused(ratings, smoothing):
    with pytest.raises(ValueError, match="smoothing"):
        dawid_skene(np.array(ratings), smoothing=smoothing)
