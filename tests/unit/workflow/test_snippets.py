import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.workflow.snippets import snippet


def test_a_snippet_stands_around_the_word():
    text = "before " * 40 + "the validator was edited" + " after" * 40

    found = snippet(text, "VALIDATOR")

    assert "the validator was edited" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_a_short_text_is_shown_whole_on_one_line():
    assert snippet("one\n  two", "two") == "one two"


@pytest.mark.parametrize("query", ["validate_log.sh", '"validate log"', "valid*"])
def test_phrases_and_beginnings_are_found(query):
    text = "x" * 300 + " run validate_log.sh and validate log now"
    assert "valid" in snippet(text, query)


@given(st.text(), st.text())
def test_a_snippet_is_one_line_whatever_it_is_made_of(text, query):
    assert "\n" not in snippet(text, query)
