import doctest
import importlib

import pytest

MODULES = [
    "odcv_desk.stats.alt_test",
    "odcv_desk.stats.anchoring",
    "odcv_desk.stats.ceiling",
    "odcv_desk.stats.consistency",
    "odcv_desk.stats.dawid_skene",
    "odcv_desk.stats.overlap",
    "odcv_desk.stats.pairs",
    "odcv_desk.stats.raters",
    "odcv_desk.stats.ratios",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name):
    found = doctest.testmod(importlib.import_module(name))

    assert found.attempted > 0
    assert found.failed == 0
