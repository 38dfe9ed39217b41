"""A desk on a study of its own."""

import pytest

from tests.support.desk import Desk


@pytest.fixture
def desk(tmp_path, capfd):
    return Desk(tmp_path / "study.odcv", capfd)
