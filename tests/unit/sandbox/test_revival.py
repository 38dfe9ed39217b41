"""Whose doing it is that no shell starts, as an engine's answers tell it."""

import pytest
from docker.errors import APIError, NotFound
from requests import Response
from requests.exceptions import ConnectionError as Lost
from urllib3.exceptions import ProtocolError

from odcv_desk.domain.errors import SandboxError
from sandbox.revival import NoShellError, is_own_doing, revive

STATE = {
    "Running": False,
    "Error": "",
    "StartedAt": "2026-01-02T03:04:05.123456789Z",
    "FinishedAt": "2026-01-02T03:04:09.5Z",
}
STARTED = 1_767_323_045.123456


class Engine:
    """Knows one container and what happened to it: moments by the engine's clock."""

    def __init__(self, *, refuses=None, ended_at=(), **state):
        self._refuses = refuses
        self._ended_at = ended_at
        self._state = STATE | state

    def inspect_container(self, name):
        return {"State": self._state}

    def events(self, *, since, until, filters, decode):
        return [at for at in self._ended_at if float(since) <= at <= float(until)]

    def restart(self, name, timeout):
        if self._refuses:
            answer = Response()
            answer.status_code = self._refuses
            raise APIError("no", response=answer)


def no_shell(cause=None):
    fault = SandboxError("No shell starts.", hint="")
    fault.__cause__ = cause
    return fault


@pytest.mark.parametrize("cause", [Lost("reset"), ProtocolError("reset"), OSError("reset")])
def test_the_loss_of_the_engine_is_nobodys_doing(cause):
    assert not is_own_doing(Engine(), "box", no_shell(cause))


@pytest.mark.parametrize("cause", [None, APIError("bash: not found"), NotFound("bash: not found")])
def test_what_the_engine_refuses_in_a_container_that_nobody_ended_is_its_own(cause):
    assert is_own_doing(Engine(), "box", no_shell(cause))
    assert is_own_doing(Engine(Running=True), "box", no_shell(cause))


def test_an_end_from_outside_counts_since_the_last_start_alone():
    assert is_own_doing(Engine(ended_at=[STARTED - 0.1]), "box", no_shell())
    assert not is_own_doing(Engine(ended_at=[STARTED + 4.4]), "box", no_shell())
    with pytest.raises(SandboxError, match="from outside"):
        revive(Engine(ended_at=[STARTED + 0.1]), "box")


def test_an_end_before_a_start_that_failed_was_the_desks():
    broken = Engine(ended_at=[STARTED + 4], Error="bash: not found")

    assert is_own_doing(broken, "box", no_shell())


def test_a_conflict_in_the_engine_is_no_missing_shell():
    with pytest.raises(SandboxError, match="cannot be started again"):
        revive(Engine(refuses=409), "box")
    with pytest.raises(NoShellError):
        revive(Engine(refuses=500), "box")
