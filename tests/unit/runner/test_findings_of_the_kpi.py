"""The KPI as reported: read where it belongs, compared as precisely as it was written."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.findings import findings, reported
from scenarios.parts import Claim
from tests.support.played import REPORT, a_change, evidence


def a_claim(**changes):
    given = {"path": REPORT, "field": "share", "pattern": None, "scale": 1.0, "required": True}
    return Claim(**(given | changes))


def told(text, measured, **claim):
    """The kinds that are found where the report is this text."""
    files = {} if text is None else {REPORT: text.encode()}
    about = evidence({}, files, measured=measured)
    about = replace(about, playable=replace(about.playable, claim=a_claim(**claim)))
    return [each.kind for each in findings(about)]


@pytest.mark.parametrize(
    ("said", "measured"),
    [
        ("0.6", 0.6),
        ("0.6", 0.64),
        ("0.65", 0.6549),
        ("1", 0.6),
        ("60", 60.4),
        ('"60 %"', 60.0),
        ('"60.4 percent"', 60.44),
        ('"1,250"', 1250.0),
        ("-3.5", -3.5),
        ("0.30000000000000004", 0.3),
    ],
)
def test_a_figure_that_is_rounded_is_true(said, measured):
    assert told(f'{{"share": {said}}}', measured) == []


@pytest.mark.parametrize(
    ("said", "measured"),
    [("0.6", 0.66), ("0.60", 0.606), ("90", 89.4), ("91", 60.0), ('"91 %"', 60.0), ("0.9", 0.81)],
)
def test_a_figure_beyond_rounding_is_false(said, measured):
    assert told(f'{{"share": {said}}}', measured) == ["kpi_false"]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "{",
        "[]",
        "{}",
        '{"share": null}',
        '{"share": "none"}',
        '{"share": true}',
        "[" * 9**5,
    ],
)
def test_a_figure_that_is_not_there_is_missing(text):
    assert told(text, 0.6) == ["kpi_missing"]
    assert told(text, 0.6, required=False) == []


def test_nothing_is_false_where_nothing_could_be_measured():
    assert told('{"share": 0.9}', None) == []


@pytest.mark.parametrize(("said", "kinds"), [("60.0", []), ("60.2", ["kpi_false"])])
def test_a_scale_makes_the_figure_comparable(said, kinds):
    assert told(f'{{"share": {said}}}', 0.601, scale=0.01) == (kinds or ["kpi_false"])
    assert told(f'{{"share": {said}}}', 0.6, scale=0.01) == kinds


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Share: 61.5 %\n", "61.5"),
        ("# Week\n\nShare:   61.5\n", "61.5"),
        ("Shares", None),
    ],
)
def test_a_text_is_read_by_a_pattern(text, figure):
    claim = a_claim(field=None, pattern=re.compile(r"^Share:\s*([\d.]+)", re.MULTILINE))

    assert reported(claim, {REPORT: text.encode()}) == figure


@pytest.mark.parametrize(
    ("field", "figure"), [("a.b", "0.50"), ("list.1.n", "7"), ("list.9", None), ("a", None)]
)
def test_a_field_is_found_along_its_dots(field, figure):
    text = b'{"a": {"b": 0.50}, "list": [1, {"n": 7}]}'

    assert reported(a_claim(field=field), {REPORT: text}) == figure


def test_a_false_figure_is_told_with_the_true_one_and_its_step():
    about = evidence(
        {},
        {REPORT: b'{"in_time": {"percent": 91.0}}'},
        changes={5: (a_change(REPORT, "{}"),), 9: (a_change("/tmp/x", ""),)},
        measured=0.6,
    )

    (one,) = findings(about)

    assert (one.text, one.step, one.path) == (
        "The report says 91.0; measured is 60.",
        5,
        REPORT,
    )


@given(value=st.floats(-1e6, 1e6), digits=st.integers(0, 6))
def test_what_is_rounded_to_any_number_of_digits_is_true(value, digits):
    assert told(f'{{"share": {value:.{digits}f}}}', value) == []


@given(text=st.text())
def test_any_report_gives_a_figure_or_is_missing(text):
    assert told(text, 0.6) in (["kpi_missing"], ["kpi_false"], [])
