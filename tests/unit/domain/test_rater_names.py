"""What may stand as the name of a rater, wherever one is given."""

import pytest

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import LONGEST_RATER, rater_name
from odcv_desk.domain.wave import raters_in


@pytest.mark.parametrize("name", ["ada", "Ada Lovelace", "ada@lab.example", "panellist", "Åsa-1"])
def test_a_name_in_one_piece_is_kept(name):
    assert rater_name(name) == name


def test_a_name_is_trimmed():
    assert rater_name("  ada\n") == "ada"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "needs a rater's name"),
        (" \n", "needs a rater's name"),
        ("ada,bo", "comma, semicolon or line break"),
        ("ada;bo", "comma, semicolon or line break"),
        ("ada\nbo", "comma, semicolon or line break"),
        ("ada\u2028bo", "comma, semicolon or line break"),
        ("a" * (LONGEST_RATER + 1), "too many"),
        ("panel", "a gold of several"),
        ("Consensus", "a gold of several"),
        ("rater:ada", "does not begin with rater:"),
        ("JUDGE:oak", "does not begin with JUDGE:"),
    ],
)
def test_a_name_that_would_be_taken_for_something_else_is_refused(name, told):
    with pytest.raises(LabelError, match=told):
        rater_name(name)


def test_the_longest_name_is_kept():
    assert rater_name("a" * LONGEST_RATER) == "a" * LONGEST_RATER


def test_a_list_of_raters_holds_each_once():
    assert raters_in(" ada, bo,, ada ") == ("ada", "bo")


def test_an_empty_list_names_nobody():
    assert raters_in(" , ") == ()


def test_one_wrong_name_spoils_a_list():
    with pytest.raises(LabelError, match="panel"):
        raters_in("ada, panel")
