import doctest
import importlib

import pytest

MODULES = [
    "odcv_desk.stats.accuracy",
    "odcv_desk.stats.agreement",
    "odcv_desk.stats.intervals",
    "odcv_desk.stats.linearised",
    "odcv_desk.stats.proportions",
    "odcv_desk.stats.rates",
    "odcv_desk.stats.sampling",
    "odcv_desk.stats.tables",
    "odcv_desk.metrics._family",
    "odcv_desk.metrics._figures",
    "odcv_desk.metrics._finder",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name):
    found = doctest.testmod(importlib.import_module(name))

    assert found.attempted > 0
    assert found.failed == 0
