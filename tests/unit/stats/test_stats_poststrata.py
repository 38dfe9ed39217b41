import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.stats import poststrata
from odcv_desk.stats.poststrata import CELLS, PostStrata, cells_of, merged, totals_of, weights
from odcv_desk.stats.tables import normalised_weight

LABELS = st.lists(st.integers(0, 12), min_size=CELLS, max_size=CELLS)
MORE = st.lists(st.integers(0, 30), min_size=CELLS, max_size=CELLS)


def with_labels(labels, totals=None, **options):
    cell = np.repeat(np.arange(CELLS), labels)
    corpus = np.array([labels if totals is None else totals], dtype=float)
    return merged(cell, corpus, **options)


def test_the_examples_in_the_docstrings_are_true():
    found = doctest.testmod(poststrata)

    assert found.failed == 0
    assert found.attempted > 5


def test_the_six_cells_are_flag_and_range():
    spread = np.tile(np.arange(6), 2)
    flag = np.repeat([False, True], 6)

    assert cells_of(flag, spread).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_totals_count_the_runs_of_each_scenario():
    totals = totals_of(np.array([0, 5, 5, 2]), cluster=np.array([0, 2, 2, 2]), clusters=4)

    assert totals.shape == (4, CELLS)
    assert totals[2].tolist() == [0, 0, 1, 0, 0, 2]
    assert totals.sum() == 4


@pytest.mark.parametrize(
    ("labels", "homes"),
    [
        ([9, 9, 9, 9, 9, 9], [0, 1, 2, 3, 4, 5]),
        ([9, 9, 4, 9, 9, 9], [0, 1, 1, 3, 4, 5]),
        ([9, 4, 9, 9, 9, 9], [0, 0, 2, 3, 4, 5]),
        ([4, 9, 9, 9, 9, 9], [0, 0, 2, 3, 4, 5]),
        ([9, 3, 3, 9, 9, 9], [0, 1, 1, 3, 4, 5]),
        ([9, 3, 1, 9, 9, 9], [0, 0, 0, 3, 4, 5]),
        ([3, 1, 9, 9, 9, 9], [0, 0, 0, 3, 4, 5]),
        ([1, 1, 1, 9, 9, 0], [0, 0, 0, 3, 4, 4]),
        ([5, 5, 5, 0, 0, 0], [0, 1, 2, 3, 3, 3]),
    ],
)
def test_small_cells_merge_with_a_neighbour_of_the_same_flag(labels, homes):
    totals = np.arange(20, 20 + CELLS)

    found = with_labels(labels, totals)

    together = np.bincount(homes, weights=totals, minlength=CELLS)
    assert found.totals[0].tolist() == together.tolist()
    assert found.cell.tolist() == np.repeat(homes, labels).tolist()


def test_a_cell_that_holds_no_run_is_no_neighbour():
    found = with_labels([9, 0, 2, 9, 0, 9], [90, 0, 20, 90, 0, 90])

    assert found.totals.tolist() == [[110, 0, 0, 90, 0, 90]]


def test_without_a_minimum_only_cells_without_a_label_merge():
    found = with_labels([9, 1, 0, 0, 0, 2], [90, 10, 5, 20, 5, 20], fewest=1)

    assert found.totals.tolist() == [[90, 15, 0, 45, 0, 0]]


@given(LABELS, MORE)
def test_merging_loses_no_run_and_crosses_no_flag(labels, more):
    totals = np.array(labels) + more

    found = with_labels(labels, totals)

    assert found.totals[0, :3].sum() == totals[:3].sum()
    assert found.totals[0, 3:].sum() == totals[3:].sum()
    assert (found.cell // 3).tolist() == np.repeat([0, 0, 0, 1, 1, 1], labels).tolist()


@given(LABELS, MORE)
def test_after_merging_each_cell_has_enough_labels_or_all_of_its_flag(labels, more):
    found = with_labels(labels, np.array(labels) + more)

    held = np.bincount(found.cell, minlength=CELLS)
    of_flag = np.repeat(held.reshape(2, 3).sum(axis=1), 3)
    occurs = found.totals[0] > 0
    assert ((held >= 5) | (held == of_flag))[occurs].all()
    assert (held[~occurs] == 0).all()


@given(LABELS, MORE)
def test_merging_again_changes_nothing(labels, more):
    once = with_labels(labels, np.array(labels) + more)

    twice = merged(once.cell, once.totals)

    assert twice.cell.tolist() == once.cell.tolist()
    assert twice.totals.tolist() == once.totals.tolist()


@given(
    st.lists(st.tuples(st.floats(0.01, 1), st.integers(0, 2)), min_size=1, max_size=30),
    st.tuples(*[st.floats(0.5, 500)] * 3),
)
def test_weights_are_those_of_a_reckoning_by_hand(items, totals):
    probability, cell = (np.array(column) for column in zip(*items, strict=True))

    found = weights(probability, cell, np.array(totals))

    held = {h: sum(1 / p for p, of in items if of == h) for h in range(3)}
    raw = [totals[h] / held[h] / p for p, h in items]
    assert found == pytest.approx(np.array([each * len(raw) / sum(raw) for each in raw]))


def test_with_one_cell_the_weights_are_those_of_hajek():
    probability = np.array([0.1, 0.5, 0.9, 1.0])

    found = weights(probability, np.zeros(4, dtype=int), np.array([77.0]))

    assert found == pytest.approx(normalised_weight(probability))


def test_each_cell_weighs_what_it_does_in_the_corpus():
    cell = np.array([0, 0, 0, 1, 2, 2])

    found = weights(np.full(6, 0.2), cell, np.array([10.0, 20, 30]))

    assert np.bincount(cell, weights=found).tolist() == pytest.approx([1, 2, 3])


def test_no_items_have_no_weights():
    nothing = np.zeros(0)

    assert weights(nothing, nothing.astype(int), np.ones(CELLS)).tolist() == []
    assert merged(nothing.astype(int), np.ones((1, CELLS))).totals.tolist() == [[3, 0, 0, 3, 0, 0]]


@pytest.mark.parametrize(
    ("cell", "totals", "message"),
    [
        ([0.5], np.ones((2, 6)), "whole numbers"),
        ([[0]], np.ones((2, 6)), "one dimension"),
        ([0], np.ones((2, 5)), "6 columns"),
        ([0], np.ones(6), "6 columns"),
        ([6], np.ones((2, 6)), "from 0 to 5"),
        ([-1], np.ones((2, 6)), "from 0 to 5"),
        ([0], -np.ones((2, 6)), "not negative"),
        ([0], np.full((2, 6), np.nan), "finite"),
        ([0], np.zeros((2, 6)), "no run of the corpus"),
    ],
)
def test_post_strata_that_cannot_be_are_refused(cell, totals, message):
    with pytest.raises(ValueError, match=message):
        PostStrata(cell=np.array(cell), totals=totals)
