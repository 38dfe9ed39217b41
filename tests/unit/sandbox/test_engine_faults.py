"""How the faults of an engine are told."""

import pytest
from docker.errors import APIError, NotFound

from odcv_desk.domain.errors import SandboxError
from sandbox.engine import connect, let_go, told
from sandbox.stream import ExecStream

RUNC = 'OCI runtime create failed: exec: "bash": executable file not found in $PATH: unknown'
RUNC_PATH = 'OCI runtime create failed: exec: "bash": stat bash: no such file or directory'
CRUN = "crun: executable file `bash` not found in $PATH: No such file or directory"


@pytest.mark.parametrize("said", [RUNC, RUNC_PATH, CRUN])
def test_a_program_that_the_image_lacks_is_named(said):
    with pytest.raises(SandboxError, match="no program 'bash'") as fault, told("starting it"):
        raise APIError("400", explanation=said)

    assert "needs bash" in fault.value.hint


def test_what_else_an_engine_refuses_is_told_in_its_words():
    with pytest.raises(SandboxError, match="refused: making it: no space"), told("making it"):
        raise APIError("500", explanation="no space")


def test_the_loss_of_an_engine_names_the_work():
    with pytest.raises(SandboxError, match="lost: making it: reset"), told("making it"):
        raise ConnectionResetError("reset")


@pytest.mark.parametrize(
    "host", ["ssh://host:abc", "ssh://[host", "tcp://host:abc", "tcp://[host", "nonsense://x"]
)
def test_an_address_that_is_none_is_told_as_such(host):
    with pytest.raises(SandboxError) as fault:
        connect({"DOCKER_HOST": host}, wait_s=1)

    assert host in fault.value.message


def test_an_engine_that_is_lost_meanwhile_is_not_told_as_a_start_of_a_command():
    class Gone:
        def exec_inspect(self, _):
            raise ConnectionResetError("reset")

    stream = ExecStream.__new__(ExecStream)
    stream._api, stream._id = Gone(), "process"

    with pytest.raises(SandboxError, match="lost: looking whether a process still runs: reset"):
        stream.runs()


def test_clearing_up_goes_on_whatever_happens(caplog):
    with let_go("removing it"):
        raise NotFound("gone")
    assert caplog.records == []

    with let_go("removing it"):
        raise ConnectionResetError("reset")
    assert caplog.records[0].getMessage() == "removing it: reset"
