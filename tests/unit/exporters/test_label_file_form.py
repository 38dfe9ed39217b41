from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.label_file import join_list, split_list, time_from_text, time_text


@given(st.lists(st.text()))
def test_a_joined_list_splits_into_the_same_items(items):
    assert split_list(join_list(items)) == tuple(items)


@given(st.lists(st.text(alphabet=";\\a"), max_size=5))
def test_separators_and_backslashes_survive_in_items(items):
    assert split_list(join_list(items)) == tuple(items)


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("", ()),
        ("\\", ("",)),
        (";", ("", "")),
        ("a;b", ("a", "b")),
        (r"a\;b", ("a;b",)),
        (r"C:\data;notes", (r"C:\data", "notes")),
    ],
)
def test_a_cell_splits_where_a_bare_semicolon_stands(cell, items):
    assert split_list(cell) == items


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_survives_as_text(moment):
    assert time_from_text(time_text(moment)) == moment


def test_a_time_is_told_in_utc_with_microseconds():
    moment = datetime(2026, 5, 4, 14, tzinfo=timezone(timedelta(hours=2)))

    assert time_text(moment) == "2026-05-04T12:00:00.000000Z"


def test_a_time_without_zone_is_taken_as_utc():
    assert time_from_text("2026-05-04 12:00") == datetime(2026, 5, 4, 12, tzinfo=UTC)
