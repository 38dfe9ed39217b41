import doctest
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.stats import stopping
from odcv_desk.stats.stopping import (
    Decision,
    NotYet,
    Side,
    Stop,
    anytime_half_width,
    decision,
    may_stop,
    tuned,
)


def test_the_examples_in_the_docstrings_are_true():
    found = doctest.testmod(stopping)

    assert found.failed == 0
    assert found.attempted > 5


@pytest.mark.parametrize(
    ("half_width", "n", "errors", "reason"),
    [
        (0.01, 79, 9, NotYet.TOO_FEW_LABELS),
        (0.01, 80, 4, NotYet.TOO_FEW_ERRORS),
        (None, 80, 5, NotYet.NO_INTERVAL),
        (0.101, 80, 5, NotYet.TOO_WIDE),
        (0.1, 80, 5, None),
        (None, 0, 0, NotYet.TOO_FEW_LABELS),
    ],
)
def test_labelling_stops_when_the_interval_is_narrow_and_enough_was_seen(
    half_width, n, errors, reason
):
    found = may_stop(half_width, wanted=0.1, n=n, errors=errors)

    assert found == Stop(not_yet=reason)
    assert found.may == (reason is None)


@pytest.mark.parametrize(
    ("value", "sd", "n", "errors", "reason"),
    [
        (0.9, 0.5, 79, 9, NotYet.TOO_FEW_LABELS),
        (0.9, 0.5, 80, 4, NotYet.TOO_FEW_ERRORS),
        (None, 0.5, 80, 5, NotYet.NO_INTERVAL),
        (0.9, None, 80, 5, NotYet.NO_INTERVAL),
        (0.9, 0.0, 80, 5, NotYet.NO_INTERVAL),
        (0.61, 0.5, 80, 5, NotYet.UNDECIDED),
        (0.6, 0.5, 900, 50, NotYet.UNDECIDED),
    ],
)
def test_a_decision_that_cannot_be_made_says_why(value, sd, n, errors, reason):
    found = decision(value, sd=sd, threshold=0.6, n=n, errors=errors)

    assert found.side is None
    assert found.not_yet is reason
    assert (found.half_width is not None) == (reason is NotYet.UNDECIDED)


@pytest.mark.parametrize(("value", "side"), [(0.9, Side.ABOVE), (0.3, Side.BELOW)])
def test_a_figure_far_from_the_threshold_is_decided(value, side):
    found = decision(value, sd=0.5, threshold=0.6, n=150, errors=9)

    assert found.side is side
    assert found.half_width < 0.3


@pytest.mark.parametrize(
    "parts", [{}, {"side": Side.ABOVE, "not_yet": NotYet.UNDECIDED}, {"half_width": 0.1}]
)
def test_a_decision_has_a_side_or_a_reason(parts):
    with pytest.raises(ValueError, match="a side, or the reason"):
        Decision(**parts)


@pytest.mark.parametrize("alpha", [0.2, 0.05, 0.01])
@pytest.mark.parametrize("n", [20, 150, 1000])
def test_tuning_finds_the_narrowest_interval(n, alpha):
    from scipy.optimize import minimize_scalar

    best = minimize_scalar(
        lambda log: anytime_half_width(1.0, n=n, r=math.exp(log), alpha=alpha),
        bounds=(-12, 3),
        method="bounded",
        options={"xatol": 1e-10},
    )

    assert tuned(n, alpha=alpha) == pytest.approx(math.exp(best.x), rel=1e-4)
    assert anytime_half_width(1.0, n=n, r=tuned(n, alpha=alpha), alpha=alpha) <= best.fun * (
        1 + 1e-9
    )


@given(st.integers(1, 5000), st.floats(0.1, 3))
def test_an_interval_for_every_look_is_wider_than_one_for_a_single_look(n, sd):
    half = anytime_half_width(sd, n=n, r=tuned(150))

    assert half > 1.5 * 1.96 * sd / math.sqrt(n)
    assert half > anytime_half_width(sd, n=n + 1, r=tuned(150))


def test_looking_after_every_label_seldom_decides_wrongly():
    rng = np.random.default_rng(6)
    labels = rng.random((2000, 600)) < 0.7
    seen = np.arange(1, 601)
    mean = labels.cumsum(axis=1) / seen
    sd = np.sqrt(mean * (1 - mean))

    half = sd * np.array([anytime_half_width(1.0, n=int(n), r=tuned(150)) for n in seen])
    once = 1.96 * sd / np.sqrt(seen)

    wrong, naive = (
        (np.abs(mean - 0.7) > width)[:, 79:].any(axis=1).mean() for width in (half, once)
    )
    assert wrong < 0.05
    assert naive > 0.15
