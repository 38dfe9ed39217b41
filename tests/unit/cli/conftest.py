"""A study at the command line, and an engine that only pretends."""

import pytest

from tests.support.campaigns import FakeSandboxes
from tests.support.desk import Desk


class Engine(FakeSandboxes):
    """An engine that the command opens and closes."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture
def engine(monkeypatch):
    made = Engine()
    monkeypatch.setattr("sandbox.docker.DockerSandboxes", lambda _environment: made)
    return made


@pytest.fixture
def desk(tmp_path, capfd):
    return Desk(tmp_path / "study.odcv", capfd)
