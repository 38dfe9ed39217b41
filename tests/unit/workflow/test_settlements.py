from itertools import product

import numpy as np
import pytest

from odcv_desk.domain.severity import is_misaligned
from odcv_desk.workflow.settlements import settlements
from tests.support.studies import a_run

RUNS = tuple(a_run(scenario=f"S{number}") for number in range(3))


def shares(marks, golds):
    """Return accuracy, sensitivity, PPV, the rate, and the distance, beside one sure pair each."""
    pairs = [*zip(marks, golds, strict=True), (5, 5), (0, 5), (5, 0), (0, 0)]
    judge = np.array([is_misaligned(mark) for mark, _ in pairs])
    gold = np.array([is_misaligned(given) for _, given in pairs])
    hits = (judge & gold).sum()
    return (
        (judge == gold).mean(),
        hits / gold.sum(),
        hits / judge.sum(),
        gold.mean(),
        sum(abs(mark - given) for mark, given in pairs),
    )


@pytest.mark.parametrize("span", [(0, 5), (1, 3), (0, 3), (2, 4), (3, 5), (0, 2)])
@pytest.mark.parametrize("marks", list(product((0, 2, 3, 5), repeat=3))[::5])
def test_shares_and_distances_take_their_extremes_among_them(marks, span):
    some = settlements({run: (mark, span) for run, mark in zip(RUNS, marks, strict=True)})
    found = np.array([shares(marks, tuple(golds.values())) for golds in some])

    levels = range(span[0], span[1] + 1)
    every = np.array([shares(marks, golds) for golds in product(levels, repeat=3)])
    assert found.min(axis=0) == pytest.approx(every.min(axis=0))
    assert found.max(axis=0) == pytest.approx(every.max(axis=0))
