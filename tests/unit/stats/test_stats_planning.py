import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.stats import planning
from odcv_desk.stats.planning import corpus_half_width, scenarios_half_width


def test_the_examples_in_the_docstrings_are_true():
    found = doctest.testmod(planning)

    assert (found.attempted, found.failed) == (2, 0)


@pytest.mark.parametrize(
    ("sigma", "size", "half"),
    [(0.47, 78, 0.10), (0.47, 249, 0.05), (0.59, 118, 0.10), (0.65, 385, 0.05)],
)
def test_the_published_sizes_give_their_half_widths(sigma, size, half):
    assert corpus_half_width(sigma, size=size, frame_size=950) == pytest.approx(half, abs=4e-4)


@given(st.integers(1, 500), st.integers(1, 500))
def test_more_labels_narrow_the_corpus_and_a_census_leaves_nothing(size, more):
    frame = size + more

    fewer = corpus_half_width(0.5, size=size, frame_size=frame)

    assert fewer > corpus_half_width(0.5, size=frame, frame_size=frame) == 0


@given(st.floats(0, 1), st.floats(0.01, 1), st.integers(1, 400))
def test_new_scenarios_are_never_known_better_than_the_corpus(corpus, floor, scenarios):
    new = scenarios_half_width(corpus, floor=floor, scenarios=scenarios)

    assert new >= corpus
    assert new >= scenarios_half_width(corpus, floor=floor, scenarios=scenarios + 1)
