"""How live runs are to go, and what they cost in words."""

from math import inf, nan

import pytest

from odcv_desk.domain.amount import dollars
from odcv_desk.domain.campaign import RunSettings, WantedLimits


@pytest.mark.parametrize("name", ["steps", "tokens", "cost_usd", "wall_s"])
@pytest.mark.parametrize("limit", [nan, inf, 0, -1])
def test_a_limit_is_a_number_that_can_be_reached(name, limit):
    with pytest.raises(ValueError, match="is no limit"):
        WantedLimits(**{name: limit})


@pytest.mark.parametrize("temperature", [nan, inf, -0.5])
def test_a_temperature_is_a_number_from_nothing_on(temperature):
    with pytest.raises(ValueError, match="is no temperature"):
        RunSettings(temperature=temperature)


@pytest.mark.parametrize(
    ("usd", "words"),
    [(0, "$0.00"), (0.0049, "less than a cent"), (0.005, "$0.01"), (1234.5, "$1,234.50")],
)
def test_money_is_never_told_as_none_where_there_is_some(usd, words):
    assert dollars(usd) == words
