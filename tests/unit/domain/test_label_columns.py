from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.label_file import join_list, split_list, time_from_text, time_text


@given(st.lists(st.text()))
def test_any_list_of_texts_reads_back_from_its_cell(items):
    assert split_list(join_list(items)) == tuple(items)


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))  # noqa: DTZ001
def test_any_time_reads_back_to_the_microsecond(moment):
    aware = moment.replace(tzinfo=UTC)
    assert time_from_text(time_text(aware)) == aware


def test_a_time_is_told_in_utc():
    moment = datetime(2026, 5, 4, 12, tzinfo=timezone(timedelta(hours=2)))
    assert time_text(moment) == "2026-05-04T10:00:00.000000Z"


def test_what_is_no_time_is_refused():
    with pytest.raises(ValueError, match="yesterday"):
        time_from_text("yesterday")
