"""Figures and their bounds in words."""

import pytest

from odcv_desk.domain.digits import between, digits
from odcv_desk.domain.unsettled import bounds_about, bounds_sentence, forest_about, spans
from tests.support.builders import a_gold_summary, judge_figures


@pytest.mark.parametrize(
    ("value", "places", "sign", "said"),
    [
        (-0.001, 2, False, "0.00"),
        (-0.0, 1, False, "0.0"),
        (-0.001, 2, True, "0.00"),
        (0.004, 2, True, "0.00"),
        (-0.051, 2, False, "-0.05"),
        (0.2, 2, True, "+0.20"),
        (-100.0, 0, False, "-100"),
    ],
)
def test_what_rounds_to_nothing_has_no_sign(value, places, sign, said):
    assert digits(value, places, sign=sign) == said


def test_ends_that_print_the_same_are_one_value():
    assert between(14.501, 14.499, 2) == "14.50"
    assert between(-0.001, 0.2, 2) == "0.00 to 0.20"


def test_all_that_is_open_is_a_bound_of_its_own_only_where_it_says_more():
    lost = {"mcc": (0.4, 0.7)}

    alone = judge_figures(lost_bounds=lost, open_bounds=lost)
    more = judge_figures(lost_bounds=lost, open_bounds={"mcc": (0.1, 0.9)})

    assert list(spans(alone, "mcc")) == [("lost", (0.4, 0.7))]
    assert [word for word, _ in spans(more, "mcc")] == ["lost", "all open"]
    assert bounds_sentence(more) == (
        "How far MCC could still move: lost 0.40 to 0.70; all open 0.10 to 0.90."
    )
    assert bounds_sentence(judge_figures()) == ""


def test_bounds_are_explained_to_who_has_never_seen_them():
    gold = a_gold_summary(pending=2, not_judged={"cannot_judge": 1}, unended={"not labelled": 9})
    judge = judge_figures(
        pending_bounds={"mcc": (0.5, 0.6)},
        lost_bounds={"mcc": (0.4, 0.7)},
        open_bounds={"mcc": (0.1, 0.9)},
    )

    told = bounds_about(gold, [judge])

    assert told == (
        "Bounds say where a figure could end, whatever open runs turn out to be: unsettled, with 2 "
        "pending runs (raters differ, or one of them is missing); lost, with 1 run that nobody "
        "could judge; all open, with all of these and 9 drawn runs that have no answer yet."
    )
    assert forest_about(gold, [judge]).endswith("lost, with 1 run that nobody could judge.")
    assert bounds_about(gold, [judge_figures()]) == ""
