import pytest

from odcv_desk.domain.estimate import NoInterval, Undefined
from odcv_desk.domain.people import Beside, JudgeCeiling, ceiling_sentence, said, why
from tests.support.builders import an_estimate, undefined, without_interval


def a_ceiling(difference, judge=None):
    beside = Beside(
        human=an_estimate(0.8), judge=judge or an_estimate(0.7, 0.6, 0.75), difference=difference
    )
    return JudgeCeiling(judge="oak", n=1, mcc=beside, kappa_quadratic=beside, half_points=0)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.2, -0.05, "below the human ceiling"),
        (0.01, 0.2, "above the human ceiling"),
        (-0.1, 0.1, "neither clearly better"),
    ],
)
def test_a_ceiling_is_judged_by_the_interval_of_the_difference(low, high, words):
    middle = (low + high) / 2
    sentence = ceiling_sentence(a_ceiling(an_estimate(middle, low, high)))

    assert sentence.endswith(f"{words}.")
    assert "oak reaches MCC 0.70 where a person reaches 0.80 (1 comparison)" in sentence


def test_a_difference_without_interval_says_why():
    sentence = ceiling_sentence(a_ceiling(without_interval(-0.1, NoInterval.ONE_SCENARIO)))

    assert sentence.endswith("a difference of -0.10, no interval: one scenario only.")


def test_an_unknown_ceiling_is_told_by_its_reason():
    none = undefined(Undefined.NO_CASES)

    assert ceiling_sentence(a_ceiling(none, none)) == (
        "Human ceiling: unknown for oak, no run to compare on."
    )


@pytest.mark.parametrize("reason", list(Undefined))
def test_every_undefined_figure_has_a_reason_in_words(reason):
    assert why(undefined(reason)) in said(undefined(reason))
    assert len(why(undefined(reason)).split()) > 2


@pytest.mark.parametrize("reason", list(NoInterval))
def test_every_missing_interval_has_a_reason_in_words(reason):
    assert why(without_interval(0.5, reason)).startswith("no interval: ")


def test_a_figure_with_its_interval_needs_no_reason():
    assert why(an_estimate()) == ""
    assert said(an_estimate()) == "0.80 (0.70 to 0.90)"
